/**
 * The linter's own config file: `plugin-lint.toml`, `plugin-lint.json`, or `[tool.plugin-lint]` in pyproject.toml; the first that
 * is there, in the folder of the package or the nearest one above it, up to the repository's root.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseToml, TomlError } from 'smol-toml';
import { optionsSchema } from '../derive/options-schema.ts';
import { ConfigShape } from './config-schema.ts';
import { didYouMean } from './nearest.ts';
import { findRule } from './rule-setting.ts';
import type { Rule } from '../rule.ts';
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
    throw new ConfigError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
  const pyproject = /(^|\/)pyproject\.toml$/.test(file);
  if (pyproject && !text.includes('plugin-lint')) return undefined;
  const document = path.endsWith('.json') ? fromJson(text, file) : fromToml(text, file, pyproject);
  if (document === undefined && pyproject) return undefined;
  return checked(document ?? {}, file, dirname(path), rules);
}

function fromJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
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

function checked(document: unknown, file: string, folder: string, rules: readonly Rule[]): Settings {
  const ajv = new Ajv2020({ allErrors: false, useDefaults: true, strict: false });
  const valid = ajv.compile<Config>(JSON.parse(JSON.stringify(ConfigShape)) as object);
  if (!valid(document)) {
    const [problem] = valid.errors ?? [];
    const where = problem?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    const extra: unknown = problem?.params['additionalProperty'];
    if (typeof extra === 'string') {
      const known = where === '' ? Object.keys(ConfigShape.properties) : ['severity', 'options'];
      throw new ConfigError(`${file}: unknown key "${extra}".${didYouMean(extra, known)} Known: ${known.join(', ')}.`);
    }
    const allowed: unknown = problem?.params['allowedValues'];
    const choices = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
    throw new ConfigError(
      `${file}: ${where === '' ? 'the document' : where} ${problem?.message ?? 'is wrong'}${choices}.`,
    );
  }
  const severities = new Map<string, RuleSeverity>();
  const ruleOptions = new Map<string, Readonly<Record<string, unknown>>>();
  const byId = new Map(rules.map(rule => [`${rule.limit}/${rule.id}`, rule]));
  for (const [name, entry] of Object.entries(document.rules ?? {})) {
    const found = findRule(name, [...byId.keys()]);
    if (!found.ok) throw new ConfigError(`${file}: rules: ${found.problem}`);
    const severity = typeof entry === 'string' ? entry : entry.severity;
    if (severity !== undefined) severities.set(found.value, severity);
    const options = typeof entry === 'string' ? undefined : entry.options;
    const rule = byId.get(found.value);
    if (options === undefined || !rule) continue;
    const fits = ajv.compile(optionsSchema(rule));
    if (!fits(options)) {
      const [problem] = fits.errors ?? [];
      const extra: unknown = problem?.params['additionalProperty'];
      const known = Object.keys(rule.options?.properties ?? {});
      const what =
        typeof extra === 'string'
          ? `unknown option "${extra}".${didYouMean(extra, known)} ${known.length > 0 ? `Known: ${known.join(', ')}.` : 'The rule has no options.'}`
          : `${problem?.instancePath.slice(1) ?? ''} ${problem?.message ?? 'is wrong'}.`;
      throw new ConfigError(`${file}: rules.${found.value}.options: ${what.trim()}`);
    }
    ruleOptions.set(found.value, options);
  }
  return {
    file,
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
