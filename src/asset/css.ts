/** CSS text → the rules that hide something, and what their selectors select. */
import { createRequire } from 'node:module';
import type { CssLocation, CssNode, List, Selector } from 'css-tree';
import { type Declaration, type Hiding, hidingOf, normalizeValue } from './hiding.ts';
import { type AssetOrigin, originOf } from './origin.ts';

/** One compound of a selector: what is tested of one element. */
export interface SelectorCompound {
  /** How it follows the compound before: `' '`, `>`, `+`, `~`, or empty for the first. */
  readonly combinator: string;
  /** The element's name in lower case, `*`, or null. `&` stands for the selector of the rule around. */
  readonly tag: string | null;
  readonly ids: readonly string[];
  readonly classes: readonly string[];
  /** `operator` is empty for a mere `[name]`. */
  readonly attributes: readonly { readonly name: string; readonly operator: string; readonly value: string }[];
  /** Names of pseudo-classes and, with `::`, of pseudo-elements. */
  readonly pseudos: readonly string[];
  /** Selectors in `:is()`, `:where()`, `:not()`, `:has()`, by the name. */
  readonly nested: readonly { readonly pseudo: string; readonly selectors: readonly CssSelector[] }[];
}

export interface CssSelector {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly compounds: readonly SelectorCompound[];
}

export interface CssRule {
  /** Each selector of the list. */
  readonly selectors: readonly CssSelector[];
  readonly start: number;
  readonly end: number;
  /** How the rule hides; empty when it does not. */
  readonly hiding: readonly Hiding[];
  readonly important: boolean;
  /** The at-rules and, for nested rules, the selectors around it, outermost first: `@media print`, `.a`. */
  readonly within: readonly string[];
}

export interface CssImport {
  readonly url: string;
  readonly start: number;
  readonly end: number;
}

export interface CssProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedCss {
  /** Every rule, in the order of the text. */
  readonly rules: readonly CssRule[];
  readonly imports: readonly CssImport[];
  readonly problems: readonly CssProblem[];
  /** What the file looks to be: `minified` and `vendored` ones are read all the same. */
  readonly origin: AssetOrigin;
  /** Set when the text was not read at all. */
  readonly skipped?: 'too-large' | 'too-deep';
}

/** Larger texts are not read; in UTF-16 units. */
const MAX_CSS = 2 * 1024 * 1024;
/** Blocks and brackets within each other; the parser is recursive. */
const MAX_DEPTH = 100;
/** How many nested rules css-tree may leave unread for us to read again. */
const MAX_AGAIN = 5000;

interface CssTree {
  readonly parse: (typeof import('css-tree'))['parse'];
}

let tree: CssTree | undefined;

/** css-tree's parser is loaded when the first stylesheet is met; the rest of css-tree is not. */
function load(): CssTree {
  // require() is typed as any, and the sub-path has no types of its own: it is the `parse` of the package.
  tree ??= { parse: createRequire(import.meta.url)('css-tree/parser') as CssTree['parse'] };
  return tree;
}

const nodes = <T extends CssNode>(list: List<T> | undefined | null): T[] => list?.toArray() ?? [];

/**
 * Reads a stylesheet. Never throws: what CSS drops is a problem, and the rest is read. Offsets are UTF-16 units. The
 * path, if given, helps to tell where the file comes from.
 */
export function parseCss(text: string, options: { readonly path?: string } = {}): ParsedCss {
  const origin = originOf(text, options.path);
  const skip = (skipped: 'too-large' | 'too-deep'): ParsedCss => ({
    rules: [],
    imports: [],
    problems: [],
    origin,
    skipped,
  });
  if (text.length > MAX_CSS) return skip('too-large');
  if (depthOf(text) > MAX_DEPTH) return skip('too-deep');
  const reader = new CssReader(text);
  reader.read();
  return { rules: reader.rules, imports: reader.imports, problems: reader.problems, origin };
}

