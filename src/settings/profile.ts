/** Profiles: how much is asked of a package. */
export const PROFILES = ['recommended', 'strict', 'certification'] as const;

export type Profile = (typeof PROFILES)[number];
