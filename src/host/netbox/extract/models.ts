/** Models: which classes are models, their tables, fields (inherited from abstract ones too) and many-to-many tables. */
import type { Call, ClassDef, Expression } from '../../../python/index.ts';
import { bodyStatements, classAttribute, nestedClass, type Classes, type SourceClass } from './classes.ts';
import { argument, bool, dotted, keyword, text } from './constant.ts';
import { FOREIGN_MODELS } from './foreign.ts';
import type { Modules } from './modules.ts';

export interface SourceField {
  readonly name: string;
  /** Class name of the field as written. */
  readonly type: string;
  /** `dcim.Site` where the target is known. */
  readonly related: string | null;
  /** Table of the through model of a many-to-many field. */
  readonly table: string | null;
  /** What the related model gets; `null` for no relation, and for one whose names are computed. */
  readonly reverse: ReverseNames | null;
}

/** The names under which a related model has a relation; each `null` where there is none. */
export interface ReverseNames {
  /** Attribute of the related model's class. */
  readonly accessor: string | null;
  /** Name in queries of the related model. */
  readonly query: string | null;
}

export interface SourceModel {
  readonly label: string;
  readonly path: string;
  readonly table: string | null;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly fields: ReadonlyMap<string, SourceField>;
}

/** A call in a class body makes a field when its class descends from one of Django's, or is named as fields are. */
const FIELD_NAME = /(?:Field|Key|GenericRelation|TaggableManager)$/;

/** A field class of Django or of a library that NetBox uses; form fields and filters are named alike. */
const isFieldPath = (path: string): boolean =>
  /^(?:django\.(?:db|contrib)|mptt|taggit|timezone_field|colorfield|netbox|dcim|ipam|extras|utilities)\./.test(path) &&
  !/\.forms\b/.test(path) &&
  FIELD_NAME.test(path);

interface Options {
  readonly appLabel: string | null;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly table: string | null;
}

/** The label of the app that a module belongs to: the app whose package is the longest prefix. */
export type AppOf = (module: string) => string | null;

export function readModels(modules: Modules, classes: Classes, appOf: AppOf, userModel: string): SourceModel[] {
  const reader = new ModelReader(modules, classes, appOf, userModel);
  return [...classes.byPath.values()].flatMap(source => reader.model(source) ?? []);
}

class ModelReader {
  readonly #modules: Modules;
  readonly #classes: Classes;
  readonly #appOf: AppOf;
  readonly #userModel: string;

  constructor(modules: Modules, classes: Classes, appOf: AppOf, userModel: string) {
    this.#modules = modules;
    this.#classes = classes;
    this.#appOf = appOf;
    this.#userModel = userModel;
  }

