/** HTML in Python strings: `<style>` and `<script>` that a plugin returns without a template. */
import { walk } from '../../python/index.ts';
import { MARKUP } from './reach.ts';
import { parseMarkup, parseTemplate, TEMPLATE_FILLER } from '../../template/index.ts';
import type { OwnModule } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { InlineHtml } from './model.ts';
import type { InsertedText } from './reach.ts';

/**
 * HTML that is put together from several strings: what of the inserted texts stands in no string constant as a whole. Its places
 * are that of the expression.
 */
export function composedHtml(inserted: readonly InsertedText[], literals: readonly InlineHtml[]): InlineHtml[] {
  const found: InlineHtml[] = [];
  const seen = new Set<string>();
  for (const { text: whole, at } of inserted) {
    let text = whole;
    for (const literal of literals) if (isClosed(literal.text)) text = text.replaceAll(literal.text, '');
    if (!MARKUP.test(text) || seen.has(text)) continue;
    seen.add(text);
    const markup = parseMarkup(parseTemplate(text));
    if (markup.styles.length > 0 || markup.scripts.length > 0)
      found.push({
        at,
        text,
        place: () => at.start,
        whole: at,
        markup,
        onCorePages: true,
      });
  }
  return found;
}

/** Whether each style and script that a text opens is closed in it: another string goes on with the one that is not. */
function isClosed(text: string): boolean {
  for (const tag of ['style', 'script']) {
    const opened = text.match(new RegExp(`<${tag}\\b`, 'gi'))?.length ?? 0;
    if (opened > (text.match(new RegExp(`</${tag}\\b`, 'gi'))?.length ?? 0)) return false;
  }
  return true;
}

/** Joins both: a string constant that only begins what a composed text has as a whole is not read on its own. */
export function joinHtml(literals: readonly InlineHtml[], composed: readonly InlineHtml[]): InlineHtml[] {
  const begins = (literal: InlineHtml): boolean =>
    !isClosed(literal.text) && composed.some(one => one.text.includes(literal.text));
  return [...literals.filter(literal => !begins(literal)), ...composed];
}

/** A string as written, with what it stands for and where each unit came from. */
interface Decoded {
  text: string;
  readonly places: number[];
}

/** The string constants of a module that hold a style or a script. `onCorePages` judges by the place of the string. */
export function inlineHtmlOf(module: OwnModule, onCorePages: (at: Span, text: string) => boolean): InlineHtml[] {
  if (!MARKUP.test(module.text)) return [];
  const found: InlineHtml[] = [];
  const docstrings = new Set<number>();
  const seen: { start: number; end: number }[] = [];
  for (const node of walk(module.parsed.tree)) {
    // A string that stands alone is documentation.
    if (node.type === 'Expr') docstrings.add(node.value.start);
    if (node.type !== 'JoinedStr' && !(node.type === 'Constant' && node.value.kind === 'str')) continue;
    if (docstrings.has(node.start) || seen.some(one => node.start >= one.start && node.end <= one.end)) continue;
    const source = module.text.slice(node.start, node.end);
    if (!MARKUP.test(source)) continue;
    seen.push(node);
    const decoded = decodeLiterals(source, node.start);
    const { text, places } = unformatted(decoded);
    const { start, end } = node;
    const markup = parseMarkup(parseTemplate(text));
    if (markup.styles.length === 0 && markup.scripts.length === 0) continue;
    const at: Span = { file: module.file, start, end };
    found.push({
      at,
      text,
      place: offset => places[offset] ?? end,
      markup,
      onCorePages: onCorePages(at, decoded.text),
    });
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  "'": "'",
  '"': '"',
  '\\': '\\',
};

/** Reads the literals of an (implicitly joined) string. Rare escapes (`\x41`, `\N{…}`) stay as written. */
function decodeLiterals(source: string, offset: number): Decoded {
  const out: Decoded = { text: '', places: [] };
  const opening = /([A-Za-z]*)('''|"""|'|")/y;
  for (let i = 0; i < source.length;) {
    opening.lastIndex = i;
    const match = opening.exec(source);
    if (!match) {
      i++;
      continue;
    }
    const [whole, prefix = '', quote = ''] = match;
    i = body(source, i + whole.length, prefix.toLowerCase(), quote, offset, out);
  }
  return out;
}

function body(source: string, from: number, prefix: string, quote: string, offset: number, out: Decoded): number {
  const raw = prefix.includes('r');
  const formatted = prefix.includes('f') || prefix.includes('t');
  const put = (text: string, at: number): void => {
    for (const unit of text.split('')) {
      out.text += unit;
      out.places.push(offset + at);
    }
  };
  let i = from;
  while (i < source.length && !source.startsWith(quote, i)) {
    const unit = source[i] ?? '';
    const next = source[i + 1] ?? '';
    if (unit === '\\') {
      const meaning = raw ? undefined : ESCAPES[next];
      put(meaning ?? unit + next, i);
      i += 2;
    } else if (formatted && (unit === '{' || unit === '}')) {
      if (next === unit) {
        put(unit, i);
        i += 2;
      } else {
        const end = closing(source, i);
        put(TEMPLATE_FILLER, i);
        i = end;
      }
    } else {
      put(unit, i);
      i++;
    }
  }
  return i + quote.length;
}

/** Just past the replacement field that opens at `from`. */
function closing(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '{') depth++;
    else if (source[i] === '}' && --depth <= 0) return i + 1;
  }
  return source.length;
}

/** Text for `str.format` or `format_html` doubles the braces of CSS and scripts: these are single again, and its fields are printed. */
function unformatted(decoded: Decoded): Decoded {
  const { text, places } = decoded;
  if (!/\{\{[^{}]*[:;][^{}]*\}\}|\)\s*\{\{\s*$/m.test(text)) return decoded;
  const out: Decoded = { text: '', places: [] };
  for (let i = 0; i < text.length; i++) {
    const unit = text[i] ?? '';
    if ((unit === '{' || unit === '}') && text[i + 1] === unit) i++;
    else {
      const field = unit === '{' ? /^\{[\w.[\]]*(?:![rsa])?(?::[^{}]*)?\}/.exec(text.slice(i, i + 80)) : null;
      if (field) {
        out.text += TEMPLATE_FILLER;
        out.places.push(places[i] ?? 0);
        i += field[0].length - 1;
        continue;
      }
    }
    out.text += unit;
    out.places.push(places[i] ?? 0);
  }
  return out;
}
