/** Which of the plugin's Python code and templates puts things into pages of the host. */
import { ancestorPaths, resolutionOrder, stringOf } from '../../program/index.ts';
import type { CallEffect, ClassValue, OwnModule } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';

/** Classes whose output NetBox puts into its own pages. */
const INSERTING = /(?:^|\.)(?:PluginTemplateExtension|DashboardWidget)$/;

/** Own classes that put HTML into core pages: template extensions, dashboard widgets, middleware. */
export function insertingClasses(base: ModelBase): ReadonlySet<ClassValue> {
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

/** Answers, for places of Python code, whether what stands there goes into core pages. */
export class CorePages {
  readonly #classes: ReadonlySet<ClassValue>;
  readonly #modules = new Map<
    string,
    { readonly start: number; readonly end: number; readonly inserting: boolean }[]
  >();

  constructor(base: ModelBase) {
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
