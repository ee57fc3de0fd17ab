/**
 * What the README (or the description in a wheel's METADATA) says of settings: rows of tables, items of lists, and examples of
 * `PLUGINS_CONFIG`.
 */
import { decodePython, parsePython } from '../../python/index.ts';
import type { Package } from '../../package/package.ts';
import type { Dict, Expression, Statement } from '../../python/index.ts';
import type { Span } from '../../source.ts';

/** A row of a table, or an item of a list, that is about something with a name. */
export interface DescribedName {
  /** As written, without marks: a setting, `setting.key`, or something else altogether. */
  readonly name: string;
  /** Empty where the table has no column of words. */
  readonly words: string;
  readonly at: Span;
}

/** A setting in an example. */
export interface ExampleSetting {
  readonly plugin: string;
  readonly name: string;
  readonly at: Span;
}

/** A piece of Python that gives `PLUGINS_CONFIG`. */
export interface ReadmeExample {
  /** The Python, without the indentation of the text around it. */
  readonly text: string;
  readonly at: Span;
  /** What Python has against it; `null` for nothing. */
  readonly problem: string | null;
  readonly settings: readonly ExampleSetting[];
}

export interface Readme {
  /** `null` where there is none, or an empty one. */
  readonly file: string | null;
  /** Tables and lists, each with its rows or items. */
  readonly groups: readonly (readonly DescribedName[])[];
  readonly examples: readonly ReadmeExample[];
  /** Descriptions by name; the first one of a name. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** Whether the README, or another page of documentation in the package, has the word. */
  mentions(name: string): boolean;
}

const README = /^(?:readme(?:\.\w+)?|[^/]+\.dist-info\/metadata)$/i;
const PAGE = /\.(?:md|rst|txt|adoc)$/i;
/** Larger ones are no pages that somebody wrote. */
const MOST_BYTES = 1_000_000;

/** Reads the README of a package; several (README.md beside README.rst) as one. */
export function readmeOf(pkg: Package): Readme {
  const groups: DescribedName[][] = [];
  const examples: ReadmeExample[] = [];
  const texts: string[] = [];
  let file: string | null = null;
  for (const one of pkg.files.values()) {
    const isReadme = README.test(one.path);
    if (one.size > MOST_BYTES || !(isReadme || (PAGE.test(one.path) && !one.path.includes('.egg-info/')))) continue;
    const read = one.read();
    if (!read.ok) continue;
    const { text } = decodePython(read.bytes);
    texts.push(text);
    if (!isReadme) continue;
    const lines = linesOf(text, /metadata$/i.test(one.path));
    if (lines.every(line => line.text.trim() === '')) continue;
    file ??= one.path;
    groups.push(...groupsOf(lines, one.path));
    examples.push(...examplesOf(lines, one.path));
  }
  const descriptions = new Map<string, string>();
  for (const { name, words } of groups.flat())
    if (words !== '' && !descriptions.has(name)) descriptions.set(name, words);
  return {
    file,
    groups,
    examples,
    descriptions,
    mentions: name => texts.some(text => hasWord(text, name)),
  };
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + word.length))) return true;
  }
  // Markdown writes an underscore as `\_` where it means none.
  return word.includes('_') && text.includes(word.replaceAll('_', '\\_'));
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** The lines of a text; of METADATA those behind its headers, or of an old `Description:` header. */
function linesOf(text: string, metadata: boolean): readonly Line[] {
  const lines: Line[] = [];
  for (const match of text.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g))
    lines.push({ text: match[1] ?? '', start: match.index });
  if (!metadata) return lines;
  const blank = lines.findIndex(line => line.text === '');
  return blank < 0 ? [] : lines.slice(blank + 1);
}

// ---- tables and lists ----------------------------------------------------------------------------------------------

const DESCRIBES = /descri|meaning|purpose|explan|notes?\b|usage|comment/i;
/** A longer line is no row that describes a setting; it could only cost time. */
const LONGEST = 2000;
const NAME = /^[A-Za-z_][\w.-]*$/;
/** `- name: words`, also with a type or a default in between: `- name boolean (default True), words`. */
const ITEM =
  /^(\s*)[-*+]\s+(?:\*\*)?`['"]?([A-Za-z_][\w.]*)['"]?`(?:\*\*)?\s*(?:(?:bool|str|int|list|dict|float|number)\w*\s*)?(?:\([^)]*\))?\s*(?::|-|–|—|,)\s*(\S.*)$/;

function groupsOf(lines: readonly Line[], file: string): DescribedName[][] {
  const groups: DescribedName[][] = [];
  let header: readonly string[] | undefined;
  let rows: DescribedName[] = [];
  let items: { readonly indent: number; readonly list: DescribedName[] } | undefined;
  const isRuler = (one: string | undefined): boolean => /^[\s|:-]*-[\s|:-]*$/.test(one ?? '');
  const found = (name: string, words: string, line: Line): DescribedName => {
    const start = line.start + Math.max(0, line.text.indexOf(name));
    return { name, words, at: { file, start, end: start + name.length } };
  };
  for (const [index, line] of lines.entries()) {
    const { text } = line;
    if (text.length > LONGEST) continue;
    if (text.includes('|')) {
      if (isRuler(text)) continue;
      const cells = cellsOf(text);
      if (!header) {
        if (isRuler(lines[index + 1]?.text)) {
          header = cells;
          groups.push((rows = []));
        }
        continue;
      }
      const name = unmarked(cells[0] ?? '');
      const column = header.findIndex((cell, at) => at > 0 && DESCRIBES.test(cell));
      if (NAME.test(name)) rows.push(found(name, unmarked(cells[column] ?? ''), line));
      continue;
    }
    header = undefined;
    const [, indent = '', name, words] = ITEM.exec(text) ?? [];
    if (name === undefined || words === undefined) {
      // A heading or a paragraph ends the list.
      if (/^[^\s*+-]/.test(text)) items = undefined;
      continue;
    }
    if (!items || indent.length !== items.indent) {
      // What is set in below an item is about it: a list of its own.
      const list: DescribedName[] = [];
      groups.push(list);
      if (!items || indent.length < items.indent) items = { indent: indent.length, list };
      list.push(found(name, unmarked(words), line));
    } else items.list.push(found(name, unmarked(words), line));
  }
  return groups.filter(group => group.length > 0);
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim().replaceAll('\\|', '|'));
}

