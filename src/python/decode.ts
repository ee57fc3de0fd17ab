/** Bytes of a Python file → text (PEP 263): byte-order mark, encoding cookie, UTF-8 otherwise. */
import type { PythonProblem } from './index.ts';

export interface DecodedPython {
  /** Without a byte-order mark; line ends as they are. Bytes that are not valid become U+FFFD. */
  readonly text: string;
  readonly problems: readonly PythonProblem[];
}

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?$/;

/** The encoding that a cookie in the first two lines names, in CPython's normal form; `null` for none. */
function cookieOf(bytes: Uint8Array): string | null {
  // Latin-1, so that a line in any encoding that a cookie can be read in comes through.
  const head = latin1(bytes.subarray(0, 1024));
  const [first = '', second = ''] = head.split(/\r\n?|\n/, 2);
  const match = COOKIE.exec(first) ?? (BLANK.test(first) ? COOKIE.exec(second) : null);
  return match?.[1]?.toLowerCase().replaceAll('_', '-') ?? null;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  const step = 8192;
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step));
  return text;
}

/** Names under which Python knows encodings that TextDecoder knows under others. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cp866', 'ibm866'],
  ['cp874', 'windows-874'],
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['eucjp', 'euc-jp'],
  ['euckr', 'euc-kr'],
  ['mac-roman', 'macintosh'],
  ['iso8859-15', 'iso-8859-15'],
  ['latin-9', 'iso-8859-15'],
  ['l9', 'iso-8859-15'],
]);

export function decode(bytes: Uint8Array): DecodedPython {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  const cookie = cookieOf(body);
  if (cookie === null || /^utf-8(-|$)/.test(cookie)) return decodeUtf8(body);
  // Next to a byte-order mark CPython takes no other spelling, `utf8` among them.
  if (bom) {
    const { text } = decodeUtf8(body);
    return { text, problems: [problemAt(text, 0, `encoding problem: ${cookie} with BOM`)] };
  }
  if (cookie === 'utf8') return decodeUtf8(body);
  if (/^(latin-?1|iso-?8859-1|l1|cp819)(-|$)/.test(cookie)) return { text: latin1(body), problems: [] };
  if (/^(us-?)?ascii$/.test(cookie)) return decodeAscii(body);
  return decodeOther(body, cookie);
}

function problemAt(text: string, offset: number, message: string): PythonProblem {
  return { message, start: offset, end: Math.min(offset + 1, text.length) };
}

function decodeUtf8(bytes: Uint8Array): DecodedPython {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), problems: [] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // The first replacement character that the bytes do not spell themselves.
  const valid = firstInvalid(text, bytes);
  const byte = bytes[valid.byte] ?? 0;
  const message = `(unicode error) 'utf-8' codec can't decode byte 0x${byte.toString(16).padStart(2, '0')}`;
  return { text, problems: [problemAt(text, valid.offset, message)] };
}

/** Where decoding first went wrong: offsets in the text and in the bytes. */
function firstInvalid(text: string, bytes: Uint8Array): { readonly offset: number; readonly byte: number } {
  let byte = 0;
  let offset = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const spelled = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (point === 0xfffd && !spelled) break;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    offset += character.length;
  }
  return { offset, byte };
}

function decodeAscii(bytes: Uint8Array): DecodedPython {
  const text = latin1(bytes);
  const bad = bytes.findIndex(byte => byte > 127);
  if (bad < 0) return { text, problems: [] };
  const byte = (bytes[bad] ?? 0).toString(16).padStart(2, '0');
  return { text, problems: [problemAt(text, bad, `(unicode error) 'ascii' codec can't decode byte 0x${byte}`)] };
}

function decodeOther(bytes: Uint8Array, cookie: string): DecodedPython {
  let decoder;
  try {
    decoder = new TextDecoder(
      ALIASES.get(cookie) ?? cookie.replace(/^iso8859/, 'iso-8859').replace(/^cp125/, 'windows-125'),
      {
        fatal: true,
      },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const plain = latin1(bytes);
  // A file whose cookie can be read is a superset of ASCII.
  if (!decoder || decoder.encoding.startsWith('utf-16')) {
    return { text: plain, problems: [problemAt(plain, 0, `unknown encoding: ${cookie}`)] };
  }
  try {
    return { text: decoder.decode(bytes), problems: [] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: plain, problems: [problemAt(plain, 0, `(unicode error) '${cookie}' codec can't decode the file`)] };
  }
}
