/** The HTML of a template: links, scripts, styles and hiding, with the template's tags masked. */
import { createRequire } from 'node:module';
import { type Hiding, hidingOf, parseInlineStyle } from '../asset/hiding.ts';
import { SILENT_TAGS } from './blocks.ts';
import { tokenContent } from './lexer.ts';
import type { ParsedTemplate, TemplateToken, TextSpan } from './model.ts';

/**
 * Stands, unit for unit, where the template prints something: in the texts of inline scripts and styles and in the
 * values of attributes. A letter (category Lo), so that it may be part of a name in HTML, CSS and JavaScript.
 */
export const TEMPLATE_FILLER = '\uA66E';

/** An attribute's value; `value` has `TEMPLATE_FILLER` where the template prints, `start` and `end` are the value's. */
export interface MarkupAttribute extends TextSpan {
  readonly element: string;
  /** In lower case. */
  readonly attribute: string;
  readonly value: string;
  /** True when the template prints part of it. */
  readonly dynamic: boolean;
}

/** A place that links or sends somewhere: `href`, `src`, `action`, `hx-get` … */
export interface MarkupLink extends MarkupAttribute {
  /** For `action` and `hx-…` the method that is used, in upper case. */
  readonly method: string | null;
}

export interface InlineScript extends TextSpan {
  /** `handler`: the value of `onclick` and its like. */
  readonly kind: 'element' | 'handler';
  /** As long as the place, with fillers; places in it are places in the template less `start`. */
  readonly text: string;
  /** The `type` attribute of the element, in lower case; empty when it has none. */
  readonly type: string;
}

export interface InlineStyle extends TextSpan {
  readonly text: string;
}

/** An element whose `style` attribute or `hidden` hides it. */
export interface HiddenElement extends TextSpan {
  readonly element: string;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly hiding: readonly (Hiding | 'hidden')[];
}

export interface Markup {
  readonly links: readonly MarkupLink[];
  /** Every `hx-…` attribute that is no link: `hx-target`, `hx-swap`, `hx-swap-oob`, `hx-on…`. */
  readonly htmx: readonly MarkupAttribute[];
  readonly scripts: readonly InlineScript[];
  readonly styles: readonly InlineStyle[];
  readonly hidden: readonly HiddenElement[];
  /** The ids and classes that the template's own elements have, sorted; only those that are constant. */
  readonly ids: readonly string[];
  readonly classes: readonly string[];
}

const LINKS = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'poster',
  'data-url',
  'data-href',
  'hx-get',
  'hx-post',
  'hx-put',
  'hx-patch',
  'hx-delete',
  'hx-push-url',
  'hx-replace-url',
]);
const HTMX_METHOD = /^hx-(get|post|put|patch|delete)$/;
/** `{{`, `{%`: a value that the template prints as a whole. */
const FILLED = new RegExp(TEMPLATE_FILLER);

/** Where a script or style stands, so that its tags are masked as code. */
type Mode = 'markup' | 'code';

/**
 * Masks a template's tags with text of the same length. What prints becomes letters; what prints nothing (`{% if %}`)
 * becomes space, as do comments. Line ends stay.
 */
function mask(template: ParsedTemplate, mode: Mode): string {
  const { text, tokens } = template;
  const parts: string[] = [];
  for (const token of tokens) {
    const raw = text.slice(token.start, token.end);
    if (token.inert === 'comment') parts.push(raw.replace(/[^\r\n]/g, ' '));
    else if (token.type === 'text') parts.push(raw);
    else parts.push(prints(text, token, mode) ? TEMPLATE_FILLER.repeat(raw.length) : ' '.repeat(raw.length));
  }
  return parts.join('');
}

function prints(text: string, token: TemplateToken, mode: Mode): boolean {
  if (token.type === 'comment') return false;
  if (token.type === 'variable') return true;
  const { content } = tokenContent(text, token);
  const name = /^\S*/.exec(content)?.[0] ?? '';
  if (SILENT_TAGS.has(name) || name.startsWith('end')) return false;
  // In markup a tag right after a word (`<div{% attrs %}>`) prints attributes, not the rest of the word.
  return mode === 'code' || !/\w/.test(text[token.start - 1] ?? '');
}

type TokenizerClass = typeof import('htmlparser2').Tokenizer;
let tokenizer: TokenizerClass | undefined;

/** htmlparser2 is loaded when the first template with HTML is met. */
function loadTokenizer(): TokenizerClass {
  // require() is typed as any; the module is what its types say.
  tokenizer ??= (createRequire(import.meta.url)('htmlparser2') as typeof import('htmlparser2')).Tokenizer;
  return tokenizer;
}

/** `QuoteType.NoValue` of htmlparser2: `<input disabled>`. */
const NO_VALUE = 0;

interface RawAttribute {
  readonly name: string;
  readonly start: number;
  end: number;
  hasValue: boolean;
}

