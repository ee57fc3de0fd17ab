/**
 * Holds what `plugin-lint inspect` predicts against what a real NetBox did with the same wheel.
 *
 *   npm run truth [-- --recording TEXT …] [--verbose]
 *
 * `--recording`: only recordings whose file name contains the text. Exit 1: a difference that differences.tsv does not
 * explain, or a crash. A wheel that cannot be had is skipped, and said.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseTsv } from './ecosystem/lists.ts';
import { fetchAll } from './packages/fetch.ts';
import type { PublishedFile } from './packages/fetch.ts';
import { runCli } from './run/run.ts';
import { percent, table } from './run/table.ts';
import { judgeAttributes } from './truth/attributes.ts';
import type { AttributeVerdicts } from './truth/attributes.ts';
import { FIELDS } from './truth/claims.ts';
import { causeOf, compareClaims } from './truth/compare.ts';
import type { Explanation, FieldComparison } from './truth/compare.ts';
import { predictedMisconfigurations, recordedMisconfigurations } from './truth/misconfiguration.ts';
import { claimsOfPrediction } from './truth/prediction.ts';
import type { InspectedPlugin } from './truth/prediction.ts';
import { claimsOfRecording } from './truth/recording.ts';
import type { Recording } from './truth/recording.ts';
import { readRepr } from './truth/repr.ts';

const DATA = fileURLToPath(new URL('../test/data/truth/', import.meta.url));

interface Listed {
  readonly file: string;
  readonly netbox: string;
  readonly wheel: PublishedFile;
}

interface Compared {
  readonly listed: Listed;
  readonly fields: readonly FieldComparison[];
  readonly attributes: AttributeVerdicts;
  readonly undecided: InspectedPlugin['undecided'];
}

const { values: options } = parseArgs({
  options: {
    recording: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const help = runCli(['inspect', '--help']);
  if (help.status !== 0) {
    console.log('skipped: this build has no inspect command');
    return 0;
  }
  const listed = readList().filter(
    one => options.recording.length === 0 || options.recording.some(text => one.file.includes(text)),
  );
  const fetched = fetchAll(listed.map(one => one.wheel));
  const explanations = readExplanations();
  const compared: Compared[] = [];
  const failures: string[] = [];
  for (const one of listed) {
    const got = fetched.get(one.wheel.file);
    if (!got?.ok) {
      console.log(`skipped: ${one.wheel.file}: ${got?.why ?? 'not fetched'}`);
      continue;
    }
    const result = await compareOne(one, got.path);
    if (typeof result === 'string') failures.push(`${one.file}: ${result}`);
    else compared.push(result);
  }
  for (const netbox of new Set(compared.map(one => one.listed.netbox))) {
    printFields(
      netbox,
      compared.filter(one => one.listed.netbox === netbox),
    );
  }
  printPlugins(compared);
  failures.push(...printAttributes(compared));

  let explained = 0;
  for (const { listed: one, fields } of compared) {
    for (const { field, missing, extra } of fields) {
      for (const [side, claims] of [
        ['missing', missing],
        ['extra', extra],
      ] as const) {
        for (const claim of claims) {
          const cause = causeOf({ recording: one.file, field, side, claim }, explanations);
          if (cause !== undefined) explained++;
          else failures.push([one.file, field, side, claim, 'CAUSE'].join('\t'));
          if (options.verbose) console.log(`${side}: ${one.file} ${field}: ${claim}${cause ? `  (${cause})` : ''}`);
        }
      }
    }
  }
  console.log(`differences explained: ${explained}; not explained, or failed: ${failures.length}`);
  for (const failure of failures.slice(0, options.verbose ? 0 : 40)) console.log(failure);
  if (!options.verbose && failures.length > 40) console.log(`… ${failures.length - 40} more (--verbose)`);
  return failures.length === 0 ? 0 : 1;
}

function readList(): readonly Listed[] {
  const columns = ['recording', 'netbox', 'name', 'version', 'wheel', 'wheel_sha256'];
  return parseTsv(readFileSync(join(DATA, 'recordings.tsv'), 'utf8'), columns).map(row => {
    const { recording = '', netbox = '', name = '', version = '', wheel = '', wheel_sha256: sha256 = '' } = row;
    return { file: recording, netbox, wheel: { name, version, kind: 'wheel', file: wheel, sha256 } };
  });
}

function readExplanations(): readonly Explanation[] {
  const columns = ['recording', 'field', 'side', 'claim', 'cause'];
  return parseTsv(readFileSync(join(DATA, 'differences.tsv'), 'utf8'), columns).map(row => {
    const { recording = '', field = '', side = '', claim = '', cause = '' } = row;
    if (side !== 'missing' && side !== 'extra') throw new Error(`${recording} ${field}: the side is missing or extra`);
    return { recording, field, side, claim, cause };
  });
}

/** The comparison, or why there is none. */
async function compareOne(listed: Listed, wheel: string): Promise<Compared | string> {
  // A checked-in file of ours; test/truth holds it to this shape.
  const recording = JSON.parse(readFileSync(join(DATA, listed.file), 'utf8')) as Recording;
  const args = ['inspect', '--format', 'json', '--netbox', listed.netbox, basename(wheel)];
  const run = runCli(args, dirname(wheel));
  let plugins: readonly InspectedPlugin[];
  try {
    ({ plugins } = JSON.parse(run.stdout) as { readonly plugins: readonly InspectedPlugin[] });
  } catch {
    return `no JSON; exit code ${run.status}: ${run.stderr.trim().split('\n').slice(-3).join(' / ')}`;
  }
  const plugin = plugins.find(one => one.module === recording.plugin) ?? plugins[0];
  if (!plugin) return 'no plugin found in it';
  // Of values that are no plain ones, or that were left out of it, a recording says nothing.
  const { overrides: named = [], attrs = {} } = recording.plugin_config ?? {};
  const overrides = new Set(named.filter(name => readRepr(attrs[name] ?? '') !== undefined));
  const recorded = claimsOfRecording(recording);
  const predicted = claimsOfPrediction(plugin, overrides);
  const fields = compareClaims(
    recording.misconfiguration
      ? { ...recorded, misconfigurations: new Set(recordedMisconfigurations(recording)) }
      : recorded,
    recording.misconfiguration
      ? { ...predicted, misconfigurations: new Set(await predictedMisconfigurations(wheel, recording)) }
      : predicted,
  );
  return { listed, fields, attributes: judgeAttributes(recording, plugin), undecided: plugin.undecided };
}