/** How deep brackets of all kinds nest, strings and comments left out. */
function depthOf(text: string): number {
  let depth = 0;
  let max = 0;
  for (const [token] of text.matchAll(
    /\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|\\[^]|[{}()[\]]/g,
  )) {
    if (token === '{' || token === '(' || token === '[') max = Math.max(max, ++depth);
    else if (token === '}' || token === ')' || token === ']') depth = Math.max(0, depth - 1);
  }
  return max;
}

/** One more than the highest slot of its token buffer that css-tree may have filled with a bracket. */
let written = 0;
/** Beyond so many units of padding it is cheaper to overwrite the slots. */
const MAX_PADDING = 4096;

/**
 * css-tree 3.2.1 keeps its token buffer from text to text and, in matching brackets, reads the slot at the text's length,
 * which may hold a token of an earlier, longer text: the tree then depends on what was parsed before, or the parser never
 * ends. Space at the end (one token, whatever its length) puts that slot beyond all that were written.
 */
function padded(text: string): string {
  if (written > text.length + MAX_PADDING) {
    // One token, and no bracket, in every slot.
    load().parse(';'.repeat(written), { context: 'declarationList' });
    written = 0;
  }
  const length = Math.max(text.length, written) + 2;
  // At most one token a character, one for the space, one for the end.
  written = Math.max(written, text.length + 2);
  return text.padEnd(length);
}

