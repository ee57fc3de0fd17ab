/** Checks one opened package: model, rules, verdicts. A bug in a rule is a crash of that rule; the others go on. */
import picomatch from 'picomatch';
import { compareFindings, compareUndecided } from './finding.ts';
import { CODE_LIMITS, unreadOf } from './plugin/distribution/unread.ts';
import { buildModel } from './plugin/index.ts';
import { messageText } from './rule.ts';
import { foldSamePlace } from './same-place.ts';
import { applySuppressions, findSuppressions, holdsSuppressions } from './settings/suppression.ts';
import { LineIndex } from './source.ts';
import { decodePython } from './python/index.ts';
import type { Crash, Finding, Severity, Undecided, Verdict } from './finding.ts';
import type { HostContext } from './host/context.ts';
import type { NetBoxHost } from './host/netbox/netbox.ts';
import type { Package } from './package/package.ts';
import type { PackageModel } from './plugin/index.ts';
import type { PackageResult } from './result.ts';
import type { LooseReporter, Rule } from './rule.ts';
import type { Suppressed } from './settings/suppression.ts';
import type { Span } from './source.ts';

export interface CheckOptions {
  readonly rules: readonly Rule[];
  readonly netbox?: string;
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  readonly ruleOptions?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Whether suppressions in the package's files count; they do not when a stranger's package is vetted. */
  readonly suppressions?: boolean;
  /** ISO date of today, for suppressions that end; without it none does. */
  readonly today?: string;
  /** Glob patterns of files whose findings are not reported. */
  readonly exclude?: readonly string[];
}

