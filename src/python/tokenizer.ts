/**
 * Text → tokens, in one pass and without backtracking, by the rules of CPython's tokenizer (Parser/lexer/lexer.c, 3.12 and later):
 * indentation with both tab widths, bracket matching, and f-strings taken apart into their literal parts and expressions (PEP 701).
 *
 * What is wrong becomes a problem and, where a token should have been, an ERROR token, at which the parser gives up the statement.
 */
import type { Comment, PythonProblem, VersionNeed } from './index.ts';
import * as Class from './characters.ts';
import { CLASSES, badIdentifierCharacter, describeBadCharacter } from './characters.ts';
import { Indentation } from './indentation.ts';
import { scanNumber } from './numbers.ts';
import { operatorAt } from './operators.ts';
import { TokenSink } from './token-sink.ts';
import * as T from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** CPython's MAXLEVEL, MAXFSTRINGLEVEL and MAX_EXPR_NESTING. */
const MAX_BRACKETS = 200;
const MAX_FSTRINGS = 150;
const MAX_NESTED_FIELDS = 3;

const LF = 10;
const CR = 13;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** An f-string whose end has not been reached. */
interface OpenFString {
  readonly start: number;
  readonly quote: number;
  readonly size: 1 | 3;
  readonly raw: boolean;
  readonly template: boolean;
  /** Number of brackets open around it. */
  readonly base: number;
  /** For each replacement field open in it (a field's format may hold fields): brackets open inside, and where its expression starts. */
  readonly levels: number[];
  readonly expressionStarts: number[];
}

export interface Tokenized {
  readonly tokens: Tokens;
  readonly comments: Comment[];
  readonly problems: PythonProblem[];
  readonly needs: VersionNeed[];
  /** Some name has characters beyond ASCII, so names must be normalised. */
  readonly hasUnicodeNames: boolean;
}

export function tokenize(text: string): Tokenized {
  const tokenizer = new Tokenizer(text);
  tokenizer.run();
  return {
    tokens: { kinds: tokenizer.kinds, starts: tokenizer.starts, ends: tokenizer.ends, count: tokenizer.count },
    comments: tokenizer.comments,
    problems: tokenizer.problems,
    needs: tokenizer.needs,
    hasUnicodeNames: tokenizer.hasUnicodeNames,
  };
}

class Tokenizer extends TokenSink {
  readonly text: string;
  hasUnicodeNames = false;
  #at = 0;
  readonly #indentation: Indentation;
  /** Codes and offsets of the open brackets. */
  readonly #brackets: number[] = [];
  readonly #bracketStarts: number[] = [];
  readonly #fstrings: OpenFString[] = [];
  /** The innermost f-string, when what comes next is its literal text. */
  #literal: OpenFString | undefined;

  constructor(text: string) {
    super(text.length);
    this.text = text;
    this.#indentation = new Indentation(this);
  }

