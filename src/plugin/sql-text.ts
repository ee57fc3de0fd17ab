/** SQL as values: constants, f-strings, concatenations, psycopg's `sql` objects and `.sql` files → text with holes, and where it stands. */
import { alternativesOf, methodOf } from '../program/index.ts';
import { HOLE } from '../sql/index.ts';
import { tableNamed } from './models/label.ts';
import type { Program, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';

/** A text of SQL of which unknown parts are holes. */
export interface SqlSource {
  readonly text: string;
  /** The expression that gives it; for a file, the whole file. */
  readonly at: Span;
  /** Parameters are handed over beside the text, so that `%s` is a placeholder. */
  readonly parameters: boolean;
  /** Gives the place of a part of the text; `undefined` where the source does not hold it literally. */
  place(start: number, end: number): Span | undefined;
  readonly file: boolean;
}

/** More combinations of alternatives than this become holes. */
const MOST_TEXTS = 16;

/** The texts that a value may be; `null` among them stands for one of which nothing is known. */
export function sqlTexts(base: ModelBase, value: Value, parameters: boolean, at: Span): (SqlSource | null)[] {
  const out: (SqlSource | null)[] = [];
  for (const one of alternativesOf(value)) {
    if (one.kind === 'symbol' && /\.RunSQL\.noop$/.test(one.path)) continue;
    if (one.kind === 'constant' && typeof one.value !== 'string') continue;
    if (one.kind === 'sequence') {
      for (const item of one.items) {
        // `RunSQL([('INSERT … %s', [1])])`
        const pair = item.kind === 'sequence' ? item.items : [item];
        const [text, values] = pair;
        if (text)
          out.push(
            ...sqlTexts(base, text, values !== undefined && !(values.kind === 'constant' && values.value === null), at),
          );
      }
      if (one.open) out.push(null);
      continue;
    }
    const texts = expand(base, one);
    if (texts.every(text => text === HOLE)) {
      const file = fileText(base, one);
      out.push(file ?? null);
      continue;
    }
    const span = ('at' in one ? one.at : null) ?? at;
    for (const text of new Set(texts)) out.push(sourceOf(base, text, span, parameters));
  }
  return out;
}

/** Every text that a string value may be, unknown parts as holes. */
function expand(base: ModelBase, value: Value, depth = 6): string[] {
  if (depth === 0) return [HOLE];
  switch (value.kind) {
    case 'constant':
      return [
        typeof value.value === 'string' ? value.value : typeof value.value === 'bigint' ? String(value.value) : HOLE,
      ];
    case 'alternatives': {
      const all = value.values.flatMap(one => expand(base, one, depth - 1));
      return all.length > MOST_TEXTS ? [HOLE] : all;
    }
    case 'text': {
      let texts = [''];
      for (const part of value.parts) {
        const pieces = typeof part === 'string' ? [part] : expand(base, part, depth - 1);
        const next = texts.flatMap(text => pieces.map(piece => text + piece));
        texts = next.length > MOST_TEXTS ? texts.map(text => text + HOLE) : next;
      }
      return texts;
    }
    case 'symbol':
    case 'attribute': {
      const table = tableNamed(base, value);
      return [table ?? HOLE];
    }
    case 'call':
      return composed(base, value, depth);
    default:
      return [HOLE];
  }
}

/** `sql.SQL('… {} …').format(sql.Identifier('x'))` of psycopg, `connection.ops.quote_name('x')`, `str.strip()` of unknown text. */
function composed(base: ModelBase, value: Extract<Value, { kind: 'call' }>, depth: number): string[] {
  const method = methodOf(value.callee);
  const [first] = value.args;
  if (value.callee.kind === 'symbol' && /^psycopg2?\.sql\./.test(value.callee.path)) {
    if (method?.name === 'SQL') return first ? expand(base, first, depth - 1) : [HOLE];
    if (method?.name === 'Identifier')
      return [value.args.map(one => `"${expand(base, one, depth - 1)[0] ?? HOLE}"`).join('.')];
    if (method?.name === 'Composed')
      return first?.kind === 'sequence'
        ? [first.items.map(one => expand(base, one, depth - 1)[0] ?? HOLE).join('')]
        : [HOLE];
    return [HOLE];
  }
  if (method?.name === 'quote_name' && first)
    return expand(base, first, depth - 1).map(text => (text === HOLE ? HOLE : `"${text.replace(/^"|"$/g, '')}"`));
  if (method?.name === 'format' && method.object.kind === 'call') {
    let next = 0;
    return expand(base, method.object, depth - 1).map(text =>
      text.replace(/\{(\w*)\}/g, (_, name: string) => {
        const part =
          name === '' ? value.args[next++] : /^\d+$/.test(name) ? value.args[Number(name)] : value.keywords.get(name);
        return part ? (expand(base, part, depth - 1)[0] ?? HOLE) : HOLE;
      }),
    );
  }
  return [HOLE];
}

/** The `.sql` file of the package that an expression names in some string: `Path(__file__).with_name('views.sql').read_text()`. */
function fileText(base: ModelBase, value: Value): SqlSource | undefined {
  const name = fileNamed(value, 10);
  if (name === undefined) return undefined;
  const tail = name.slice(name.lastIndexOf('/') + 1);
  const found = [...base.package.files.values()].filter(
    file => file.installPath !== null && (file.path.endsWith(`/${tail}`) || file.path === tail),
  );
  const [file] = found;
  if (!file || found.length > 1) return undefined;
  const read = file.read();
  if (!read.ok) return undefined;
  const text = new TextDecoder().decode(read.bytes);
  const at = { file: file.path, start: 0, end: text.length };
  return { text, at, parameters: false, file: true, place: (start, end) => ({ file: file.path, start, end }) };
}

function fileNamed(value: Value | undefined, depth: number): string | undefined {
  if (!value || depth === 0) return undefined;
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' && value.value.endsWith('.sql') ? value.value : undefined;
    case 'text': {
      const last = value.parts.at(-1);
      return typeof last === 'string' ? (last.endsWith('.sql') ? last : undefined) : fileNamed(last, depth - 1);
    }
    case 'attribute':
      return fileNamed(value.object, depth - 1);
    case 'item':
      return fileNamed(value.object, depth - 1) ?? fileNamed(value.key, depth - 1);
    case 'call': {
      for (const argument of [...value.args, ...value.keywords.values()]) {
        const name = fileNamed(argument, depth - 1);
        if (name !== undefined) return name;
      }
      return fileNamed(value.callee, depth - 1);
    }
    case 'unknown':
    default:
      return undefined;
  }
}