/** Checks a package whose heavy readers (SQL) are loaded, if it needs any. Never throws for what the package holds. */
export function checkPackage(pkg: Package, host: NetBoxHost, options: CheckOptions): PackageResult {
  const forPackage = host.forPackage(pkg, options.netbox === undefined ? {} : { netbox: options.netbox });
  const crashes: Crash[] = [];
  let built: { model: PackageModel; context: HostContext } | undefined;
  try {
    built = buildModel(pkg, forPackage);
  } catch (error) {
    crashes.push(crashOf('model', error));
  }
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  if (built) {
    const { model, context } = built;
    const loadable = loadableContext(model, context);
    for (const rule of options.rules) {
      const id = `${rule.limit}/${rule.id}`;
      if (options.severities?.get(id) === 'off') continue;
      try {
        // Rules on bounds ask of every release; the others only of those that the plugin can be loaded in at all.
        const host = rule.limit === 'version-bounds' ? context : loadable;
        findings.push(...runRule(rule, model, host, options));
      } catch (error) {
        crashes.push(crashOf('rule', error, id));
      }
    }
    try {
      undecided.push(...undecidedOf(model));
    } catch (error) {
      crashes.push(crashOf('undecided', error));
    }
  }
  const plugins = built?.model.plugins ?? [];
  const excluded = picomatch([...(options.exclude ?? [])], { dot: true });
  const unique = withoutRepeats(findings.filter(finding => !excluded(finding.at.file)).sort(compareFindings));
  const answered = answer(pkg, built?.model, unique, options);
  return {
    path: pkg.path,
    kind: pkg.kind,
    rootFromCwd: pkg.rootFromCwd,
    distribution: { name: pkg.distribution.name?.value ?? null, version: pkg.distribution.version?.value ?? null },
    plugins: plugins.map(plugin => ({ module: plugin.module, label: plugin.label })),
    verdicts: verdictsOf(host.limits, unique, undecided, crashes),
    findings: answered.kept,
    suppressed: answered.suppressed,
    undecided: uniqueUndecided(undecided.sort(compareUndecided)),
    crashes,
    coverage: {
      files: [...pkg.files.values()].filter(file => file.installPath !== null).length,
      notShipped: [...pkg.files.values()]
        .filter(file => file.installPath === null && !/(^|\/)[^/]+\.(dist|egg)-info\//.test(file.path))
        .map(file => file.path),
      ignored: pkg.ignored,
      releases: built ? built.context.versions(built.context.releases) : [],
      notes: forPackage.notes(),
    },
    source: file => textOf(pkg, file),
  };
}

/**
 * The releases under check in which the plugin's own imports at start resolve. In the others NetBox does not load it, which is
 * told once, about its bounds; nothing else can happen there. Without any, the newest release that fits.
 */
function loadableContext(model: PackageModel, context: HostContext): HostContext {
  if (context.chosenBy === 'asked') return context;
  const works = model.imports
    .filter(use => !use.own && use.certain && use.moment === 'start')
    .reduce((set, use) => set & (use.resolves | ~use.runs), context.facts.all);
  const inside = context.releases & works;
  if (inside === context.releases || works === 0 || (inside === 0 && context.chosenBy === 'bounds')) return context;
  const releases = inside === 0 ? 1 << (31 - Math.clz32(works)) : inside;
  return { ...context, releases, newest: 31 - Math.clz32(releases) };
}

/** Takes out what comments in the package answer, and reports what is wrong with those comments. */
function answer(
  pkg: Package,
  model: PackageModel | undefined,
  findings: readonly Finding[],
  options: CheckOptions,
): { kept: readonly Finding[]; suppressed: readonly Suppressed[] } {
  if (options.suppressions === false || !model) return { kept: findings, suppressed: [] };
  const read = [...pkg.files.values()].flatMap(file => {
    const text = file.installPath !== null && holdsSuppressions(file.path) ? textOf(pkg, file.path) : undefined;
    return text?.includes('plugin-lint:') ? [findSuppressions(file.path, text)] : [];
  });
  if (read.length === 0) return { kept: findings, suppressed: [] };
  const idOf = (rule: Rule): string => `${rule.limit}/${rule.id}`;
  const active = options.rules.filter(rule => options.severities?.get(idOf(rule)) !== 'off');
  const indexes = new Map<string, LineIndex>();
  const applied = applySuppressions(
    findings,
    read.flatMap(one => one.found),
    {
      known: options.rules.map(idOf),
      active: new Set(active.map(idOf)),
      today: options.today ?? '',
      lineOf(at) {
        let index = indexes.get(at.file);
        if (!index) indexes.set(at.file, (index = new LineIndex(textOf(pkg, at.file) ?? '')));
        return index.position(at.start).line;
      },
    },
  );
  const rule = active.find(one => idOf(one) === 'packaging/suppression');
  const found: Finding[] = [];
  if (rule) {
    const report = reporterOf(rule, model, options, found);
    for (const { at, message, data } of [...read.flatMap(one => one.problems), ...applied.problems])
      report(at, message, data);
  }
  return { kept: [...applied.kept, ...found].sort(compareFindings), suppressed: applied.suppressed };
}

function crashOf(stage: string, error: unknown, rule?: string): Crash {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return { stage, message, ...(rule === undefined ? {} : { rule }), ...(stack === undefined ? {} : { stack }) };
}

function runRule(rule: Rule, model: PackageModel, context: HostContext, options: CheckOptions): Finding[] {
  const findings: Finding[] = [];
  const given = options.ruleOptions?.get(`${rule.limit}/${rule.id}`) ?? {};
  rule.check(model, context, reporterOf(rule, model, options, findings), given);
  return foldSamePlace(findings, (messageId, data) => {
    const template = messageText(rule.messages[messageId] ?? '');
    return { template, text: fill(template, data) };
  });
}

/** A reporter that makes findings of a rule's messages and puts them into `findings`. */
function reporterOf(rule: Rule, model: PackageModel, options: CheckOptions, findings: Finding[]): LooseReporter {
  const id = `${rule.limit}/${rule.id}`;
  const asked = options.severities?.get(id);
  return (at, messageId, data, details) => {
    const definition = rule.messages[messageId];
    if (definition === undefined) throw new Error(`${id} has no message '${messageId}'`);
    const own = typeof definition === 'string' ? undefined : definition;
    const severity =
      asked !== undefined && asked !== 'off' ? asked : (details?.severity ?? own?.severity ?? rule.severity);
    const plugin = details?.plugin ?? pluginAt(model, at);
    findings.push({
      rule: id,
      limit: rule.limit,
      severity,
      breaks: details?.breaks ?? own?.breaks ?? rule.breaks,
      messageId,
      data: data ?? {},
      message: fill(messageText(definition), data ?? {}),
      at,
      trace: details?.trace ?? [],
      related: details?.related ?? [],
      ...(plugin === undefined ? {} : { plugin }),
      ...(details?.releases === undefined ? {} : { releases: details.releases }),
      ...(details?.fix === undefined ? {} : { fix: details.fix }),
    });
  };
}

function fill(text: string, data: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => data[name] ?? whole);
}

