/**
 * Kinds of Python tokens: small integers, so that a whole file's tokens fit typed arrays and a `switch` over them is a jump table.
 * Soft keywords (`match`, `case`, `type`, `_`) are plain names; the parser decides by what follows.
 */

/** Not the literal types of the constants: a parser's current kind changes with each call, which narrowing would not see. */
export type TokenKind = number;

// ---- layout: everything up to DEDENT is invisible to a node's end ------------------------------------------------------------
export const EOF: TokenKind = 0;
export const NEWLINE: TokenKind = 1;
export const INDENT: TokenKind = 2;
export const DEDENT: TokenKind = 3;

/** Something the tokenizer has already reported; the parser stops at it without a second report. */
export const ERROR: TokenKind = 4;
export const NAME: TokenKind = 5;
export const NUMBER: TokenKind = 6;
export const STRING: TokenKind = 7;
/** The prefix and opening quotes of an f-string or t-string. */
export const FSTRING_START = 8;
export const FSTRING_MIDDLE = 9;
export const FSTRING_END = 10;

// ---- operators ---------------------------------------------------------------------------------------------------------------
export const LPAR: TokenKind = 11;
export const RPAR: TokenKind = 12;
export const LSQB: TokenKind = 13;
export const RSQB: TokenKind = 14;
export const LBRACE: TokenKind = 15;
export const RBRACE: TokenKind = 16;
export const COLON: TokenKind = 17;
export const COMMA: TokenKind = 18;
export const SEMI: TokenKind = 19;
export const DOT: TokenKind = 20;
export const ELLIPSIS: TokenKind = 21;
export const ARROW: TokenKind = 22;
export const COLONEQUAL: TokenKind = 23;
/** `!` before a conversion in a replacement field. */
export const EXCLAMATION: TokenKind = 24;
export const EQUAL: TokenKind = 25;
export const PLUS: TokenKind = 26;
export const MINUS: TokenKind = 27;
export const STAR: TokenKind = 28;
export const SLASH: TokenKind = 29;
export const VBAR: TokenKind = 30;
export const AMPER: TokenKind = 31;
export const LESS: TokenKind = 32;
export const GREATER: TokenKind = 33;
export const PERCENT: TokenKind = 34;
export const TILDE: TokenKind = 35;
export const CIRCUMFLEX: TokenKind = 36;
export const AT: TokenKind = 37;
export const EQEQUAL: TokenKind = 38;
export const NOTEQUAL: TokenKind = 39;
export const LESSEQUAL: TokenKind = 40;
export const GREATEREQUAL: TokenKind = 41;
export const LEFTSHIFT: TokenKind = 42;
export const RIGHTSHIFT: TokenKind = 43;
export const DOUBLESTAR: TokenKind = 44;
export const DOUBLESLASH: TokenKind = 45;
export const PLUSEQUAL: TokenKind = 46;
export const MINEQUAL: TokenKind = 47;
export const STAREQUAL: TokenKind = 48;
export const SLASHEQUAL: TokenKind = 49;
export const PERCENTEQUAL: TokenKind = 50;
export const AMPEREQUAL: TokenKind = 51;
export const VBAREQUAL: TokenKind = 52;
export const CIRCUMFLEXEQUAL: TokenKind = 53;
export const ATEQUAL: TokenKind = 54;
export const LEFTSHIFTEQUAL: TokenKind = 55;
export const RIGHTSHIFTEQUAL: TokenKind = 56;
export const DOUBLESTAREQUAL: TokenKind = 57;
export const DOUBLESLASHEQUAL: TokenKind = 58;

// ---- keywords ----------------------------------------------------------------------------------------------------------------
export const FALSE: TokenKind = 64;
export const NONE: TokenKind = 65;
export const TRUE: TokenKind = 66;
export const AND: TokenKind = 67;
export const AS: TokenKind = 68;
export const ASSERT: TokenKind = 69;
export const ASYNC: TokenKind = 70;
export const AWAIT: TokenKind = 71;
export const BREAK: TokenKind = 72;
export const CLASS: TokenKind = 73;
export const CONTINUE: TokenKind = 74;
export const DEF: TokenKind = 75;
export const DEL: TokenKind = 76;
export const ELIF: TokenKind = 77;
export const ELSE: TokenKind = 78;
export const EXCEPT: TokenKind = 79;
export const FINALLY: TokenKind = 80;
export const FOR: TokenKind = 81;
export const FROM: TokenKind = 82;
export const GLOBAL: TokenKind = 83;
export const IF: TokenKind = 84;
export const IMPORT: TokenKind = 85;
export const IN: TokenKind = 86;
export const IS: TokenKind = 87;
export const LAMBDA: TokenKind = 88;
export const NONLOCAL: TokenKind = 89;
export const NOT: TokenKind = 90;
export const OR: TokenKind = 91;
export const PASS: TokenKind = 92;
export const RAISE: TokenKind = 93;
export const RETURN: TokenKind = 94;
export const TRY: TokenKind = 95;
export const WHILE: TokenKind = 96;
export const WITH: TokenKind = 97;
export const YIELD: TokenKind = 98;

/** One more than the greatest kind: the length of a table over kinds. */
export const KIND_COUNT = 99;

/** Reserved words by their first character's code, for a look-up that allocates nothing. */
export const KEYWORDS_BY_FIRST: readonly (readonly (readonly [string, number])[])[] = (() => {
  const words: readonly (readonly [string, number])[] = [
    ['False', FALSE],
    ['None', NONE],
    ['True', TRUE],
    ['and', AND],
    ['as', AS],
    ['assert', ASSERT],
    ['async', ASYNC],
    ['await', AWAIT],
    ['break', BREAK],
    ['class', CLASS],
    ['continue', CONTINUE],
    ['def', DEF],
    ['del', DEL],
    ['elif', ELIF],
    ['else', ELSE],
    ['except', EXCEPT],
    ['finally', FINALLY],
    ['for', FOR],
    ['from', FROM],
    ['global', GLOBAL],
    ['if', IF],
    ['import', IMPORT],
    ['in', IN],
    ['is', IS],
    ['lambda', LAMBDA],
    ['nonlocal', NONLOCAL],
    ['not', NOT],
    ['or', OR],
    ['pass', PASS],
    ['raise', RAISE],
    ['return', RETURN],
    ['try', TRY],
    ['while', WHILE],
    ['with', WITH],
    ['yield', YIELD],
  ];
  const table: (readonly [string, number])[][] = Array.from({ length: 128 }, () => []);
  for (const word of words) table[word[0].charCodeAt(0)]?.push(word);
  return table;
})();

/** Reserved words that start a statement and can stand nowhere inside brackets: one of them at a line's start means that a bracket was left open. */
export const STATEMENT_KEYWORDS: ReadonlySet<number> = new Set([
  ASSERT,
  BREAK,
  CLASS,
  CONTINUE,
  DEF,
  DEL,
  EXCEPT,
  FINALLY,
  GLOBAL,
  IMPORT,
  NONLOCAL,
  PASS,
  RAISE,
  RETURN,
  TRY,
  WHILE,
  WITH,
]);

/** The tokens of one text. `kinds`, `starts` and `ends` are filled up to `count`; the last token is EOF. */
export interface Tokens {
  readonly kinds: Uint8Array;
  /** UTF-16 offsets. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
}
