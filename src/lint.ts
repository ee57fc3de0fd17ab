/** The pipeline, one line a stage: packages → program → model → rules → result. */
import { rules as allRules } from '../rules/index.ts';
import { checkPackage } from './check.ts';
import { loadNetBox } from './host/netbox/netbox.ts';
import { openPackages } from './package/index.ts';
import type { Severity } from './finding.ts';
import type { NetBoxHost } from './host/netbox/netbox.ts';
import type { LintResult, PackageResult, Unopened } from './result.ts';
import type { Rule } from './rule.ts';

export interface LintOptions {
  /** Paths in package reports are relative to it. */
  readonly cwd: string;
  /** `--netbox`: a release (`4.4.10`, `4.4`) or a PEP 440 range (`>=4.2,<4.5`). */
  readonly netbox?: string;
  /** `<limit>/<id>` → severity, `off` takes the rule out. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** `<limit>/<id>` → that rule's options, already validated. */
  readonly ruleOptions?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Rules to run; all of `rules/` by default. */
  readonly rules?: readonly Rule[];
  /** Called before a stage of a package, for progress. */
  readonly onStage?: (packagePath: string, stage: string) => void;
}

/** Why nothing could be linted: an option that does not fit the host (unknown release). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Lints packages. Broken input becomes findings or `unopened`; a bug of ours becomes a `Crash` of its package.
 * @throws UsageError when an option does not fit (`netbox: '9.9'`).
 */
export async function lint(paths: readonly string[], options: LintOptions): Promise<LintResult> {
  const host: NetBoxHost = loadNetBox();
  const asked = host.select({ ...(options.netbox === undefined ? {} : { netbox: options.netbox }) });
  if (!asked.ok) throw new UsageError(asked.message);
  const packages: PackageResult[] = [];
  const unopened: Unopened[] = [];
  for (const path of paths) {
    options.onStage?.(path, 'open');
    const opened = await openPackages(path, { cwd: options.cwd });
    if (!opened.ok) {
      unopened.push({ path, message: opened.problem.message });
      continue;
    }
    for (const pkg of opened.packages) {
      options.onStage?.(pkg.path, 'lint');
      packages.push(checkPackage(pkg, host, { ...options, rules: options.rules ?? allRules }));
    }
  }
  return { host: { name: host.name, releases: host.facts.releases }, packages, unopened };
}
