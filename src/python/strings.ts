/**
 * String literals: one or several side by side, with or without replacement fields, as one node. How neighbouring parts are merged
 * and where the merged parts stand is CPython's (Parser/action_helpers.c, _PyPegen_concatenate_strings, 3.13).
 */
import type {
  Constant,
  ConstantValue,
  Expression,
  FormattedValue,
  Interpolation,
  JoinedStr,
  TemplateStr,
} from './ast.ts';
import { decodeBytes, decodeString } from './escapes.ts';
import type { Decoded } from './escapes.ts';
import { parseYieldOrStarExpressions } from './expressions.ts';
import type { Parser } from './parser.ts';
import * as T from './tokens.ts';

type Part = Constant | FormattedValue | Interpolation;

interface Pieces {
  /** `f` and `t` for the two kinds with fields; `str` and `bytes` for those without. */
  readonly kind: 'str' | 'bytes' | 'f' | 't';
  readonly parts: readonly Part[];
}

/** `strings`: all neighbouring literals. */
export function parseStrings(p: Parser): Expression {
  const start = p.start();
  const first = parsePiece(p);
  if (p.kind !== T.STRING && p.kind !== T.FSTRING_START) {
    const only = first.parts[0];
    if (first.kind === 'str' || first.kind === 'bytes') {
      if (only) return only;
    }
    return joined(first.kind === 't', start, p.end(), mergeConstants(first.parts, true));
  }
  const pieces = [first];
  while (p.kind === T.STRING || p.kind === T.FSTRING_START) pieces.push(parsePiece(p));
  const end = p.end();
  const kinds = new Set(pieces.map(piece => piece.kind));
  const parts = pieces.flatMap(piece => piece.parts);
  if (kinds.has('t') && kinds.size > 1) {
    p.failAt('cannot mix t-string literals with string or bytes literals', { start, end });
  }
  if (kinds.has('bytes')) {
    if (kinds.size > 1) p.failAt('cannot mix bytes and nonbytes literals', { start, end });
    return { type: 'Constant', start, end, value: concatenateBytes(parts), u: false };
  }
  const fields = kinds.has('f') || kinds.has('t');
  const merged = mergeConstants(parts, fields);
  const only = merged[0];
  return !fields && only ? only : joined(kinds.has('t'), start, end, merged);
}

function joined(template: boolean, start: number, end: number, parts: readonly Part[]): JoinedStr | TemplateStr {
  if (template) {
    const values = parts.filter(part => part.type !== 'FormattedValue');
    return { type: 'TemplateStr', start, end, values };
  }
  const values = parts.filter(part => part.type !== 'Interpolation');
  return { type: 'JoinedStr', start, end, values };
}

/** Runs of neighbouring constants become one each; beside fields empty ones are dropped. */
function mergeConstants(parts: readonly Part[], dropEmpty: boolean): Part[] {
  const merged: Part[] = [];
  for (let i = 0; i < parts.length; i++) {
    const first = parts[i];
    if (first?.type !== 'Constant') {
      if (first) merged.push(first);
      continue;
    }
    let value = textOf(first);
    let last = first;
    for (let next = parts[i + 1]; next?.type === 'Constant'; next = parts[i + 1]) {
      value += textOf(next);
      last = next;
      i++;
    }
    if (dropEmpty && value === '') continue;
    if (last === first) merged.push(first);
    else {
      const constant: ConstantValue = { kind: 'str', value };
      merged.push({ type: 'Constant', start: first.start, end: last.end, value: constant, u: first.u });
    }
  }
  return merged;
}

function textOf(constant: Constant): string {
  return constant.value.kind === 'str' ? constant.value.value : '';
}

function concatenateBytes(parts: readonly Part[]): ConstantValue {
  const all: number[] = [];
  for (const part of parts) {
    if (part.type !== 'Constant' || part.value.kind !== 'bytes') continue;
    for (const byte of part.value.value) all.push(byte);
  }
  return { kind: 'bytes', value: Uint8Array.from(all) };
}

// ---- one literal -------------------------------------------------------------------------------------------------------------

function parsePiece(p: Parser): Pieces {
  return p.kind === T.STRING ? parsePlain(p) : parseFString(p);
}

/** Python reads every line end of a source file as LF, in literals too. */
function withUnixLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function parsePlain(p: Parser): Pieces {
  const start = p.start();
  const literal = p.lexeme();
  let raw = false;
  let bytes = false;
  let u = false;
  let quote = 0;
  for (; ; quote++) {
    const letter = literal.charCodeAt(quote) | 32;
    if (letter === 114) raw = true;
    else if (letter === 98) bytes = true;
    else if (letter === 117) u = literal.charCodeAt(quote) === 117;
    else break;
  }
  const size = isTriple(literal, quote) ? 3 : 1;
  const text = withUnixLineEnds(literal.slice(quote + size, literal.length - size));
  const value: ConstantValue = bytes
    ? { kind: 'bytes', value: decoded(p, decodeBytes(text, raw)) }
    : { kind: 'str', value: raw ? text : decoded(p, decodeString(text)) };
  p.advance();
  const constant: Constant = { type: 'Constant', start, end: p.end(), value, u };
  return { kind: bytes ? 'bytes' : 'str', parts: [constant] };
}

