/** Values of expressions in a script, as far as elements, texts and globals are concerned. */
import type { ts } from 'ts-morph';
import { type ElementTarget, UNKNOWN_PART } from './facts.ts';
import type { Binding, Scopes } from './scopes.ts';

/** What an expression may be; several alternatives are held as a list. */
export type Value =
  | { readonly kind: 'elements'; readonly target: ElementTarget; readonly jquery: boolean }
  /** An element that the script made itself; `tag` when it is known. */
  | { readonly kind: 'own'; readonly tag: string | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'document' }
  /** A global by its path without `window.`: `''` is `window` itself. */
  | { readonly kind: 'global'; readonly path: string }
  | { readonly kind: 'function'; readonly fn: ts.SignatureDeclaration }
  | { readonly kind: 'object'; readonly literal: ts.ObjectLiteralExpression };

type Ts = typeof ts;

const GLOBAL_ROOTS = new Set(['window', 'globalThis', 'self', 'top', 'parent']);
const JQUERY = new Set(['$', 'jQuery', 'django.jQuery']);
const DOCUMENT_PARTS: Readonly<Record<string, string>> = { body: 'body', head: 'head', documentElement: 'html' };
/** Properties that lead from an element to others around it. */
const NEIGHBOURS = new Set(
  'parentElement parentNode firstElementChild lastElementChild nextElementSibling previousElementSibling children childNodes firstChild lastChild nextSibling previousSibling offsetParent content'.split(
    ' ',
  ),
);
const JQUERY_NEIGHBOURS = new Set(
  'parent parents children siblings next prev nextAll prevAll closest contents offsetParent'.split(' '),
);
/** Methods that give the same elements, or some of them. */
const SAME = new Set(
  'filter not first last eq slice get item at toArray add addBack end addClass removeClass css attr prop on off show each forEach slideDown fadeIn data val trigger append prepend before after find$'.split(
    ' ',
  ),
);
const MAKERS = new Set([
  'createElement',
  'createElementNS',
  'createTextNode',
  'createDocumentFragment',
  'cloneNode',
  'importNode',
  'attachShadow',
  'parseHTML',
  'insertRow',
  'insertCell',
]);
/** Selectors longer than this are not put together. */
const MAX_TEXT = 2000;
/** How many alternatives of one expression are followed. */
const MAX_ALTERNATIVES = 16;
/** How many expressions are evaluated in one script; beyond it nothing more is known. */
const MAX_STEPS = 500_000;

export class Values {
  readonly #ts: Ts;
  readonly #scopes: Scopes;
  readonly #filler: string | undefined;
  readonly #own: boolean;
  readonly #memo = new Map<ts.Node, readonly Value[]>();
  readonly #active = new Set<ts.Node>();
  #cycles = 0;
  #steps = 0;

  /** `ownThis`: at the top `this` is an element of the plugin's own (an event handler in its HTML). */
  constructor(
    library: Ts,
    scopes: Scopes,
    options: { readonly filler?: string | undefined; readonly ownThis: boolean },
  ) {
    this.#ts = library;
    this.#scopes = scopes;
    this.#filler = options.filler;
    this.#own = options.ownThis;
  }

