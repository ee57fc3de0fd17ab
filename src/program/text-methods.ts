/** Methods of `str` and `bytes` on values that are wholly known, as CPython computes them. */
import { numberOf } from './number.ts';
import { constant, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Value } from './value.ts';

/** Space by `str.isspace()` (library, `str.split`). */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const SPACES = new RegExp(`[${SPACE}]+`, 'u');
const LEADING = new RegExp(`^[${SPACE}]+`, 'u');
const TRAILING = new RegExp(`[${SPACE}]+$`, 'u');
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
/** Letters whose title case is a letter of its own, which JavaScript does not know. */
const TITLE_LETTERS =
  /[\u01c4-\u01cc\u01f1-\u01f3\u0345\u0390\u03b0\u0587\u10d0-\u10ff\u13f8-\u13fd\u1e96-\u1fff\ufb00-\ufb17]/;
const LONGEST = 200_000;

type Result = string | boolean | bigint | string[];

/** What a method of a known string gives; `undefined` when that is not known, or CPython raises. */
export function pureMethod(
  value: string,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Result | undefined {
  const method = METHODS.get(name);
  if (!method) return undefined;
  if (keywords.size > 0 && !KEYWORDS.has(name)) return undefined;
  return method(value, args, keywords);
}

type Method = (value: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Result | undefined;
const KEYWORDS = new Set(['split', 'rsplit', 'splitlines', 'expandtabs', 'encode', 'replace']);

/** A whole number given as an argument; `undefined` for anything else. */
function whole(value: Value | undefined): number | undefined {
  const number = value?.kind === 'constant' ? numberOf(value.value) : undefined;
  return typeof number === 'bigint' && number < 1_000_000n && number > -1_000_000n ? Number(number) : undefined;
}

const isNone = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'constant' && value.value === null);

/** Positions are counted in code points, which are code units as long as there are no surrogates. */
const simple = (value: string): boolean => !/[\ud800-\udfff]/.test(value);

const without =
  (make: (value: string) => Result | undefined): Method =>
  (value, args) =>
    args.length === 0 ? make(value) : undefined;

const strip =
  (left: boolean, right: boolean): Method =>
  (value, args) => {
    if (isNone(args[0])) {
      const start = left ? value.replace(LEADING, '') : value;
      return right ? start.replace(TRAILING, '') : start;
    }
    const chars = stringOf(args[0]);
    if (chars === undefined || !simple(value) || !simple(chars)) return undefined;
    let from = 0;
    let to = value.length;
    if (left) while (from < to && chars.includes(value.charAt(from))) from++;
    if (right) while (to > from && chars.includes(value.charAt(to - 1))) to--;
    return value.slice(from, to);
  };

const justify =
  (side: 'left' | 'right' | 'both'): Method =>
  (value, args) => {
    const width = whole(args[0]);
    const fill = args[1] === undefined ? ' ' : stringOf(args[1]);
    if (width === undefined || fill === undefined || width > LONGEST || !simple(value)) return undefined;
    const missing = width - value.length;
    if (missing <= 0) return value;
    if (side === 'left') return value + fill.repeat(missing);
    if (side === 'right') return fill.repeat(missing) + value;
    // Where it does not come out even, CPython puts the odd one left when the width is odd.
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return fill.repeat(left) + value + fill.repeat(missing - left);
  };

const find =
  (last: boolean, raises: boolean): Method =>
  (value, args) => {
    const wanted = stringOf(args[0]);
    if (wanted === undefined || !simple(value)) return undefined;
    const [from, to] = range(value, args.slice(1));
    if (from === undefined || to === undefined) return undefined;
    const part = value.slice(0, to);
    let index = from > value.length ? -1 : last ? part.lastIndexOf(wanted) : part.indexOf(wanted, from);
    if (index < from) index = -1;
    return index < 0 && raises ? undefined : BigInt(index);
  };

/** `[start[, end]]` of a search, as slices count them. */
function range(value: string, args: readonly Value[]): [number | undefined, number | undefined] {
  const position = (arg: Value | undefined, otherwise: number): number | undefined => {
    if (isNone(arg)) return otherwise;
    const index = whole(arg);
    return index === undefined ? undefined : index < 0 ? Math.max(0, value.length + index) : index;
  };
  return [position(args[0], 0), position(args[1], value.length)];
}

const begins =
  (test: (value: string, wanted: string) => boolean): Method =>
  (value, args) => {
    const [wanted, ...rest] = args;
    if (!wanted || !simple(value)) return undefined;
    const [from, to] = range(value, rest);
    if (from === undefined || to === undefined) return undefined;
    const part = value.slice(from, to);
    const texts =
      wanted.kind === 'sequence' ? (wanted.open ? undefined : wanted.items.map(stringOf)) : [stringOf(wanted)];
    if (!texts) return undefined;
    // Behind the end nothing begins, not even the empty string.
    if (texts.some(one => one !== undefined && from <= value.length && test(part, one))) return true;
    return texts.includes(undefined) ? undefined : false;
  };

const matches =
  (pattern: RegExp): Method =>
  (value, args) =>
    args.length === 0 ? pattern.test(value) : undefined;

/** Numbers and letters beyond ASCII are told apart by finer rules than are followed. */
const ascii =
  (pattern: RegExp): Method =>
  (value, args) =>
    args.length === 0 && /^[\x00-\x7f]*$/.test(value) ? pattern.test(value) : undefined;

function split(value: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>, right: boolean) {
  const separator = args[0] ?? keywords.get('sep');
  const limitValue = args[1] ?? keywords.get('maxsplit');
  const given = limitValue === undefined ? -1 : whole(limitValue);
  if (given === undefined) return undefined;
  const limit = given < 0 ? Number.POSITIVE_INFINITY : given;
  if (isNone(separator)) return splitSpaces(value, limit, right);
  const text = stringOf(separator);
  if (text === undefined || text === '') return undefined;
  const pieces = value.split(text);
  if (pieces.length <= limit + 1) return pieces;
  if (right) {
    const kept = pieces.length - limit;
    return [pieces.slice(0, kept).join(text), ...pieces.slice(kept)];
  }
  return [...pieces.slice(0, limit), pieces.slice(limit).join(text)];
}

function splitSpaces(value: string, limit: number, right: boolean): string[] {
  const pieces: string[] = [];
  let rest = right ? value.replace(TRAILING, '') : value.replace(LEADING, '');
  if (limit === Number.POSITIVE_INFINITY) {
    const trimmed = value.replace(LEADING, '').replace(TRAILING, '');
    return trimmed === '' ? [] : trimmed.split(SPACES);
  }
  while (rest !== '' && pieces.length < limit) {
    const words = rest.split(SPACES);
    const word = (right ? words.at(-1) : words[0]) ?? '';
    if (word.length === rest.length) break;
    if (right) {
      pieces.unshift(word);
      rest = rest.slice(0, -word.length).replace(TRAILING, '');
    } else {
      pieces.push(word);
      rest = rest.slice(word.length).replace(LEADING, '');
    }
  }
  // What is left behind the last cut keeps its spaces.
  if (rest === '') return pieces;
  return right ? [rest, ...pieces] : [...pieces, rest];
}

function splitLines(value: string, keep: boolean): string[] {
  const lines: string[] = [];
  let rest = value;
  while (rest !== '') {
    const match = LINE_END.exec(rest);
    if (!match) {
      lines.push(rest);
      break;
    }
    const end = match.index + match[0].length;
    lines.push(rest.slice(0, keep ? end : match.index));
    rest = rest.slice(end);
  }
  return lines;
}

function replaced(value: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>): string | undefined {
  const [old, by] = args.map(stringOf);
  const count = args[2] ?? keywords.get('count');
  const limit = count === undefined ? -1 : whole(count);
  if (old === undefined || by === undefined || limit === undefined) return undefined;
  if (old === '' && !simple(value)) return undefined;
  const pieces = old === '' ? ['', ...value, ''] : value.split(old);
  const most = limit < 0 ? pieces.length - 1 : Math.min(limit, pieces.length - 1);
  if (value.length + most * by.length > LONGEST) return undefined;
  return (
    pieces.slice(0, most + 1).join(by) +
    pieces
      .slice(most + 1)
      .map(piece => old + piece)
      .join('')
  );
}

function titled(value: string): string | undefined {
  if (TITLE_LETTERS.test(value)) return undefined;
  return value.replace(/\p{Cased}+/gu, word => capital(word) + word.slice([...word][0]?.length ?? 0).toLowerCase());
}

/** The first letter in title case: `ß` gives `Ss`. */
function capital(word: string): string {
  const [first = ''] = word;
  const upper = first.toUpperCase();
  return upper.length > first.length ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
}

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['lower', without(value => value.toLowerCase())],
  ['upper', without(value => value.toUpperCase())],
  ['casefold', without(value => (/^[\x00-\x7f]*$/.test(value) ? value.toLowerCase() : undefined))],
  ['title', without(titled)],
  [
    'capitalize',
    without(value =>
      TITLE_LETTERS.test(value) ? undefined : capital(value) + value.slice([...value][0]?.length ?? 0).toLowerCase(),
    ),
  ],
  [
    'swapcase',
    without(value =>
      [...value].map(char => (/\p{Uppercase}/u.test(char) ? char.toLowerCase() : char.toUpperCase())).join(''),
    ),
  ],
  ['strip', strip(true, true)],
  ['lstrip', strip(true, false)],
  ['rstrip', strip(false, true)],
  [
    'removeprefix',
    (value, args) => {
      const prefix = stringOf(args[0]);
      return prefix === undefined ? undefined : value.startsWith(prefix) ? value.slice(prefix.length) : value;
    },
  ],
  [
    'removesuffix',
    (value, args) => {
      const suffix = stringOf(args[0]);
      if (suffix === undefined) return undefined;
      return suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
    },
  ],
  ['replace', replaced],
  ['split', (value, args, keywords) => split(value, args, keywords, false)],
  ['rsplit', (value, args, keywords) => split(value, args, keywords, true)],
  [
    'splitlines',
    (value, args, keywords) => {
      const keep = args[0] ?? keywords.get('keepends');
      if (keep !== undefined && keep.kind !== 'constant') return undefined;
      return splitLines(value, keep?.kind === 'constant' && Boolean(keep.value));
    },
  ],
  [
    'partition',
    (value, args) => {
      const separator = stringOf(args[0]);
      if (separator === undefined || separator === '') return undefined;
      const index = value.indexOf(separator);
      return index < 0 ? [value, '', ''] : [value.slice(0, index), separator, value.slice(index + separator.length)];
    },
  ],
  [
    'rpartition',
    (value, args) => {
      const separator = stringOf(args[0]);
      if (separator === undefined || separator === '') return undefined;
      const index = value.lastIndexOf(separator);
      return index < 0 ? ['', '', value] : [value.slice(0, index), separator, value.slice(index + separator.length)];
    },
  ],
  ['startswith', begins((value, wanted) => value.startsWith(wanted))],
  ['endswith', begins((value, wanted) => value.endsWith(wanted))],
  ['find', find(false, false)],
  ['rfind', find(true, false)],
  ['index', find(false, true)],
  ['rindex', find(true, true)],
  [
    'count',
    (value, args) => {
      const wanted = stringOf(args[0]);
      if (wanted === undefined || args.length > 1 || !simple(value)) return undefined;
      return BigInt(wanted === '' ? value.length + 1 : value.split(wanted).length - 1);
    },
  ],
  ['ljust', justify('left')],
  ['rjust', justify('right')],
  ['center', justify('both')],
  [
    'zfill',
    (value, args) => {
      const width = whole(args[0]);
      if (width === undefined || width > LONGEST || !simple(value)) return undefined;
      const sign = /^[-+]/.test(value) ? value.charAt(0) : '';
      return sign + '0'.repeat(Math.max(0, width - value.length)) + value.slice(sign.length);
    },
  ],
  [
    'expandtabs',
    (value, args, keywords) => {
      const given = args[0] ?? keywords.get('tabsize');
      const size = given === undefined ? 8 : whole(given);
      if (size === undefined || size > 64 || !simple(value)) return undefined;
      let column = 0;
      let out = '';
      for (const char of value) {
        if (char === '\t') {
          const spaces = size > 0 ? size - (column % size) : 0;
          out += ' '.repeat(spaces);
          column += spaces;
        } else {
          out += char;
          column = char === '\n' || char === '\r' ? 0 : column + 1;
        }
      }
      return out;
    },
  ],
  ['isalpha', matches(/^\p{L}+$/u)],
  ['isspace', matches(new RegExp(`^[${SPACE}]+$`, 'u'))],
  ['isidentifier', matches(/^[\p{XID_Start}_]\p{XID_Continue}*$/u)],
  ['islower', matches(/^(?=[^]*\p{Lowercase})[^\p{Uppercase}\p{Lt}]*$/u)],
  ['isupper', matches(/^(?=[^]*\p{Uppercase})[^\p{Lowercase}\p{Lt}]*$/u)],
  ['isascii', matches(/^[\x00-\x7f]*$/)],
  ['isdigit', ascii(/^\d+$/)],
  ['isdecimal', ascii(/^\d+$/)],
  ['isnumeric', ascii(/^\d+$/)],
  ['isalnum', ascii(/^[A-Za-z\d]+$/)],
  ['istitle', ascii(/^[^A-Za-z]*[A-Z][a-z]*(?:[^A-Za-z]+[A-Z][a-z]*)*[^A-Za-z]*$/)],
  ['isprintable', ascii(/^[ -~]*$/)],
  ['__str__', without(value => value)],
  ['__len__', without(value => BigInt([...value].length))],
]);

