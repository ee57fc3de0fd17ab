/** Backslash escapes of string and bytes literals. */

/** What a literal's text stands for, or CPython's message for why it stands for nothing. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const BACKSLASH = 92;

/** Single-character escapes: code after the backslash → code meant. */
const SIMPLE: ReadonlyMap<number, number> = new Map([
  [BACKSLASH, BACKSLASH],
  [39, 39],
  [34, 34],
  [97, 7],
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
  [118, 11],
]);

const isOctal = (code: number): boolean => code >= 48 && code <= 55;

/** Number of hexadecimal digits from `at`, at most `wanted`. */
function hexDigits(text: string, at: number, wanted: number): number {
  let count = 0;
  while (count < wanted && /^[0-9a-fA-F]$/.test(text.charAt(at + count))) count++;
  return count;
}

const WIDTHS: ReadonlyMap<number, number> = new Map([
  [120, 2],
  [117, 4],
  [85, 8],
]);

/** The octal escape whose first digit is at `at`, as `value << 2 | digits`. */
function octal(text: string, at: number): number {
  let value = 0;
  let count = 0;
  while (count < 3 && isOctal(text.charCodeAt(at + count))) value = value * 8 + text.charCodeAt(at + count++) - 48;
  return (value << 2) | count;
}

function unicodeError(from: number, to: number, what: string): { readonly ok: false; readonly message: string } {
  const message = `(unicode error) 'unicodeescape' codec can't decode bytes in position ${from}-${to}: ${what}`;
  return { ok: false, message };
}

/**
 * Decodes the escapes of a `str` literal's text, whose line ends are LF already. An unknown escape stays as it is, as in Python.
 * A character named with `\N{…}` becomes U+FFFD whatever its name: Unicode's table of 34,000 names would be a quarter megabyte
 * for an escape that hardly occurs in code, and no rule depends on which character it is.
 */
export function decodeString(text: string): Decoded<string> {
  let at = text.indexOf('\\');
  if (at < 0) return { ok: true, value: text };
  let value = '';
  let from = 0;
  while (at >= 0 && at < text.length - 1) {
    value += text.slice(from, at);
    const code = text.charCodeAt(at + 1);
    const simple = SIMPLE.get(code);
    const width = WIDTHS.get(code);
    from = at + 2;
    if (simple !== undefined) value += String.fromCharCode(simple);
    else if (isOctal(code)) {
      const digits = octal(text, at + 1);
      value += String.fromCharCode(digits >> 2);
      from = at + 1 + (digits & 3);
    } else if (width !== undefined) {
      const count = hexDigits(text, from, width);
      if (count < width) {
        const letter = String.fromCharCode(code);
        return unicodeError(at, from + count - 1, `truncated \\${letter}${'X'.repeat(width)} escape`);
      }
      const point = Number.parseInt(text.slice(from, from + width), 16);
      if (point > 0x10ffff) return unicodeError(at, from + width - 1, 'illegal Unicode character');
      value += String.fromCodePoint(point);
      from += width;
    } else if (code === 78 /* N */) {
      const name = /^\{[^{}]+\}/.exec(text.slice(from, from + 200));
      if (!name) return unicodeError(at, from - 1, 'malformed \\N character escape');
      if (!/^\{[A-Za-z0-9 ()-]+\}$/.test(name[0])) {
        return unicodeError(at, from + name[0].length - 1, 'unknown Unicode character name');
      }
      value += '\ufffd';
      from += name[0].length;
    } else if (code !== 10) from = at; // unknown: the backslash stays
    if (from === at) {
      value += '\\';
      from = at + 1;
    }
    at = text.indexOf('\\', from);
  }
  return { ok: true, value: value + text.slice(from) };
}

/** Decodes a `bytes` literal's text; `raw` leaves backslashes alone. */
export function decodeBytes(text: string, raw: boolean): Decoded<Uint8Array> {
  const bytes = new Uint8Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return { ok: false, message: 'bytes can only contain ASCII literal characters' };
    if (code !== BACKSLASH || raw || at + 1 >= text.length) {
      bytes[count++] = code;
      continue;
    }
    const next = text.charCodeAt(at + 1);
    const simple = SIMPLE.get(next);
    if (simple !== undefined) {
      bytes[count++] = simple;
      at++;
    } else if (next === 10) at++;
    else if (isOctal(next)) {
      const digits = octal(text, at + 1);
      bytes[count++] = (digits >> 2) & 0xff;
      at += digits & 3;
    } else if (next === 120 /* x */) {
      if (hexDigits(text, at + 2, 2) < 2) {
        return { ok: false, message: `(value error) invalid \\x escape at position ${at}` };
      }
      bytes[count++] = Number.parseInt(text.slice(at + 2, at + 4), 16);
      at += 3;
    } else bytes[count++] = BACKSLASH;
  }
  return { ok: true, value: bytes.slice(0, count) };
}
