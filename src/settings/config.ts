/**
 * The linter's own config file: `plugin-lint.toml`, `plugin-lint.json`, or `[tool.plugin-lint]` in pyproject.toml; the first that
 * is there, in the folder of the package or the nearest one above it, up to the repository's root.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseToml, TomlError } from 'smol-toml';
import { optionsSchema } from '../derive/options-schema.ts';
import { LineIndex } from '../source.ts';
import { ConfigShape } from './config-schema.ts';
import { placeOf, problemOf, ruleEntryProblem } from './config-problem.ts';
import { findRule, RULE_SEVERITIES } from './rule-setting.ts';
import type { Rule } from '../rule.ts';
import type { ConfigProblem, ConfigText } from './config-problem.ts';
import type { Config } from './config-schema.ts';
import type { Profile } from './profile.ts';
import type { RuleSeverity } from './rule-setting.ts';

/** In the order in which they are looked for; pyproject.toml counts when it has our table. */
export const CONFIG_FILES = ['plugin-lint.toml', 'plugin-lint.json', 'pyproject.toml'] as const;

/** A config file that cannot be used: told to the user with file, position and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What a config file says, checked: rules by `<limit>/<id>`, options with their defaults filled in. */
export interface Settings {
  /** The file, relative to the current directory, with `/`; `null` without one. */
  readonly file: string | null;
  /** Folder of the file, absolute: what it names is relative to it. */
  readonly folder: string | null;
  readonly profile: Profile;
  readonly netbox?: string;
  readonly failOn?: string;
  readonly exclude: readonly string[];
  readonly baseline?: string;
  readonly severities: ReadonlyMap<string, RuleSeverity>;
  readonly ruleOptions: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export const NO_SETTINGS: Settings = {
  file: null,
  folder: null,
  profile: 'recommended',
  exclude: [],
  severities: new Map(),
  ruleOptions: new Map(),
};

/**
 * Finds and reads the config for a folder.
 * @param start absolute path of the folder that is linted
 * @throws ConfigError when a file is there but wrong
 */
export function findSettings(start: string, cwd: string, rules: readonly Rule[]): Settings {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of CONFIG_FILES) {
      const path = join(folder, name);
      if (!existsSync(path)) continue;
      const found = readSettings(path, cwd, rules);
      if (found) return found;
    }
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return NO_SETTINGS;
  }
}

/**
 * Reads one config file; `undefined` for a pyproject.toml that says nothing about the linter.
 * @throws ConfigError when it cannot be read, parsed, or says something that is not known
 */
export function readSettings(path: string, cwd: string, rules: readonly Rule[]): Settings | undefined {
  const file = relative(cwd, path).replaceAll('\\', '/') || path;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!existsSync(path))
      throw new ConfigError(`the config file ${file} does not exist; \`plugin-lint init\` writes one.`);
    throw new ConfigError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
  const pyproject = /(^|\/)pyproject\.toml$/.test(file);
  if (pyproject && !text.includes('plugin-lint')) return undefined;
  const document = path.endsWith('.json') ? fromJson(text, file) : fromToml(text, file, pyproject);
  if (document === undefined && pyproject) return undefined;
  return checked(
    document ?? {},
    { file, text, prefix: pyproject ? ['tool', 'plugin-lint'] : [] },
    dirname(path),
    rules,
  );
}

function fromJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const offset = /at position (\d+)/.exec(why)?.[1] ?? String(text.length);
    const { line, column } = new LineIndex(text).position(Number(offset));
    throw new ConfigError(`${file}:${line}:${column}: this is not JSON: ${why}.`);
  }
}

function fromToml(text: string, file: string, pyproject: boolean): unknown {
  let parsed: unknown;
  try {
    parsed = parseToml(text);
  } catch (error) {
    // A pyproject.toml that does not parse is a finding about the package, not a matter of our settings.
    if (pyproject) return undefined;
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    throw new ConfigError(`${file}:${error.line}:${error.column}: ${first}.`);
  }
  if (!pyproject) return parsed;
  const tool = isRecord(parsed) ? parsed['tool'] : undefined;
  return isRecord(tool) ? tool['plugin-lint'] : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked(document: unknown, from: ConfigText, folder: string, rules: readonly Rule[]): Settings {
  const fail = ({ path, message }: ConfigProblem): never => {
    throw new ConfigError(`${placeOf(from, path)}: ${message}`);
  };
  // The entries of rules first: of a union ajv cannot say what was meant.
  const entries = isRecord(document) && isRecord(document['rules']) ? document['rules'] : {};
  for (const [name, entry] of Object.entries(entries)) {
    const problem = ruleEntryProblem(['rules', name], entry, RULE_SEVERITIES);
    if (problem) fail(problem);
  }
  const ajv = new Ajv2020({ allErrors: false, useDefaults: true, strict: false, verbose: true });
  const valid = ajv.compile<Config>(JSON.parse(JSON.stringify(ConfigShape)) as object);
  if (!valid(document)) return fail(problemOf(document, valid.errors?.[0], Object.keys(ConfigShape.properties)));
  const severities = new Map<string, RuleSeverity>();
  const ruleOptions = new Map<string, Readonly<Record<string, unknown>>>();
  const byId = new Map(rules.map(rule => [`${rule.limit}/${rule.id}`, rule]));
  for (const [name, entry] of Object.entries(document.rules ?? {})) {
    const found = findRule(name, [...byId.keys()]);
    if (!found.ok) return fail({ path: ['rules', name], message: `rules: ${found.problem}` });
    const severity = typeof entry === 'string' ? entry : entry.severity;
    if (severity !== undefined) severities.set(found.value, severity);
    const options = typeof entry === 'string' ? undefined : entry.options;
    const rule = byId.get(found.value);
    if (options === undefined || !rule) continue;
    const fits = ajv.compile(optionsSchema(rule));
    if (!fits(options)) {
      const known = Object.keys(rule.options?.properties ?? {});
      const { path, message } = problemOf(options, fits.errors?.[0], known);
      const none = known.length === 0 ? ' The rule has no options.' : '';
      return fail({
        path: ['rules', name, 'options', ...path],
        message: `rules.${found.value}.options: ${message}${none}`,
      });
    }
    ruleOptions.set(found.value, options);
  }
  return {
    file: from.file,
    folder,
    profile: document.profile ?? 'recommended',
    exclude: document.exclude ?? [],
    severities,
    ruleOptions,
    ...(document.netbox === undefined ? {} : { netbox: document.netbox }),
    ...(document['fail-on'] === undefined ? {} : { failOn: document['fail-on'] }),
    ...(document.baseline === undefined ? {} : { baseline: document.baseline }),
  };
}
