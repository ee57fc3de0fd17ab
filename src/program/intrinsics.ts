/** Meanings of foreign functions that data flows through: Python's builtins and library, and Django's registries. */
import { deleteAttribute, getAttribute, setAttribute } from './attribute.ts';
import { BUILTIN_FUNCTIONS, classSymbol } from './builtins.ts';
import { callValue } from './call.ts';
import { anyModel } from './callbacks.ts';
import { elementsOf, mapping, mergeInto, sequence } from './container.ts';
import { moduleByName, setEntry } from './item.ts';
import { recordImport } from './imports.ts';
import { loadModule } from './load.ts';
import { libraryIntrinsics } from './library.ts';
import { initSubclass } from './metaclass.ts';
import { modelByLabel } from './models.ts';
import { absoluteName } from './modules.ts';
import { namesIn } from './namespace.ts';
import { classOf } from './shape.ts';
import { text } from './text.ts';
import { truthOf } from './truth.ts';
import { surelyLacks } from './types.ts';
import { alternativesOf, constant, FALSE, join, NONE, stringOf, symbol, TRUE, unknown } from './value.ts';
import type { Interpreter, Intrinsic } from './interpreter.ts';
import type { Span } from '../source.ts';
import type { ClassValue, MappingEntry, Value } from './value.ts';

/** Stands for "some attribute, which one is not known". */
const ANY_NAME = '*';

export function intrinsicFor(interpreter: Interpreter, path: string): Intrinsic | undefined {
  return interpreter.host.intrinsics.get(path) ?? INTRINSICS.get(path);
}