function isTriple(literal: string, quote: number): boolean {
  const code = literal.charCodeAt(quote);
  return (
    literal.length - quote >= 6 && literal.charCodeAt(quote + 1) === code && literal.charCodeAt(quote + 2) === code
  );
}

function decoded<V>(p: Parser, result: Decoded<V>): V {
  if (!result.ok) p.fail(result.message);
  return result.value;
}

// ---- f-strings and t-strings -------------------------------------------------------------------------------------------------

function parseFString(p: Parser): Pieces {
  const opening = p.lexeme();
  const raw = /r/i.test(opening);
  const template = /t/i.test(opening);
  const start = p.start();
  p.advance();
  const parts: Part[] = [];
  while (p.kind !== T.FSTRING_END) {
    if (p.kind === T.FSTRING_MIDDLE) parts.push(parseMiddle(p, raw, false));
    else if (p.kind === T.LBRACE) parseField(p, raw, template, parts);
    else p.fail();
  }
  p.advance();
  if (template) p.need([3, 14], 'a template string', start, p.end());
  return { kind: template ? 't' : 'f', parts };
}

function parseMiddle(p: Parser, raw: boolean, inFormat: boolean): Constant {
  const start = p.start();
  const text = withUnixLineEnds(p.lexeme());
  const value = raw ? text : decoded(p, decodeString(text));
  p.advance();
  let end = p.end();
  // A part ends with the first of two braces; as in CPython the node covers both. In a format braces are not doubled.
  const last = p.text.charCodeAt(end - 1);
  if (!inFormat && (last === 123 || last === 125) && p.text.charCodeAt(end) === last) end++;
  return { type: 'Constant', start, end, value: { kind: 'str', value }, u: false };
}

const CONVERSIONS: ReadonlyMap<string, number> = new Map([
  ['s', 115],
  ['r', 114],
  ['a', 97],
]);

/** A replacement field; `=` puts its own text before it. */
function parseField(p: Parser, raw: boolean, template: boolean, parts: Part[]): void {
  const what = template ? 't-string' : 'f-string';
  const start = p.start();
  p.advance();
  if (p.kind === T.RBRACE || p.kind === T.EXCLAMATION || p.kind === T.COLON || p.kind === T.EQUAL) {
    p.fail(`${what}: valid expression required before '${p.lexeme()}'`);
  }
  const value = parseYieldOrStarExpressions(p);
  const debugAt = p.start();
  const debug = p.accept(T.EQUAL);
  const textEnd = p.start();
  let conversion = -1;
  if (p.kind === T.EXCLAMATION) {
    const bangEnd = textEnd + 1;
    p.advance();
    if (p.kind === T.NAME && p.start() !== bangEnd) {
      p.fail(`${what}: conversion type must come right after the exclamation mark`);
    }
    const letter = p.kind === T.NAME ? p.lexeme() : '';
    const code = CONVERSIONS.get(letter);
    if (code === undefined) {
      p.fail(
        letter === ''
          ? `${what}: missing conversion character`
          : `${what}: invalid conversion character '${letter}': expected 's', 'r', or 'a'`,
      );
    }
    conversion = code;
    p.advance();
  }
  const spec = p.kind === T.COLON ? parseFormatSpec(p, raw) : null;
  if (p.kind !== T.RBRACE) p.fail(`${what}: expecting '}'`);
  p.advance();
  const end = p.end();
  if (debug) {
    if (!template) p.need([3, 8], "`=` in an f-string's replacement field", debugAt, debugAt + 1);
    const constant: ConstantValue = { kind: 'str', value: fieldText(p, start + 1, textEnd) };
    parts.push({ type: 'Constant', start: start + 1, end: textEnd, value: constant, u: false });
    if (conversion === -1 && !spec) conversion = 114;
  }
  if (template) {
    const str = fieldText(p, start + 1, textEnd).replace(/[\s=]+$/, '');
    parts.push({ type: 'Interpolation', start, end, value, str, conversion, format_spec: spec });
  } else parts.push({ type: 'FormattedValue', start, end, value, conversion, format_spec: spec });
}

/** The text of a field's expression, without comments. */
function fieldText(p: Parser, start: number, end: number): string {
  let text = '';
  let from = start;
  for (const comment of commentsBetween(p, start, end)) {
    text += p.text.slice(from, comment.start);
    from = comment.end;
  }
  return withUnixLineEnds(text + p.text.slice(from, end));
}

function commentsBetween(p: Parser, start: number, end: number): readonly { start: number; end: number }[] {
  const comments = p.comments;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  let past = low;
  while ((comments[past]?.start ?? end) < end) past++;
  return comments.slice(low, past);
}

/** What follows `:`, itself a string with fields, an f-string's even in a t-string. It starts at the colon. */
function parseFormatSpec(p: Parser, raw: boolean): JoinedStr {
  const start = p.start();
  p.advance();
  const parts: Part[] = [];
  while (p.kind === T.FSTRING_MIDDLE || p.kind === T.LBRACE) {
    if (p.kind === T.FSTRING_MIDDLE) parts.push(parseMiddle(p, raw, true));
    else parseField(p, raw, false, parts);
  }
  const values = mergeConstants(parts, true).filter(part => part.type !== 'Interpolation');
  return { type: 'JoinedStr', start, end: p.end(), values };
}
