/** The checked-in files that are derived from sources: each has one maker here, `build.mjs` writes or compares them. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { reportSchema } from '../src/report/json-schema.ts';
import { hostFactsSchema } from '../src/host/netbox/schema.ts';
import { configSchema } from '../src/settings/config-schema.ts';
import { rules } from '../rules/index.ts';
import { REPORT_LIMITS } from '../src/report/limits.ts';

interface Generated {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Gives the files of one kind; `root` is the repository's root. */
type Maker = (root: string) => Promise<readonly Generated[]>;

/** `rules/index.ts`: every file `rules/<limit>/<id>.ts`, by limit, then by id. */
const rulesIndex: Maker = async root => {
  const folders = (await readdir(join(root, 'rules'), { withFileTypes: true })).filter(entry => entry.isDirectory());
  const limits: readonly string[] = REPORT_LIMITS;
  const unknown = folders.map(entry => entry.name).filter(name => !limits.includes(name));
  if (unknown.length > 0) throw new Error(`rules/${unknown[0] ?? ''} is not the name of a limit`);
  const imports: string[] = [];
  const names: string[] = [];
  for (const limit of REPORT_LIMITS) {
    if (!folders.some(entry => entry.name === limit)) continue;
    const files = (await readdir(join(root, 'rules', limit))).filter(name => name.endsWith('.ts')).sort();
    for (const file of files) {
      const name = camelCase(`${limit}-${file.slice(0, -'.ts'.length)}`);
      imports.push(`import ${name} from './${limit}/${file}';`);
      names.push(name);
    }
  }
  const source = [
    '/** All rules, in the order the documentation shows. Made by `node build.mjs --generate`; do not edit. */',
    "import type { Rule } from '../src/rule.ts';",
    ...imports,
    '',
    `export const rules: readonly Rule[] = [${names.join(', ')}];`,
  ].join('\n');
  const path = 'rules/index.ts';
  const options = await resolveConfig(join(root, path));
  return [{ path, text: await format(source, { ...options, filepath: path }) }];
};

/** `schema/`: the JSON Schemas, from the definitions that give the code its types. */
const schemas: Maker = () => {
  const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
  return Promise.resolve([
    { path: 'schema/report.schema.json', text: text(reportSchema) },
    { path: 'schema/config.schema.json', text: text(configSchema(rules)) },
    { path: 'schema/host-facts.schema.json', text: text(hostFactsSchema) },
  ]);
};

const MAKERS: readonly Maker[] = [rulesIndex, schemas];

function camelCase(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function all(root: string): Promise<readonly Generated[]> {
  return (await Promise.all(MAKERS.map(maker => maker(root)))).flat();
}

async function isCurrent(root: string, file: Generated): Promise<boolean> {
  try {
    return (await readFile(join(root, file.path), 'utf8')) === file.text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Paths of the files that are missing or differ from what their sources give. */
export async function staleFiles(root: string): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const file of await all(root)) if (!(await isCurrent(root, file))) stale.push(file.path);
  return stale;
}

/** Writes the stale files and gives their paths. */
export async function writeFiles(root: string): Promise<readonly string[]> {
  const written: string[] = [];
  for (const file of await all(root)) {
    if (await isCurrent(root, file)) continue;
    await mkdir(dirname(join(root, file.path)), { recursive: true });
    await writeFile(join(root, file.path), file.text);
    written.push(file.path);
  }
  return written;
}
