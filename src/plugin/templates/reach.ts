/** Which of the plugin's Python code and templates puts things into pages of the host. */
import {
  alternativesOf,
  ancestorPaths,
  callValue,
  getAttribute,
  ownMember,
  resolutionOrder,
  stringOf,
} from '../../program/index.ts';
import { TEMPLATE_FILLER } from '../../template/index.ts';
import type { CallEffect, ClassValue, InstanceValue, OwnModule, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

/** Classes whose output NetBox puts into its own pages. */
const INSERTING = /(?:^|\.)(?:PluginTemplateExtension|DashboardWidget)$/;

/** Own classes that put HTML into core pages: template extensions, dashboard widgets, middleware. */
function insertingClasses(base: ModelBase): ReadonlySet<ClassValue> {
  const { interpreter } = base.program;
  const middleware = new Set<string>();
  for (const plugin of base.plugins) {
    const literal = plugin.config?.attributes.get('middleware')?.literal;
    if (!literal?.known || !Array.isArray(literal.value)) continue;
    for (const path of literal.value) if (typeof path === 'string') middleware.add(path);
  }
  return new Set(
    interpreter.classes.filter(
      cls =>
        middleware.has(`${cls.module.name}.${cls.qualname}`) ||
        ancestorPaths(interpreter, cls).some(path => INSERTING.test(path)),
    ),
  );
}

/** Methods of the inserting classes that NetBox calls and whose result it puts into a page. */
const INSERTED = [
  'head',
  'navbar',
  'alerts',
  'buttons',
  'list_buttons',
  'left_page',
  'right_page',
  'full_width_page',
  'render',
];

/** A style or a script in a text. */
export const MARKUP = /<(?:style|script)\b/i;

/** A string that an inserting class gives to the host; parts that are computed are `TEMPLATE_FILLER`. */
export interface InsertedText {
  readonly text: string;
  /** Where the string, or the expression that makes it, stands. */
  readonly at: Span;
}

/**
 * The strings that the methods of inserting classes give back, whatever helpers and constants they come from. The
 * methods are followed once more for their results; what they do was recorded the first time, and is not recorded again.
 */
function insertedTexts(base: ModelBase, classes: ReadonlySet<ClassValue>): InsertedText[] {
  const { interpreter } = base.program;
  const { writes, calls, imports, reads, cuts, functions, classes: made } = interpreter;
  const records = [writes, calls, imports, reads, cuts, functions, made];
  const lengths = records.map(list => list.length);
  const found: InsertedText[] = [];
  for (const cls of classes) {
    const self: InstanceValue = {
      kind: 'instance',
      id: interpreter.id(),
      cls,
      attributes: new Map(),
      args: [],
      keywords: new Map(),
      at: cls.at,
    };
    for (const name of INSERTED) {
      if (ownMember(cls, name)?.value.kind !== 'function') continue;
      const result = interpreter.enter('request', null, () =>
        callValue(interpreter, getAttribute(interpreter, self, name, cls.at), [], new Map(), cls.at),
      );
      collectTexts(result, found, cls.at, 8);
    }
  }
  records.forEach((list, index) => (list.length = lengths[index] ?? list.length));
  return found;
}

/** The text of a value, as far as it is known; `undefined` for what is no string. */
function textOf(value: Value): string | undefined {
  if (value.kind === 'constant') return typeof value.value === 'string' ? value.value : undefined;
  if (value.kind === 'text')
    return value.parts.map(part => (typeof part === 'string' ? part : (textOf(part) ?? TEMPLATE_FILLER))).join('');
  if (value.kind !== 'call' || value.callee.kind !== 'symbol' || !/\.format_html$/.test(value.callee.path))
    return undefined;
  const [format, ...args] = value.args;
  const pattern = format && textOf(format);
  if (pattern === undefined) return undefined;
  let next = 0;
  return pattern.replace(/\{\{|\}\}|\{(\w*)(?:![rsa])?(?::[^{}]*)?\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    const argument = name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : value.keywords.get(name);
    return (argument && textOf(argument)) ?? TEMPLATE_FILLER;
  });
}

/** The strings that a value is made of: the whole, where it is known, else its parts, arguments, and what a method is called on. */
function collectTexts(value: Value, found: InsertedText[], origin: Span, depth: number): void {
  if (depth === 0) return;
  const at = ('at' in value ? value.at : null) ?? origin;
  const next = (one: Value): void => collectTexts(one, found, at, depth - 1);
  const text = textOf(value);
  if (text !== undefined && text.includes('<')) found.push({ text, at });
  switch (value.kind) {
    case 'text':
      for (const part of value.parts) if (typeof part !== 'string') next(part);
      break;
    case 'alternatives':
      alternativesOf(value).forEach(next);
      break;
    case 'sequence':
      value.items.forEach(next);
      break;
    case 'call':
      next(value.callee);
      value.args.forEach(next);
      break;
    case 'attribute':
      next(value.object);
      break;
    default:
  }
}

/** Answers, for places of Python code, whether what stands there goes into core pages. */
export class CorePages {
  readonly #base: ModelBase;
  readonly #classes: ReadonlySet<ClassValue>;
  #inserted: readonly InsertedText[] | undefined;
  readonly #modules = new Map<
    string,
    { readonly start: number; readonly end: number; readonly inserting: boolean }[]
  >();

  constructor(base: ModelBase) {
    this.#base = base;
    this.#classes = insertingClasses(base);
    if (this.#classes.size === 0) return;
    const files = new Set([...this.#classes].map(cls => cls.module.file));
    for (const cls of base.program.interpreter.classes) {
      const { file } = cls.module;
      if (!cls.node || !files.has(file)) continue;
      const list = this.#modules.get(file) ?? [];
      list.push({ start: cls.node.start, end: cls.node.end, inserting: this.#classes.has(cls) });
      this.#modules.set(file, list);
    }
  }

  /** A place in an inserting class, or outside of all classes in a module that has one: constants and helpers of that class. */
  has(module: OwnModule, offset: number): boolean {
    const classes = this.#modules.get(module.file);
    if (!classes) return false;
    const within = classes.filter(cls => offset >= cls.start && offset < cls.end);
    return within.length === 0 || within.some(cls => cls.inserting);
  }

  /** The strings that inserting classes give to the host, wherever they take them from. */
  get inserted(): readonly InsertedText[] {
    if (this.#inserted) return this.#inserted;
    // Without a style or a script anywhere in the code there is nothing to look for.
    const written = [...this.#base.program.modules.values()].some(module => MARKUP.test(module.text));
    this.#inserted = this.#classes.size > 0 && written ? insertedTexts(this.#base, this.#classes) : [];
    return this.#inserted;
  }

  /** True for modules that hold an inserting class. */
  holds(module: OwnModule): boolean {
    return this.#modules.has(module.file);
  }

  /** True for a call made by an inserting class, directly or through helpers. */
  makes(call: CallEffect): boolean {
    for (let frame = call.frame; frame; frame = frame.parent) {
      const { at } = frame.step;
      if (this.#modules.get(at.file)?.some(cls => cls.inserting && at.start >= cls.start && at.end <= cls.end))
        return true;
    }
    const owner = call.within?.owner;
    return owner ? resolutionOrder(owner).some(one => one.kind === 'class' && this.#classes.has(one)) : false;
  }
}

/** Texts among the arguments of a call. */
export function textArguments(call: CallEffect): string[] {
  return [...call.args, ...call.keywords.values()].flatMap(value => stringOf(value) ?? []);
}
