/**
 * What abstract models declare: their fields with all arguments, and their options. A plugin's model gets them, and
 * `makemigrations` compares them with the plugin's migrations.
 */
import type { Call, Expression } from '../../../python/index.ts';
import { djangoPath, TRANSLATION, type DeclaredCall, type DeclaredMeta } from '../../declared.ts';
import { bodyStatements, classAttribute, nestedClass, type Classes, type SourceClass } from './classes.ts';
import { bool, dotted } from './constant.ts';
import { FOREIGN_MODELS } from './foreign.ts';
import type { Modules } from './modules.ts';

export interface DeclaredClass {
  readonly path: string;
  readonly fields: ReadonlyMap<string, DeclaredCall>;
  /** Options of its own `Meta` without `abstract`; under `(base)` the class that the Meta descends from. */
  readonly meta: DeclaredMeta;
}

/** Names that classes of fields have; those that are stored nowhere are no part of a migration. */
const FIELD = /(?:Field|Key|TaggableManager)$/;
const PRIVATE = /Generic\w*ForeignKey$/;

/** Deeper values are cut off. */
const DEEPEST = 8;

/** Abstract models and the mixins of models, each with what its own body declares. */
export function readDeclared(modules: Modules, classes: Classes): DeclaredClass[] {
  const out: DeclaredClass[] = [];
  for (const source of classes.byPath.values()) {
    const meta = nestedClass(source.node, 'Meta');
    if (!meta || bool(classAttribute(meta, 'abstract')) !== true) continue;
    if (!classes.mro(source.path).some(path => FOREIGN_MODELS.has(path))) continue;
    const reader = new Reader(modules, classes, source.module);
    const options: Record<string, string> = {};
    for (const base of meta.bases) {
      const written = dotted(base);
      if (written !== null && written !== 'object') options['(base)'] = reader.name(written);
    }
    for (const statement of bodyStatements(meta.body)) {
      if (statement.type !== 'Assign') continue;
      for (const target of statement.targets) {
        const name = dotted(target);
        if (name !== null && name !== 'abstract') options[name] = reader.text(statement.value, DEEPEST);
      }
    }
    out.push({ path: source.path, fields: reader.fields(source), meta: options });
  }
  return out.sort((a, b) => (a.path < b.path ? -1 : 1));
}

class Reader {
  readonly #modules: Modules;
  readonly #classes: Classes;
  readonly #module: string;

  constructor(modules: Modules, classes: Classes, module: string) {
    this.#modules = modules;
    this.#classes = classes;
    this.#module = module;
  }

  fields(source: SourceClass): Map<string, DeclaredCall> {
    const out = new Map<string, DeclaredCall>();
    for (const statement of bodyStatements(source.node.body)) {
      if (statement.type !== 'Assign' || statement.value.type !== 'Call') continue;
      const written = dotted(statement.value.func);
      if (written === null) continue;
      const path = this.name(written);
      if (!FIELD.test(path) || PRIVATE.test(path)) continue;
      for (const target of statement.targets) {
        if (target.type === 'Name') out.set(target.id, this.#call(path, statement.value, DEEPEST));
      }
    }
    return out;
  }

  #call(path: string, call: Call, depth: number): DeclaredCall {
    const keywords: Record<string, string> = {};
    for (const { arg, value } of call.keywords) {
      // Texts for readers are no part of a migration of NetBox (utilities/migration.py, EXEMPT_ATTRS).
      if (arg === 'verbose_name' || arg === 'help_text' || arg === 'choices') continue;
      keywords[arg ?? '?'] = this.text(value, depth - 1);
    }
    return { path, args: call.args.map(arg => this.text(arg, depth - 1)), keywords };
  }

  /** The dotted path that a name leads to. */
  name(written: string): string {
    const resolved = this.#modules.resolve(this.#module, written);
    if (!resolved) return written.includes('.') ? `?${written}` : `builtins.${written}`;
    if (resolved.kind === 'foreign') return djangoPath(resolved.path);
    return resolved.kind === 'module' ? resolved.module : `${resolved.module}.${resolved.name}`;
  }

  text(node: Expression, depth: number): string {
    if (depth === 0) return '?';
    switch (node.type) {
      case 'Constant':
        switch (node.value.kind) {
          case 'str':
            return JSON.stringify(node.value.value);
          case 'bool':
            return node.value.value ? 'True' : 'False';
          case 'none':
            return 'None';
          case 'int':
          case 'float':
            return String(node.value.value);
          default:
            return '?';
        }
      case 'UnaryOp':
        return node.op === 'USub' ? `-${this.text(node.operand, depth - 1)}` : '?';
      case 'List':
        return `[${node.elts.map(one => this.text(one, depth - 1)).join(', ')}]`;
      case 'Tuple':
        return `(${node.elts.map(one => `${this.text(one, depth - 1)},`).join(' ')})`;
      case 'Dict':
        return `{${node.keys
          .map((key, index) => {
            const value = node.values[index];
            return key && value ? `${this.text(key, depth - 1)}: ${this.text(value, depth - 1)}` : '?';
          })
          .sort()
          .join(', ')}}`;
      case 'Name':
      case 'Attribute':
        return this.#reference(node, depth);
      case 'Call': {
        const written = dotted(node.func);
        if (written === null) return '?';
        const path = this.name(written);
        const [first] = node.args;
        if (TRANSLATION.test(path) && first) return this.text(first, depth - 1);
        const { args, keywords } = this.#call(path, node, depth);
        const named = Object.entries(keywords).map(([name, value]) => `${name}=${value}`);
        return `?${path}(${[...args, ...named.sort()].join(', ')})`;
      }
      default:
        return '?';
    }
  }

  /** A constant by its value, a class or function by its path. */
  #reference(node: Expression, depth: number): string {
    const written = dotted(node);
    if (written === null) return '?';
    const resolved = this.#modules.resolve(this.#module, written);
    if (resolved?.kind === 'own' && resolved.binding.kind === 'value') {
      const { value } = resolved.binding;
      return value ? new Reader(this.#modules, this.#classes, resolved.module).text(value, depth - 1) : `?${written}`;
    }
    if (resolved) return this.name(written);
    const dot = written.lastIndexOf('.');
    const cls = dot > 0 ? this.#classes.resolve(this.#module, written.slice(0, dot)) : null;
    const value = cls && classAttribute(cls.node, written.slice(dot + 1));
    if (cls && value) return new Reader(this.#modules, this.#classes, cls.module).text(value, depth - 1);
    return this.name(written);
  }
}
