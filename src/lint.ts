/** The pipeline, one line a stage: packages → settings → program → model → rules → answers → result. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { rules as allRules } from '../rules/index.ts';
import { checkPackage } from './check.ts';
import { loadNetBox } from './host/netbox/netbox.ts';
import { openPackages } from './package/index.ts';
import { expandPatterns } from './package/patterns.ts';
import { prepareReaders } from './readers.ts';
import { fingerprints } from './report/fingerprint.ts';
import { Places } from './report/places.ts';
import { applyBaseline, parseBaseline } from './settings/baseline.ts';
import { settingsFor } from './settings/resolve.ts';
import type { Severity } from './finding.ts';
import type { NetBoxHost } from './host/netbox/netbox.ts';
import type { Package } from './package/index.ts';
import type { LintResult, PackageResult, Unopened } from './result.ts';
import type { Rule } from './rule.ts';
import type { Baseline } from './settings/baseline.ts';
import type { Profile } from './settings/profile.ts';

export interface LintOptions {
  /** Paths in package reports are relative to it. */
  readonly cwd: string;
  /** `--netbox`: a release (`4.4.10`, `4.4`) or a PEP 440 range (`>=4.2,<4.5`). */
  readonly netbox?: string;
  /** A host with facts of the user's own, in place of the one that ships. */
  readonly host?: NetBoxHost;
  /** `<limit>/<id>` → severity, `off` takes the rule out. Goes before the config file. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** `<limit>/<id>` → that rule's options, already validated. Goes before the config file. */
  readonly ruleOptions?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Rules to run; all of `rules/` by default. */
  readonly rules?: readonly Rule[];
  /** Goes before the config file's. */
  readonly profile?: Profile;
  /** A config file to use for all packages, in place of the one that is found; `false` for none. */
  readonly config?: string | false;
  /** Reads the config and counts the suppressions of an archive's own, which nobody but its author has seen. */
  readonly trustPackageConfig?: boolean;
  /** A baseline file; goes before the config file's. */
  readonly baseline?: string;
  /** ISO date of today, for suppressions that end; without it none does. */
  readonly today?: string;
  /** Called before a stage of a package, for progress. */
  readonly onStage?: (packagePath: string, stage: string) => void;
}

/** Why nothing could be linted: an option or a config file that does not fit (unknown release, unknown rule). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Lints packages. Broken input becomes findings or `unopened`; a bug of ours becomes a `Crash` of its package.
 * @throws UsageError when an option or a config file does not fit (`netbox: '9.9'`)
 */
export async function lint(paths: readonly string[], options: LintOptions): Promise<LintResult> {
  const host = options.host ?? loadNetBox();
  checkRelease(host, options.netbox, '--netbox');
  const packages: PackageResult[] = [];
  const unopened: Unopened[] = [];
  for (const path of await expandPatterns(paths, options.cwd)) {
    options.onStage?.(path, 'open');
    const opened = await openPackages(path, { cwd: options.cwd });
    if (!opened.ok) {
      unopened.push({ path, message: opened.problem.message });
      continue;
    }
    const results: PackageResult[] = [];
    for (const pkg of opened.packages) {
      options.onStage?.(pkg.path, 'lint');
      await prepareReaders(pkg);
      results.push(lintPackage(pkg, host, options));
    }
    const plugins = results.filter(holdsPlugin);
    packages.push(...plugins);
    if (plugins.length === 0) unopened.push({ path, message: NO_PLUGIN });
  }
  return { host: { name: host.name, releases: host.facts.releases }, packages, unopened };
}

const NO_PLUGIN =
  "no NetBox plugin in it: no package has a PluginConfig (or a Django AppConfig). Give the folder of the plugin's distribution, or its wheel or sdist";

/** A package without a plugin is worth a report only when something in it is broken, or the linter itself failed. */
export function holdsPlugin(result: PackageResult): boolean {
  return (
    result.plugins.length > 0 ||
    result.crashes.length > 0 ||
    result.findings.some(finding => finding.severity === 'error')
  );
}

function checkRelease(host: NetBoxHost, netbox: string | undefined, where: string): void {
  const asked = host.select(netbox === undefined ? {} : { netbox });
  if (!asked.ok) throw new UsageError(`${where}: ${asked.message}`);
}

/**
 * Lints one opened package whose heavy readers are loaded, if it needs any.
 * @throws UsageError as `lint`
 */
export function lintPackage(pkg: Package, host: NetBoxHost, options: LintOptions): PackageResult {
  const rules = options.rules ?? allRules;
  const resolved = settingsFor(pkg, rules, options);
  if (!resolved.ok) throw new UsageError(resolved.message);
  const { settings } = resolved;
  if (settings.netbox !== undefined) checkRelease(host, settings.netbox, settings.file ?? '--netbox');
  const result = checkPackage(pkg, host, {
    rules,
    severities: settings.severities,
    ruleOptions: settings.ruleOptions,
    suppressions: settings.suppressions,
    exclude: settings.exclude,
    ...(settings.netbox === undefined ? {} : { netbox: settings.netbox }),
    ...(options.today === undefined ? {} : { today: options.today }),
  });
  const answered = settings.baseline === undefined ? result : withBaseline(result, settings.baseline, options.cwd);
  return { ...answered, failOn: settings.failOn };
}

/** The name under which a package stands in a baseline. */
export function baselineName(result: PackageResult): string {
  return result.distribution.name ?? result.path;
}

function withBaseline(result: PackageResult, file: string, cwd: string): PackageResult {
  const accepted = readBaseline(file, relative(cwd, file).replaceAll('\\', '/')).packages[baselineName(result)] ?? {};
  const { kept, suppressed } = applyBaseline(
    result.findings,
    fingerprints(result.findings, new Places(result)),
    accepted,
  );
  return { ...result, findings: kept, suppressed: [...result.suppressed, ...suppressed], baselined: true };
}

/** @param shown the file as messages name it */
function readBaseline(file: string, shown: string): Baseline {
  if (!existsSync(file)) {
    throw new UsageError(`the baseline ${shown} does not exist; \`plugin-lint --write-baseline ${shown}\` writes it`);
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `the baseline ${shown} cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  const parsed = parseBaseline(text);
  if (!parsed.ok) throw new UsageError(`the baseline ${shown} ${parsed.message}`);
  return parsed.baseline;
}