  /** The values that an expression may have; empty when nothing is known. */
  of(node: ts.Expression): readonly Value[] {
    const known = this.#memo.get(node);
    if (known) return known;
    // A value that hangs on itself (`el = el.parentElement` in a loop) adds nothing new the second time.
    if (this.#active.has(node)) {
      this.#cycles++;
      return [];
    }
    if (++this.#steps > MAX_STEPS) return [];
    const cycles = this.#cycles;
    this.#active.add(node);
    const result = dedupe(this.#evaluate(node)).slice(0, MAX_ALTERNATIVES);
    this.#active.delete(node);
    // What was cut off by a cycle is final only for the expression that the cycle began at.
    if (this.#cycles === cycles || this.#active.size === 0) this.#memo.set(node, result);
    return result;
  }

  /** The text of an expression with unknown parts marked; null when nothing of it is known. */
  text(node: ts.Expression | undefined): string | null {
    if (!node) return null;
    const texts = this.texts(node);
    return texts[0] ?? null;
  }

  texts(node: ts.Expression): string[] {
    const texts = this.of(node).flatMap(value => (value.kind === 'text' ? [value.text] : []));
    return texts.filter(text => text.replaceAll(UNKNOWN_PART, '') !== '');
  }

  /** A text with what the template prints marked as unknown. */
  #unfill(text: string): string {
    if (this.#filler === undefined || !text.includes(this.#filler)) return text;
    return text.replace(new RegExp(`${this.#filler}+`, 'g'), UNKNOWN_PART);
  }

  #evaluate(node: ts.Expression): readonly Value[] {
    const t = this.#ts;
    if (t.isStringLiteralLike(node)) return [{ kind: 'text', text: this.#unfill(node.text) }];
    if (t.isNumericLiteral(node)) return [{ kind: 'text', text: node.text }];
    if (t.isTemplateExpression(node)) return [this.#template(node)];
    if (
      t.isParenthesizedExpression(node) ||
      t.isNonNullExpression(node) ||
      t.isAsExpression(node) ||
      t.isTypeAssertionExpression(node) ||
      t.isSatisfiesExpression(node) ||
      t.isAwaitExpression(node)
    ) {
      return this.of(node.expression);
    }
    if (t.isConditionalExpression(node)) return [...this.of(node.whenTrue), ...this.of(node.whenFalse)];
    if (t.isBinaryExpression(node)) return this.#binary(node);
    if (t.isIdentifier(node)) return this.#identifier(node);
    if (node.kind === t.SyntaxKind.ThisKeyword) return this.#this(node);
    if (t.isPropertyAccessExpression(node)) return this.#property(node.expression, node.name.text, node);
    if (t.isElementAccessExpression(node)) return this.#index(node);
    if (t.isCallExpression(node)) return this.#call(node);
    if (t.isSpreadElement(node)) return this.of(node.expression);
    if (t.isArrayLiteralExpression(node)) return node.elements.flatMap(element => [...this.of(element)]);
    if (t.isFunctionExpression(node) || t.isArrowFunction(node)) return [{ kind: 'function', fn: node }];
    if (t.isObjectLiteralExpression(node)) return [{ kind: 'object', literal: node }];
    if (t.isNewExpression(node))
      return this.#isName(node.expression, 'Option') || this.#isName(node.expression, 'Image')
        ? [{ kind: 'own', tag: null }]
        : [];
    return [];
  }

  #isName(node: ts.Expression, name: string): boolean {
    return this.#ts.isIdentifier(node) && node.text === name;
  }

  #template(node: ts.TemplateExpression): Value {
    let text = node.head.text;
    for (const span of node.templateSpans)
      text += (this.#constant(span.expression) ?? UNKNOWN_PART) + span.literal.text;
    return { kind: 'text', text: this.#unfill(text).slice(0, MAX_TEXT) };
  }

  /** The one text that an expression has; undefined when there are several, or none is known. */
  #constant(node: ts.Expression): string | undefined {
    const values = this.of(node);
    const [value] = values;
    return values.length === 1 && value?.kind === 'text' ? value.text : undefined;
  }

  #binary(node: ts.BinaryExpression): readonly Value[] {
    const t = this.#ts;
    switch (node.operatorToken.kind) {
      case t.SyntaxKind.PlusToken: {
        // Long concatenations lean to the left: no recursion along them.
        const parts: ts.Expression[] = [];
        let left: ts.Expression = node;
        while (t.isBinaryExpression(left) && left.operatorToken.kind === t.SyntaxKind.PlusToken) {
          parts.push(left.right);
          left = left.left;
        }
        parts.push(left);
        const texts = parts.reverse().map(part => this.#constant(part));
        if (texts.every(text => text === undefined)) return [];
        const text = texts.map(part => part ?? UNKNOWN_PART).join('');
        return [{ kind: 'text', text: text.slice(0, MAX_TEXT) }];
      }
      case t.SyntaxKind.BarBarToken:
      case t.SyntaxKind.QuestionQuestionToken:
        return [...this.of(node.left), ...this.of(node.right)];
      case t.SyntaxKind.AmpersandAmpersandToken:
      case t.SyntaxKind.CommaToken:
      case t.SyntaxKind.EqualsToken:
        return this.of(node.right);
      default:
        return [];
    }
  }

  #identifier(node: ts.Identifier): readonly Value[] {
    const variable = this.#scopes.lookup(node);
    if (variable) return variable.bindings.flatMap(binding => [...this.#bound(binding)]);
    if (GLOBAL_ROOTS.has(node.text)) return [{ kind: 'global', path: '' }];
    if (node.text === 'document') return [{ kind: 'document' }];
    if (node.text === 'undefined') return [];
    return [{ kind: 'global', path: node.text }];
  }

  #bound(binding: Binding): readonly Value[] {
    switch (binding.kind) {
      case 'value':
      case 'element':
        return this.of(binding.expression);
      case 'property':
        return this.#property(binding.expression, binding.property, binding.expression);
      case 'function':
        return [{ kind: 'function', fn: binding.fn }];
      case 'parameter':
        return this.#parameter(binding.fn, binding.index);
      case 'opaque':
        return [];
    }
  }

  /** What a parameter gets: the arguments of calls in this file, or what a callback is called with. */
  #parameter(fn: ts.SignatureDeclaration, index: number): readonly Value[] {
    const values: Value[] = [];
    for (const variable of this.#scopes.namesOf(fn)) {
      for (const call of this.#scopes.calls.get(variable) ?? []) {
        const argument = call.arguments[index];
        if (argument) values.push(...this.of(argument));
      }
    }
    const immediate = this.#scopes.immediate.get(fn);
    const given = immediate?.call.arguments[index + immediate.shift];
    if (given) values.push(...this.of(given));
    const callback = this.#scopes.callbacks.get(fn);
    if (callback) values.push(...this.#callbackArgument(callback.call, callback.index, index));
    return values;
  }

  #callbackArgument(call: ts.CallExpression, position: number, index: number): readonly Value[] {
    const t = this.#ts;
    const { expression } = call;
    if (!t.isPropertyAccessExpression(expression)) return [];
    const method = expression.name.text;
    const receiver = this.of(expression.expression);
    if (['forEach', 'map', 'filter', 'some', 'every', 'find'].includes(method) && position === 0)
      return index === 0 ? receiver : [];
    // jQuery's each: index first, then the element; $.each(list, fn) alike.
    if (method === 'each' && index === 1) {
      const [list] = call.arguments;
      return position === 0 ? receiver : list ? this.of(list) : [];
    }
    return [];
  }

  /** `this` in a callback of jQuery or an event listener: the element. */
  #this(node: ts.Node): readonly Value[] {
    const t = this.#ts;
    let fn: ts.Node | undefined = node.parent;
    while (fn && !(t.isFunctionLike(fn) && !t.isArrowFunction(fn))) {
      if (t.isClassLike(fn)) return [];
      fn = fn.parent;
    }
    if (!fn || !t.isFunctionLike(fn)) return this.#own ? [{ kind: 'own', tag: null }] : [];
    const callback = this.#scopes.callbacks.get(fn);
    if (!callback || !t.isPropertyAccessExpression(callback.call.expression)) return [];
    const { expression, name } = callback.call.expression;
    if (name.text === 'each') return this.of(expression);
    if (name.text === 'on' || name.text === 'one') {
      // $(root).on(events, selector, handler): delegated, `this` is what the selector finds.
      const [, selector] = callback.call.arguments;
      if (selector && callback.index === 2)
        return this.texts(selector).map(text => this.#elements(text, callback.call, true));
      return this.of(expression);
    }
    if (
      /^(?:addEventListener|click|change|submit|keyup|keydown|input|focus|blur|hover|mouseenter|mouseleave|attachEvent)$/.test(
        name.text,
      )
    ) {
      return this.of(expression);
    }
    return [];
  }

  #elements(selector: string | null, at: ts.Node, jquery: boolean, via: readonly string[] = []): Value {
    return { kind: 'elements', jquery, target: { selector, via, start: at.getStart(), end: at.end } };
  }

  #property(object: ts.Expression, name: string, at: ts.Node): readonly Value[] {
    const values: Value[] = [];
    if (object.kind === this.#ts.SyntaxKind.ThisKeyword) {
      for (const member of this.#scopes.membersOf(at, name)) values.push(...this.of(member));
    }
    for (const value of this.of(object)) {
      if (value.kind === 'object') values.push(...this.#member(value.literal, name));
      else if (value.kind === 'document') {
        const part = Object.hasOwn(DOCUMENT_PARTS, name) ? DOCUMENT_PARTS[name] : undefined;
        values.push(
          part === undefined ? { kind: 'global', path: `document.${name}` } : this.#elements(part, at, false),
        );
      } else if (value.kind === 'global') {
        if (value.path === '' && name === 'document') values.push({ kind: 'document' });
        else if (value.path === '' && GLOBAL_ROOTS.has(name)) values.push(value);
        else values.push({ kind: 'global', path: value.path === '' ? name : `${value.path}.${name}` });
      } else if (value.kind === 'own') {
        if (NEIGHBOURS.has(name)) values.push({ kind: 'own', tag: null });
      } else if (value.kind === 'elements' && NEIGHBOURS.has(name)) {
        values.push({ ...value, target: { ...value.target, via: [...value.target.via, name] } });
      }
    }
    return values.length > 0 ? values : this.#unknownProperty(name, at);
  }

  #member(literal: ts.ObjectLiteralExpression, name: string): readonly Value[] {
    const t = this.#ts;
    for (const property of literal.properties) {
      if (
        !property.name ||
        t.isComputedPropertyName(property.name) ||
        property.name.getText().replace(/["']/g, '') !== name
      )
        continue;
      if (t.isPropertyAssignment(property)) return this.of(property.initializer);
      if (t.isShorthandPropertyAssignment(property)) return this.of(property.name);
      if (t.isMethodDeclaration(property)) return [{ kind: 'function', fn: property }];
    }
    return [];
  }

  /** An event's element: it exists, and nothing tells which it is. */
  #unknownProperty(name: string, at: ts.Node): readonly Value[] {
    if (name === 'currentTarget' || name === 'srcElement') return [this.#elements(null, at, false, ['event'])];
    if (name === 'target') return [this.#elements(null, at, false, ['event'])];
    return [];
  }

  #index(node: ts.ElementAccessExpression): readonly Value[] {
    const text = this.#constant(node.argumentExpression);
    const values: Value[] = [];
    for (const value of this.of(node.expression)) {
      if (value.kind === 'elements' || value.kind === 'own') values.push(value);
      else if (value.kind === 'global' && text !== undefined)
        values.push({ kind: 'global', path: value.path === '' ? text : `${value.path}.${text}` });
    }
    return values;
  }

  #call(node: ts.CallExpression): readonly Value[] {
    const t = this.#ts;
    const callee = node.expression;
    const [first] = node.arguments;
    if (t.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      if (MAKERS.has(method)) {
        const tag = method === 'createElement' && first ? (this.#constant(first)?.toLowerCase() ?? null) : null;
        return [{ kind: 'own', tag }];
      }
      if (method === 'from' && this.#isName(callee.expression, 'Array') && first) return this.of(first);
      const found: Value[] = [];
      for (const receiver of this.of(callee.expression)) found.push(...this.#method(receiver, method, node));
      if (found.length > 0) return found;
      // Of an unknown element only what is searched below it is known.
      if (method === 'querySelector' || method === 'querySelectorAll' || method === 'closest') {
        return first ? this.#searched(first, node, null, method) : [];
      }
      return [];
    }
    const values = this.of(callee);
    for (const value of values) {
      if (value.kind === 'global' && JQUERY.has(value.path)) return first ? this.#jquery(first, node) : [];
    }
    return values.flatMap(value => (value.kind === 'function' ? [...this.#returned(value.fn)] : []));
  }

  /** What a function of this file returns. */
  #returned(fn: ts.SignatureDeclaration): readonly Value[] {
    const t = this.#ts;
    if (t.isArrowFunction(fn) && !t.isBlock(fn.body)) return this.of(fn.body);
    const values: Value[] = [];
    const visit = (node: ts.Node): void => {
      if (t.isReturnStatement(node) && node.expression) values.push(...this.of(node.expression));
      else if (!t.isFunctionLike(node)) t.forEachChild(node, visit);
    };
    if ('body' in fn && fn.body) t.forEachChild(fn.body, visit);
    return values;
  }

  /** `$(selector)`, `$(element)`, `$('<div>')`. */
  #jquery(argument: ts.Expression, at: ts.Node): readonly Value[] {
    const values: Value[] = [];
    for (const value of this.of(argument)) {
      if (value.kind === 'text') {
        if (value.text.trimStart().startsWith('<')) values.push({ kind: 'own', tag: null });
        else values.push(this.#elements(known(value.text), at, true));
      } else if (value.kind === 'elements') values.push({ ...value, jquery: true });
      else if (value.kind === 'own') values.push(value);
      else if (value.kind === 'document') values.push(this.#elements('html', at, true, ['document']));
    }
    return values.length > 0 ? values : [this.#elements(null, at, true)];
  }

  #searched(argument: ts.Expression, at: ts.Node, within: string | null, method: string): readonly Value[] {
    const texts = this.texts(argument);
    if (texts.length === 0) return [this.#elements(within, at, false, [`${method}()`])];
    return texts.map(text =>
      this.#elements(within !== null && method !== 'closest' ? below(within, text) : text, at, false),
    );
  }

  #method(receiver: Value, method: string, call: ts.CallExpression): readonly Value[] {
    const [first] = call.arguments;
    switch (receiver.kind) {
      case 'document':
        return this.#documentMethod(method, call);
      case 'global':
        if (/^(?:htmx\.)$/.test(`${receiver.path}.`) && /^(?:find|findAll|closest)$/.test(method) && first) {
          return this.#searched(first, call, null, method);
        }
        return [];
      case 'own':
        // What is searched below an own element is its own too.
        return /^(?:querySelector(?:All)?|find|children|clone|appendTo|prependTo|insertBefore|insertAfter|get|first|last|eq|add|attr|addClass|html|text|append|css)$/.test(
          method,
        )
          ? [{ kind: 'own', tag: null }]
          : [];
      case 'elements': {
        const { selector, via } = receiver.target;
        const reached = (step: string): Value => ({ ...receiver, target: { ...receiver.target, via: [...via, step] } });
        if (method === 'clone') return [{ kind: 'own', tag: null }];
        if (method === 'querySelector' || method === 'querySelectorAll' || method === 'find') {
          if (!first) return [];
          // find() of an array takes a function.
          if (this.of(first).some(value => value.kind === 'function')) return [receiver];
          return this.#searched(first, call, via.length === 0 ? selector : null, method).map(value =>
            value.kind === 'elements' ? { ...value, jquery: receiver.jquery } : value,
          );
        }
        if (method === 'closest' && first) {
          const from = selector === null ? {} : { from: selector };
          return this.#searched(first, call, null, method).map(value =>
            value.kind === 'elements'
              ? { ...value, jquery: receiver.jquery, target: { ...value.target, ...from } }
              : value,
          );
        }
        if (receiver.jquery && JQUERY_NEIGHBOURS.has(method)) {
          const text = first ? this.text(first) : null;
          return [reached(text === null ? method : `${method}(${text})`)];
        }
        if (/^getElementsBy/.test(method)) return this.#documentMethod(method, call);
        return SAME.has(method) ? [receiver] : [];
      }
      case 'text':
        return [];
      case 'function':
        return method === 'call' || method === 'apply' ? this.#returned(receiver.fn) : [];
      case 'object':
        return this.#member(receiver.literal, method).flatMap(value =>
          value.kind === 'function' ? [...this.#returned(value.fn)] : [],
        );
    }
  }

  #documentMethod(method: string, call: ts.CallExpression): readonly Value[] {
    const [first] = call.arguments;
    if (!first) return [];
    const prefix = {
      getElementById: '#',
      getElementsByClassName: '.',
      getElementsByTagName: '',
      getElementsByName: '[name=',
    }[method];
    if (prefix === undefined) {
      if (method !== 'querySelector' && method !== 'querySelectorAll') return [];
      return this.#searched(first, call, null, method);
    }
    const texts = this.texts(first);
    if (texts.length === 0) return [this.#elements(null, call, false, [`${method}()`])];
    return texts.map(text => {
      const name = method === 'getElementsByClassName' ? text.trim().replace(/\s+/g, '.') : text;
      return this.#elements(prefix === '[name=' ? `[name="${name}"]` : prefix + name, call, false);
    });
  }
}

const known = (text: string): string | null => (text.replaceAll(UNKNOWN_PART, '').trim() === '' ? null : text);

/** `a, b` searched below `c`: `c a, c b`. */
function below(within: string, selector: string): string {
  if (within.includes(',') || selector.includes(',')) {
    const outer = within.split(',');
    return selector
      .split(',')
      .flatMap(part => outer.map(root => `${root.trim()} ${part.trim()}`))
      .join(', ')
      .slice(0, MAX_TEXT);
  }
  return `${within} ${selector.trim()}`.slice(0, MAX_TEXT);
}

function dedupe(values: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return values.filter(value => {
    if (value.kind === 'function' || value.kind === 'object') return true;
    const key = JSON.stringify(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
