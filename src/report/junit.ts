/**
 * JUnit XML, as Jenkins, GitLab and others read it (the schema junit-10.xsd of Jenkins' xunit plugin): a suite for each package.
 * Each finding is a test case of the class of its limit; an error or a warning has failed, advice has passed with output. A limit
 * without findings is a case of its own, passed when it is kept and skipped when it is undecided. There is no time in it.
 */
import type { PackageResult, Unopened } from '../result.ts';
import type { ReportFormat } from './format.ts';
import { joinPath } from './location.ts';
import { REPORT_LIMITS } from './limits.ts';
import { Places } from './places.ts';
import { unopenedMessage } from './summary.ts';
import { escapeText } from './terminal.ts';

/** Escaped for content and attributes; what XML 1.0 cannot hold at all (controls, lone surrogates) is written visibly. */
function xml(text: string): string {
  return escapeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}

interface Case {
  readonly name: string;
  readonly classname: string;
  /** `undefined`: passed. */
  readonly outcome?: {
    readonly element: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly message: string;
  };
  readonly output?: string;
}

function cases(result: PackageResult): Case[] {
  const places = new Places(result);
  const list: Case[] = result.crashes.map(({ stage, rule, message }) => ({
    name: rule ?? stage,
    classname: 'plugin-lint',
    outcome: { element: 'error', type: 'crash', message: `A bug of plugin-lint: ${message}` },
  }));
  for (const limit of REPORT_LIMITS) {
    const found = result.findings.filter(finding => finding.limit === limit);
    for (const { rule, severity, message, at } of found) {
      const { line, column } = places.region(at);
      const place = `${at.file}:${line}:${column}`;
      list.push({
        name: `${rule} at ${place}`,
        classname: limit,
        ...(severity === 'info'
          ? { output: `${place}: ${message}` }
          : { outcome: { element: 'failure', type: severity, message: `${place}: ${message}` } }),
      });
    }
    const verdict = result.verdicts[limit] ?? 'undecided';
    if (found.length > 0) continue;
    const open = result.undecided.filter(place => place.limit === limit).length;
    list.push({
      name: limit,
      classname: limit,
      ...(verdict === 'undecided'
        ? { outcome: { element: 'skipped', type: verdict, message: `${open} places could not be followed` } }
        : verdict === 'broken'
          ? { output: 'broken by findings that are suppressed' }
          : {}),
    });
  }
  return list;
}

function caseXml({ name, classname, outcome, output }: Case): string {
  const head = `    <testcase name="${xml(name)}" classname="${xml(classname)}"`;
  if (outcome !== undefined) {
    const { element, type, message } = outcome;
    return `${head}>\n      <${element} type="${xml(type)}" message="${xml(message)}"/>\n    </testcase>`;
  }
  return output === undefined
    ? `${head}/>`
    : `${head}>\n      <system-out>${xml(output)}</system-out>\n    </testcase>`;
}

function suiteXml(name: string, list: readonly Case[]): string {
  const count = (element: string): number => list.filter(one => one.outcome?.element === element).length;
  const counts = `tests="${list.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return [`  <testsuite name="${xml(name)}" ${counts}>`, ...list.map(caseXml), '  </testsuite>'].join('\n');
}

const unopenedCase = (path: Unopened): Case => ({
  name: path.path,
  classname: 'plugin-lint',
  outcome: { element: 'error', type: 'unopened', message: unopenedMessage(path) },
});

export const junit: ReportFormat = result => {
  const suites = [
    ...result.packages.map(one => ({
      name: one.distribution.name ?? joinPath(one.rootFromCwd, '').replace(/\/$/, ''),
      list: cases(one),
    })),
    ...result.unopened.map(path => ({ name: path.path, list: [unopenedCase(path)] })),
  ];
  const all = suites.flatMap(({ list }) => list);
  const count = (element: string): number => all.filter(one => one.outcome?.element === element).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plugin-lint" tests="${all.length}" failures="${count('failure')}" errors="${count('error')}">`,
    ...suites.map(({ name, list }) => suiteXml(name, list)),
    '</testsuites>',
    '',
  ].join('\n');
};