/** The plugin whose module holds the file; the only one, when there is only one. */
function pluginAt(model: PackageModel, at: Span): string | undefined {
  const [only] = model.plugins;
  if (model.plugins.length <= 1) return only?.module;
  const install = model.package.files.get(at.file)?.installPath ?? at.file;
  return model.plugins
    .filter(plugin => install.startsWith(`${plugin.module.replaceAll('.', '/')}/`))
    .sort((a, b) => b.module.length - a.module.length)[0]?.module;
}

/** The same rule says the same of one place once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding, index) => {
    const before = findings[index - 1];
    return !(
      before &&
      before.rule === finding.rule &&
      before.message === finding.message &&
      before.at.file === finding.at.file &&
      before.at.start === finding.at.start &&
      before.at.end === finding.at.end
    );
  });
}

/** One place is told once a limit and reason, however many ways lead to it. */
function uniqueUndecided(sorted: readonly Undecided[]): Undecided[] {
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    return (
      before?.limit !== one.limit ||
      before.reason !== one.reason ||
      before.at.file !== one.at.file ||
      before.at.start !== one.at.start
    );
  });
}

function undecidedOf(model: PackageModel): Undecided[] {
  const out: Undecided[] = [...model.undecided];
  const open = (reason: string, at: Span): void => {
    for (const limit of CODE_LIMITS) out.push({ limit, reason, at });
  };
  const broken = new Set<string>();
  for (const problem of model.program.problems) {
    // One broken place leaves the rest of the file open; further ones add nothing.
    if (broken.has(problem.file)) continue;
    broken.add(problem.file);
    open(`${problem.file} could not be read whole: ${problem.message}`, problem);
    if (problem.file.includes('/migrations/'))
      out.push({ limit: 'migrations', reason: `${problem.file} could not be read whole`, at: problem });
  }
  for (const { limits, message, at } of unreadOf(model))
    for (const limit of limits) out.push({ limit, reason: message, at });
  for (const cut of model.program.cuts) open(cut.reason, cut.at);
  for (const call of model.program.calls) {
    if (call.callee.kind !== 'symbol' || !/^builtins\.exec$/.test(call.callee.path)) continue;
    open('exec() runs code that is not in the package', call.at);
  }
  return out;
}

function verdictsOf(
  limits: readonly string[],
  findings: readonly Finding[],
  undecided: readonly Undecided[],
  crashes: readonly Crash[],
): Record<string, Verdict> {
  const verdicts: Record<string, Verdict> = {};
  for (const limit of limits) {
    const broken = findings.some(finding => finding.limit === limit && finding.breaks);
    const crashed = crashes.some(crash => crash.rule === undefined || crash.rule.startsWith(`${limit}/`));
    const open = crashed || undecided.some(one => one.limit === limit);
    verdicts[limit] = broken ? 'broken' : open ? 'undecided' : 'kept';
  }
  return verdicts;
}

function textOf(pkg: Package, path: string): string | undefined {
  const read = pkg.files.get(path)?.read();
  if (!read?.ok) return undefined;
  if (path.endsWith('.py')) return decodePython(read.bytes).text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read.bytes);
  } catch {
    return undefined; // Not text: there is nothing to draw.
  }
}