/** Names of fields in the JSON of `inspect`, by the field of the comparison whose row counts them. */
const COUNTED_AT: Readonly<Record<string, string>> = {
  config: 'config attributes',
  templateExtensions: 'template extensions',
  menu: 'menu items',
};

function printFields(netbox: string, compared: readonly Compared[]): void {
  const undecided = compared.flatMap(one => one.undecided).map(one => one.field ?? 'other');
  const rows = FIELDS.flatMap(field => {
    const all = compared.flatMap(one => one.fields.filter(row => row.field === field));
    if (all.length === 0) return [];
    const sum = (count: (row: FieldComparison) => number): number => all.reduce((total, row) => total + count(row), 0);
    const [predicted, recorded, right] = [sum(row => row.predicted), sum(row => row.recorded), sum(row => row.right)];
    const places = undecided.filter(name => (COUNTED_AT[name] ?? name) === field).length;
    return [
      [
        field,
        all.length,
        predicted,
        recorded,
        sum(row => row.missing.length),
        sum(row => row.extra.length),
        percent(right, predicted),
        percent(right, recorded),
        places,
      ],
    ];
  });
  const named = new Set(FIELDS as readonly string[]);
  const others = undecided.filter(name => !named.has(COUNTED_AT[name] ?? name)).length;
  console.log(`NetBox ${netbox}`);
  const head = [
    'field',
    'plugins',
    'predicted',
    'recorded',
    'missing',
    'extra',
    'right of predicted',
    'found of recorded',
  ];
  console.log(table([...head, 'undecided'], rows));
  if (others > 0) console.log(`undecided beside these fields: ${others}\n`);
}

function printPlugins(compared: readonly Compared[]): void {
  const rows = compared.map(({ listed, fields, undecided }) => [
    listed.file.replace(/\.json$/, ''),
    fields.every(row => row.field !== 'load' || row.right === row.recorded) ? 'right' : 'WRONG',
    fields.reduce((total, row) => total + row.recorded, 0),
    fields.reduce((total, row) => total + row.missing.length, 0),
    fields.reduce((total, row) => total + row.extra.length, 0),
    undecided.length,
    fields
      .filter(row => row.missing.length + row.extra.length > 0)
      .map(row => row.field)
      .join(', '),
  ]);
  console.log(table(['recording', 'load', 'recorded', 'missing', 'extra', 'undecided', 'fields that differ'], rows));
}

/** Attributes of the configuration classes over all recordings; gives those that are said wrongly. */
function printAttributes(compared: readonly Compared[]): readonly string[] {
  const wrong = compared.flatMap(({ listed, attributes }) => attributes.wrong.map(one => `${listed.file}\t${one}`));
  const same = compared.reduce((total, one) => total + one.attributes.same, 0);
  const undecided = compared.flatMap(({ listed, attributes }) =>
    attributes.undecided.map(name => `${listed.file} ${name}`),
  );
  console.log(
    `overridden attributes of PluginConfig: ${same} same, ${undecided.length} undecided, ${wrong.length} wrong`,
  );
  for (const one of undecided) console.log(`undecided: ${one}`);
  return wrong;
}

process.exitCode = await main();