  run(): void {
    const text = this.text;
    const length = text.length;
    const nul = text.indexOf('\0');
    if (nul >= 0) this.problem('source code string cannot contain null bytes', nul, nul + 1);
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
    let lineStart = true;
    for (;;) {
      if (this.#literal) {
        this.#fstringText(this.#literal);
        continue;
      }
      if (lineStart) {
        lineStart = false;
        if (this.#brackets.length > 0) this.#checkUnclosed();
        if (this.#brackets.length === 0) this.#measureIndentation();
      }
      let at = this.#at;
      let code = text.charCodeAt(at);
      while (code === 32 || code === 9 || code === 12) code = text.charCodeAt(++at);
      if (at >= length) break;
      switch (code < 128 ? CLASSES[code] : Class.IDENTIFIER_START) {
        case Class.IDENTIFIER_START:
          this.#name(at);
          break;
        case Class.OPERATOR:
          this.#operator(at, code);
          break;
        case Class.LINE_END: {
          const end = this.#afterLineEnd(at);
          if (this.#brackets.length === 0 && this.lastKind() > T.DEDENT) this.emit(T.NEWLINE, at, end);
          this.#at = end;
          lineStart = true;
          break;
        }
        case Class.DIGIT:
          this.#number(at);
          break;
        case Class.QUOTE:
          this.#string(at, at, '');
          break;
        case Class.HASH:
          this.#comment(at);
          break;
        case Class.BACKSLASH:
          this.#continuation(at);
          break;
        default:
          if (code === 0) this.emit(T.ERROR, at, at + 1);
          else this.error(describeBadCharacter(text.charAt(at)), at, at + 1);
          this.#at = at + 1;
      }
    }
    this.#finish();
  }

  // ---- lines -----------------------------------------------------------------------------------------------------------------

  #afterLineEnd(at: number): number {
    return this.text.charCodeAt(at) === CR && this.text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }

  #lineEnd(at: number): number {
    const text = this.text;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LF || code === CR) break;
    }
    return at;
  }

  #measureIndentation(): void {
    const text = this.text;
    let at = this.#at;
    let column = 0;
    let alternate = 0;
    // The first backslash after some indentation settles the line's column, whatever stands before the text on the next line.
    let settled = 0;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 32) {
        column++;
        alternate++;
      } else if (code === 9) {
        column = (column >> 3) * 8 + 8;
        alternate++;
      } else if (code === 12) column = alternate = 0;
      else if (code === BACKSLASH && this.#isLineEnd(at + 1)) {
        settled ||= column;
        at = this.#afterLineEnd(at + 1) - 1;
        if (at + 1 >= text.length) {
          this.error('unexpected EOF while parsing', at, at + 1);
          break;
        }
      } else break;
    }
    this.#at = at;
    const code = text.charCodeAt(at);
    if (at >= text.length || code === 35 || code === LF || code === CR) return;
    if (settled) column = alternate = settled;
    this.#indentation.line(column, alternate, at, () => this.#lineEnd(at));
  }

  #isLineEnd(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === LF || code === CR;
  }

  #continuation(at: number): void {
    if (this.#isLineEnd(at + 1)) {
      this.#at = this.#afterLineEnd(at + 1);
      if (this.#at >= this.text.length) this.error('unexpected EOF while parsing', at, at + 1);
      return;
    }
    this.#at = at + 1;
    if (at + 1 >= this.text.length) this.error('unexpected EOF while parsing', at, at + 1);
    else this.error('unexpected character after line continuation character', at, at + 1);
  }

  #comment(at: number): void {
    const end = this.#lineEnd(at);
    this.comments.push({ start: at, end });
    this.#at = end;
  }

  /** With a bracket open, a line that starts with a word that only a statement can start with: the bracket was forgotten. */
  #checkUnclosed(): void {
    const text = this.text;
    let at = this.#at;
    let code = text.charCodeAt(at);
    while (code === 32 || code === 9 || code === 12) code = text.charCodeAt(++at);
    let end = at;
    while (code < 128 && CLASSES[code] === Class.IDENTIFIER_START) code = text.charCodeAt(++end);
    if (CLASSES[code] === Class.DIGIT || code >= 128 || !T.STATEMENT_KEYWORDS.has(keyword(text, at, end))) return;
    this.#reportUnclosed(this.#at);
    this.emit(T.NEWLINE, this.#at, this.#at);
  }

  /** Reports the innermost open bracket and closes all of them. */
  #reportUnclosed(at: number): void {
    const start = this.#bracketStarts.at(-1) ?? 0;
    this.problem(`'${String.fromCharCode(this.#brackets.at(-1) ?? 0)}' was never closed`, start, start + 1);
    this.emit(T.ERROR, at, at);
    this.#brackets.length = 0;
    this.#bracketStarts.length = 0;
    this.#fstrings.length = 0;
  }

  #finish(): void {
    const end = this.text.length;
    if (this.#brackets.length > 0) this.#reportUnclosed(end);
    if (this.lastKind() > T.DEDENT) this.emit(T.NEWLINE, end, end);
    this.#indentation.finish(end);
    this.emit(T.EOF, end, end);
  }

  // ---- names, numbers, strings -----------------------------------------------------------------------------------------------

  #name(start: number): void {
    const text = this.text;
    let at = start;
    let code = text.charCodeAt(at);
    let ascii = true;
    for (;;) {
      if (code < 128) {
        const c = CLASSES[code];
        if (c !== Class.IDENTIFIER_START && c !== Class.DIGIT) break;
      } else if (code >= 128) ascii = false;
      else break; // NaN: the end of the text
      code = text.charCodeAt(++at);
    }
    this.#at = at;
    if (!ascii) {
      this.#unicodeName(start, at);
      return;
    }
    if ((code === 34 || code === 39) && at - start <= 2) {
      const prefix = text.slice(start, at).toLowerCase();
      if (STRING_PREFIXES.has(prefix)) {
        this.#string(start, at, prefix);
        return;
      }
    }
    this.emit(keyword(text, start, at), start, at);
  }

  #unicodeName(start: number, end: number): void {
    const name = this.text.slice(start, end);
    const bad = badIdentifierCharacter(name);
    if (bad < 0) {
      this.hasUnicodeNames = true;
      this.emit(T.NAME, start, end);
      return;
    }
    const character = String.fromCodePoint(name.codePointAt(bad) ?? 0);
    this.error(describeBadCharacter(character), start + bad, start + bad + character.length);
  }

  #number(start: number): void {
    const { end, message } = scanNumber(this.text, start);
    if (message === null) {
      this.emit(T.NUMBER, start, end);
      this.#at = end;
      return;
    }
    const text = this.text;
    let at = Math.max(end, start + 1);
    while (at < text.length && /[\w.]/.test(text.charAt(at))) at++;
    this.error(message, start, at);
    this.#at = at;
  }

  #string(start: number, quoteAt: number, prefix: string): void {
    const text = this.text;
    const quote = text.charCodeAt(quoteAt);
    const triple = text.charCodeAt(quoteAt + 1) === quote && text.charCodeAt(quoteAt + 2) === quote;
    const size = triple ? 3 : 1;
    let at = quoteAt + size;
    const template = prefix.includes('t');
    if (template || prefix.includes('f')) {
      this.#at = at;
      if (this.#fstrings.length >= MAX_FSTRINGS) {
        this.error('too many nested f-strings or t-strings', start, at);
        return;
      }
      this.emit(T.FSTRING_START, start, at);
      this.#literal = {
        start,
        quote,
        size,
        raw: prefix.includes('r'),
        template,
        base: this.#brackets.length,
        levels: [],
        expressionStarts: [],
      };
      this.#fstrings.push(this.#literal);
      return;
    }
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (size === 1 || (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote)) {
          this.#at = at + size;
          this.emit(T.STRING, start, at + size);
          return;
        }
      } else if (code === BACKSLASH) {
        at++;
        if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) at++;
      } else if (size === 1 && (code === LF || code === CR)) break;
    }
    this.#at = Math.min(at, text.length);
    this.error(`unterminated ${triple ? 'triple-quoted ' : ''}string literal`, start, this.#at);
  }

  // ---- f-strings -------------------------------------------------------------------------------------------------------------

  /** The literal text of an f-string, or of a replacement field's format, up to the next field or the end. */
  #fstringText(fstring: OpenFString): void {
    const text = this.text;
    const inFormat = fstring.levels.length > 0;
    let start = this.#at;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === fstring.quote) {
        if (fstring.size === 3 && !(text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code)) continue;
        this.#fstringPart(start, at);
        this.#at = at + fstring.size;
        if (inFormat) this.error(`${kindOf(fstring)}: expecting '}', or format specs`, at, this.#at);
        else this.emit(T.FSTRING_END, at, this.#at);
        this.#closeFString(fstring);
        return;
      }
      if (code === OPEN_BRACE) {
        if (!inFormat && text.charCodeAt(at + 1) === OPEN_BRACE) {
          this.#fstringPart(start, at + 1);
          start = ++at + 1;
          continue;
        }
        this.#fstringPart(start, at);
        this.#at = at + 1;
        this.#openField(fstring, at);
        return;
      }
      if (code === CLOSE_BRACE) {
        if (inFormat) {
          this.#fstringPart(start, at);
          this.#at = at;
          this.#literal = undefined;
          return;
        }
        if (text.charCodeAt(at + 1) === CLOSE_BRACE) {
          this.#fstringPart(start, at + 1);
          start = ++at + 1;
        } else {
          this.#fstringPart(start, at);
          this.error(`${kindOf(fstring)}: single '}' is not allowed`, at, at + 1);
          start = at + 1;
        }
        continue;
      }
      if (code === BACKSLASH) at = this.#fstringEscape(fstring, at);
      else if (fstring.size === 1 && (code === LF || code === CR)) {
        if (!inFormat) break;
        // CPython 3.12 takes a line end as the end of the format and expects the closing brace after it.
        this.#fstringPart(start, at);
        this.#at = at;
        this.#literal = undefined;
        return;
      }
    }
    this.#at = Math.min(at, text.length);
    const triple = fstring.size === 3 ? 'triple-quoted ' : '';
    this.error(`unterminated ${triple}${kindOf(fstring)} literal`, fstring.start, this.#at);
    this.#closeFString(fstring);
  }

  #fstringPart(start: number, end: number): void {
    if (end > start) this.emit(T.FSTRING_MIDDLE, start, end);
  }

  /** The last offset that belongs to the escape at `at`: a brace after the backslash does not, and `\N{…}` is no field. */
  #fstringEscape(fstring: OpenFString, at: number): number {
    const text = this.text;
    const next = text.charCodeAt(at + 1);
    if (next === OPEN_BRACE || next === CLOSE_BRACE) return at;
    if (next === CR && text.charCodeAt(at + 2) === LF) return at + 2;
    if (next !== 78 /* N */ || fstring.raw || text.charCodeAt(at + 2) !== OPEN_BRACE) return at + 1;
    let end = at + 3;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === CLOSE_BRACE) return end;
      if (code === OPEN_BRACE || code === fstring.quote || code === LF || code === CR || code === BACKSLASH) break;
    }
    return end - 1;
  }

  #openField(fstring: OpenFString, at: number): void {
    if (fstring.levels.length >= MAX_NESTED_FIELDS || this.#brackets.length >= MAX_BRACKETS) {
      this.error(`${kindOf(fstring)}: expressions nested too deeply`, at, at + 1);
      return;
    }
    this.emit(T.LBRACE, at, at + 1);
    this.#brackets.push(OPEN_BRACE);
    this.#bracketStarts.push(at);
    fstring.levels.push(this.#brackets.length);
    fstring.expressionStarts.push(at + 1);
    this.#literal = undefined;
  }

  #closeFString(fstring: OpenFString): void {
    this.#fstrings.pop();
    this.#brackets.length = fstring.base;
    this.#bracketStarts.length = fstring.base;
    this.#literal = undefined;
  }

  #checkOldFString(fstring: OpenFString, end: number): void {
    const start = fstring.expressionStarts.pop() ?? -1;
    // Checked once: at the colon of the format, or else at the closing brace.
    fstring.expressionStarts.push(-1);
    if (start < 0 || fstring.template) return;
    const feature = newerThanOldFStrings(this.text, start, end, fstring, this.comments);
    if (feature !== null) this.needs.push({ version: [3, 12], feature, start, end });
  }

  // ---- operators and brackets ------------------------------------------------------------------------------------------------

  #operator(at: number, code: number): void {
    const text = this.text;
    const fstring = this.#fstrings.at(-1);
    const level = this.#brackets.length;
    const inField = fstring !== undefined && fstring.levels.at(-1) === level;
    if (inField && code === 58 /* : */) {
      this.#checkOldFString(fstring, at);
      this.emit(T.COLON, at, at + 1);
      this.#at = at + 1;
      this.#literal = fstring;
      return;
    }
    if (code === 46 /* . */) {
      const next = text.charCodeAt(at + 1);
      if (next >= 48 && next <= 57) {
        this.#number(at);
        return;
      }
    }
    const operator = operatorAt(text, at, code);
    if (operator === 0) {
      this.#at = at + 1;
      if (inField) this.emit(T.EXCLAMATION, at, at + 1);
      else this.error('invalid syntax', at, at + 1);
      return;
    }
    const kind = operator >> 2;
    this.#at = at + (operator & 3);
    if (kind <= T.RBRACE) {
      if (kind === T.LPAR || kind === T.LSQB || kind === T.LBRACE) {
        if (level >= MAX_BRACKETS) {
          this.error('too many nested parentheses', at, at + 1);
          return;
        }
        this.#brackets.push(code);
        this.#bracketStarts.push(at);
      } else if (!this.#closeBracket(at, code, fstring, inField)) return;
    }
    this.emit(kind, at, this.#at);
  }

  /** False when the closing bracket has no fitting partner, which is reported. */
  #closeBracket(at: number, code: number, fstring: OpenFString | undefined, inField: boolean): boolean {
    const closing = String.fromCharCode(code);
    const opening = this.#brackets.at(-1);
    if (inField && fstring && code !== CLOSE_BRACE) {
      this.error(`${kindOf(fstring)}: unmatched '${closing}'`, at, at + 1);
      return false;
    }
    if (opening === undefined) {
      this.error(`unmatched '${closing}'`, at, at + 1);
      return false;
    }
    if (inField && fstring) {
      this.#checkOldFString(fstring, at);
      fstring.levels.pop();
      fstring.expressionStarts.pop();
      this.#literal = fstring;
    }
    this.#brackets.pop();
    this.#bracketStarts.pop();
    // Brackets' codes lie one or two before their partners'.
    if (code - opening > 2 || code < opening) {
      const partner = String.fromCharCode(opening);
      this.error(`closing parenthesis '${closing}' does not match opening parenthesis '${partner}'`, at, at + 1);
      return false;
    }
    return true;
  }
}

