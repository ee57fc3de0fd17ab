/** Which operator token starts at a character: tables over ASCII codes, longest match first. */
import * as T from './tokens.ts';

function table(entries: Readonly<Record<string, number>>): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const [character, kind] of Object.entries(entries)) kinds[character.charCodeAt(0)] = kind;
  return kinds;
}

/** One character. */
const SINGLE = table({
  '(': T.LPAR,
  ')': T.RPAR,
  '[': T.LSQB,
  ']': T.RSQB,
  '{': T.LBRACE,
  '}': T.RBRACE,
  ':': T.COLON,
  ',': T.COMMA,
  ';': T.SEMI,
  '.': T.DOT,
  '=': T.EQUAL,
  '+': T.PLUS,
  '-': T.MINUS,
  '*': T.STAR,
  '/': T.SLASH,
  '|': T.VBAR,
  '&': T.AMPER,
  '<': T.LESS,
  '>': T.GREATER,
  '%': T.PERCENT,
  '~': T.TILDE,
  '^': T.CIRCUMFLEX,
  '@': T.AT,
});

/** The character and `=`. */
const WITH_EQUAL = table({
  ':': T.COLONEQUAL,
  '=': T.EQEQUAL,
  '!': T.NOTEQUAL,
  '<': T.LESSEQUAL,
  '>': T.GREATEREQUAL,
  '+': T.PLUSEQUAL,
  '-': T.MINEQUAL,
  '*': T.STAREQUAL,
  '/': T.SLASHEQUAL,
  '%': T.PERCENTEQUAL,
  '&': T.AMPEREQUAL,
  '|': T.VBAREQUAL,
  '^': T.CIRCUMFLEXEQUAL,
  '@': T.ATEQUAL,
});

/** The character twice. */
const DOUBLED = table({ '<': T.LEFTSHIFT, '>': T.RIGHTSHIFT, '*': T.DOUBLESTAR, '/': T.DOUBLESLASH });

/** The character twice and `=`. */
const DOUBLED_WITH_EQUAL = table({
  '<': T.LEFTSHIFTEQUAL,
  '>': T.RIGHTSHIFTEQUAL,
  '*': T.DOUBLESTAREQUAL,
  '/': T.DOUBLESLASHEQUAL,
});

const EQUALS_SIGN = 61;

/** The operator at `at`, whose code is `code` (below 128), as `kind << 2 | length`; 0 where there is none. */
export function operatorAt(text: string, at: number, code: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === EQUALS_SIGN) {
    const kind = WITH_EQUAL[code] ?? 0;
    if (kind !== 0) return (kind << 2) | 2;
  } else if (next === code) {
    const kind = DOUBLED[code] ?? 0;
    if (kind !== 0) {
      if (text.charCodeAt(at + 2) === EQUALS_SIGN) return ((DOUBLED_WITH_EQUAL[code] ?? 0) << 2) | 3;
      return (kind << 2) | 2;
    }
    if (code === 46 /* . */ && text.charCodeAt(at + 2) === 46) return (T.ELLIPSIS << 2) | 3;
  } else if (next === 62 /* > */ && code === 45 /* - */) return (T.ARROW << 2) | 2;
  const kind = SINGLE[code] ?? 0;
  return kind === 0 ? 0 : (kind << 2) | 1;
}
