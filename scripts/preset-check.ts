/**
 * Holds the ESLint preset against the command line, on published plugins: ESLint 9 and 10 as a process on the unpacked files say of
 * each file what `plugin-lint` says of it, and cost no more than half as much again.
 *
 *   npm run preset [-- --package NAME …]
 *
 * Packages alternate between wheels (as installed) and source distributions (with pyproject.toml). Exit 1: a difference, or CPU
 * time beyond the limit.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPackages } from '../src/package/index.ts';
import { readPackages } from './ecosystem/lists.ts';
import { fetchAll } from './packages/fetch.ts';
import { run, runCli } from './run/run.ts';
import { table } from './run/table.ts';

/** With Python, templates, SQL and scripts among them, small and large. */
const PACKAGES = [
  'netbox-routing',
  'netbox-secrets',
  'netboxlabs-netbox-branching',
  'netbox-topology-views',
  'netbox-qrcode',
  'netbox-config-diff',
  'netbox-floorplan-plugin',
  'netboxlabs-diode-netbox-plugin',
  'netbox-reorder-rack',
  'netbox-lifecycle',
];
/** ESLint's CPU time to ours, over all packages. */
const MOST_RATIO = 1.5;
const PRESET = fileURLToPath(new URL('../dist/eslint.js', import.meta.url));
/** ESLint lints scripts by itself, which is no work of ours. */
const CONFIG = `import preset from ${JSON.stringify(PRESET)};
export default [{ ignores: ['**/*.{js,mjs,cjs}'] }, ...preset.configs.strict];
`;
/** What ESLint is given by the preset; findings in other files it shows elsewhere. */
const KINDS = {
  Python: /\.py$/,
  template: /(^|\/)templates\/.*\.html$/,
  SQL: /\.sql$/,
  'pyproject.toml': /(^|\/)pyproject\.toml$/,
} as const;

const kindOf = (file: string): string =>
  Object.entries(KINDS).find(([, pattern]) => pattern.test(file))?.[0] ?? 'other';

const require = createRequire(import.meta.url);
const ESLINTS = ['eslint-9', 'eslint'].map(name => {
  const manifest = require.resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { version, bin: join(dirname(manifest), 'bin', 'eslint.js') };
});

interface Outcome {
  /**
   * `file:line:column rule level`, of a file that ESLint does not see without the column. Level 1 is a warning of ESLint, which in the
   * strict config is advice. Sorted.
   */
  readonly findings: readonly string[];
  readonly cpu: number;
}

function commandLine(folder: string): Outcome {
  const { stdout, stderr, cpu } = runCli(['--format', 'json', '--fail-on', 'never', '.'], folder);
  // Our own format, held by test/report.
  const report = JSON.parse(stdout || '{}') as {
    packages?: { findings: { rule: string; severity: string; file: string; line: number; column: number }[] }[];
  };
  if (!report.packages) throw new Error(`no report for ${folder}: ${stderr}`);
  const findings = report.packages.flatMap(one =>
    one.findings.map(
      ({ rule, severity, file, line, column }) =>
        `${file}:${line}${kindOf(file) === 'other' ? '' : `:${column}`} plugin-lint/${rule} ${severity === 'info' ? 1 : 2}`,
    ),
  );
  return { findings: findings.sort(), cpu };
}

function eslint(bin: string, folder: string): Outcome {
  const { stdout, stderr, cpu } = run(process.execPath, [bin, '--format', 'json', '.'], folder);
  // ESLint's JSON format: https://eslint.org/docs/latest/use/formatters/#json
  const results = JSON.parse(stdout || 'null') as
    | {
        filePath: string;
        messages: {
          ruleId: string | null;
          messageId?: string;
          message: string;
          severity: number;
          line: number;
          column: number;
        }[];
      }[]
    | null;
  if (!results) throw new Error(`ESLint failed in ${folder}: ${stderr}`);
  const findings = results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, messageId, message, severity, line, column }) =>
      messageId?.endsWith('Elsewhere') === true
        ? `${/^(.*?:\d+): /.exec(message)?.[1] ?? message} ${ruleId ?? ''} ${severity}`
        : `${filePath.slice(folder.length + 1)}:${line}:${column} ${ruleId ?? message} ${severity}`,
    ),
  );
  return { findings: findings.sort(), cpu };
}

/** Writes the files of a package into a folder; nothing of them is run. */
async function unpack(path: string, folder: string): Promise<void> {
  const opened = await openPackages(path, { cwd: dirname(path) });
  const pkg = opened.ok ? opened.packages[0] : undefined;
  if (!pkg) throw new Error(`${path} cannot be opened`);
  for (const file of pkg.files.values()) {
    const read = file.read();
    if (!read.ok) continue;
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), read.bytes);
  }
  writeFileSync(join(folder, 'eslint.config.mjs'), CONFIG);
}

/** What one list has more than the other, as often as it has it more. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return list.filter(one => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { package: { type: 'string', multiple: true } } });
  const listed = readPackages();
  const wanted = (values.package ?? PACKAGES).map((name, index) => {
    const one = listed.find(other => other.name === name);
    if (!one) throw new Error(`${name} is not in the list of packages`);
    return index % 2 === 0 ? (one.wheel ?? one.sdist) : one.sdist;
  });
  const fetched = fetchAll(wanted);
  const rows: (readonly (string | number)[])[] = [];
  const kinds = new Map<string, number>();
  const total = { differences: 0, cpu: 0, eslint: ESLINTS.map(() => 0) };
  for (const { name, file, kind } of wanted) {
    const got = fetched.get(file);
    if (!got?.ok) {
      console.log(`skipped: ${name}: ${got?.why ?? 'not fetched'}`);
      continue;
    }
    const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-preset-'));
    try {
      await unpack(got.path, folder);
      const ours = commandLine(folder);
      const theirs = ESLINTS.map(({ bin }) => eslint(bin, folder));
      for (const [index, { findings }] of theirs.entries()) {
        const differences = [
          ...without(ours.findings, findings).map(one => `only plugin-lint: ${one}`),
          ...without(findings, ours.findings).map(one => `only ESLint: ${one}`),
        ];
        for (const one of differences) console.log(`${name}, ESLint ${ESLINTS[index]?.version ?? ''}: ${one}`);
        total.differences += differences.length;
      }
      for (const one of ours.findings) {
        const kind = kindOf(one.replace(/:.*$/, ''));
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
      total.cpu += ours.cpu;
      for (const [index, { cpu }] of theirs.entries()) total.eslint[index] = (total.eslint[index] ?? 0) + cpu;
      rows.push([name, kind, ours.findings.length, ...[ours, ...theirs].map(({ cpu }) => cpu.toFixed(2))]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (rows.length === 0) return 0;
  const names = ESLINTS.map(({ version }) => `ESLint ${version} s`);
  console.log(table(['package', 'from', 'findings', 'plugin-lint CPU s', ...names], rows));
  const ratios = total.eslint.map(cpu => cpu / total.cpu);
  console.log(
    `${rows.length} packages, findings in ${[...kinds].map(([kind, count]) => `${kind} files ${count}`).join(', ')}; ` +
      `${total.differences} differences; CPU time to that of plugin-lint: ` +
      ratios.map((ratio, index) => `${ratio.toFixed(2)} (ESLint ${ESLINTS[index]?.version ?? ''})`).join(', '),
  );
  // Without a Python to measure with there are no times, and nothing to compare.
  return total.differences > 0 || ratios.some(ratio => ratio > MOST_RATIO) ? 1 : 0;
}

process.exitCode = await main();