const STRING_PREFIXES: ReadonlySet<string> = new Set(['b', 'r', 'u', 'f', 't', 'br', 'rb', 'fr', 'rf', 'tr', 'rt']);

/** What of an expression in an f-string no Python before 3.12 can read: there the whole f-string was one string token first. */
function newerThanOldFStrings(
  text: string,
  start: number,
  end: number,
  { quote, size }: OpenFString,
  comments: readonly Comment[],
): string | null {
  const last = comments.at(-1);
  if (last && last.start >= start) return 'a comment in an f-string expression';
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) return 'a backslash in an f-string expression';
    if (code === quote) {
      if (size === 1 || (text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code)) {
        return "an f-string's own quotes in its expression";
      }
    } else if (size === 1 && (code === LF || code === CR)) {
      return 'a line end in an expression of a single-quoted f-string';
    }
  }
  return null;
}

function kindOf(fstring: OpenFString): string {
  return fstring.template ? 't-string' : 'f-string';
}

/** The kind of the word in text[start, end): a keyword's, or NAME. */
function keyword(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 2 || length > 8) return T.NAME;
  const candidates = T.KEYWORDS_BY_FIRST[text.charCodeAt(start)];
  if (candidates === undefined) return T.NAME;
  for (const candidate of candidates) {
    if (candidate[0].length === length && text.startsWith(candidate[0], start)) return candidate[1];
  }
  return T.NAME;
}
