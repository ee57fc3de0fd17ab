/** Django template text → tags, blocks, references and problems. */
import { BLOCK_TAGS, END_TAGS, MIDDLE_TAGS, RAW_TAGS } from './blocks.ts';
import { parseExpression, templateValue } from './expression.ts';
import { type Bit, lex, splitContents, tokenContent } from './lexer.ts';
import type {
  ParsedTemplate,
  TemplateBlock,
  TemplateFilter,
  TemplateLoad,
  TemplateProblem,
  TemplateReference,
  TemplateStatic,
  TemplateTag,
  TemplateToken,
  TemplateUrl,
  TemplateValue,
  TemplateVariable,
  TextSpan,
} from './model.ts';

/** A block tag that is still open. */
interface Open {
  readonly name: string;
  readonly ends: readonly string[];
  readonly span: TextSpan;
  /** Its place among `tags`. */
  readonly tag: number;
  readonly block?: { readonly name: string; readonly nameSpan: TextSpan; super: boolean; readonly index: number };
  /** A tag that is no built-in one: it is known to enclose only once its end tag is met. */
  readonly guessed: boolean;
  /** Names that `with` and `for` bind up to the end tag: a constant, or null for what is not known. */
  readonly names?: ReadonlyMap<string, string | null>;
}

/** Parses a template. Never throws: what Django would refuse is a problem, and the rest is read all the same. */
export function parseTemplate(text: string): ParsedTemplate {
  return new TemplateParser(text).run();
}

