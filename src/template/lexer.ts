/** Django's template lexer and the splitting of tag contents (django/template/base.py and django/utils/text.py, Django 5.2). */
import type { TemplateToken, TextSpan } from './model.ts';

/** As `tag_re`: no tag goes over a line end. */
const TAG = /\{%[^\n]*?%\}|\{\{[^\n]*?\}\}|\{#[^\n]*?#\}/g;

/** What stands between the delimiters, with space taken off, and where it begins. */
export function tokenContent(text: string, token: TextSpan): { readonly content: string; readonly start: number } {
  const raw = text.slice(token.start + 2, token.end - 2);
  const content = raw.trim();
  return { content, start: token.start + 2 + (raw.length - raw.trimStart().length) };
}

/** Splits a template into tokens: text, `{{ }}`, `{% %}`, `{# #}`. What `verbatim` and `comment` enclose is marked inert. */
export function lex(text: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let position = 0;
  let verbatim: string | undefined;
  let comment = false;
  const push = (type: TemplateToken['type'], start: number, end: number): void => {
    const inert = comment ? 'comment' : verbatim === undefined ? undefined : 'verbatim';
    tokens.push(inert ? { type, start, end, inert } : { type, start, end });
  };
  for (const match of text.matchAll(TAG)) {
    const start = match.index;
    const end = start + match[0].length;
    if (start > position) push('text', position, start);
    position = end;
    const opener = match[0][1];
    if (opener !== '%') {
      // In verbatim all is text.
      push(verbatim !== undefined ? 'text' : opener === '{' ? 'variable' : 'comment', start, end);
      continue;
    }
    const { content } = tokenContent(text, { start, end });
    if (verbatim !== undefined) {
      if (content === verbatim) {
        verbatim = undefined;
        push('block', start, end);
      } else push('text', start, end);
    } else if (comment) {
      if (content === 'endcomment') comment = false;
      push('block', start, end);
      // Django's lexer knows nothing of comment, so that verbatim works within it.
      if (content === 'verbatim' || content.startsWith('verbatim ')) verbatim = `end${content}`;
    } else {
      push('block', start, end);
      if (content === 'verbatim' || content.startsWith('verbatim ')) verbatim = `end${content}`;
      else if (/^comment(?:\s|$)/.test(content)) comment = true;
    }
  }
  if (position < text.length) push('text', position, text.length);
  return tokens;
}

/** As `smart_split_re`: words, in which quoted parts may hold space. */
const WORDS = /[^\s'"]*(?:(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')[^\s'"]*)+|\S+/g;

export interface Bit extends TextSpan {
  readonly text: string;
}

/** As `Token.split_contents`: the words of a tag, quotes kept, `_("…")` in one piece. `start` is the content's offset. */
export function splitContents(content: string, start: number): Bit[] {
  const bits: Bit[] = [];
  let translated: { text: string; start: number; sentinel: string } | undefined;
  for (const match of content.matchAll(WORDS)) {
    const bit = { text: match[0], start: start + match.index, end: start + match.index + match[0].length };
    if (translated) {
      translated.text = content.slice(translated.start - start, bit.end - start);
      if (!bit.text.endsWith(translated.sentinel)) continue;
      bits.push({ text: translated.text, start: translated.start, end: bit.end });
      translated = undefined;
    } else if ((bit.text.startsWith('_("') || bit.text.startsWith("_('")) && !bit.text.endsWith(`${bit.text[2]})`)) {
      translated = { text: bit.text, start: bit.start, sentinel: `${bit.text[2]})` };
    } else bits.push(bit);
  }
  if (translated)
    bits.push({ text: translated.text, start: translated.start, end: translated.start + translated.text.length });
  return bits;
}
