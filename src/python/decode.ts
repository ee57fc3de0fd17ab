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
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Python's own names for encodings (Lib/encodings/aliases.py), normalised, and what TextDecoder calls them. */
const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ['koi8_r', 'koi8-r'],
  ['koi8_u', 'koi8-u'],
  ['cp866', 'ibm866'],
  ['ibm866', 'ibm866'],
  ['cp874', 'windows-874'],
  ['tis_620', 'windows-874'],
  ['mac_roman', 'macintosh'],
  ['macroman', 'macintosh'],
  ['macintosh', 'macintosh'],
  ['mac_cyrillic', 'x-mac-cyrillic'],
  ['latin2', 'iso-8859-2'],
  ['l2', 'iso-8859-2'],
  ['latin_9', 'iso-8859-15'],
  ['latin9', 'iso-8859-15'],
  ['l9', 'iso-8859-15'],
  ['cyrillic', 'iso-8859-5'],
  ['greek', 'iso-8859-7'],
  ['hebrew', 'iso-8859-8'],
  ['latin5', 'windows-1254'],
  ['shift_jis', 'shift_jis'],
  ['shiftjis', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['s_jis', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['ms932', 'shift_jis'],
  ['euc_jp', 'euc-jp'],
  ['eucjp', 'euc-jp'],
  ['ujis', 'euc-jp'],
  ['iso2022_jp', 'iso-2022-jp'],
  ['iso_2022_jp', 'iso-2022-jp'],
  ['euc_kr', 'euc-kr'],
  ['euckr', 'euc-kr'],
  ['cp949', 'euc-kr'],
  ['gb2312', 'gbk'],
  ['gbk', 'gbk'],
  ['cp936', 'gbk'],
  ['gb18030', 'gb18030'],
  ['big5', 'big5'],
  ['cp950', 'big5'],
]);

const UTF8: ReadonlySet<string> = new Set(['utf_8', 'utf8', 'u8', 'utf', 'utf_8_sig', 'cp65001']);
const LATIN1 = /^(latin_?1|latin|l1|iso_?8859(_1)?|8859|cp819|iso_ir_100)$/;
const ASCII = /^(ascii|us_ascii|us|646)$/;

/** TextDecoder's name for an encoding of Python's, or `undefined`. */
function decoderName(name: string): string | undefined {
  const windows = /^(?:cp|windows_)?(125[013-8])$/.exec(name)?.[1];
  if (windows) return `windows-${windows}`;
  const iso = /^iso_?8859_([2-9]|1[0-6])$/.exec(name)?.[1];
  if (iso) return iso === '11' ? 'windows-874' : `iso-8859-${iso}`;
  return ENCODINGS.get(name);
}

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
  const name = cookie.replace(/[^a-z0-9.]+/g, '_').replace(/^_|_$/g, '');
  if (UTF8.has(name)) return decodeUtf8(body);
  if (LATIN1.test(name) || cookie.startsWith('latin-1-') || cookie.startsWith('iso-8859-1-')) {
    return { text: latin1(body), problems: [] };
  }
  if (ASCII.test(name)) return decodeAscii(body);
  if (/^(cp|windows_)?1252$/.test(name)) return decodeWindows1252(body);
  return decodeOther(body, cookie, decoderName(name));
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

/** 0x80 to 0x9f in windows-1252; a space stands for a byte without a meaning. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** By hand, as some releases of Node 20 take windows-1252 for Latin-1. */
function decodeWindows1252(bytes: Uint8Array): DecodedPython {
  let bad = -1;
  const text = latin1(bytes).replace(/[\x80-\x9f]/g, (byte, at: number) => {
    const character = WINDOWS_1252.charAt(byte.charCodeAt(0) - 0x80);
    if (character !== ' ') return character;
    if (bad < 0) bad = at;
    return '\ufffd';
  });
  const message = "(unicode error) 'charmap' codec can't decode a byte";
  return { text, problems: bad < 0 ? [] : [problemAt(text, bad, message)] };
}

function decodeOther(bytes: Uint8Array, cookie: string, label: string | undefined): DecodedPython {
  const plain = latin1(bytes);
  if (label === undefined) return { text: plain, problems: [problemAt(plain, 0, `unknown encoding: ${cookie}`)] };
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), problems: [] };
  } catch (error) {
    // Wrong bytes; or, in a Node built without its full data, an encoding that is not there (RangeError).
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { text: plain, problems: [problemAt(plain, 0, `(unicode error) '${cookie}' codec can't decode the file`)] };
  }
}
