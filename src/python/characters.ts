/** Classes of characters as CPython's tokenizer sees them. */

// 0 is everything else.
export const IDENTIFIER_START = 1;
export const DIGIT = 2;
export const QUOTE = 3;
export const LINE_END = 4;
export const HASH = 5;
export const BACKSLASH = 6;
/** A character that may start an operator. */
export const OPERATOR = 7;

/** The class of each ASCII code. */
export const CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const character = String.fromCharCode(code);
    if (/[A-Za-z_]/.test(character)) classes[code] = IDENTIFIER_START;
    else if (/[0-9]/.test(character)) classes[code] = DIGIT;
    else if (/["']/.test(character)) classes[code] = QUOTE;
    else if (/[\r\n]/.test(character)) classes[code] = LINE_END;
    else if (character === '#') classes[code] = HASH;
    else if (character === '\\') classes[code] = BACKSLASH;
    else if (/[-()[\]{}:,;.=+*/|&<>%~^@!]/.test(character)) classes[code] = OPERATOR;
  }
  return classes;
})();

const XID_START = /^[\p{XID_Start}_]$/u;
const XID_CONTINUE = /^\p{XID_Continue}$/u;
const PRINTABLE = /^[^\p{C}\p{Z}]$/u;

/** Offset of the first character that cannot stand in an identifier (PEP 3131), or -1 for a good one. Length in UTF-16 units. */
export function badIdentifierCharacter(identifier: string): number {
  let offset = 0;
  for (const character of identifier) {
    if (!(offset === 0 ? XID_START : XID_CONTINUE).test(character)) return offset;
    offset += character.length;
  }
  return -1;
}

/** How CPython words the refusal of a character. */
export function describeBadCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return PRINTABLE.test(character)
    ? `invalid character '${character}' (U+${code})`
    : `invalid non-printable character U+${code}`;
}
