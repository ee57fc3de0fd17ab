/**
 * Holds what is derived of settings against published plugins: the schema, the defaults, the examples of their READMEs, the reads.
 *
 *   npm run configuration [-- --package NAME …]
 *
 * What does not fit stands in test/data/configuration/differences.tsv with a reason. Exit 1: a difference that is not
 * explained there, or an explanation without its difference. A package that cannot be had is skipped, and said.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { checkConfiguration } from '../src/configuration/check.ts';
import { jsonOf } from '../src/configuration/plain.ts';
import { deriveSettings } from '../src/configuration/schema.ts';
import { loadNetBox } from '../src/host/netbox/netbox.ts';
import { openPackages } from '../src/package/index.ts';
import { buildModel } from '../src/plugin/index.ts';
import { prepareReaders } from '../src/readers.ts';
import { LineIndex } from '../src/source.ts';
import { parseTsv, readPackages } from './ecosystem/lists.ts';
import { compareReads } from './configuration/reads.ts';
import { fetchAll } from './packages/fetch.ts';
import { share, table } from './run/table.ts';
import type { PluginSettings } from '../src/configuration/schema.ts';
import type { Package } from '../src/package/index.ts';
import type { PackageModel } from '../src/plugin/index.ts';
import type { Json } from '../src/configuration/plain.ts';

const EXPLAINED = fileURLToPath(new URL('../test/data/configuration/differences.tsv', import.meta.url));

type Kind = 'schema' | 'default' | 'example' | 'read';

interface Difference {
  readonly package: string;
  readonly kind: Kind;
  readonly what: string;
}

/** Figures of one package, a row of the table. */
interface Row {
  readonly name: string;
  readonly settings: number;
  readonly described: number;
  readonly nested: number;
  readonly secrets: number;
  readonly schema: boolean;
  readonly defaults: readonly [accepted: number, all: number];
  readonly examples: readonly [fitting: number, all: number];
  readonly reads: ReturnType<typeof compareReads>;
}

const host = loadNetBox();
const differences: Difference[] = [];

async function open(path: string): Promise<readonly Package[]> {
  const opened = await openPackages(path, { cwd: dirname(path) });
  if (!opened.ok) throw new Error(opened.problem.message);
  for (const pkg of opened.packages) await prepareReaders(pkg);
  return opened.packages;
}

function look(name: string, pkg: Package): Row {
  const differs = (kind: Kind, what: string): void => {
    differences.push({ package: name, kind, what });
  };
  const { model, context } = buildModel(pkg, host.forPackage(pkg, {}));
  const [version = ''] = context.versions(1 << context.newest);
  const derived = deriveSettings(model).filter(one => one.plugin.config !== null);
  const settings = derived.flatMap(one => one.settings);
  let valid = true;
  const defaults: [number, number] = [0, 0];
  for (const one of derived) {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    try {
      // Compiling holds the schema against the meta-schema, and against what strict mode asks for.
      ajv.compile(one.schema);
    } catch (error) {
      valid = false;
      differs('schema', error instanceof Error ? error.message : String(error));
      continue;
    }
    const [accepted, all] = acceptedDefaults(ajv, one, what => differs('default', what));
    defaults[0] += accepted;
    defaults[1] += all;
  }
  const reads = compareReads(model);
  for (const place of reads.unseen) differs('read', `nothing found at ${place}`);
  for (const missed of reads.missed) differs('read', `${missed} is not found`);
  return {
    name,
    settings: settings.length,
    described: settings.filter(one => one.description !== null).length,
    nested: settings.filter(one => one.schema['properties'] !== undefined).length,
    secrets: settings.filter(one => one.secret).length,
    schema: valid,
    defaults,
    examples: fittingExamples(
      pkg,
      model,
      derived.map(one => ({ ...one, model, version })),
      what => differs('example', what),
    ),
    reads,
  };
}

/** Each known default on its own, then all together. */
function acceptedDefaults(
  ajv: Ajv2020,
  { plugin, schema, settings }: PluginSettings,
  differs: (what: string) => void,
): [number, number] {
  const { required: _required, ...optional } = schema;
  const validate = ajv.compile(optional);
  let [accepted, all] = [0, 0];
  for (const { name, default: value } of settings) {
    const json: Json | undefined = value ? jsonOf(value) : undefined;
    if (json === undefined) continue;
    all++;
    if (validate({ [name]: json })) accepted++;
    else differs(`${plugin.module}.${name}: ${ajv.errorsText(validate.errors)}`);
  }
  return [accepted, all];
}

