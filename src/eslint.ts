/**
 * The ESLint preset (ESLint 9.15 and later, 10): languages for the files of a NetBox plugin package, the same rules as the command
 * line under `plugin-lint/<limit>/<id>`, and the flat configs `recommended` and `strict`.
 */
import { rules as allRules } from '../rules/index.ts';
import { FILES } from './eslint/files.ts';
import { language } from './eslint/language.ts';
import { levelOf, levelProcessor } from './eslint/levels.ts';
import { eslintRule } from './eslint/rules.ts';
import { contentsStamp } from './eslint/stamp.ts';
import { prepareReaders } from './readers.ts';
import { TOOL } from './cli/tool.ts';
import type { LanguageName } from './eslint/language.ts';
import type { ConfigName } from './eslint/levels.ts';
import type { World } from './eslint/package-cache.ts';

// Everything in ESLint is synchronous, so what must be awaited is awaited when the preset is imported.
await prepareReaders();

const world: World = {
  cwd: () => process.cwd(),
  today: () => new Date().toISOString().slice(0, 10),
  v8: process.versions.v8,
};

const plugin = {
  meta: { name: TOOL.name, version: TOOL.version, namespace: TOOL.name },
  languages: {
    python: language('python'),
    template: language('template'),
    sql: language('sql'),
    toml: language('toml'),
  } satisfies Record<LanguageName, object>,
  processors: {
    recommended: levelProcessor(TOOL.name, TOOL.version, 'recommended'),
    strict: levelProcessor(TOOL.name, TOOL.version, 'strict'),
  } satisfies Record<ConfigName, object>,
  rules: Object.fromEntries(allRules.map(rule => [`${rule.limit}/${rule.id}`, eslintRule(rule, world)])),
};

/** Folders that nobody lints, whatever the language; ESLint itself leaves out only `node_modules` and `.git`. */
const ENVIRONMENTS = [
  '**/.venv/**',
  '**/venv/**',
  '**/.tox/**',
  '**/.nox/**',
  '**/*.egg-info/**',
  '**/__pycache__/**',
  '**/site-packages/**',
];

/** What a build leaves beside the config file. Deeper down `build` and `dist` may be packages: what ships decides there. */
const OUTPUT = ['build/**', 'dist/**'];

/**
 * ESLint's `--cache` keeps what it found in a file as long as the file and the config are the same. Findings come from the whole
 * package, so a stamp of what is below the current directory is part of the config. ESLint makes JSON of the config when it caches,
 * and only then the stamp is made.
 */
const cached = { toJSON: () => contentsStamp({ folder: world.cwd() }, world.today()) };

function config(name: ConfigName) {
  const rules = Object.fromEntries(
    allRules.map(rule => [`${TOOL.name}/${rule.limit}/${rule.id}`, levelOf(rule, name)] as const),
  );
  // Scoped by `files`, so that presets for JavaScript in the same config neither run on our files nor stop at them.
  const scoped = (['python', 'template', 'sql', 'toml'] as const).map(kind => ({
    name: `${TOOL.name}/${name}/${kind}`,
    files: [...FILES[kind]],
    ignores: [...ENVIRONMENTS, ...OUTPUT],
    plugins: { [TOOL.name]: plugin },
    language: `${TOOL.name}/${kind}`,
    processor: `${TOOL.name}/${name}`,
    settings: { [TOOL.name]: cached },
    rules,
  }));
  return [{ name: `${TOOL.name}/${name}/ignores`, ignores: ENVIRONMENTS }, ...scoped];
}

/** The preset, typed openly: ESLint's own types are not needed to read this package's declarations. */
export interface Preset {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly languages: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, object>>;
  readonly rules: Readonly<Record<string, object>>;
  readonly configs: { readonly recommended: object[]; readonly strict: object[] };
}

const preset: Preset = {
  ...plugin,
  configs: {
    recommended: config('recommended'),
    strict: config('strict'),
  },
};

export default preset;
