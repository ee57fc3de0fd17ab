/** Hand-made results for the tests of the formats, and rules to go with them. */
import type { RuleMeta } from '../../src/derive/meta.ts';
import type { Finding } from '../../src/finding.ts';
import type { ReportOptions } from '../../src/report/index.ts';
import { REPORT_LIMITS } from '../../src/report/limits.ts';
import type { LintResult, PackageResult } from '../../src/result.ts';
import type { Span } from '../../src/source.ts';

export const OPTIONS: ReportOptions = {
  tool: { name: 'plugin-lint', version: '0.1.0', homepage: '' },
  color: false,
  quiet: false,
};

export const FILES: Readonly<Record<string, string>> = {
  'netbox_acme/__init__.py': [
    'from netbox.plugins import PluginConfig',
    '',
    '',
    'class AcmeConfig(PluginConfig):',
    "    name = 'netbox_acme'",
    "    verbose_name = 'Acme'",
    "    max_version = '4.4'",
    '',
    '    def ready(self):',
    '        super().ready()',
    '        from . import patches',
    '        patches.apply()',
    '',
    '',
    'config = AcmeConfig',
    '',
  ].join('\n'),
  'netbox_acme/patches.py': [
    'from dcim.models import Device, Site',
    '',
    '',
    'def apply():',
    '    for model in (Device, Site):',
    "\tsetattr(model, 'acme_label', '標籤')",
    '    Device.acme_a = 1',
    '    Device.acme_b = 2',
    '    Device.objects.create(',
    "        name='x',",
    '        site=None,',
    '    )',
    `    Device.acme_long = ${"'very long text', ".repeat(20)}Device`,
    '',
  ].join('\r\n'),
};

/** The span of the `nth` occurrence of a text in a file. */
export function at(file: string, text: string, nth = 1, files = FILES): Span {
  let start = -1;
  for (let i = 0; i < nth; i++) start = (files[file] ?? '').indexOf(text, start + 1);
  if (start < 0) throw new Error(`${file} does not hold ${text}`);
  return { file, start, end: start + text.length };
}

export const RULES: readonly RuleMeta[] = [
  {
    name: 'core-models/model-attributes',
    limit: 'core-models',
    id: 'model-attributes',
    severity: 'error',
    breaks: true,
    since: '0.1.0',
    summary: 'Attributes of core models that a plugin writes.',
    why: 'Every other plugin and the core see the changed class, and an upgrade of the host breaks it without notice.',
    remedy:
      'Keep data in a model of your own with a relation to the core model, and show it by a template extension; see `[docs](x)`.',
    source: { sentence: 'Plugins must not change core models.', where: 'plugin documentation, "Limitations"' },
    messages: { written: '{model}.{name} is written, which changes {model} for everyone; use a model of your own.' },
  },
  {
    name: 'version-bounds/max-version-minor',
    limit: 'version-bounds',
    id: 'max-version-minor',
    severity: 'warning',
    breaks: false,
    since: '0.1.0',
    summary: 'A maximum version without a patch number.',
    why: 'It shuts out every patch release but the first.',
    remedy: 'Give the last patch number, 4.4.99 for all of 4.4.',
    source: { sentence: 'max_version: maximum compatible version.', where: 'plugin documentation, "PluginConfig"' },
    messages: { minor: "max_version '{version}' shuts out {version}.1; write '{version}.99'." },
  },
];

const ready = at('netbox_acme/__init__.py', 'def ready');
const call = at('netbox_acme/__init__.py', 'patches.apply()');

function written(span: Span, model: string, name: string, traced = true): Finding {
  return {
    rule: 'core-models/model-attributes',
    limit: 'core-models',
    severity: 'error',
    breaks: true,
    messageId: 'written',
    data: { model, name },
    message: `${model}.${name} is written, which changes ${model} for everyone; use a model of your own.`,
    at: span,
    plugin: 'netbox_acme',
    trace: traced
      ? [
          { at: ready, message: 'The host calls ready() when it starts.' },
          { at: call, message: 'apply() is called.' },
          { at: span, message: `${model} is written.` },
        ]
      : [],
    related: [{ at: at('netbox_acme/patches.py', 'import Device'), message: 'Device comes from the core.' }],
  };
}

const patches = 'netbox_acme/patches.py';
const loop = at(patches, "setattr(model, 'acme_label', '標籤')");