  #isModel(path: string): boolean {
    return this.#classes.mro(path).some(ancestor => FOREIGN_MODELS.has(ancestor));
  }

  /** `Meta` of the class itself, or the one inherited through `class Meta(Base.Meta)` or from an abstract base. */
  #options(source: SourceClass): Options {
    const meta = nestedClass(source.node, 'Meta');
    const read = (name: string): Expression | null => {
      if (meta) return classAttribute(meta, name) ?? this.#inheritedOption(source, meta, name);
      return this.#abstractBaseOption(source, name);
    };
    return {
      appLabel: text(read('app_label')),
      // Never inherited: Django resets it for the child (django/db/models/base.py, ModelBase.__new__).
      abstract: meta !== null && bool(classAttribute(meta, 'abstract')) === true,
      proxy: meta !== null && bool(classAttribute(meta, 'proxy')) === true,
      managed: bool(read('managed')) !== false,
      table: text(read('db_table')),
    };
  }

  #inheritedOption(source: SourceClass, meta: ClassDef, name: string): Expression | null {
    for (const base of meta.bases) {
      const written = dotted(base);
      if (written === null || !written.endsWith('.Meta')) continue;
      const parent = this.#classes.resolve(source.module, written.slice(0, -'.Meta'.length));
      const parentMeta = parent && nestedClass(parent.node, 'Meta');
      if (!parent || !parentMeta) continue;
      const value = classAttribute(parentMeta, name) ?? this.#inheritedOption(parent, parentMeta, name);
      if (value) return value;
    }
    return null;
  }

  /** A class without Meta takes that of the first base that has one, if that base is abstract. */
  #abstractBaseOption(source: SourceClass, name: string): Expression | null {
    for (const path of this.#classes.mro(source.path).slice(1)) {
      const base = this.#classes.byPath.get(path);
      const meta = base && nestedClass(base.node, 'Meta');
      if (!base || !meta) continue;
      if (bool(classAttribute(meta, 'abstract')) !== true) return null;
      return classAttribute(meta, name) ?? this.#inheritedOption(base, meta, name);
    }
    return null;
  }

  #isAbstract(path: string): boolean {
    const foreign = FOREIGN_MODELS.get(path);
    if (foreign) return foreign.abstract;
    const source = this.#classes.byPath.get(path);
    return source !== undefined && (!this.#isModel(path) || this.#options(source).abstract);
  }

  /** App label and table of a concrete model class, without its fields. */
  #identity(source: SourceClass): { label: string; table: string; options: Options } | null {
    const options = this.#options(source);
    const app = options.appLabel ?? this.#appOf(source.module);
    if (app === null) return null;
    let table = options.table ?? `${app}_${source.name.toLowerCase()}`;
    if (options.proxy) {
      // A proxy lives in the table of its first concrete ancestor.
      for (const path of this.#classes.mro(source.path).slice(1)) {
        const foreign = FOREIGN_MODELS.get(path);
        if (foreign?.table !== undefined) {
          table = foreign.table;
          break;
        }
        const base = this.#classes.byPath.get(path);
        if (!base || foreign || !this.#isModel(path) || this.#options(base).abstract) continue;
        table = this.#identity(base)?.table ?? table;
        break;
      }
    }
    return { label: `${app}.${source.name}`, table, options };
  }

  /** The model that a class is; `null` for other classes, and for models outside every app. */
  model(source: SourceClass): SourceModel | null {
    if (!this.#isModel(source.path)) return null;
    const identity = this.#identity(source);
    const options = identity?.options ?? this.#options(source);
    if (!identity && !options.abstract) return null;
    const label = identity?.label ?? `${source.module.split('.')[0] ?? ''}.${source.name}`;
    const table = options.abstract ? null : (identity?.table ?? null);
    const fields = new Map<string, SourceField>();
    const hidden = new Set<string>();
    for (const path of this.#classes.mro(source.path)) {
      // Of a concrete parent (multi-table inheritance, proxies) the fields are inherited as well.
      const foreign = FOREIGN_MODELS.get(path);
      for (const [name, type, related] of foreign?.fields ?? []) {
        if (fields.has(name) || hidden.has(name)) continue;
        fields.set(name, {
          name,
          type,
          related,
          table: type === 'ManyToManyField' && table !== null ? `${table}_${name}` : null,
          reverse: null,
        });
      }
      const base = this.#classes.byPath.get(path);
      // Django collects fields from model bases only; a plain mixin's stay attributes.
      if (!base || !this.#isModel(path)) continue;
      const parent = path === source.path || this.#isAbstract(path) ? null : this.#identity(base);
      for (const field of this.#declared(base, source, parent?.table ?? table)) {
        if (fields.has(field.name) || hidden.has(field.name)) continue;
        // What a concrete parent declares is the parent's relation.
        fields.set(field.name, parent ? { ...field, reverse: null } : field);
      }
      for (const name of nones(base.node)) if (!fields.has(name)) hidden.add(name);
    }
    return finish(options, label, source.path, table, fields);
  }

  /** Fields that a class body declares. `owner` is the model that gets them: `'self'` and bare names are read from there. */
  *#declared(base: SourceClass, owner: SourceClass, table: string | null): Iterable<SourceField> {
    for (const statement of bodyStatements(base.node.body)) {
      const value = statement.type === 'Assign' || statement.type === 'AnnAssign' ? statement.value : null;
      if (value?.type !== 'Call') continue;
      const targets =
        statement.type === 'Assign' ? statement.targets : statement.type === 'AnnAssign' ? [statement.target] : [];
      const type = this.#fieldType(base.module, value);
      if (type === null) continue;
      for (const target of targets) {
        if (target.type !== 'Name') continue;
        const related = this.#related(base, owner, type, value);
        const reverse = related === null ? null : this.#reverse(owner, type, value);
        yield {
          name: target.id,
          type,
          related,
          table: this.#through(base, owner, type, value, target.id, table),
          reverse,
        };
      }
    }
  }

  /**
   * Names that a relation puts on its target (django/db/models/fields/related.py, RelatedField.contribute_to_class and
   * related_query_name; reverse_related.py, ForeignObjectRel.get_accessor_name).
   */
  #reverse(owner: SourceClass, type: string, call: Call): ReverseNames | null {
    const model = owner.name.toLowerCase();
    const app = this.#identity(owner)?.label.split('.')[0] ?? '';
    const read = (name: string): string | null | undefined => {
      const given = keyword(call, name);
      if (given === undefined || (given.type === 'Constant' && given.value.kind === 'none')) return null;
      return text(given)
        ?.replaceAll('%(class)s', model)
        .replaceAll('%(model_name)s', model)
        .replaceAll('%(app_label)s', app.toLowerCase());
    };
    const [name, query] = [read('related_name'), read('related_query_name')];
    if (name === undefined || query === undefined) return null;
    // A generic relation is hidden, and reached in queries by the name that it gives.
    if (type.endsWith('GenericRelation')) return { accessor: null, query };
    const symmetrical = keyword(call, 'symmetrical');
    const self = text(argument(call, 0, 'to')) === 'self';
    if (type.endsWith('ManyToManyField') && self && bool(symmetrical) !== false) return { accessor: null, query: null };
    const standard = type.endsWith('OneToOneField') ? model : `${model}_set`;
    const hidden = name?.endsWith('+') === true;
    return { accessor: hidden ? null : (name ?? standard), query: query ?? (hidden ? null : (name ?? model)) };
  }

  /** The field class's name, if the call makes a field. */
  #fieldType(module: string, call: Call): string | null {
    const written = dotted(call.func);
    if (written === null) return null;
    const name = written.slice(written.lastIndexOf('.') + 1);
    const own = this.#classes.resolve(module, written);
    if (own)
      return this.#classes.mro(own.path).some(path => !path.startsWith('builtins.') && isFieldPath(path)) ? name : null;
    if (!FIELD_NAME.test(name)) return null;
    return name;
  }

  #related(base: SourceClass, owner: SourceClass, type: string, call: Call): string | null {
    if (
      !/(?:ForeignKey|OneToOneField|ManyToManyField|GenericRelation)$/.test(type) ||
      /Generic\w*ForeignKey$/.test(type)
    )
      return null;
    return this.#label(base, owner, argument(call, 0, 'to'));
  }

  /** `dcim.Site` for a class, `'dcim.Site'`, `'Site'`, `'self'`, `settings.AUTH_USER_MODEL` or `get_user_model()`. */
  #label(base: SourceClass, owner: SourceClass, target: Expression | undefined): string | null {
    if (!target) return null;
    const literal = text(target);
    if (literal !== null) {
      if (literal === 'self') return this.#identity(owner)?.label ?? null;
      if (literal.includes('.')) return literal;
      const app = this.#appOf(base.module) ?? this.#appOf(owner.module);
      return app === null ? null : `${app}.${literal}`;
    }
    const written = target.type === 'Call' ? dotted(target.func) : dotted(target);
    if (written === null) return null;
    if (written.endsWith('AUTH_USER_MODEL') || written.endsWith('get_user_model')) return this.#userModel;
    const own = this.#classes.resolve(base.module, written);
    if (own) return this.#identity(own)?.label ?? null;
    const resolved = this.#modules.resolve(base.module, written);
    if (resolved?.kind !== 'foreign') return null;
    return FOREIGN_MODELS.get(resolved.path)?.label ?? null;
  }

  #through(
    base: SourceClass,
    owner: SourceClass,
    type: string,
    call: Call,
    name: string,
    table: string | null,
  ): string | null {
    if (!type.endsWith('ManyToManyField') || table === null) return null;
    const through = keyword(call, 'through');
    if (!through) return text(keyword(call, 'db_table')) ?? `${table}_${name}`;
    const label = this.#label(base, owner, through);
    const model = label === null ? null : this.#byLabel(label);
    return model ?? (label === null ? null : label.toLowerCase().replace('.', '_'));
  }

  #tables: Map<string, string> | undefined;

  #byLabel(label: string): string | null {
    if (!this.#tables) {
      this.#tables = new Map();
      for (const source of this.#classes.byPath.values()) {
        if (!this.#isModel(source.path)) continue;
        const identity = this.#identity(source);
        if (identity && !identity.options.abstract) this.#tables.set(identity.label, identity.table);
      }
    }
    return this.#tables.get(label) ?? null;
  }
}

function finish(
  options: Options,
  label: string,
  path: string,
  table: string | null,
  fields: ReadonlyMap<string, SourceField>,
): SourceModel {
  return { label, path, table, abstract: options.abstract, proxy: options.proxy, managed: options.managed, fields };
}

/** Names set to None in a class body: Django drops an inherited field of that name. */
function nones(node: ClassDef): string[] {
  const out: string[] = [];
  for (const statement of bodyStatements(node.body)) {
    if (statement.type !== 'Assign' || statement.value.type !== 'Constant' || statement.value.value.kind !== 'none')
      continue;
    for (const target of statement.targets) if (target.type === 'Name') out.push(target.id);
  }
  return out;
}
