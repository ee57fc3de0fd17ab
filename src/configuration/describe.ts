/** What a package's author says about settings: comments beside the declaration, and the README's list of settings. */
import { decodePython } from '../python/index.ts';
import { LineIndex } from '../source.ts';
import type { Package } from '../package/index.ts';
import type { OwnModule } from '../program/index.ts';
import type { Span } from '../source.ts';

/** Gives the comment on a place: on the lines right above it, or else at the end of its line; `undefined` without one. */
export function commentFinder(modules: ReadonlyMap<string, OwnModule>): (at: Span) => string | undefined {
  const files = new Map([...modules.values()].map(module => [module.file, module]));
  const read = new Map<string, FileComments>();
  return at => {
    const module = files.get(at.file);
    if (!module) return undefined;
    let comments = read.get(at.file);
    if (!comments) read.set(at.file, (comments = commentsOf(module)));
    const { line } = comments.index.position(at.start);
    const above: string[] = [];
    for (let before = line - 1; ; before--) {
      const text = comments.alone.get(before);
      if (text === undefined) break;
      above.unshift(text);
    }
    const words = above.join(' ').trim();
    return words === '' ? comments.trailing.get(line) : words;
  };
}

interface FileComments {
  readonly index: LineIndex;
  /** Line → text of a comment that has the line for itself. */
  readonly alone: ReadonlyMap<number, string>;
  /** Line → text of a comment after code. */
  readonly trailing: ReadonlyMap<number, string>;
}

function commentsOf(module: OwnModule): FileComments {
  const index = new LineIndex(module.text);
  const alone = new Map<number, string>();
  const trailing = new Map<number, string>();
  for (const comment of module.parsed.comments) {
    const text = module.text
      .slice(comment.start, comment.end)
      .replace(/^#[#:!\s]*/, '')
      .trim();
    if (!isProse(text)) continue;
    const { line, column } = index.position(comment.start);
    const before = module.text.slice(comment.start - column + 1, comment.start);
    (before.trim() === '' ? alone : trailing).set(line, text);
  }
  return { index, alone, trailing };
}

/** Neither code that is switched off, nor a word to a tool, nor a ruler. */
function isProse(text: string): boolean {
  if (!/\p{L}/u.test(text)) return false;
  if (/^(?:noqa|type:|pylint|fmt:|pragma|ruff|isort|mypy|plugin-lint|todo\b|fixme\b)/i.test(text)) return false;
  return !/^(?:['"][^'"]*['"]\s*:|[\])}],?$|\w+\s*=\s*\S|from\s+\S+\s+import\b|import\s)/.test(text);
}

/** What the README (or the description in a wheel's METADATA) says of settings, by name: rows of tables, items of lists. */
export function readmeDescriptions(pkg: Package): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of pkg.files.values()) {
    if (!/^(?:readme(?:\.\w+)?|[^/]+\.dist-info\/metadata)$/i.test(file.path)) continue;
    const read = file.read();
    if (!read.ok) continue;
    for (const [name, text] of markdownDescriptions(decodePython(read.bytes).text))
      if (!found.has(name)) found.set(name, text);
  }
  return found;
}

const DESCRIBES = /descri|meaning|purpose|explan|notes?\b|usage|comment/i;
/** A longer line is no row that describes a setting; it could only cost time. */
const LONGEST = 2000;
const NAME = /^[A-Za-z_][\w.-]*$/;

function* markdownDescriptions(text: string): Iterable<readonly [string, string]> {
  const lines = text.split(/\r\n|\r|\n/);
  let header: readonly string[] | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.length > LONGEST) continue;
    if (line.includes('|')) {
      const cells = cellsOf(line);
      const isRuler = (one: string | undefined): boolean => /^[\s|:-]*-[\s|:-]*$/.test(one ?? '');
      if (isRuler(line)) continue;
      if (!header) {
        if (isRuler(lines[index + 1])) header = cells;
        continue;
      }
      const name = unmarked(cells[0] ?? '');
      const column = header.findIndex((cell, at) => at > 0 && DESCRIBES.test(cell));
      const words = unmarked(cells[column] ?? '');
      if (NAME.test(name) && words !== '') yield [name, words];
      continue;
    }
    header = undefined;
    const item =
      /^\s*[-*+]\s+(?:\*\*)?`['"]?([A-Za-z_]\w*)['"]?`(?:\*\*)?\s*(?:\([^)]*\))?\s*(?::|-|–|—)\s*(\S.*)$/.exec(line);
    if (item?.[1] !== undefined && item[2] !== undefined) yield [item[1], unmarked(item[2])];
  }
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
