/** The limits that a report gives a verdict for. */

/**
 * In the order of every report. The first five are limits of the host's plugin policy, the other four are what a sound package needs. They are part of
 * the report's format (version 1), so they stand here; a test holds them equal to the host's policy.
 */
export const REPORT_LIMITS = [
  'core-models',
  'urls',
  'core-templates',
  'core-settings',
  'core-components',
  'config',
  'version-bounds',
  'migrations',
  'packaging',
] as const;

export type ReportLimit = (typeof REPORT_LIMITS)[number];