export const FINDINGS: readonly Finding[] = [
  {
    rule: 'version-bounds/max-version-minor',
    limit: 'version-bounds',
    severity: 'warning',
    breaks: false,
    messageId: 'minor',
    data: { version: '4.4' },
    message: "max_version '4.4' shuts out 4.4.1; write '4.4.99'.",
    at: at('netbox_acme/__init__.py', "'4.4'"),
    plugin: 'netbox_acme',
    releases: ['4.4.1', '4.4.2', '4.4.3'],
    trace: [],
    related: [],
    fix: { at: at('netbox_acme/__init__.py', "'4.4'"), text: "'4.4.99'", description: 'Allow all of 4.4.' },
  },
  written(loop, 'Device', 'acme_label'),
  written(loop, 'Site', 'acme_label'),
  { ...written(at(patches, 'Device.acme_a'), 'Device', 'x'), message: 'The same words.' },
  { ...written(at(patches, 'Device.acme_b'), 'Device', 'x'), message: 'The same words.' },
  written({ ...at(patches, 'Device.objects.create('), end: at(patches, '    )').end }, 'Device', 'objects', false),
  written(
    { file: patches, start: at(patches, 'Device', 7).start, end: (FILES[patches] ?? '').length - 2 },
    'Device',
    'acme_long',
  ),
];

/** A package with what is given, and a broken limit where a finding breaks it. */
export function packageResult(given: Partial<PackageResult> = {}, files = FILES): PackageResult {
  const findings = given.findings ?? [];
  const undecided = given.undecided ?? [];
  return {
    path: './acme',
    kind: 'directory',
    rootFromCwd: 'acme',
    suppressed: [],
    distribution: { name: 'netbox-acme', version: '1.2.0' },
    plugins: [{ module: 'netbox_acme', label: 'netbox_acme' }],
    verdicts: Object.fromEntries(
      REPORT_LIMITS.map(limit => [
        limit,
        findings.some(finding => finding.breaks && finding.limit === limit)
          ? 'broken'
          : undecided.some(place => place.limit === limit)
            ? 'undecided'
            : 'kept',
      ]),
    ),
    findings,
    undecided,
    crashes: [],
    coverage: {
      files: 12,
      notShipped: ['README.md', 'tests/__init__.py', 'tests/test_models.py'],
      ignored: [{ path: '.venv', reason: 'a virtual environment' }],
      releases: ['4.3.0', '4.3.7', '4.4.0'],
      notes: ['No minimum version is declared: held against all known releases up to 4.4.'],
    },
    source: file => files[file],
    ...given,
  };
}

export function lintResult(packages: readonly PackageResult[], given: Partial<LintResult> = {}): LintResult {
  return { host: { name: 'netbox', releases: ['4.3.0', '4.3.7', '4.4.0'] }, packages, unopened: [], ...given };
}

/** Everything that a report can hold, at once. */
export const FULL: LintResult = lintResult([
  packageResult({
    findings: FINDINGS,
    undecided: [{ limit: 'core-settings', reason: 'the name is computed from a file', at: loop }],
  }),
]);

/** The first finding is in a baseline, the second one answered by a comment; the others are open. */
export const ANSWERED: LintResult = lintResult([
  packageResult({
    findings: FINDINGS.slice(2),
    suppressed: FINDINGS.slice(0, 2).map((finding, index) =>
      index === 0
        ? { finding, kind: 'baseline', justification: 'accepted in the baseline' }
        : { finding, kind: 'inline', justification: 'agreed on with `@ops` | until 5.0' },
    ),
    verdicts: packageResult({ findings: FINDINGS }).verdicts,
    baselined: true,
  }),
]);

/** Names that try to forge output: terminal sequences, a workflow command, a reversed extension, a lone surrogate, URI characters. */
const HOSTILE = 'a\u001b[2J\n::error::b\u202egnp\ud800 %2F#?[x](y).py';

const HOSTILE_FILES = { [HOSTILE]: 'x = 1\u001b[31m\n\u2028y\n' };

/** What is hard to write: an archive, a root outside of the current directory, hostile names, crashes, unopened paths, no text. */
export const HARD: LintResult = lintResult(
  [
    packageResult({
      path: 'dist/netbox_acme-1.2.0-py3-none-any.whl',
      kind: 'wheel',
      rootFromCwd: 'dist/netbox_acme-1.2.0-py3-none-any.whl',
      findings: FINDINGS,
    }),
    packageResult(
      {
        path: '../out side',
        rootFromCwd: '../out side',
        distribution: { name: null, version: null },
        plugins: [],
        findings: [
          { ...written({ file: HOSTILE, start: 0, end: 1 }, 'A', 'b', false), message: HOSTILE, related: [] },
          { ...written({ file: 'missing.bin', start: 3, end: 9 }, 'A', 'b', false), related: [] },
        ],
        undecided: [{ limit: 'urls', reason: HOSTILE, at: { file: HOSTILE, start: 99, end: 999 } }],
        crashes: [
          { stage: 'rules', rule: 'core-models/model-attributes', message: `TypeError ${HOSTILE}`, stack: 'secret' },
        ],
      },
      HOSTILE_FILES,
    ),
  ],
  { unopened: [{ path: HOSTILE, message: 'no such path; check the spelling.' }] },
);