/** Markdown without its marks for code, emphasis and links. */
function unmarked(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<br\s*\/?>/gi, ' ')
    .replaceAll(/[`]|\*\*/g, '')
    .replaceAll('\\_', '_')
    .replace(/^['"](.*)['"]$/, '$1')
    .trim();
}

// ---- examples ------------------------------------------------------------------------------------------------------

/** The statements that give `PLUGINS_CONFIG`, each from its line to where its brackets close. */
function examplesOf(lines: readonly Line[], file: string): ReadmeExample[] {
  const examples: ReadmeExample[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, before] =
      /^([ \t]*(?:#[ \t]?)?)PLUGINS_CONFIG\b(?:\[[^\]]*\])*\s*(?::[^=]*)?=(?!=)/.exec(lines[index]?.text ?? '') ?? [];
    if (before === undefined) continue;
    const block = blockFrom(lines, index, before);
    examples.push(exampleOf(block, file));
    index += block.length - 1;
  }
  return examples;
}

/** More lines than this have no example that somebody reads. */
const MOST_LINES = 400;

/**
 * The lines from one on to that in which the brackets opened there are closed (or to the end of the fence), without what stands
 * before each of them: indentation, the mark of a comment.
 */
function blockFrom(lines: readonly Line[], from: number, before: string): readonly Line[] {
  const block: Line[] = [];
  let depth = 0;
  for (const line of lines.slice(from, from + MOST_LINES)) {
    if (/^\s*(?:```|~~~)/.test(line.text)) break;
    const cut = line.text.startsWith(before) ? before.length : (/^\s*/.exec(line.text)?.[0].length ?? 0);
    const text = line.text.slice(cut);
    block.push({ text, start: line.start + cut });
    // Strings and comments hold no brackets that count.
    for (const mark of text.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|#.*$/g, '')) {
      if ('{[('.includes(mark)) depth++;
      if ('}])'.includes(mark)) depth--;
    }
    if (depth <= 0 && !text.endsWith('\\')) break;
  }
  return block;
}

function exampleOf(stripped: readonly Line[], file: string): ReadmeExample {
  const text = `${stripped.map(line => line.text).join('\n')}\n`;
  const offset = (at: number): number => {
    let before = 0;
    for (const line of stripped) {
      if (at <= before + line.text.length) return line.start + at - before;
      before += line.text.length + 1;
    }
    const last = stripped.at(-1);
    return last ? last.start + last.text.length : 0;
  };
  const span = ({ start, end }: { start: number; end: number }): Span => ({
    file,
    start: offset(start),
    end: offset(end),
  });
  const { tree, problems } = parsePython(text);
  return {
    text,
    at: span({ start: 0, end: text.length - 1 }),
    problem: problems[0]?.message ?? null,
    settings: tree.body
      .flatMap(statement => settingsIn(statement))
      .map(({ plugin, name, node }) => ({ plugin, name, at: span(node) })),
  };
}

interface FoundSetting {
  readonly plugin: string;
  readonly name: string;
  readonly node: Expression;
}

function settingsIn(statement: Statement): FoundSetting[] {
  const targets =
    statement.type === 'Assign' ? statement.targets : statement.type === 'AnnAssign' ? [statement.target] : [];
  const value = statement.type === 'Assign' || statement.type === 'AnnAssign' ? statement.value : null;
  const [target] = targets;
  if (!target || !value) return [];
  const keys: Expression[] = [];
  let holder: Expression = target;
  for (; holder.type === 'Subscript'; holder = holder.value) keys.unshift(holder.slice);
  const [plugin, setting] = keys;
  if (!plugin)
    return value.type === 'Dict'
      ? entriesOf(value).flatMap(({ key, value: section }) => inSection(textOf(key), section))
      : [];
  const name = textOf(setting);
  if (setting) return name === undefined ? [] : [{ plugin: textOf(plugin) ?? '', name, node: setting }];
  return inSection(textOf(plugin), value);
}

function inSection(plugin: string | undefined, section: Expression): FoundSetting[] {
  if (plugin === undefined || section.type !== 'Dict') return [];
  return entriesOf(section).flatMap(({ key }) => {
    const name = textOf(key);
    return name === undefined ? [] : [{ plugin, name, node: key }];
  });
}

function entriesOf(dict: Dict): { readonly key: Expression; readonly value: Expression }[] {
  return dict.values.flatMap((value, index) => {
    const key = dict.keys[index];
    return key ? [{ key, value }] : [];
  });
}

function textOf(key: Expression | undefined): string | undefined {
  return key?.type === 'Constant' && key.value.kind === 'str' ? key.value.value : undefined;
}