type Released = Parameters<typeof checkConfiguration>[1];

/** The examples that are for the package's own plugins. */
function fittingExamples(
  pkg: Package,
  model: PackageModel,
  plugins: Released,
  differs: (what: string) => void,
): [number, number] {
  const modules = plugins.map(one => one.plugin.module);
  const { examples, file } = model.settings.readme;
  const read = file === null ? undefined : pkg.files.get(file)?.read();
  const index = new LineIndex(read?.ok ? new TextDecoder().decode(read.bytes) : '');
  let [fitting, all] = [0, 0];
  for (const example of examples) {
    all++;
    const text = `PLUGINS = ${JSON.stringify(modules)}\n${example.text}`;
    const problems = checkConfiguration(new TextEncoder().encode(text), plugins, host.facts);
    if (problems.length === 0) fitting++;
    for (const { id, message } of problems) differs(`line ${index.position(example.at.start).line}: ${id}: ${message}`);
  }
  return [fitting, all];
}

async function main(): Promise<number> {
  const { values: options } = parseArgs({ options: { package: { type: 'string', multiple: true, default: [] } } });
  const listed = readPackages().filter(one => options.package.length === 0 || options.package.includes(one.name));
  const files = listed.map(one => ({ name: one.name, file: one.wheel ?? one.sdist }));
  const fetched = fetchAll(files.map(({ file }) => file));
  const rows: Row[] = [];
  for (const { name, file } of files) {
    const got = fetched.get(file.file);
    if (!got?.ok) {
      console.log(`skipped: ${file.file}: ${got?.why ?? 'not fetched'}`);
      continue;
    }
    for (const pkg of await open(got.path)) rows.push(look(name, pkg));
  }
  if (rows.length === 0) {
    console.log('skipped: no package of the list can be had');
    return 0;
  }
  print(rows);
  return judge(new Set(rows.map(row => row.name)));
}

function print(rows: readonly Row[]): void {
  const head = [
    'package',
    'settings',
    'described',
    'nested',
    'secrets',
    'schema',
    'defaults',
    'examples',
    'names read',
    'other roads',
    'mentions',
    'unseen',
  ];
  const body = rows.map(({ name, settings, described, nested, secrets, schema, defaults, examples, reads }) => [
    name,
    settings,
    described,
    nested,
    secrets,
    schema ? 'valid' : 'NOT VALID',
    defaults.join('/'),
    examples[1] === 0 ? '–' : examples.join('/'),
    reads.names,
    reads.byOtherRoads,
    reads.mentions,
    reads.unseen.length,
  ]);
  console.log(table(head, body));
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  console.log(`schemas valid in strict mode: ${share(rows.filter(row => row.schema).length, rows.length)}`);
  console.log(
    `defaults accepted: ${share(
      sum(row => row.defaults[0]),
      sum(row => row.defaults[1]),
    )}`,
  );
  console.log(
    `examples that fit: ${share(
      sum(row => row.examples[0]),
      sum(row => row.examples[1]),
    )}`,
  );
  console.log(
    `mentions at which a read is found: ${share(
      sum(row => row.reads.mentions - row.reads.unseen.length),
      sum(row => row.reads.mentions),
    )}`,
  );
}

function judge(looked: ReadonlySet<string>): number {
  const key = (one: Difference): string => `${one.package}\t${one.kind}\t${one.what}`;
  const explained = new Map<string, string>();
  for (const row of parseTsv(readFileSync(EXPLAINED, 'utf8'), ['package', 'kind', 'what', 'reason'])) {
    const { package: name = '', kind = '', what = '', reason = '' } = row;
    if (reason.trim() === '') throw new Error(`${name} ${what}: no reason`);
    explained.set(`${name}\t${kind}\t${what}`, reason);
  }
  const found = new Set(differences.map(key));
  for (const one of found)
    console.log(
      `${explained.has(one) ? 'explained' : 'UNEXPLAINED'}: ${one.replaceAll('\t', ' | ')}${explained.has(one) ? `: ${explained.get(one) ?? ''}` : ''}`,
    );
  const stale = [...explained.keys()].filter(one => !found.has(one) && looked.has(one.slice(0, one.indexOf('\t'))));
  for (const one of stale)
    console.log(`no longer there, take it out of differences.tsv: ${one.replaceAll('\t', ' | ')}`);
  const bad = [...found].filter(one => !explained.has(one)).length + stale.length;
  console.log(bad === 0 ? 'configuration: as expected' : 'configuration: NOT as expected');
  return bad === 0 ? 0 : 1;
}

process.exitCode = await main();