/** The names that a value may be, when all of them are known strings. */
function namesOf(value: Value | undefined): string[] | undefined {
  if (!value) return undefined;
  const names: string[] = [];
  for (const one of alternativesOf(value)) {
    const name = stringOf(one);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

const getattr: Intrinsic = (interpreter, { args, at }) => {
  const [object, nameValue, fallback] = args;
  if (!object) return undefined;
  const names = namesOf(nameValue);
  if (!names) {
    if (object.kind === 'module' || object.kind === 'instance' || object.kind === 'class') {
      const bound =
        object.kind === 'module'
          ? object.module.scope?.names
          : object.kind === 'class'
            ? object.namespace
            : object.attributes;
      const values = [...(bound?.values() ?? [])].filter(
        one => one.kind === 'class' || one.kind === 'function' || one.kind === 'symbol',
      );
      if (values.length > 0 && values.length <= 24) return join(values, at);
      return unknown('an attribute with a computed name', at);
    }
    return { kind: 'attribute', object, name: ANY_NAME, at };
  }
  // A default says that the attribute may be absent.
  if (fallback) interpreter.caughtImports++;
  const values = names.map(name => dotted(interpreter, object, name, at));
  if (fallback) interpreter.caughtImports--;
  if (fallback && values.every(one => one.kind === 'unknown')) return fallback;
  if (fallback && names.every(name => surelyLacks(interpreter, object, name))) return fallback;
  // An attribute of somebody else's object may be absent: then the default counts.
  if (fallback && values.some(one => one.kind === 'attribute') && fallback.kind !== 'constant') values.push(fallback);
  const facts = interpreter.host.facts;
  if (fallback && object.kind === 'symbol' && facts.module(object.path) !== 0) {
    // A module of the host that binds no such name in any release.
    const missing = names.filter(name => facts.symbol(`${object.path}.${name}`) === undefined);
    if (missing.length === names.length) return fallback;
    if (missing.length > 0) values.push(fallback);
  }
  return join(values, at);
};

function dotted(interpreter: Interpreter, object: Value, name: string, at: Span): Value {
  return getAttribute(interpreter, object, name, at);
}

const setattr: Intrinsic = (interpreter, { args, at }) => {
  const [object, nameValue, value] = args;
  if (!object || !value) return undefined;
  const names = namesOf(nameValue);
  if (names) for (const name of names) setAttribute(interpreter, object, name, value, at);
  else setAttribute(interpreter, object, null, value, at);
  return NONE;
};

const delattr: Intrinsic = (interpreter, { args, at }) => {
  const [object, nameValue] = args;
  if (!object) return undefined;
  for (const name of namesOf(nameValue) ?? [null]) deleteAttribute(interpreter, object, name, at);
  return NONE;
};

const type: Intrinsic = (interpreter, { args, keywords, at }) => {
  const [first, bases, namespace] = args;
  if (!first) return undefined;
  if (args.length === 1) {
    const known = alternativesOf(first).map(one => classOf(interpreter, one) ?? classSymbol(one, at));
    const classes = known.filter(one => one !== undefined);
    return classes.length > 0 ? join(classes, at) : undefined;
  }
  const scope = interpreter.modules.get(moduleOfFile(interpreter, at.file) ?? '');
  if (!scope) return undefined;
  const entries = namespace?.kind === 'mapping' ? [...namespace.entries.values()] : [];
  const cls: ClassValue = {
    kind: 'class',
    id: interpreter.id(),
    name: stringOf(first) ?? '<computed>',
    qualname: stringOf(first) ?? '<computed>',
    node: null,
    module: scope,
    bases: bases ? elementsOf(interpreter, bases, at).items : [],
    keywords,
    namespace: new Map(
      entries.flatMap(({ key, value }) => (stringOf(key) === undefined ? [] : [[stringOf(key) ?? '', value] as const])),
    ),
    places: new Map(),
    decorators: [],
    guard: interpreter.guard,
    at,
  };
  interpreter.classes.push(cls);
  initSubclass(interpreter, cls, at);
  return cls;
};

function moduleOfFile(interpreter: Interpreter, file: string): string | undefined {
  return interpreter.modules.names().find(name => interpreter.modules.fileOf(name)?.path === file);
}

/** A module or an object in one by its dotted path: own, or foreign. */
export function byPath(interpreter: Interpreter, path: string, at: Span): Value {
  if (!interpreter.modules.owns(path)) return interpreter.symbol(path, at);
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('.');
    if (!interpreter.modules.has(name)) continue;
    let value: Value | null = loadModule(interpreter, name);
    for (const part of parts.slice(length)) value = value ? getAttribute(interpreter, value, part, at) : null;
    if (value) return value;
    break;
  }
  return unknown(`no ${path}`, at);
}

/** @param ends what the path leads to: a module, or a name in one */
const importByPath =
  (ends: 'module' | 'name'): Intrinsic =>
  (interpreter, { args, keywords, at }) => {
    const nameValue = args[0] ?? keywords.get('name') ?? keywords.get('dotted_path');
    const anchor = args[1] ?? keywords.get('package');
    if (!nameValue) return undefined;
    const values: Value[] = [];
    for (const one of alternativesOf(nameValue)) {
      const name = stringOf(one) ?? interpreter.host.text?.(one);
      if (name === undefined) {
        values.push(partialPath(interpreter, one, at));
        continue;
      }
      if (!name.startsWith('.')) {
        // One of several names may never be asked for.
        if (one === nameValue && !interpreter.modules.owns(name)) recordForeign(interpreter, name, ends, at);
        values.push(byPath(interpreter, name, at));
        continue;
      }
      const level = /^\.*/.exec(name)?.[0].length ?? 1;
      const base = stringOf(anchor);
      const from = base === undefined ? undefined : interpreter.modules.get(base);
      const foreign = base !== undefined && !from && level === 1 ? `${base}.${name.slice(1)}` : undefined;
      const absolute = from ? absoluteName(from, name.slice(level), level) : foreign;
      values.push(
        absolute === undefined
          ? unknown('a relative import from an unknown package', at)
          : byPath(interpreter, absolute, at),
      );
    }
    return join(values, at);
  };

/** The import of a foreign module, or of a name in one, by a function. */
function recordForeign(interpreter: Interpreter, path: string, ends: 'module' | 'name', at: Span): void {
  const dot = ends === 'name' ? path.lastIndexOf('.') : -1;
  recordImport(interpreter, {
    module: dot < 0 ? path : path.slice(0, dot),
    name: dot < 0 ? null : path.slice(dot + 1),
    at,
    from: at.file,
    own: false,
    found: true,
  });
}

/** A module whose name is known in part only (`f'{app}.views'`): some foreign module. */
function partialPath(interpreter: Interpreter, name: Value, at: Span): Value {
  return {
    kind: 'call',
    id: interpreter.id(),
    callee: symbol('importlib.import_module', at),
    args: [name],
    keywords: new Map(),
    attributes: new Map(),
    at,
  };
}

const partial: Intrinsic = (_interpreter, { args, keywords, at }) => {
  const [callee, ...rest] = args;
  return callee ? { kind: 'partial', callee, args: rest, keywords, at } : undefined;
};

const partialMethod: Intrinsic = (interpreter, call) => {
  const made = partial(interpreter, call);
  return made?.kind === 'partial' ? { ...made, binds: true } : made;
};

const getModel: Intrinsic = (interpreter, { args, keywords, at }) => {
  const first = args[0] ?? keywords.get('app_label');
  const app = stringOf(first) ?? (first && interpreter.host.text?.(first));
  const name = stringOf(args[1] ?? keywords.get('model_name'));
  const label =
    app === undefined ? undefined : app.includes('.') ? app : name === undefined ? undefined : `${app}.${name}`;
  if (label === undefined) return undefined;
  return modelByLabel(interpreter, label, at);
};

/** `apps.lazy_model_operation(function, ('dcim', 'device'), …)`: called with the models (django/apps/registry.py). */
const lazyModels: Intrinsic = (interpreter, { args, at }) => {
  const [callee, ...keys] = args;
  if (!callee) return undefined;
  const models = keys.map(key => {
    const [app, name] = key.kind === 'sequence' ? key.items.map(stringOf) : [];
    const known = app !== undefined && name !== undefined ? modelByLabel(interpreter, `${app}.${name}`, at) : undefined;
    return known ?? anyModel(interpreter, at);
  });
  callValue(interpreter, callee, models, new Map(), at);
  return NONE;
};

/** `lazy_related_operation(function, model, *related)`: related models by class or label (django/db/models/fields/related.py). */
const lazyRelated: Intrinsic = (interpreter, { args, keywords, at }) => {
  const [callee, ...models] = args;
  if (!callee) return undefined;
  const resolved = models.map(one => {
    const label = stringOf(one);
    return label === undefined ? one : (modelByLabel(interpreter, label, at) ?? anyModel(interpreter, at));
  });
  callValue(interpreter, callee, resolved, keywords, at);
  return NONE;
};

const namedTuple: Intrinsic = (interpreter, { args, at }) => {
  const [nameValue, fields] = args;
  const listed = fields === undefined ? undefined : stringOf(fields);
  const names = listed === undefined ? fields : undefined;
  const items =
    listed === undefined
      ? names && elementsOf(interpreter, names, at).items
      : listed.split(/[\s,]+/).map(name => constant(name, at));
  const made = type(interpreter, {
    args: [
      nameValue ?? constant('', at),
      sequence(interpreter, 'tuple', [symbol('collections.namedtuple', at)], false, at),
      mapping(interpreter, false, at),
    ],
    keywords: new Map(),
    at,
  });
  if (made?.kind === 'class' && items)
    made.namespace.set('_fields', sequence(interpreter, 'tuple', [...items], false, at));
  return made;
};

const pairUp: Intrinsic = (interpreter, { args, at }) => {
  const columns = args.map(one => elementsOf(interpreter, one, at));
  const open = columns.some(one => one.open);
  const length = Math.min(...columns.map(one => one.items.length));
  if (!Number.isFinite(length)) return sequence(interpreter, 'list', [], true, at);
  const items = Array.from({ length }, (_, index) =>
    sequence(
      interpreter,
      'tuple',
      columns.map(one => one.items[index] ?? unknown('an element', at)),
      false,
      at,
    ),
  );
  return sequence(interpreter, 'generator', items, open, at);
};

const toMapping: Intrinsic = (interpreter, { args, keywords, at }) => {
  const result = mapping(interpreter, false, at);
  if (args[0]) mergeInto(interpreter, result, args[0], at);
  for (const [name, value] of keywords) setEntry(interpreter, result, constant(name, at), value);
  return result;
};

const defaultDict: Intrinsic = (interpreter, { args, keywords, at }) => {
  const [factory, ...rest] = args;
  const result = toMapping(interpreter, { args: rest, keywords, at });
  if (result?.kind !== 'mapping') return result;
  const open = { ...result, open: true };
  return factory === undefined || factory.kind === 'constant' ? open : { ...open, factory };
};

const clone: Intrinsic = (interpreter, { args, at }) => {
  const [value] = args;
  if (value?.kind === 'sequence') return sequence(interpreter, value.type, [...value.items], value.open, at);
  if (value?.kind === 'mapping') {
    const copy = mapping(interpreter, value.open, at);
    for (const [key, entry] of value.entries) copy.entries.set(key, { ...entry });
    return copy;
  }
  // Classes, functions and modules are not copied (library, copy): the copy is the thing itself.
  switch (value?.kind) {
    case 'constant':
    case 'text':
    case 'class':
    case 'function':
    case 'module':
      return value;
    case 'symbol':
      return truthOf(interpreter, value) === true ? value : undefined;
    default:
      return undefined;
  }
};

/** A copy with copies of own containers and objects in it, each copied once. */
function deepCopy(interpreter: Interpreter, value: Value, depth: number, copies: Map<Value, Value>): Value {
  const known = copies.get(value);
  if (known || depth === 0) return known ?? value;
  if (value.kind === 'sequence') {
    const copy = { ...value, id: interpreter.id(), items: [] as Value[] };
    copies.set(value, copy);
    copy.items = value.items.map(item => deepCopy(interpreter, item, depth - 1, copies));
    return copy;
  }
  if (value.kind === 'mapping' && !value.scope && !value.names) {
    const copy = { ...value, id: interpreter.id(), entries: new Map<string, MappingEntry>() };
    copies.set(value, copy);
    for (const [key, entry] of value.entries)
      copy.entries.set(key, { key: entry.key, value: deepCopy(interpreter, entry.value, depth - 1, copies) });
    return copy;
  }
  // Classes, functions and modules are copied as themselves; of anything else there is another one.
  const itself = /^(constant|text|symbol|class|function|module|method|partial|instance)$/.test(value.kind);
  return itself ? value : unknown('a copy', value.at);
}

/** The copy of something foreign is a foreign call's result, and no longer the host's own. */
const deepCopyOf: Intrinsic = (interpreter, { args }) => {
  const [value] = args;
  if (!value || !/^(constant|text|sequence|mapping)$/.test(value.kind)) return undefined;
  return deepCopy(interpreter, value, 8, new Map());
};

const bound =
  (binding: 'static' | 'class' | 'property'): Intrinsic =>
  (_interpreter, { args, keywords }) => {
    const get = args[0] ?? keywords.get('fget');
    const set = args[1] ?? keywords.get('fset');
    if (get?.kind !== 'function') return undefined;
    return binding === 'property' && set?.kind === 'function' ? { ...get, binding, setter: set } : { ...get, binding };
  };

const namespaceMapping: Intrinsic = (interpreter, { args, at }) =>
  args[0] ? getAttribute(interpreter, args[0], '__dict__', at) : undefined;

/** `inspect.getmembers(object, predicate)`: of predicates those of the library are known. */
const members: Intrinsic = (interpreter, { args, at }) => {
  const [object, predicate] = args;
  if (!object) return undefined;
  const names = namesIn(object);
  const test = predicate?.kind === 'symbol' ? predicate.path : undefined;
  const pairs = names
    ? names.flatMap(name => {
        const value = getAttribute(interpreter, object, name, at);
        return mayBe(interpreter, value, test)
          ? [sequence(interpreter, 'tuple', [constant(name, at), value], false, at)]
          : [];
      })
    : [
        sequence(
          interpreter,
          'tuple',
          [unknown('a name', at), { kind: 'attribute', object, name: ANY_NAME, at }],
          false,
          at,
        ),
      ];
  return sequence(interpreter, 'list', pairs, true, at);
};

/** Whether a member may pass a test of `inspect`. */
function mayBe(interpreter: Interpreter, value: Value, test: string | undefined): boolean {
  const wanted = test === undefined ? undefined : INSPECTED.get(test);
  if (wanted === undefined) return true;
  if (value.kind === 'class' || value.kind === 'function' || value.kind === 'module') return value.kind === wanted;
  const kind = value.kind === 'symbol' ? interpreter.host.facts.symbol(value.path)?.kind : undefined;
  return kind === undefined || kind === 'foreign' || kind === wanted;
}

const INSPECTED: ReadonlyMap<string, string> = new Map([
  ['inspect.isclass', 'class'],
  ['inspect.isfunction', 'function'],
  ['inspect.isroutine', 'function'],
  ['inspect.ismodule', 'module'],
]);

const directory: Intrinsic = (interpreter, { args, at }) => {
  const names = args[0] && namesIn(args[0]);
  return (
    names &&
    sequence(
      interpreter,
      'list',
      names.map(name => constant(name, at)),
      args[0]?.kind === 'class',
      at,
    )
  );
};

const joinPath: Intrinsic = (_interpreter, { args, at }) => {
  const parts = args.flatMap((arg, index): (string | Value)[] => (index === 0 ? [arg] : ['/', arg]));
  return text(parts, at);
};

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['builtins.getattr', getattr],
  ['builtins.setattr', setattr],
  ['builtins.delattr', delattr],
  ['builtins.type', type],
  ['builtins.dict', toMapping],
  ['collections.OrderedDict', toMapping],
  ['collections.defaultdict', defaultDict],
  ['builtins.zip', pairUp],
  ['builtins.vars', namespaceMapping],
  ['builtins.dir', directory],
  [
    'builtins.bool',
    (interpreter, { args, at }) => {
      const [value] = args;
      const truth = value ? truthOf(interpreter, value) : false;
      if (value) interpreter.evaluated(value, at);
      // What is tested stays visible, so that a condition can be traced to a setting.
      return truth === undefined ? (value ?? unknown('a test', at)) : truth ? TRUE : FALSE;
    },
  ],
  ['builtins.print', () => NONE],
  ['builtins.property', bound('property')],
  ['builtins.staticmethod', bound('static')],
  ['builtins.classmethod', bound('class')],
  [
    'builtins.__import__',
    (interpreter, { args, keywords, at }) => {
      const name = stringOf(args[0]);
      const from = args[3] ?? keywords.get('fromlist');
      // With names to import from it, the module itself is given; else the package at the top (library, `__import__`).
      const named = from !== undefined && truthOf(interpreter, from) !== false;
      const path = named ? name : name?.split('.', 1)[0];
      return path === undefined ? undefined : byPath(interpreter, path, at);
    },
  ],
  ['importlib.import_module', importByPath('module')],
  ['django.utils.module_loading.import_string', importByPath('name')],
  ['importlib.reload', (_i, { args }) => args[0]],
  ['sys.modules.get', (interpreter, { args, at }) => (args[0] ? moduleByName(interpreter, args[0], at) : undefined)],
  ['functools.partial', partial],
  ['functools.partialmethod', partialMethod],
  ['functools.update_wrapper', (_i, { args }) => args[0]],
  ['functools.lru_cache', (_i, { args }) => (args[0]?.kind === 'function' ? args[0] : undefined)],
  ['functools.cache', (_i, { args }) => args[0]],
  ['contextlib.contextmanager', (_i, { args }) => args[0]],
  ['copy.copy', clone],
  ['copy.deepcopy', deepCopyOf],
  [
    'itertools.chain',
    (interpreter, { args, at }) => {
      const all = args.map(one => elementsOf(interpreter, one, at));
      return sequence(
        interpreter,
        'generator',
        all.flatMap(one => [...one.items]),
        all.some(one => one.open),
        at,
      );
    },
  ],
  [
    'itertools.chain.from_iterable',
    (interpreter, { args, at }) => {
      if (!args[0]) return undefined;
      const outer = elementsOf(interpreter, args[0], at);
      const all = outer.items.map(one => elementsOf(interpreter, one, at));
      const items = all.flatMap(one => [...one.items]);
      return sequence(interpreter, 'generator', items, outer.open || all.some(one => one.open), at);
    },
  ],
  ['inspect.getmembers', members],
  [
    'types.MethodType',
    (_i, { args, at }) =>
      args[0]?.kind === 'function' && args[1] ? { kind: 'method', function: args[0], self: args[1], at } : undefined,
  ],
  ['os.path.join', joinPath],
  ['os.path.abspath', (_i, { args }) => args[0]],
  ['os.path.realpath', (_i, { args }) => args[0]],
  [
    'os.path.dirname',
    (_i, { args, at }) => {
      const path = stringOf(args[0]);
      return path === undefined
        ? undefined
        : constant(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '', at);
    },
  ],
  ['django.apps.apps.get_model', getModel],
  ['django.apps.apps.get_registered_model', getModel],
  ['django.apps.apps.lazy_model_operation', lazyModels],
  ['django.db.models.fields.related.lazy_related_operation', lazyRelated],
  ['collections.namedtuple', namedTuple],
  [
    'builtins.type.__new__',
    (interpreter, { args, keywords, at }) =>
      interpreter.making ?? type(interpreter, { args: args.slice(1), keywords, at }),
  ],
  ...BUILTIN_FUNCTIONS,
  ...libraryIntrinsics(byPath),
  ['typing.cast', (_i, { args }) => args[1]],
]);
