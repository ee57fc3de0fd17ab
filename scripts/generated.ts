/** The checked-in files that are derived from sources: each has one maker here, `build.mjs` writes or compares them. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { removalSchema } from '../src/removal/schema.ts';
import { inspectSchema } from '../src/inspect/schema.ts';
import { installPlanSchema } from '../src/installation/schema.ts';
import { reportSchema } from '../src/report/json-schema.ts';
import { hostFactsSchema } from '../src/host/netbox/schema.ts';
import { configSchema } from '../src/settings/config-schema.ts';
import { REPORT_LIMITS } from '../src/report/limits.ts';
import type { Rule } from '../src/rule.ts';

interface Generated {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
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
  return [{ path, content: await format(source, { ...options, filepath: path }) }];
};

/** `schema/`: the JSON Schemas, from the definitions that give the code its types. */
const schemas: Maker = async () => {
  const rules = await allRules();
  const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
  return [
    { path: 'schema/report.schema.json', content: text(reportSchema) },
    { path: 'schema/inspect.schema.json', content: text(inspectSchema) },
    { path: 'schema/install-plan.schema.json', content: text(installPlanSchema) },
    { path: 'schema/removal.schema.json', content: text(removalSchema) },
    { path: 'schema/config.schema.json', content: text(configSchema(rules)) },
    { path: 'schema/host-facts.schema.json', content: text(hostFactsSchema) },
  ];
};

/** `docs/rules/`: a page for each rule, with what the linter says of its examples. */
const pages: Maker = async () => {
  const { rulePages } = await import('./docs.ts');
  return (await rulePages(await allRules())).map(({ path, text }) => ({ path, content: text }));
};

/** `docs/forms.md`: which rule finds which form of the catalogue. */
const formsOverview: Maker = async () => {
  const { formsPage } = await import('./catalogue/page.ts');
  const { readForms } = await import('./catalogue/forms.ts');
  return [{ path: 'docs/forms.md', content: formsPage(readForms(), await allRules()) }];
};

/** `action/`: what the GitHub Action runs. */
const action: Maker = async root => {
  const { actionFiles } = await import('./action.ts');
  return (await actionFiles(root)).map(({ path, bytes }) => ({ path, content: bytes }));
};

/** In this order: the others read the index of the rules, which is written before they run. */
const MAKERS: readonly Maker[] = [rulesIndex, schemas, action, pages, formsOverview];

/** Folders that hold generated files only: what no maker gives any more is stale. */
const WHOLE_FOLDERS = ['docs/rules', 'action'] as const;

/** The rules by their index, read only now. */
async function allRules(): Promise<readonly Rule[]> {
  return (await import('../rules/index.ts')).rules;
}

function camelCase(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function isCurrent(root: string, { path, content }: Generated): Promise<boolean> {
  try {
    return (await readFile(join(root, path))).equals(Buffer.from(content));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Files in the generated folders that are none of those given. */
async function leftOver(root: string, made: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of WHOLE_FOLDERS) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      (error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      },
    );
    for (const entry of entries) {
      const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
      if (entry.isFile() && !made.has(path)) found.push(path);
    }
  }
  return found.sort();
}

/** Paths of the files that are missing, differ from what their sources give, or have no source any more. */
export async function staleFiles(root: string): Promise<readonly string[]> {
  const stale: string[] = [];
  const made = new Set<string>();
  for (const maker of MAKERS) {
    for (const file of await maker(root)) {
      made.add(file.path);
      if (!(await isCurrent(root, file))) stale.push(file.path);
    }
  }
  return [...stale, ...(await leftOver(root, made))];
}

/** Writes the stale files, removes those without a source, and gives their paths. */
export async function writeFiles(root: string): Promise<readonly string[]> {
  const written: string[] = [];
  const made = new Set<string>();
  for (const maker of MAKERS) {
    for (const file of await maker(root)) {
      made.add(file.path);
      if (await isCurrent(root, file)) continue;
      await mkdir(dirname(join(root, file.path)), { recursive: true });
      await writeFile(join(root, file.path), file.content);
      written.push(file.path);
    }
  }
  for (const path of await leftOver(root, made)) {
    await rm(join(root, path));
    written.push(`${path} (removed)`);
  }
  return written;
}
