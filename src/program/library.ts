/** Meanings of functions of Python's library that names, calls and containers pass through. */
import { getAttribute, setAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { releaseOf } from './compare.ts';
import { elementsOf, mapping, mergeInto, sequence } from './container.ts';
import { getItem, moduleByName, setEntry } from './item.ts';
import { alternativesOf, constant, join, stringOf, symbol, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter, Intrinsic } from './interpreter.ts';
import type { CallValue, Value } from './value.ts';

const reduce: Intrinsic = (interpreter, { args, at }) => {
  const [callee, iterable, start] = args;
  if (!callee || !iterable) return undefined;
  const { items } = elementsOf(interpreter, iterable, at);
  const [first, ...others] = start ? [start, ...items] : items;
  let value = first ?? unknown('nothing to reduce', at);
  for (const item of others.slice(0, 64)) value = callValue(interpreter, callee, [value, item], new Map(), at);
  return value;
};

const resolveName =
  (byPath: (interpreter: Interpreter, path: string, at: Span) => Value): Intrinsic =>
  (interpreter, { args, at }) => {
    const name = stringOf(args[0]);
    return name === undefined ? undefined : byPath(interpreter, name.replace(':', '.'), at);
  };

const inPlace =
  (method: string): Intrinsic =>
  (interpreter, { args, at }) => {
    const [object, ...rest] = args;
    if (!object) return undefined;
    const callee: Value =
      object.kind === 'symbol'
        ? symbol(`${object.path}.${method}`, object.at)
        : { kind: 'attribute', object, name: method, at };
    callValue(interpreter, callee, rest, new Map(), at);
    return object;
  };

const field: Intrinsic = (interpreter, { keywords, at }) => {
  const made = keywords.get('default_factory') ?? keywords.get('factory');
  if (made) return callValue(interpreter, made, [], new Map(), at);
  return keywords.get('default') ?? unknown('a field', at);
};

const namespace: Intrinsic = (interpreter, { keywords, at }) => ({
  kind: 'call',
  id: interpreter.id(),
  callee: symbol('types.SimpleNamespace', at),
  args: [],
  keywords,
  attributes: new Map(keywords),
  at,
});

/** A module made by hand: its name is known. */
const moduleObject: Intrinsic = (interpreter, { args, keywords, at }) => {
  const name = args[0] ?? keywords.get('name');
  return {
    kind: 'call',
    id: interpreter.id(),
    callee: symbol('types.ModuleType', at),
    args,
    keywords,
    attributes: new Map(name ? [['__name__', name]] : []),
    at,
  };
};

const decodeBase64: Intrinsic = (_interpreter, { args, at }) => {
  const [value] = args;
  if (value?.kind !== 'constant') return undefined;
  const text =
    typeof value.value === 'string'
      ? value.value
      : value.value instanceof Uint8Array
        ? new TextDecoder().decode(value.value)
        : undefined;
  return text === undefined ? undefined : constant(new Uint8Array(Buffer.from(text, 'base64')), at);
};

const fromHex: Intrinsic = (_interpreter, { args, at }) => {
  const text = stringOf(args[0]);
  return text === undefined ? undefined : constant(new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex')), at);
};

/** `packaging.version.parse('4.2')`, with the parts of the release that are asked for. */
const version =
  (path: string): Intrinsic =>
  (interpreter, { args, at }) => {
    const made = alternativesOf(args[0] ?? unknown('no version', at)).map((one): Value => {
      const text = stringOf(one);
      const release = text === undefined ? undefined : releaseOf(text);
      const part = (index: number): Value => constant(BigInt(release?.[index] ?? 0), at);
      const attributes = new Map<string, Value>();
      if (release) {
        attributes.set('major', part(0)).set('minor', part(1)).set('micro', part(2));
        attributes.set('base_version', constant(release.join('.'), at));
        const numbers = release.map(number => constant(BigInt(number), at));
        attributes.set('release', sequence(interpreter, 'tuple', numbers, false, at));
      }
      return {
        kind: 'call',
        id: interpreter.id(),
        callee: symbol(path, at),
        args: [one],
        keywords: new Map(),
        attributes,
        at,
      };
    });
    return join(made, at);
  };

const VERSIONS = [
  'packaging.version.parse',
  'packaging.version.Version',
  'pkg_resources.parse_version',
  'distutils.version.LooseVersion',
  'distutils.version.StrictVersion',
];

const chr: Intrinsic = (_interpreter, { args, at }) => {
  const code = args[0]?.kind === 'constant' ? Number(args[0].value) : Number.NaN;
  return Number.isInteger(code) && code >= 0 && code < 0x110000 ? constant(String.fromCodePoint(code), at) : undefined;
};

/** `itertools.product`: every combination of a few elements. */
const product: Intrinsic = (interpreter, { args, at }) => {
  let rows: Value[][] = [[]];
  let open = false;
  for (const arg of args) {
    const elements = elementsOf(interpreter, arg, at);
    open ||= elements.open;
    rows = rows.flatMap(row => elements.items.slice(0, 64).map(item => [...row, item])).slice(0, 512);
  }
  const tuples = rows.map(row => sequence(interpreter, 'tuple', row, false, at));
  return sequence(interpreter, 'generator', tuples, open, at);
};

const starmap: Intrinsic = (interpreter, { args, at }) => {
  const [callee, iterable] = args;
  if (!callee || !iterable) return undefined;
  const { items, open } = elementsOf(interpreter, iterable, at);
  const results = items
    .slice(0, 64)
    .map(item => callValue(interpreter, callee, elementsOf(interpreter, item, at).items, new Map(), at));
  return sequence(interpreter, 'generator', results, open, at);
};

const chainMap: Intrinsic = (interpreter, { args, at }) => {
  const result = mapping(interpreter, false, at);
  // The first mapping wins.
  for (const arg of [...args].reverse()) mergeInto(interpreter, result, arg, at);
  return result;
};

/** A value that is called to get it: `weakref.ref(x)()`. */
const reference: Intrinsic = (_interpreter, { args, at }) =>
  args[0] && { kind: 'partial', callee: symbol('operator.pos', at), args: [args[0]], keywords: new Map(), at };

const moduleOf: Intrinsic = (interpreter, { args, at }) => {
  const name = args[0] && getAttribute(interpreter, args[0], '__module__', at);
  return name ? moduleByName(interpreter, name, at) : undefined;
};

const loadJson: Intrinsic = (interpreter, { args, at }) => {
  const [source] = args;
  const raw = source?.kind === 'constant' ? source.value : undefined;
  const text = raw instanceof Uint8Array ? new TextDecoder().decode(raw) : raw;
  if (typeof text !== 'string') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return fromJson(interpreter, parsed, at);
};

function fromJson(interpreter: Interpreter, json: unknown, at: Span): Value {
  if (Array.isArray(json)) {
    const items = json.map(one => fromJson(interpreter, one, at));
    return sequence(interpreter, 'list', items, false, at);
  }
  if (typeof json === 'object' && json !== null) {
    const result = mapping(interpreter, false, at);
    for (const [key, one] of Object.entries(json))
      setEntry(interpreter, result, constant(key, at), fromJson(interpreter, one, at));
    return result;
  }
  if (typeof json === 'number') return constant(Number.isSafeInteger(json) ? BigInt(json) : json, at);
  return typeof json === 'string' || typeof json === 'boolean' ? constant(json, at) : constant(null, at);
}

/** Functions of the library, by path. */
export function libraryIntrinsics(
  byPath: (interpreter: Interpreter, path: string, at: Span) => Value,
): readonly (readonly [string, Intrinsic])[] {
  return [
    ['functools.reduce', reduce],
    ['builtins.chr', chr],
    ...VERSIONS.map(path => [path, version(path)] as const),
    ['builtins.bytes.fromhex', fromHex],
    ['base64.b64decode', decodeBase64],
    ['pkgutil.resolve_name', resolveName(byPath)],
    ['pydoc.locate', resolveName(byPath)],
    ['dataclasses.field', field],
    ['attr.ib', field],
    ['attrs.field', field],
    ['types.SimpleNamespace', namespace],
    ['types.ModuleType', moduleObject],
    ['operator.iadd', inPlace('extend')],
    ['operator.iconcat', inPlace('extend')],
    ['operator.ior', inPlace('update')],
    ['operator.delitem', inPlace('__delitem__')],
    ['operator.setitem', inPlace('__setitem__')],
    [
      'operator.getitem',
      (interpreter, { args, at }) => (args[0] && args[1] ? getItem(interpreter, args[0], args[1], at) : undefined),
    ],
    [
      'operator.call',
      (interpreter, { args, keywords, at }) =>
        args[0] ? callValue(interpreter, args[0], args.slice(1), keywords, at) : undefined,
    ],
    ['random.shuffle', inPlace('sort')],
    ['bisect.insort', inPlace('append')],
    ['heapq.heappush', inPlace('append')],
    ['heapq.heapify', inPlace('sort')],
    ['json.loads', loadJson],
    ['itertools.product', product],
    ['itertools.starmap', starmap],
    ['collections.ChainMap', chainMap],
    ['types.MappingProxyType', (_i, { args }) => args[0]],
    ['weakref.ref', reference],
    ['weakref.proxy', (_i, { args }) => args[0]],
    ['operator.pos', (_i, { args }) => args[0]],
    ['inspect.getmodule', moduleOf],
    ['contextlib.closing', (_i, { args }) => args[0]],
  ];
}

/** What is given when the result of a library call is called in turn: `attrgetter('a')(x)`, `wraps(f)(g)`. */
export function callOfResult(
  interpreter: Interpreter,
  first: CallValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  at: Span,
): Value | undefined {
  if (first.callee.kind !== 'symbol') return undefined;
  const [target] = args;
  switch (first.callee.path) {
    case 'functools.wraps':
      return target;
    case 'operator.attrgetter': {
      if (!target) return undefined;
      const values = first.args.map(name => {
        const path = stringOf(name);
        return path === undefined
          ? unknown('an attribute with a computed name', at)
          : path.split('.').reduce<Value>((value, part) => getAttribute(interpreter, value, part, at), target);
      });
      return several(interpreter, values, at);
    }
    case 'operator.itemgetter':
      if (!target) return undefined;
      return several(
        interpreter,
        first.args.map(key => getItem(interpreter, target, key, at)),
        at,
      );
    case 'operator.methodcaller': {
      const [name, ...rest] = first.args;
      const method = stringOf(name);
      if (!target || method === undefined) return undefined;
      const callee: Value =
        target.kind === 'symbol'
          ? symbol(`${target.path}.${method}`, target.at)
          : getAttribute(interpreter, target, method, at);
      return callValue(interpreter, callee, rest, first.keywords, at);
    }
    case 'django.utils.decorators.method_decorator': {
      // On a class it replaces the method of that name (django/utils/decorators.py).
      const name = stringOf(first.keywords.get('name') ?? first.args[1]);
      if (!target || name === undefined) return undefined;
      for (const one of alternativesOf(target)) {
        if (one.kind === 'symbol') setAttribute(interpreter, one, name, unknown('a decorated method', at), at);
      }
      return target;
    }
    case 'asgiref.sync.sync_to_async':
    case 'asgiref.sync.async_to_sync':
    case 'channels.db.database_sync_to_async':
      return first.args[0] ? callValue(interpreter, first.args[0], args, keywords, at) : undefined;
    default:
      return undefined;
  }
}

function several(interpreter: Interpreter, values: Value[], at: Span): Value | undefined {
  return values.length > 1 ? sequence(interpreter, 'tuple', values, false, at) : values[0];
}
