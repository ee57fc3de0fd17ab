/** Which settings hold for a package: the call's, then the config file's, then the profile's. */
import { join, resolve } from 'node:path';
import { ConfigError, findSettings, NO_SETTINGS, readSettings } from './config.ts';
import type { Severity } from '../finding.ts';
import type { Package } from '../package/package.ts';
import type { Rule } from '../rule.ts';
import type { Settings } from './config.ts';
import type { Profile } from './profile.ts';

export interface AskedSettings {
  readonly cwd: string;
  readonly netbox?: string;
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  readonly ruleOptions?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly profile?: Profile;
  readonly config?: string | false;
  readonly trustPackageConfig?: boolean;
  readonly baseline?: string;
}

export interface ResolvedSettings {
  /** The config file that was used, for messages. */
  readonly file: string | null;
  readonly netbox?: string;
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly ruleOptions: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Whether comments in the package that suppress findings count. */
  readonly suppressions: boolean;
  readonly exclude: readonly string[];
  /** Absolute path. */
  readonly baseline?: string;
  /** As `--fail-on`. */
  readonly failOn: string;
}

const FAIL_ON = {
  recommended: 'error',
  strict: 'warning',
  certification: 'warning,undecided',
} as const satisfies Record<Profile, string>;

/** The settings for one package; a message when a config file does not fit. */
export function settingsFor(
  pkg: Package,
  rules: readonly Rule[],
  asked: AskedSettings,
): { ok: true; settings: ResolvedSettings } | { ok: false; message: string } {
  const own = pkg.kind === 'directory';
  let config: Settings;
  try {
    config = configFor(pkg, own, rules, asked);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ok: false, message: error.message };
  }
  const profile = asked.profile ?? config.profile;
  const severities = new Map<string, Severity | 'off'>();
  // Strict: advice is a warning.
  if (profile !== 'recommended') {
    for (const rule of rules) if (rule.severity === 'info') severities.set(`${rule.limit}/${rule.id}`, 'warning');
  }
  for (const [rule, severity] of [...config.severities, ...(asked.severities ?? [])]) severities.set(rule, severity);
  const netbox = asked.netbox ?? config.netbox;
  const baseline =
    asked.baseline !== undefined
      ? resolve(asked.cwd, asked.baseline)
      : config.baseline !== undefined && config.folder !== null
        ? join(config.folder, config.baseline)
        : undefined;
  return {
    ok: true,
    settings: {
      file: config.file,
      severities,
      ruleOptions: new Map([...config.ruleOptions, ...(asked.ruleOptions ?? [])]),
      suppressions: profile !== 'certification' && (own || asked.trustPackageConfig === true),
      exclude: config.exclude,
      failOn: config.failOn ?? FAIL_ON[profile],
      ...(netbox === undefined ? {} : { netbox }),
      ...(baseline === undefined ? {} : { baseline }),
    },
  };
}

function configFor(pkg: Package, own: boolean, rules: readonly Rule[], asked: AskedSettings): Settings {
  if (asked.config === false) return NO_SETTINGS;
  if (asked.config !== undefined) {
    const path = resolve(asked.cwd, asked.config);
    const read = readSettings(path, asked.cwd, rules);
    if (!read) throw new ConfigError(`${asked.config} has no [tool.plugin-lint] table.`);
    return read;
  }
  // Who certifies a package does not ask the package how; an archive's reader asks his own folder.
  if (asked.profile === 'certification') return NO_SETTINGS;
  return findSettings(own ? pkg.root : asked.cwd, asked.cwd, rules);
}