const texts = new WeakMap<Program, ReadonlyMap<string, string>>();

function textsByFile(program: Program): ReadonlyMap<string, string> {
  const known = texts.get(program);
  if (known) return known;
  const made = new Map([...program.modules.values()].map(module => [module.file, module.text]));
  texts.set(program, made);
  return made;
}

/** A text with the means to find its parts in the source, where it stands there literally. */
function sourceOf(base: ModelBase, text: string, at: Span, parameters: boolean): SqlSource {
  const written = textsByFile(base.program).get(at.file)?.slice(at.start, at.end) ?? '';
  const literal = /^[rRbBuU]*("""|'''|"|')/.exec(written);
  const inner = literal ? literal[0].length : 0;
  const direct =
    literal !== null &&
    written.slice(inner, inner + text.length) === text &&
    written.length === inner + text.length + (literal[1]?.length ?? 0);
  return {
    text,
    at,
    parameters,
    file: false,
    place(start, end) {
      if (direct) return { file: at.file, start: at.start + inner + start, end: at.start + inner + end };
      // Inside an f-string or a concatenation: the words themselves, when they stand there once.
      const words = text.slice(start, end);
      if (words === '' || words.includes(HOLE)) return undefined;
      const first = written.indexOf(words);
      if (first < 0 || written.indexOf(words, first + 1) >= 0) return undefined;
      return { file: at.file, start: at.start + first, end: at.start + first + words.length };
    },
  };
}
