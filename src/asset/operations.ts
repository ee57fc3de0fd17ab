/** A walk over a script that notes its facts. */
import type { ts } from 'ts-morph';
import { type DomFact, type ElementTarget, type RequestFact, type ScriptFact, UNKNOWN_PART } from './facts.ts';
import { actsOfListener, isDecisive, leads } from './listeners.ts';
import { conditionsOnLoad } from './loading.ts';
import { hidingOf, normalizeValue, parseInlineStyle } from './hiding.ts';
import type { Scopes } from './scopes.ts';
import type { Value, Values } from './values.ts';

type Ts = typeof ts;

/** Methods of elements (and of jQuery) that take them out of the page, or hide them, whatever the arguments. */
const ELEMENT_METHODS: Readonly<Record<string, DomFact['operation']>> = {
  remove: 'remove',
  replaceWith: 'remove',
  replaceChildren: 'rewrite',
};
const JQUERY_METHODS: Readonly<Record<string, DomFact['operation']>> = {
  ...ELEMENT_METHODS,
  detach: 'remove',
  unwrap: 'remove',
  empty: 'rewrite',
  hide: 'hide',
  fadeOut: 'hide',
  slideUp: 'hide',
};
/** Properties whose assignment replaces what an element holds. */
const CONTENT = new Set(['innerHTML', 'outerHTML', 'innerText', 'outerText', 'textContent', 'srcdoc']);
/** Methods that add HTML to what is there. */
const INSERTING = new Set(['insertAdjacentHTML', 'append', 'prepend', 'after', 'before', 'appendTo', 'prependTo']);
/** Classes of Bootstrap, Tabler and habit that hide; the words of the page's own stylesheet are not known here. */
const HIDING_CLASSES =
  /(?:^|\s)(?:d-none|invisible|visually-hidden|hidden|hide|is-hidden|opacity-0|pe-none|collapse)(?=\s|$)/;

/** Globals of the browser, and of libraries that many plugins find on the page. */
const SHARED_GLOBALS = new Set(
  'fetch XMLHttpRequest WebSocket EventSource Request Response Headers FormData URL URLSearchParams alert confirm prompt open close print location history navigator localStorage sessionStorage console setTimeout setInterval clearTimeout clearInterval requestAnimationFrame addEventListener removeEventListener dispatchEvent document Element HTMLElement Node NodeList Event CustomEvent EventTarget Document HTMLFormElement HTMLInputElement Array Object String Number Function Promise Date JSON Math Map Set RegExp Error Symbol Proxy Reflect Intl customElements MutationObserver getComputedStyle matchMedia scrollTo onload onerror onbeforeunload onpopstate onhashchange onunhandledrejection htmx jQuery $ bootstrap TomSelect tabler Sortable flatpickr eval'.split(
    ' ',
  ),
);
/** Parts of shared objects that are there to be set. */
const MEANT_TO_BE_SET =
  /^(?:location(?:\.(?:href|hash|search|pathname))?|document\.(?:title|cookie|onreadystatechange|location(?:\.href)?|(?:forms|images|links|scripts)\.[\w$.-]+)|history\.scrollRestoration|name|status|\$\.fn\.\w+|jQuery\.fn\.\w+|on\w+)$/;
const HTTP_METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/i;
const ROOT_PATH = new RegExp(`^/[A-Za-z][\\w.~%-]*(?:/[^\\s<>"'|]*)?$`);

export class Operations {
  readonly facts: ScriptFact[] = [];
  readonly ids = new Set<string>();
  readonly classes = new Set<string>();
  readonly #ts: Ts;
  readonly #values: Values;
  readonly #scopes: Scopes;

  constructor(library: Ts, values: Values, scopes: Scopes) {
    this.#ts = library;
    this.#values = values;
    this.#scopes = scopes;
  }

