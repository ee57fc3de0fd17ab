export const INVALID: readonly string[] = [];
