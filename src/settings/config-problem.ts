/** What is wrong with a config file, in words and with the place: ajv's errors name a pointer and quote the schema. */
import { parseToml } from '../package/metadata/toml.ts';
import { LineIndex } from '../source.ts';
import { didYouMean } from './nearest.ts';
import type { ErrorObject } from 'ajv';

/** A config file as it was read. */
export interface ConfigText {
  /** For messages: relative to the current directory, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Where the settings stand in the document: `tool`, `plugin-lint` in pyproject.toml. */
  readonly prefix: readonly string[];
}

/** `file:line:column` of a key, or of the nearest one above it that can be found; the file alone when none can. */
export function placeOf({ file, text, prefix }: ConfigText, path: readonly string[]): string {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const offset = file.endsWith('.json') ? jsonKey(text, part) : tomlKey(text, file, [...prefix, ...part]);
    if (offset === undefined) continue;
    const { line, column } = new LineIndex(text).position(offset);
    return `${file}:${line}:${column}`;
  }
  return file;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The keys of a path follow each other in the text. */
function jsonKey(text: string, path: readonly string[]): number | undefined {
  let from = 0;
  let found: number | undefined;
  for (const key of path) {
    const match = new RegExp(`${escaped(JSON.stringify(key))}\\s*:`).exec(text.slice(from));
    if (!match) return undefined;
    found = from + match.index;
    from = found + match[0].length;
  }
  return found;
}

function tomlKey(text: string, file: string, path: readonly string[]): number | undefined {
  const parsed = parseToml(text, file);
  const key = path.at(-1) ?? '';
  const value = parsed.ok ? parsed.toml.at(...path)?.start : undefined;
  if (value !== undefined) {
    const before = text.slice(0, value);
    const start = Math.max(before.lastIndexOf(`${key} `), before.lastIndexOf(`${key}=`), before.lastIndexOf(`${key}"`));
    return start > before.lastIndexOf('\n') ? start : value;
  }
  const names = path.map(name => `(?:${escaped(name)}|"${escaped(name)}"|'${escaped(name)}')`);
  const header = new RegExp(`^[ \\t]*\\[+[ \\t]*${names.join('[ \\t]*\\.[ \\t]*')}[ \\t]*[\\].]`, 'm').exec(text);
  return header ? header.index + header[0].indexOf('[') : undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a table',
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys of a JSON Pointer (RFC 6901). */
function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export interface ConfigProblem {
  readonly path: readonly string[];
  /** Begins with the key, ends with a full stop. */
  readonly message: string;
}

/**
 * An error of ajv in words.
 * @param known keys that may stand where an unknown one does
 */
export function problemOf(document: unknown, error: ErrorObject | undefined, known: readonly string[]): ConfigProblem {
  const path = pathOf(error?.instancePath ?? '');
  const extra: unknown = error?.params['additionalProperty'];
  if (typeof extra === 'string') {
    const list = known.length > 0 ? ` Known: ${known.join(', ')}.` : '';
    return { path: [...path, extra], message: `unknown key "${extra}".${didYouMean(extra, known)}${list}` };
  }
  const value = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), document);
  const name = path.join('.');
  const allowed: unknown = error?.params['allowedValues'];
  if (Array.isArray(allowed)) {
    const choices = allowed.map(String);
    const near = typeof value === 'string' ? didYouMean(value, choices) : '';
    return { path, message: `${name}: unknown value ${JSON.stringify(value)}; one of ${choices.join(', ')}.${near}` };
  }
  const type: unknown = error?.params['type'];
  const kind = typeof type === 'string' ? KINDS[type] : undefined;
  if (kind !== undefined) return { path, message: `${name === '' ? 'the document' : name} must be ${kind}.` };
  const described: unknown = error?.keyword === 'pattern' ? error.parentSchema?.['description'] : undefined;
  if (typeof described === 'string') {
    return { path, message: `${name}: ${JSON.stringify(value)} is not understood. ${described}` };
  }
  return { path, message: `${name}: ${JSON.stringify(value)} ${error?.message ?? 'is wrong'}.` };
}

/** What is wrong with the entry of a rule, which is a severity, or a table with severity and options. */
export function ruleEntryProblem(
  path: readonly string[],
  entry: unknown,
  severities: readonly string[],
): ConfigProblem | undefined {
  const name = path.join('.');
  const unknown = (at: readonly string[], value: unknown): ConfigProblem => ({
    path: at,
    message:
      `${at.join('.')}: unknown severity ${JSON.stringify(value)}; one of ${severities.join(', ')}.` +
      (typeof value === 'string' ? didYouMean(value, severities) : ''),
  });
  if (typeof entry === 'string') return severities.includes(entry) ? undefined : unknown(path, entry);
  if (!isRecord(entry)) return { path, message: `${name} must be a severity, or a table with severity and options.` };
  for (const [key, value] of Object.entries(entry)) {
    const at = [...path, key];
    if (key === 'severity') {
      if (typeof value !== 'string' || !severities.includes(value)) return unknown(at, value);
    } else if (key !== 'options') {
      const known = ['severity', 'options'];
      return {
        path: at,
        message: `${name}: unknown key "${key}".${didYouMean(key, known)} Known: ${known.join(', ')}.`,
      };
    } else if (!isRecord(value)) return { path: at, message: `${at.join('.')} must be a table.` };
  }
  return undefined;
}