class CssReader {
  readonly rules: CssRule[] = [];
  readonly imports: CssImport[] = [];
  problems: CssProblem[] = [];
  #readAgain = 0;
  #againDepth = 0;
  /** The length of the text that is being read: what is left unread of it is read again only when it is shorter. */
  #reading: number;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#reading = text.length;
  }

  #slice(node: { loc?: CssNode['loc'] }): string {
    return node.loc ? this.#text.slice(node.loc.start.offset, this.#end(node.loc)) : '';
  }

  /** A node that nothing closes runs on into the padding. */
  #end(loc: CssLocation): number {
    return Math.min(loc.end.offset, this.#text.length);
  }

  block(children: readonly CssNode[], within: readonly string[]): void {
    for (const node of children) {
      if (node.type === 'Rule') this.#rule(node, within);
      else if (node.type === 'Atrule') this.#atRule(node, within);
      else if ((node.type === 'Raw' || node.type === 'Declaration') && node.loc) {
        const source = this.#slice(node);
        if (source.includes('{') && !/^\s*--/.test(source) && source.length < this.#reading) {
          this.#again(node.loc.start.offset, source, within);
        }
      }
    }
  }

  /** A nested rule without `&` (CSS Nesting 1 allows it since 2023), which css-tree leaves as raw text or takes for a declaration. */
  #again(offset: number, text: string, within: readonly string[]): void {
    if (++this.#readAgain > MAX_AGAIN || this.#againDepth >= MAX_DEPTH) return;
    const end = offset + text.length;
    this.problems = this.problems.filter(problem => problem.start < offset || problem.start >= end);
    const ast = this.#parse(text, offset);
    const outer = this.#reading;
    this.#reading = text.length;
    this.#againDepth++;
    if (ast.type === 'StyleSheet') this.block(nodes(ast.children), within);
    this.#againDepth--;
    this.#reading = outer;
  }

  #parse(text: string, offset: number): CssNode {
    return load().parse(padded(text), {
      positions: true,
      parseValue: false,
      parseCustomProperty: false,
      offset,
      onParseError: error => {
        const start = Math.min(error.offset, this.#text.length);
        this.problems.push({ message: error.message, start, end: Math.min(start + 1, this.#text.length) });
      },
    });
  }

  read(): void {
    const ast = this.#parse(this.#text, 0);
    if (ast.type === 'StyleSheet') this.block(nodes(ast.children), []);
  }

  #atRule(node: Extract<CssNode, { type: 'Atrule' }>, within: readonly string[]): void {
    const prelude = node.prelude ? this.#slice(node.prelude).trim() : '';
    const name = node.name.toLowerCase();
    if (name === 'import' && node.loc) {
      const url = /^(?:url\(\s*)?(?:"([^"]*)"|'([^']*)'|([^\s")';]+))/i.exec(prelude);
      this.imports.push({
        url: url?.[1] ?? url?.[2] ?? url?.[3] ?? '',
        start: node.loc.start.offset,
        end: this.#end(node.loc),
      });
    }
    // Steps of an animation are no rules: what they hide comes back.
    if (!node.block || /keyframes$/.test(name)) return;
    const inner = [...within, `@${name}${prelude === '' ? '' : ` ${prelude}`}`];
    const children = nodes(node.block.children);
    this.block(children, inner);
  }

  #rule(node: Extract<CssNode, { type: 'Rule' }>, within: readonly string[]): void {
    const declarations: Declaration[] = [];
    let important = false;
    const children = nodes(node.block.children);
    for (const child of children) {
      if (child.type !== 'Declaration') continue;
      const value = child.value.type === 'Raw' ? child.value.value : this.#slice(child.value);
      declarations.push({ property: child.property.toLowerCase(), value: normalizeValue(value) });
      if (child.important) important = true;
    }
    const selectors: CssSelector[] = [];
    if (node.prelude.type === 'SelectorList') {
      for (const child of nodes(node.prelude.children))
        if (child.type === 'Selector') selectors.push(this.#selector(child));
    }
    const start = node.loc?.start.offset ?? 0;
    const end = node.loc ? this.#end(node.loc) : start;
    this.rules.push({ selectors, start, end, hiding: hidingOf(declarations), important, within });
    this.block(children, [...within, this.#slice(node.prelude).trim()]);
  }

  #selector(selector: Selector): CssSelector {
    return {
      text: this.#slice(selector).trim(),
      start: selector.loc?.start.offset ?? 0,
      end: selector.loc ? this.#end(selector.loc) : 0,
      compounds: this.#compounds(selector),
    };
  }

  #compounds(selector: Selector): SelectorCompound[] {
    const compounds: SelectorCompound[] = [];
    let current: Draft | undefined;
    let combinator = '';
    for (const part of nodes(selector.children)) {
      if (part.type === 'Combinator') {
        current = undefined;
        combinator = part.name;
        continue;
      }
      if (!current) {
        current = { combinator, tag: null, ids: [], classes: [], attributes: [], pseudos: [], nested: [] };
        compounds.push(current);
        combinator = '';
      }
      this.#part(part, current);
    }
    return compounds;
  }

  #part(part: CssNode, compound: Draft): void {
    switch (part.type) {
      case 'TypeSelector':
        compound.tag = part.name.toLowerCase();
        break;
      case 'NestingSelector':
        compound.tag = '&';
        break;
      case 'IdSelector':
        compound.ids.push(part.name);
        break;
      case 'ClassSelector':
        compound.classes.push(part.name);
        break;
      case 'AttributeSelector': {
        const { value } = part;
        compound.attributes.push({
          name: part.name.name.toLowerCase(),
          operator: part.matcher ?? '',
          value: value === null ? '' : value.type === 'String' ? value.value : value.name,
        });
        break;
      }
      case 'PseudoElementSelector':
        compound.pseudos.push(`::${part.name.toLowerCase()}`);
        break;
      case 'PseudoClassSelector': {
        const name = part.name.toLowerCase();
        compound.pseudos.push(name);
        const selectors: CssSelector[] = [];
        for (const list of nodes(part.children)) {
          if (list.type !== 'SelectorList') continue;
          for (const child of nodes(list.children))
            if (child.type === 'Selector') selectors.push(this.#selector(child));
        }
        if (selectors.length > 0) compound.nested.push({ pseudo: name, selectors });
        break;
      }
      default:
    }
  }
}

interface Draft {
  readonly combinator: string;
  tag: string | null;
  readonly ids: string[];
  readonly classes: string[];
  readonly attributes: SelectorCompound['attributes'][number][];
  readonly pseudos: string[];
  readonly nested: SelectorCompound['nested'][number][];
}

/** Reads one selector list, as `querySelector` takes it; empty when it is none. */
export function parseSelector(text: string): readonly CssSelector[] {
  if (text.length > 4096 || /[{};]/.test(text) || depthOf(text) > MAX_DEPTH) return [];
  const parsed = parseCss(`${text}{}`);
  return parsed.rules[0]?.selectors ?? [];
}