/** Reads the HTML of a template. Never throws: HTML has no errors. */
export function parseMarkup(template: ParsedTemplate): Markup {
  const reader = new MarkupReader(template);
  const { masked } = reader;
  if (!masked.includes('<')) return reader.result();
  const Tokenizer = loadTokenizer();
  let attribute: { name: string; start: number; end: number } | undefined;
  const instance = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname: (start, end) => reader.open(masked.slice(start, end).toLowerCase(), start - 1),
      onattribname: (start, end) =>
        void (attribute = { name: masked.slice(start, end).toLowerCase(), start: -1, end: -1 }),
      onattribdata: (start, end) => {
        if (!attribute) return;
        if (attribute.start < 0) attribute.start = start;
        attribute.end = end;
      },
      onattribend: (quote, end) => {
        if (!attribute) return;
        const start = attribute.start < 0 ? end : attribute.start;
        reader.attribute({
          name: attribute.name,
          start,
          end: attribute.end < 0 ? end : attribute.end,
          hasValue: quote !== NO_VALUE,
        });
        attribute = undefined;
      },
      onopentagend: end => reader.opened(end + 1),
      onselfclosingtag: end => reader.opened(end + 1),
      ontext: (start, end) => reader.text(start, end),
      onclosetag: () => reader.close(),
      onattribentity: () => undefined,
      ontextentity: () => undefined,
      oncdata: () => undefined,
      oncomment: () => undefined,
      ondeclaration: () => undefined,
      onprocessinginstruction: () => undefined,
      onend: () => undefined,
    },
  );
  instance.write(masked);
  instance.end();
  return reader.result();
}

class MarkupReader {
  readonly masked: string;
  readonly #template: ParsedTemplate;
  #code: string | undefined;
  #element = '';
  #start = 0;
  #attributes: RawAttribute[] = [];
  /** `script` or `style` while its text is read. */
  #raw: { readonly element: string; readonly type: string; start: number; end: number } | undefined;
  readonly #links: MarkupLink[] = [];
  readonly #htmx: MarkupAttribute[] = [];
  readonly #scripts: InlineScript[] = [];
  readonly #styles: InlineStyle[] = [];
  readonly #hidden: HiddenElement[] = [];
  readonly #ids = new Set<string>();
  readonly #classes = new Set<string>();

  constructor(template: ParsedTemplate) {
    this.#template = template;
    this.masked = mask(template, 'markup');
  }

  /** The text of scripts and styles, where every tag that prints is a name. */
  #codeText(start: number, end: number): string {
    return (this.#code ??= mask(this.#template, 'code')).slice(start, end);
  }

  open(element: string, start: number): void {
    this.#element = element;
    this.#start = start;
    this.#attributes = [];
    this.#raw = undefined;
  }

  attribute(attribute: RawAttribute): void {
    this.#attributes.push(attribute);
  }

  opened(end: number): void {
    const element = this.#element;
    const get = (name: string): string | undefined => {
      const found = this.#attributes.find(attribute => attribute.name === name);
      return found && this.masked.slice(found.start, found.end);
    };
    const method = get('method')?.toUpperCase() ?? 'GET';
    for (const raw of this.#attributes) this.#readAttribute(raw, method);
    const id = get('id') ?? null;
    if (id && !FILLED.test(id)) this.#ids.add(id.trim());
    const classes = (get('class') ?? '').split(/\s+/).filter(name => name !== '' && !FILLED.test(name));
    for (const name of classes) this.#classes.add(name);
    const hiding: (Hiding | 'hidden')[] = hidingOf(parseInlineStyle(get('style') ?? ''));
    if (this.#attributes.some(attribute => attribute.name === 'hidden')) hiding.push('hidden');
    if (hiding.length > 0) this.#hidden.push({ element, id, classes, hiding, start: this.#start, end });
    if (element === 'script' || element === 'style') {
      this.#raw = { element, type: (get('type') ?? '').trim().toLowerCase(), start: -1, end: -1 };
    }
  }

  #readAttribute(raw: RawAttribute, method: string): void {
    const { name } = raw;
    const { start, end } = raw;
    if (/^on[a-z]+$/.test(name) || name.startsWith('hx-on') || name.startsWith('@') || name.startsWith('x-on:')) {
      if (end > start) this.#scripts.push({ kind: 'handler', text: this.#codeText(start, end), type: '', start, end });
    }
    const base = (): MarkupAttribute => ({
      element: this.#element,
      attribute: name,
      value: this.masked.slice(start, end),
      dynamic: this.#isDynamic(start, end),
      start,
      end,
    });
    const plain = name.startsWith('data-hx-') ? name.slice(5) : name;
    if (LINKS.has(plain) && raw.hasValue) {
      const htmx = HTMX_METHOD.exec(plain)?.[1]?.toUpperCase();
      const used = htmx ?? (plain === 'action' || plain === 'formaction' ? method : null);
      this.#links.push({ ...base(), attribute: plain, method: used });
    } else if (plain.startsWith('hx-')) this.#htmx.push({ ...base(), attribute: plain });
  }

  /** True when any tag of the template stands in the value, also one that prints nothing itself (`{% if %}`). */
  #isDynamic(start: number, end: number): boolean {
    return this.masked.slice(start, end) !== this.#template.text.slice(start, end);
  }

  text(start: number, end: number): void {
    if (!this.#raw) return;
    if (this.#raw.start < 0) this.#raw.start = start;
    this.#raw.end = end;
  }

  close(): void {
    const raw = this.#raw;
    this.#raw = undefined;
    if (!raw || raw.start < 0) return;
    const { start, end } = raw;
    const text = this.#codeText(start, end);
    if (text.trim() === '') return;
    if (raw.element === 'style') this.#styles.push({ text, start, end });
    else this.#scripts.push({ kind: 'element', text, type: raw.type, start, end });
  }

  result(): Markup {
    // A script that nothing closes runs to the end of the text.
    this.close();
    return {
      links: this.#links,
      htmx: this.#htmx,
      scripts: this.#scripts,
      styles: this.#styles,
      hidden: this.#hidden,
      ids: [...this.#ids].sort(),
      classes: [...this.#classes].sort(),
    };
  }
}