/** A tag that is not closed on its line stays text, silently: a slip. (`%}` alone is common in CSS.) */
const LONE_DELIMITER = /\{%/g;

class TemplateParser {
  readonly #text: string;
  readonly #tokens: TemplateToken[];
  readonly #tags: TemplateTag[] = [];
  readonly #variables: TemplateVariable[] = [];
  readonly #filters: TemplateFilter[] = [];
  readonly #loads: TemplateLoad[] = [];
  readonly #blocks: (TemplateBlock | undefined)[] = [];
  readonly #blockNames = new Set<string>();
  readonly #includes: TemplateReference[] = [];
  readonly #urls: TemplateUrl[] = [];
  readonly #statics: TemplateStatic[] = [];
  readonly #problems: TemplateProblem[] = [];
  readonly #open: Open[] = [];
  /** End tags in this template that are no built-in ones: the tags that they name enclose. */
  readonly #foreignEnds = new Set<string>();
  #extends: ParsedTemplate['extends'] = null;
  /** True once anything but text and `{# #}` was met: `extends` may not follow. */
  #begun = false;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = lex(text);
  }

  run(): ParsedTemplate {
    for (const token of this.#tokens) {
      if (token.type !== 'block' || token.inert) continue;
      const [name = ''] = tokenContent(this.#text, token).content.split(/\s/, 1);
      if (name.startsWith('end') && !END_TAGS.has(name)) this.#foreignEnds.add(name);
    }
    for (const token of this.#tokens) {
      if (token.inert === 'comment' && !this.#isEndComment(token)) continue;
      if (token.type === 'variable') this.#variable(token);
      else if (token.type === 'block') this.#block(token);
      else if (token.type === 'text' && token.inert === undefined) this.#plain(token);
    }
    for (const open of this.#open) {
      if (open.guessed) continue;
      const message = `Unclosed tag '${open.name}'. Looking for one of: ${open.ends.join(', ')}.`;
      this.#problem('unclosed-tag', open.span, message);
      if (open.block) this.#closeBlock(open, open.span.end);
    }
    this.#problems.sort((a, b) => a.start - b.start || a.end - b.end);
    return {
      text: this.#text,
      tokens: this.#tokens,
      tags: this.#tags,
      variables: this.#variables,
      filters: this.#filters,
      loads: this.#loads,
      blocks: this.#blocks.filter(block => block !== undefined),
      extends: this.#extends,
      includes: this.#includes,
      urls: this.#urls,
      statics: this.#statics,
      problems: this.#problems,
    };
  }

  #problem(code: TemplateProblem['code'], span: TextSpan, message: string): void {
    this.#problems.push({ code, message, start: span.start, end: span.end });
  }

  #isEndComment(token: TemplateToken): boolean {
    return token.type === 'block' && tokenContent(this.#text, token).content === 'endcomment';
  }

  #plain(token: TemplateToken): void {
    const { start } = token;
    for (const match of this.#text.slice(start, token.end).matchAll(LONE_DELIMITER)) {
      const at = start + match.index;
      const message = `"${match[0]}" without its counterpart on the same line: Django prints it as text`;
      this.#problem('unclosed-delimiter', { start: at, end: at + 2 }, message);
    }
  }

  #variable(token: TemplateToken): void {
    this.#begun = true;
    const { content, start } = tokenContent(this.#text, token);
    if (content === '') {
      this.#problem('empty-tag', token, 'Empty variable tag');
      return;
    }
    const parsed = parseExpression(content, start);
    if (parsed.badAt !== null) {
      const rest = content.slice(parsed.badAt - start);
      this.#problem(
        'malformed-expression',
        { start: parsed.badAt, end: token.end - 2 },
        `Could not parse the remainder: '${rest}' from '${content}'`,
      );
    }
    const filters = parsed.filters.map(filter => ({ ...filter, loads: this.#loads.length }));
    this.#filters.push(...filters);
    this.#variables.push({ expression: content, base: parsed.base, filters, start: token.start, end: token.end });
    if (parsed.base === 'block.super') {
      const block = this.#open.findLast(open => open.block)?.block;
      if (block) block.super = true;
    }
  }

  #block(token: TemplateToken): void {
    const { content, start } = tokenContent(this.#text, token);
    const bits = splitContents(content, start);
    const [first] = bits;
    if (!first) {
      this.#problem('empty-tag', token, 'Empty block tag');
      return;
    }
    const name = first.text;
    const args = content.slice(name.length).trim();
    const middle = MIDDLE_TAGS.has(name) && this.#isMiddle(name);
    const opener = name.startsWith('end') ? (END_TAGS.get(name) ?? this.#guessedOpener(name)) : undefined;
    const foreignEnd = this.#foreignEnds.has(name);
    const role =
      opener !== undefined || foreignEnd ? 'end' : middle ? 'middle' : BLOCK_TAGS.has(name) ? 'open' : 'single';
    const index = this.#tags.length;
    this.#tags.push({
      name,
      args,
      nameSpan: { start: first.start, end: first.end },
      loads: this.#loads.length,
      role,
      start: token.start,
      end: token.end,
    });
    if (opener !== undefined) this.#close(name, opener, bits, token);
    else if (MIDDLE_TAGS.has(name) && !middle) this.#unexpected(name, token);
    else if (role === 'open') this.#openBlock(name, bits, token, index);
    else if (role === 'single') {
      const ends = [`end${name}`];
      if (this.#foreignEnds.has(`end${name}`)) this.#open.push({ name, ends, span: token, tag: index, guessed: true });
      this.#single(name, bits, token);
    }
    if (!RAW_TAGS.has(name)) this.#argumentFilters(name, bits);
    if (name !== 'extends') this.#begun = true;
  }

  /** A middle tag belongs to the innermost open block that is a built-in one. */
  #isMiddle(name: string): boolean {
    const open = this.#open.findLast(entry => !entry.guessed);
    if (open && (BLOCK_TAGS.get(open.name)?.middle ?? []).includes(name)) return true;
    // Tags of other libraries have middle tags of their own; which, only their code says.
    return this.#open.at(-1)?.guessed === true;
  }

  /** The tag of another library that an end tag closes: `endX` closes the nearest `X` in the same block. */
  #guessedOpener(end: string): string | undefined {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const open = this.#open[i];
      if (!open?.guessed) return undefined;
      if (open.ends.includes(end)) return open.name;
    }
    return undefined;
  }

  #unexpected(name: string, token: TextSpan): void {
    const open = this.#open.findLast(entry => !entry.guessed);
    const expected = open ? [...(BLOCK_TAGS.get(open.name)?.middle ?? []), ...open.ends] : [];
    const message = `Invalid block tag: '${name}'${expected.length > 0 ? `, expected ${expected.map(tag => `'${tag}'`).join(' or ')}` : ''}.`;
    this.#problem(open ? 'mismatched-end' : 'unexpected-end', token, message);
  }

  #openBlock(name: string, bits: readonly Bit[], token: TextSpan, tag: number): void {
    const ends = BLOCK_TAGS.get(name)?.end ?? [];
    const [, second] = bits;
    if (name !== 'block') {
      this.#open.push({ name, ends, span: token, tag, guessed: false, names: boundNames(name, bits) });
      return;
    }
    if (!second || bits.length !== 2) {
      this.#problem('malformed-tag', token, "'block' tag takes only one argument");
      this.#open.push({ name, ends, span: token, tag, guessed: false });
      return;
    }
    if (this.#blockNames.has(second.text)) {
      this.#problem('duplicate-block', second, `'block' tag with name '${second.text}' appears more than once`);
    }
    this.#blockNames.add(second.text);
    // Blocks are listed in the order in which they open.
    this.#blocks.push(undefined);
    const block = {
      name: second.text,
      nameSpan: { start: second.start, end: second.end },
      super: false,
      index: this.#blocks.length - 1,
    };
    this.#open.push({ name, ends, span: token, tag, block, guessed: false });
  }

  #closeBlock(open: Open, end: number): void {
    if (!open.block) return;
    const { name, nameSpan, index } = open.block;
    const at = this.#open.indexOf(open);
    const parent = this.#open.slice(0, at).findLast(entry => entry.block)?.block?.name ?? null;
    this.#blocks[index] = { name, nameSpan, parent, super: open.block.super, start: open.span.start, end };
  }

  #close(name: string, opener: string, bits: readonly Bit[], token: TextSpan): void {
    let at = this.#open.length - 1;
    while (at >= 0 && this.#open[at]?.guessed && this.#open[at]?.name !== opener) at--;
    const open = this.#open[at];
    if (!open || open.name !== opener) {
      this.#unexpected(name, token);
      // What was meant may be further out: closing it keeps one slip from becoming many.
      const outer = this.#open.findLastIndex(entry => entry.name === opener);
      if (outer >= 0) {
        for (let i = this.#open.length - 1; i >= outer; i--) {
          const entry = this.#open[i];
          if (entry) this.#closeBlock(entry, token.end);
        }
        this.#open.length = outer;
      }
      return;
    }
    if (open.guessed) {
      const tag = this.#tags[open.tag];
      if (tag) this.#tags[open.tag] = { ...tag, role: 'open' };
    }
    const [, label] = bits;
    if (open.block && label && label.text !== open.block.name) {
      this.#problem(
        'mismatched-end',
        token,
        `Invalid block tag: '${name} ${label.text}', expected 'endblock' or 'endblock ${open.block.name}'.`,
      );
    }
    this.#closeBlock(open, token.end);
    this.#open.length = at;
  }

  #single(name: string, bits: readonly Bit[], token: TextSpan): void {
    const span: TextSpan = { start: token.start, end: token.end };
    const [, second] = bits;
    switch (name) {
      case 'load':
        this.#load(bits, span);
        break;
      case 'extends':
        this.#extend(bits, span);
        break;
      case 'include':
        if (second) this.#includes.push({ tag: name, template: this.#value(second), ...span });
        else
          this.#problem(
            'malformed-tag',
            token,
            "'include' tag takes at least one argument: the name of the template to be included.",
          );
        break;
      case 'url': {
        if (!second) {
          this.#problem('malformed-tag', token, "'url' takes at least one argument, a URL pattern name.");
          break;
        }
        const as = bits.at(-2)?.text === 'as' ? bits.at(-1)?.text : undefined;
        this.#urls.push({
          name: this.#value(second),
          ...span,
          ...(as === undefined ? {} : { as }),
        });
        break;
      }
      case 'static':
        if (second) this.#statics.push({ path: this.#value(second), ...span });
        else this.#problem('malformed-tag', token, "'static' takes at least one argument (path to file)");
        break;
      default:
    }
  }

  /** The value of an argument; a name that an enclosing `with` gives a constant stands for it. */
  #value({ text, start }: Bit): TemplateValue {
    const value = templateValue(text, start);
    const bound = this.#open.findLast(open => open.names?.has(text))?.names?.get(text);
    return value.kind === 'dynamic' && typeof bound === 'string'
      ? { kind: 'literal', value: bound, start: value.start, end: value.end }
      : value;
  }

  #load(bits: readonly Bit[], span: TextSpan): void {
    const words = bits.slice(1);
    if (words.at(-2)?.text === 'from' && words.length >= 3) {
      const library = words.at(-1);
      if (library)
        this.#loads.push({
          library: library.text,
          names: words.slice(0, -2).map(bit => bit.text),
          start: library.start,
          end: library.end,
        });
      return;
    }
    if (words.length === 0) this.#problem('malformed-tag', span, "'load' names no library");
    for (const word of words) this.#loads.push({ library: word.text, start: word.start, end: word.end });
  }

  #extend(bits: readonly Bit[], span: TextSpan): void {
    const [, second] = bits;
    if (!second || bits.length !== 2) this.#problem('malformed-tag', span, "'extends' takes one argument");
    if (this.#extends)
      this.#problem('extends-twice', span, "'extends' cannot appear more than once in the same template");
    else if (this.#begun) this.#problem('extends-not-first', span, "'extends' must be the first tag in the template.");
    if (second && !this.#extends) this.#extends = { template: templateValue(second.text, second.start), ...span };
    this.#begun = true;
  }

  /** Filters in the arguments of a tag: `{% if a|length > 2 %}`, `{% with x=a|lower %}`, `{% filter lower|safe %}`. */
  #argumentFilters(name: string, bits: readonly Bit[]): void {
    const loads = this.#loads.length;
    for (const bit of bits.slice(1)) {
      const key = /^[\p{L}_][\p{L}\p{N}_]*=(?!=)/u.exec(bit.text)?.[0].length ?? 0;
      // `{% filter x|y %}` begins with a filter, not a variable.
      const shift = name === 'filter' ? -1 : 0;
      const text = (shift < 0 ? '|' : '') + bit.text.slice(key);
      if (!text.includes('|')) continue;
      const expression = shift < 0 ? `_${text}` : text;
      const parsed = parseExpression(expression, bit.start + key - (expression.length - bit.text.slice(key).length));
      for (const filter of parsed.filters) this.#filters.push({ ...filter, loads });
    }
  }
}

/** What `{% with name='x' %}` (or the old `'x' as name`) and `{% for name in list %}` bind. */
function boundNames(tag: string, bits: readonly Bit[]): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>();
  const args = bits.slice(1);
  if (tag === 'for') {
    for (const { text } of args.slice(
      0,
      args.findIndex(bit => bit.text === 'in'),
    ))
      for (const name of text.split(',')) if (name !== '') names.set(name, null);
  } else if (tag === 'with') {
    const [value, as, old] = args;
    if (as?.text === 'as' && value && old) names.set(old.text, constantOf(value.text, value.start));
    else
      for (const { text, start } of args) {
        const sign = text.indexOf('=');
        if (sign > 0) names.set(text.slice(0, sign), constantOf(text.slice(sign + 1), start + sign + 1));
      }
  }
  return names;
}

function constantOf(text: string, start: number): string | null {
  const value = templateValue(text, start);
  return value.kind === 'literal' ? value.value : null;
}
