/** Numeric literals: where one ends, what is wrong with it, and its value. */
import type { ConstantValue } from './ast.ts';

export interface ScannedNumber {
  /** Just past the literal, or just past what of it could be read. */
  readonly end: number;
  readonly message: string | null;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isIdentifier = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

/** Digits with single underscores between them; -1 where an underscore is not followed by a digit. */
function digits(text: string, at: number): number {
  for (;;) {
    while (isDigit(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== 95) return at;
    if (!isDigit(text.charCodeAt(at + 1))) return -1;
    at++;
  }
}

/** A literal may run straight into one of these words (`1if x else y`), which CPython only warns about. */
const MAY_FOLLOW = ['and', 'else', 'for', 'if', 'in', 'is', 'or', 'not'];

function checkEnd(text: string, end: number, kind: string): ScannedNumber {
  if (!isIdentifier(text.charCodeAt(end))) return { end, message: null };
  for (const word of MAY_FOLLOW) if (text.startsWith(word, end)) return { end, message: null };
  return { end, message: `invalid ${kind} literal` };
}

const BASES = [
  { letter: 120, kind: 'hexadecimal', digit: /[0-9a-fA-F]/ },
  { letter: 111, kind: 'octal', digit: /[0-7]/ },
  { letter: 98, kind: 'binary', digit: /[01]/ },
] as const;

/** Reads the literal that starts at `start` with a digit, or with a point and a digit. */
export function scanNumber(text: string, start: number): ScannedNumber {
  let at = start;
  let leadingZeros = false;
  if (text.charCodeAt(at) === 48) {
    const letter = text.charCodeAt(at + 1) | 32;
    for (const base of BASES) if (base.letter === letter) return scanBased(text, at + 2, base);
    leadingZeros = true;
  }
  if (text.charCodeAt(at) !== 46) {
    at = digits(text, at);
    if (at < 0) return { end: start, message: 'invalid decimal literal' };
  }
  let integer = true;
  if (text.charCodeAt(at) === 46) {
    integer = false;
    at++;
    if (isDigit(text.charCodeAt(at))) {
      at = digits(text, at);
      if (at < 0) return { end: start, message: 'invalid decimal literal' };
    }
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    const sign = text.charCodeAt(at + 1);
    const signed = sign === 43 || sign === 45;
    const first = signed ? at + 2 : at + 1;
    if (isDigit(text.charCodeAt(first))) {
      integer = false;
      at = digits(text, first);
      if (at < 0) return { end: start, message: 'invalid decimal literal' };
    } else if (signed) return { end: at, message: 'invalid decimal literal' };
  }
  if ((text.charCodeAt(at) | 32) === 106) return checkEnd(text, at + 1, 'imaginary');
  if (integer && leadingZeros && !/^[0_]+$/.test(text.slice(start, at))) {
    return {
      end: at,
      message: 'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers',
    };
  }
  return checkEnd(text, at, 'decimal');
}

function scanBased(text: string, at: number, base: (typeof BASES)[number]): ScannedNumber {
  for (;;) {
    if (text.charCodeAt(at) === 95) at++;
    const first = text.charAt(at);
    if (!base.digit.test(first)) {
      if (/[0-9]/.test(first)) return { end: at, message: `invalid digit '${first}' in ${base.kind} literal` };
      return { end: at, message: `invalid ${base.kind} literal` };
    }
    while (base.digit.test(text.charAt(at))) at++;
    if (text.charCodeAt(at) !== 95) break;
  }
  if (isDigit(text.charCodeAt(at))) {
    return { end: at, message: `invalid digit '${text.charAt(at)}' in ${base.kind} literal` };
  }
  return checkEnd(text, at, base.kind);
}

/** CPython refuses longer decimal integers (sys.int_info.default_max_str_digits), as their conversion is quadratic. */
const MAX_DECIMAL_DIGITS = 4300;

/** The value of a literal that `scanNumber` has found good; a string is the message of a refusal. */
export function numberValue(literal: string): ConstantValue | string {
  const plain = literal.includes('_') ? literal.replaceAll('_', '') : literal;
  const second = plain.charCodeAt(1) | 32;
  if (plain.charCodeAt(0) === 48 && (second === 120 || second === 111 || second === 98)) {
    return { kind: 'int', value: BigInt(plain) };
  }
  const last = plain.charCodeAt(plain.length - 1) | 32;
  if (last === 106) return { kind: 'complex', value: Number(plain.slice(0, -1)) };
  for (let i = 0; i < plain.length; i++) {
    if (!isDigit(plain.charCodeAt(i))) return { kind: 'float', value: Number(plain) };
  }
  if (plain.length < 16) return { kind: 'int', value: BigInt(Number(plain)) };
  if (plain.length > MAX_DECIMAL_DIGITS) {
    return `Exceeds the limit (${MAX_DECIMAL_DIGITS} digits) for integer string conversion: value has ${plain.length} digits`;
  }
  return { kind: 'int', value: BigInt(plain) };
}