/** What `text.encode(encoding)` gives; `undefined` for encodings that are not followed. */
export function encoded(value: string, encoding: string): Uint8Array | undefined {
  const kind = encodingOf(encoding);
  if (kind === undefined || /[\ud800-\udfff]/.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')))
    return undefined;
  if (kind === 'utf-8') return new TextEncoder().encode(value);
  const most = kind === 'ascii' ? 0x7f : 0xff;
  const codes = [...value].map(char => char.codePointAt(0) ?? 0);
  return codes.every(code => code <= most) ? Uint8Array.from(codes) : undefined;
}

function encodingOf(name: string): 'utf-8' | 'ascii' | 'latin-1' | undefined {
  const plain = name.toLowerCase().replaceAll(/[-_ ]/g, '');
  if (plain === 'utf8' || plain === 'u8') return 'utf-8';
  if (plain === 'ascii' || plain === 'usascii') return 'ascii';
  return plain === 'latin1' || plain === 'iso88591' || plain === 'l1' ? 'latin-1' : undefined;
}

/** What `bytes.decode(encoding)` gives; `undefined` for encodings that are not followed, and bytes that are not of it. */
function decoded(value: Uint8Array, encoding: string): string | undefined {
  const kind = encodingOf(encoding);
  if (kind === 'latin-1') return Array.from(value, code => String.fromCharCode(code)).join('');
  if (kind === undefined || (kind === 'ascii' && value.some(code => code > 0x7f))) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    // What the user's bytes do wrong is a value.
    return undefined;
  }
}

/** What a method of known bytes gives. */
export function callBytesMethod(value: Uint8Array, name: string, args: readonly Value[], at: Span): Value {
  if (name === 'decode') {
    const encoding = args[0] === undefined ? 'utf-8' : stringOf(args[0]);
    const text = encoding === undefined ? undefined : decoded(value, encoding);
    if (text !== undefined) return constant(text, at);
  }
  if (name === 'hex' && args.length === 0) return constant(Buffer.from(value).toString('hex'), at);
  return unknown(`the result of bytes.${name}()`, at);
}