  visit(node: ts.Node): void {
    const t = this.#ts;
    if (t.isCallExpression(node)) this.#call(node);
    else if (t.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      if (operator >= t.SyntaxKind.FirstAssignment && operator <= t.SyntaxKind.LastAssignment) this.#assignment(node);
    } else if (t.isDeleteExpression(node)) this.#global(node.expression, node, 'delete');
    else if (t.isNewExpression(node)) this.#constructed(node);
    else if (t.isStringLiteralLike(node) || t.isTemplateExpression(node)) this.#literal(node);
    t.forEachChild(node, child => this.visit(child));
  }

  #note(operation: DomFact['operation'], method: string, targets: readonly ElementTarget[], node: ts.Node): void {
    if (targets.length === 0) return;
    this.facts.push({ kind: 'dom', operation, method, targets, start: node.getStart(), end: node.end });
  }

  /** The elements among values that are not the script's own; an unknown element when `unknown` asks for it and nothing is known. */
  #targets(values: readonly Value[], at: ts.Node, unknown: boolean): ElementTarget[] {
    const targets = values.flatMap(value => (value.kind === 'elements' ? [value.target] : []));
    if (targets.length > 0 || !unknown || values.some(value => value.kind === 'own')) return targets;
    return [{ selector: null, via: [], start: at.getStart(), end: at.end }];
  }

  // Strings

  #literal(node: ts.StringLiteralLike | ts.TemplateExpression): void {
    const t = this.#ts;
    const text = t.isTemplateExpression(node) ? node.head.text : node.text;
    if (text.includes('<') || t.isTemplateExpression(node))
      this.#madeInHtml(t.isTemplateExpression(node) ? node.getText() : text);
    if (!ROOT_PATH.test(text) || this.#isProperty(node)) return;
    // The middle of a concatenation (`base + '/x/'`) is no root.
    const { parent } = node;
    if (
      t.isBinaryExpression(parent) &&
      parent.operatorToken.kind === t.SyntaxKind.PlusToken &&
      (parent.right === node || leansLeft(t, parent))
    )
      return;
    const value = t.isTemplateExpression(node) ? (this.#values.text(node) ?? text) : text;
    this.facts.push({ kind: 'path', value, start: node.getStart(), end: node.end });
  }

  /** A key, an import, or a pattern: no address. */
  #isProperty(node: ts.Node): boolean {
    const t = this.#ts;
    const { parent } = node;
    return (
      (t.isPropertyAssignment(parent) && parent.name === node) ||
      t.isImportDeclaration(parent) ||
      t.isExportDeclaration(parent) ||
      t.isExternalModuleReference(parent) ||
      t.isLiteralTypeNode(parent) ||
      t.isTaggedTemplateExpression(parent)
    );
  }

  /** Ids and classes of elements that the script writes as HTML. */
  #madeInHtml(html: string): void {
    for (const [, name, , value] of html.matchAll(/\b(id|class)\s*=\s*\\?(["'])([^"'\\]*)\\?\2/g)) {
      this.#made(name === 'id', value ?? '');
    }
  }

  #made(id: boolean, text: string): void {
    for (const part of text.split(/\s+/)) {
      if (/^[\w-]+$/.test(part)) (id ? this.ids : this.classes).add(part);
    }
  }

  // Calls

  #call(node: ts.CallExpression): void {
    const t = this.#ts;
    const callee = node.expression;
    this.#request(node);
    if (!t.isPropertyAccessExpression(callee)) return;
    const method = callee.name.text;
    const receiver = callee.expression;
    if (
      t.isPropertyAccessExpression(receiver) &&
      (receiver.name.text === 'classList' || receiver.name.text === 'style')
    ) {
      this.#listCall(receiver, method, node);
      return;
    }
    const values = this.#values.of(receiver);
    const jquery = values.some(value => value.kind === 'elements' && value.jquery);
    const [first, second] = node.arguments;
    const targets = this.#targets(values, receiver, false);
    const table = jquery ? JQUERY_METHODS : ELEMENT_METHODS;
    const operation = Object.hasOwn(table, method) ? table[method] : undefined;
    if (operation) this.#note(operation, method, targets, node);
    else if (method === 'removeChild' && first)
      this.#note('remove', method, this.#targets(this.#values.of(first), first, true), node);
    else if (method === 'replaceChild' && second)
      this.#note('remove', method, this.#targets(this.#values.of(second), second, true), node);
    else if (method === 'addEventListener' || method === 'on') this.#listener(receiver, values, node);
    else if (method === 'setAttribute' || method === 'toggleAttribute' || method === 'removeAttribute')
      this.#attribute(node, values, method);
    else if (jquery) this.#jqueryCall(method, node, targets);
    else if (method === 'insertRule' && first) this.#style(first, node);
    else if (INSERTING.has(method) && !values.some(value => value.kind === 'own'))
      this.#stylesIn(method === 'insertAdjacentHTML' ? second : first, node);
    else if ((method === 'write' || method === 'writeln') && values.some(value => value.kind === 'document')) {
      this.#note(
        'rewrite',
        `document.${method}`,
        [{ selector: 'body', via: [], start: receiver.getStart(), end: receiver.end }],
        node,
      );
    } else if (values.some(value => value.kind === 'global')) this.#globalCall(method, node, values);
    if (values.some(value => value.kind === 'own') && (method === 'attr' || method === 'addClass') && first) {
      if (method === 'addClass') this.#made(false, this.#values.text(first) ?? '');
      else if (second && /^(?:id|class)$/.test(this.#values.text(first) ?? ''))
        this.#made(this.#values.text(first) === 'id', this.#values.text(second) ?? '');
    }
  }

  /** `document.body.addEventListener('htmx:beforeSwap', …)`, `htmx.on(…)`, `$(document).on(…)`. */
  #listener(receiver: ts.Expression, values: readonly Value[], node: ts.CallExpression): void {
    const given = [...node.arguments];
    // htmx.on(element, event, listener) takes the element first, where there is one.
    const htmx = values.some(value => value.kind === 'global' && value.path === 'htmx');
    const element = htmx && given.length > 2 ? given.shift() : undefined;
    const event = given[0] ? this.#values.text(given[0]) : null;
    if (event === null || !isDecisive(event)) return;
    const objects = element ? this.#values.of(element) : values;
    if (objects.some(value => value.kind === 'own')) return;
    const place = { start: receiver.getStart(), end: receiver.end };
    const targets = objects.flatMap((value): ElementTarget[] => {
      if (value.kind === 'elements') return [value.target];
      if (value.kind === 'text') return [{ selector: value.text, via: [], ...place }];
      const page = value.kind === 'document' || (value.kind === 'global' && /^(?:|htmx)$/.test(value.path));
      return page ? [{ selector: 'body', via: [], ...place }] : [];
    });
    for (const argument of given.slice(1)) {
      for (const value of this.#values.of(argument)) {
        const acts = value.kind === 'function' ? actsOfListener(this.#ts, value.fn) : undefined;
        if (!acts || targets.length === 0) continue;
        const { at, conditions } = acts;
        this.facts.push({
          kind: 'dom',
          operation: 'intercept',
          method: event,
          targets,
          conditions,
          start: at.getStart(),
          end: at.end,
        });
      }
    }
  }

  /** `el.classList.add(…)`, `el.style.setProperty(…)`. */
  #listCall(list: ts.PropertyAccessExpression, method: string, node: ts.CallExpression): void {
    const values = this.#values.of(list.expression);
    const own = values.some(value => value.kind === 'own');
    if (list.name.text === 'classList') {
      if (method !== 'add' && method !== 'toggle' && method !== 'replace') return;
      const names = node.arguments.map(argument => this.#values.text(argument) ?? '');
      if (own) for (const name of names) this.#made(false, name);
      const hiding = names.find(name => HIDING_CLASSES.test(name));
      // toggle(name, condition) and toggle(name) also show: still it is the script that decides.
      if (hiding !== undefined)
        this.#note('hide', `classList.${method}(${hiding})`, this.#targets(values, list, true), node);
      return;
    }
    const [property, value] = node.arguments;
    if (method !== 'setProperty' || !property || !value) return;
    this.#styleProperty(this.#values.text(property) ?? '', value, values, list, node);
  }

  #attribute(node: ts.CallExpression, values: readonly Value[], method: string): void {
    const [first, second] = node.arguments;
    const name = first ? (this.#values.text(first) ?? '').toLowerCase() : '';
    if (values.some(value => value.kind === 'own')) {
      if ((name === 'id' || name === 'class') && second) this.#made(name === 'id', this.#values.text(second) ?? '');
      return;
    }
    const targets = this.#targets(values, node, true);
    const text = second ? (this.#values.text(second) ?? '') : '';
    if (leads(name)) this.#note('retarget', `${method}(${name})`, targets, node);
    else if (method === 'removeAttribute') return;
    else if (name === 'hidden' || name === 'inert') this.#note('hide', `${method}(${name})`, targets, node);
    else if (name === 'disabled') this.#note('disable', `${method}(${name})`, targets, node);
    else if (name === 'style' && hidingOf(parseInlineStyle(text)).length > 0)
      this.#note('hide', `${method}(style)`, targets, node);
    else if (name === 'class' && HIDING_CLASSES.test(text)) this.#note('hide', `${method}(class)`, targets, node);
  }

  #jqueryCall(method: string, node: ts.CallExpression, targets: readonly ElementTarget[]): void {
    const t = this.#ts;
    const [first, second] = node.arguments;
    if (!first) return;
    const text = this.#values.text(first) ?? '';
    if (method === 'html' || method === 'text' || method === 'load') {
      this.#note('rewrite', method, targets, node);
    } else if (method === 'replaceAll')
      this.#note('remove', method, this.#targets(this.#values.of(first), first, true), node);
    else if (method === 'addClass' || method === 'toggleClass') {
      if (HIDING_CLASSES.test(text)) this.#note('hide', `${method}(${text})`, targets, node);
    } else if (method === 'toggle' && first.kind === t.SyntaxKind.FalseKeyword)
      this.#note('hide', 'toggle(false)', targets, node);
    else if (method === 'css' && t.isObjectLiteralExpression(first)) {
      if (hidingOf(this.#declarations(first)).length > 0) this.#note('hide', 'css', targets, node);
    } else if (INSERTING.has(method)) this.#stylesIn(first, node);
    else if (method === 'css' && second) {
      const declaration = { property: cssName(text), value: normalizeValue(this.#values.text(second) ?? '') };
      if (hidingOf([declaration]).length > 0) this.#note('hide', `css(${text})`, targets, node);
    } else if ((method === 'attr' || method === 'prop') && second && second.kind !== t.SyntaxKind.FalseKeyword) {
      if (leads(text)) this.#note('retarget', `${method}(${text})`, targets, node);
      else if (text === 'hidden') this.#note('hide', `${method}(hidden)`, targets, node);
      else if (text === 'disabled') this.#note('disable', `${method}(disabled)`, targets, node);
    }
  }

  /** The declarations that an object stands for: `{ display: 'none' }`. */
  #declarations(node: ts.Expression): { readonly property: string; readonly value: string }[] {
    const t = this.#ts;
    if (!t.isObjectLiteralExpression(node)) return [];
    return node.properties.flatMap(property => {
      if (!t.isPropertyAssignment(property)) return [];
      const value = normalizeValue(this.#values.text(property.initializer) ?? '');
      return [{ property: cssName(property.name.getText().replace(/["']/g, '')), value }];
    });
  }

  /** Style sheets in HTML that the script adds to the page. */
  #stylesIn(html: ts.Expression | undefined, node: ts.Node): void {
    for (const [, text = ''] of (this.#values.text(html) ?? '').matchAll(/<style\b[^>]*>([^]*?)<\/style/gi))
      this.facts.push({ kind: 'style', text, start: node.getStart(), end: node.end });
  }

  /** `Object.defineProperty(window, 'fetch', …)`, `Object.assign(htmx.config, …)`, `$.ajaxSetup(…)`. */
  #globalCall(method: string, node: ts.CallExpression, values: readonly Value[]): void {
    const t = this.#ts;
    const [first, second] = node.arguments;
    for (const value of values) {
      if (value.kind !== 'global') continue;
      if ((value.path === 'Object' || value.path === 'Reflect') && first) {
        if (method === 'defineProperty' && second)
          this.#named(this.#values.of(first), this.#values.text(second), 'define', node);
        else if (method === 'set' && second)
          this.#named(this.#values.of(first), this.#values.text(second), 'assign', node);
        else if (method === 'assign' && t.isPropertyAccessExpression(first) && first.name.text === 'style') {
          if (second && hidingOf(this.#declarations(second)).length > 0)
            this.#note('hide', 'style', this.#targets(this.#values.of(first.expression), first, true), node);
        } else if (method === 'assign') this.#named(this.#values.of(first), null, 'assign', node);
      } else if (
        (value.path === '$' || value.path === 'jQuery') &&
        (method === 'ajaxSetup' || method === 'ajaxPrefilter' || method === 'ajaxTransport')
      ) {
        this.#globalFact(`${value.path}.${method}`, 'configure', node);
      } else if (value.path === 'htmx' && (method === 'defineExtension' || method === 'removeExtension')) {
        if (method === 'removeExtension') this.#globalFact('htmx.removeExtension', 'configure', node);
      } else if (/^(?:local|session)Storage$/.test(value.path) && /^(?:setItem|removeItem|clear)$/.test(method)) {
        const key = method === 'clear' ? '*' : this.#values.text(first);
        if (key !== null) this.#globalFact(`${value.path}['${key}']`, 'configure', node);
      }
    }
  }

  #named(
    values: readonly Value[],
    name: string | null,
    operation: 'assign' | 'define' | 'delete',
    node: ts.Node,
  ): void {
    for (const value of values) {
      const base = value.kind === 'global' ? value.path : value.kind === 'document' ? 'document' : undefined;
      if (base === undefined) continue;
      const path = name === null ? base : base === '' ? name : `${base}.${name}`;
      if (path !== '') this.#globalFact(path, operation, node);
    }
  }

  #globalFact(path: string, operation: 'assign' | 'delete' | 'define' | 'configure', node: ts.Node): void {
    if (MEANT_TO_BE_SET.test(path)) return;
    const [root = ''] = /^[\w$]+/.exec(path) ?? [];
    this.facts.push({
      kind: 'global',
      path,
      operation,
      shared: SHARED_GLOBALS.has(root),
      start: node.getStart(),
      end: node.end,
    });
  }

  // Assignments

  #assignment(node: ts.BinaryExpression): void {
    const t = this.#ts;
    const { left, right } = node;
    if (!t.isPropertyAccessExpression(left) && !t.isElementAccessExpression(left)) {
      if (t.isIdentifier(left) && !this.#scopes.lookup(left)) {
        if (left.text === 'location') this.#navigate(right, 'location', node);
        else this.#globalFact(left.text, 'assign', node);
      }
      return;
    }
    const name = t.isPropertyAccessExpression(left)
      ? left.name.text
      : (this.#values.text(left.argumentExpression) ?? '');
    const object = left.expression;
    const values = this.#values.of(object);
    if (this.#isLocation(left, values, name)) this.#navigate(right, 'location', node);
    if (t.isPropertyAccessExpression(object) && object.name.text === 'style') {
      this.#styleProperty(name, right, this.#values.of(object.expression), object, node);
      return;
    }
    if (name === 'style' || name === 'cssText') {
      const text = this.#values.text(right) ?? '';
      if (hidingOf(parseInlineStyle(text)).length > 0)
        this.#note('hide', name, this.#targets(values, object, true), node);
      return;
    }
    if (t.isPropertyAccessExpression(object) && object.name.text === 'dataset') {
      const attribute = `data-${cssName(name)}`;
      const elements = this.#targets(this.#values.of(object.expression), object, false);
      if (leads(attribute)) this.#note('retarget', `dataset.${name}`, elements, node);
      return;
    }
    const own = values.find(value => value.kind === 'own');
    if (own) {
      const text = this.#values.text(right) ?? '';
      if (name === 'id' || name === 'className') this.#made(name === 'id', text);
      if (own.tag === 'style' && CONTENT.has(name)) this.#style(right, node);
      return;
    }
    if (CONTENT.has(name)) this.#note('rewrite', name, this.#targets(values, object, true), node);
    else if (leads(name) && this.#isElement(values))
      this.#note('retarget', name, this.#targets(values, object, false), node);
    else if (name === 'hidden' || name === 'inert') {
      if (right.kind !== t.SyntaxKind.FalseKeyword && this.#isElement(values))
        this.#note('hide', name, this.#targets(values, object, false), node);
    } else if (name === 'disabled') {
      if (right.kind !== t.SyntaxKind.FalseKeyword && this.#isElement(values))
        this.#note('disable', name, this.#targets(values, object, false), node);
    } else if (name === 'className') {
      if (HIDING_CLASSES.test(this.#values.text(right) ?? ''))
        this.#note('hide', 'className', this.#targets(values, object, true), node);
    } else this.#global(left, node, 'assign');
  }

  #isElement(values: readonly Value[]): boolean {
    return values.some(value => value.kind === 'elements');
  }

  #isLocation(left: ts.Expression, values: readonly Value[], name: string): boolean {
    if (name === 'href') return values.some(value => value.kind === 'global' && /(?:^|\.)location$/.test(value.path));
    return (
      name === 'location' &&
      this.#values.of(left).some(value => value.kind === 'global' && /^(?:document\.)?location$/.test(value.path))
    );
  }

  #styleProperty(name: string, right: ts.Expression, values: readonly Value[], object: ts.Node, node: ts.Node): void {
    const property = cssName(name);
    const texts = this.#values.texts(right).map(normalizeValue);
    const hides =
      property === 'css-text'
        ? texts.some(text => hidingOf(parseInlineStyle(text)).length > 0)
        : texts.some(value => hidingOf([{ property, value }]).length > 0);
    if (hides) this.#note('hide', `style.${name}`, this.#targets(values, object, true), node);
  }

  #global(target: ts.Expression, node: ts.Node, operation: 'assign' | 'delete'): void {
    const t = this.#ts;
    if (t.isPropertyAccessExpression(target) || t.isElementAccessExpression(target)) {
      const name = t.isPropertyAccessExpression(target)
        ? target.name.text
        : this.#values.text(target.argumentExpression);
      // Of `this.log = console.error` the object counts: what the property holds is not changed.
      if (name !== null) this.#named(this.#values.of(target.expression), name, operation, node);
      return;
    }
    for (const value of this.#values.of(target))
      if (value.kind === 'global' && value.path !== '') this.#globalFact(value.path, operation, node);
  }

  #style(expression: ts.Expression, node: ts.Node): void {
    const text = this.#values.text(expression);
    if (text !== null) this.facts.push({ kind: 'style', text, start: node.getStart(), end: node.end });
  }

  // Requests

  #fact(api: string, url: ts.Expression | undefined, method: string | null, node: ts.Node): void {
    const text = this.#values.text(url);
    this.facts.push({
      kind: 'request',
      api,
      url: text,
      method,
      start: node.getStart(),
      end: node.end,
    } satisfies RequestFact);
  }

  #navigate(url: ts.Expression, api: string, node: ts.Node): void {
    const text = this.#values.text(url);
    if (text === null) return;
    const onLoad = /^[?#]/.test(text) ? undefined : conditionsOnLoad(this.#ts, node);
    this.facts.push({
      kind: 'request',
      api,
      url: text,
      method: 'GET',
      ...(onLoad === undefined ? {} : { onLoad }),
      start: node.getStart(),
      end: node.end,
    });
  }

  /** A property of an object literal, through a variable too. */
  #option(object: ts.Expression | undefined, ...names: readonly string[]): ts.Expression | 'absent' | 'unknown' {
    const t = this.#ts;
    if (!object) return 'absent';
    let literal = object;
    if (t.isIdentifier(object)) {
      const [binding] = this.#scopes.lookup(object)?.bindings ?? [];
      if (binding?.kind !== 'value') return 'unknown';
      literal = binding.expression;
    }
    if (!t.isObjectLiteralExpression(literal)) return 'unknown';
    for (const property of literal.properties) {
      if (t.isSpreadAssignment(property)) return 'unknown';
      if (!property.name || !names.includes(property.name.getText().replace(/["']/g, ''))) continue;
      if (t.isPropertyAssignment(property)) return property.initializer;
      if (t.isShorthandPropertyAssignment(property)) return property.name;
    }
    return 'absent';
  }

  #methodOf(object: ts.Expression | undefined): string | null {
    const option = this.#option(object, 'method', 'type');
    if (option === 'absent') return 'GET';
    if (option === 'unknown') return null;
    const text = this.#values.text(option);
    return text === null || text.includes(UNKNOWN_PART) ? null : text.toUpperCase();
  }

  #request(node: ts.CallExpression): void {
    const t = this.#ts;
    const callee = node.expression;
    const [first, second] = node.arguments;
    if (!first) return;
    const name = t.isPropertyAccessExpression(callee) ? callee.name.text : '';
    if (name === 'open' && second) {
      const method = this.#values.text(first);
      // Only XMLHttpRequest's open() takes a method first.
      if (method !== null && HTTP_METHOD.test(method)) this.#fact('XMLHttpRequest', second, method.toUpperCase(), node);
      return;
    }
    for (const value of this.#values.of(callee)) {
      if (value.kind !== 'global') continue;
      this.#globalRequest(value.path, node, first, second);
    }
  }

  #globalRequest(path: string, node: ts.CallExpression, first: ts.Expression, second: ts.Expression | undefined): void {
    const t = this.#ts;
    switch (path) {
      case 'fetch':
        this.#fact(path, first, this.#methodOf(second), node);
        return;
      case 'htmx.ajax':
        this.#fact(path, second, this.#values.text(first)?.toUpperCase() ?? null, node);
        return;
      case 'navigator.sendBeacon':
        this.#fact(path, first, 'POST', node);
        return;
      case 'open':
      case 'location.assign':
      case 'location.replace':
        this.#navigate(first, path, node);
        return;
      case '$.ajax':
      case 'jQuery.ajax':
      case 'axios':
      case 'axios.request': {
        const object = t.isStringLiteralLike(first) || t.isTemplateExpression(first) ? second : first;
        const url = object === first ? this.#option(first, 'url') : first;
        this.#fact(path, typeof url === 'string' ? undefined : url, this.#methodOf(object), node);
        return;
      }
      default: {
        const match = /^(?:(\$|jQuery)\.(get|post|getJSON|getScript)|axios\.(get|post|put|patch|delete|head))$/.exec(
          path,
        );
        if (match) this.#fact(path, first, (match[3] ?? (match[2] === 'post' ? 'post' : 'get')).toUpperCase(), node);
      }
    }
  }

  #constructed(node: ts.NewExpression): void {
    const [first] = node.arguments ?? [];
    if (!first) return;
    for (const value of this.#values.of(node.expression)) {
      if (
        value.kind === 'global' &&
        (value.path === 'WebSocket' || value.path === 'EventSource' || value.path === 'Request')
      )
        this.#fact(value.path, first, 'GET', node);
    }
  }
}

/** `backgroundColor` → `background-color`. */
function cssName(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`).toLowerCase();
}

/** True when a `+` is the left operand of another whose text it continues: `(a + '/x') + b`. */
function leansLeft(t: Ts, node: ts.BinaryExpression): boolean {
  return t.isBinaryExpression(node.left) && node.left.operatorToken.kind === t.SyntaxKind.PlusToken;
}
