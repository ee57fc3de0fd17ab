/** Python's builtin functions on values that are known: what they give, computed as CPython does. */
import { callValue } from './call.ts';
import { ownMember } from './classes.ts';
import { holds } from './comparison.ts';
import { elementsOf, mapping, sequence } from './container.ts';
import { setEntry } from './item.ts';
import { operate } from './operators.ts';
import { formatted, shown } from './show.ts';
import { reprText } from './format.ts';
import { LIMITS } from './interpreter.ts';
import { arithmetic, numberOf } from './number.ts';
import { sorted } from './sequence-methods.ts';
import { text } from './text.ts';
import { truthOf } from './truth.ts';
import { builtinClass, isCallable, isInstance, isSubclass, surelyLacks } from './types.ts';
import { alternativesOf, constant, FALSE, isUnordered, join, NONE, stringOf, symbol, TRUE, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter, Intrinsic } from './interpreter.ts';
import type { SequenceType, Value } from './value.ts';

const wholeOf = (value: Value | undefined): bigint | undefined => {
  const number = value?.kind === 'constant' ? numberOf(value.value) : undefined;
  return typeof number === 'bigint' ? number : undefined;
};

const truthValue = (truth: boolean): Value => (truth ? TRUE : FALSE);

/** A test whose parts are kept where it is not known, so that a condition can be traced to a setting; it is no effect. */
function kept(interpreter: Interpreter, path: string, args: readonly Value[], at: Span): Value {
  return {
    kind: 'call',
    id: interpreter.id(),
    callee: symbol(path, at),
    args,
    keywords: new Map(),
    attributes: new Map(),
    at,
  };
}

/** `list(x)`, `tuple(x)`, `set(x)`: a new container of the same elements. */
const collect =
  (type: SequenceType): Intrinsic =>
  (interpreter, { args, at }) => {
    const [source] = args;
    if (!source) return sequence(interpreter, type, [], false, at);
    const { items, open } = elementsOf(interpreter, source, at);
    const result = sequence(interpreter, type, [], open, at);
    if (type === 'set' || type === 'frozenset') {
      const seen = new Set<unknown>();
      for (const item of items) {
        const key =
          item.kind === 'constant' && !(item.value instanceof Uint8Array) ? (numberOf(item.value) ?? item.value) : item;
        if (!seen.has(key)) result.items.push(item);
        seen.add(key);
      }
    } else result.items.push(...items.slice(0, 2000));
    result.open ||= items.length > 2000;
    if (source.kind === 'sequence' && isUnordered(source)) result.unordered = true;
    return result;
  };

const sortedOf: Intrinsic = (interpreter, { args, keywords, at }) => {
  if (!args[0]) return undefined;
  const { items, open } = elementsOf(interpreter, args[0], at);
  const result = sequence(interpreter, 'list', [...items], open, at);
  const inOrder = sorted(interpreter, items, keywords, at);
  if (inOrder && !open) result.items = inOrder;
  else result.unordered = true;
  return result;
};

const reversedOf: Intrinsic = (interpreter, { args, at }) => {
  const [source] = args;
  if (!source) return undefined;
  const method = source.kind === 'instance' ? ownMember(source.cls, '__reversed__')?.value : undefined;
  if (method) return callValue(interpreter, method, [source], new Map(), at);
  const { items, open } = elementsOf(interpreter, source, at);
  return sequence(interpreter, 'generator', [...items].reverse(), open, at);
};

const extreme =
  (op: 'Lt' | 'Gt'): Intrinsic =>
  (interpreter, { args, keywords, at }) => {
    const source = args.length === 1 && args[0] ? elementsOf(interpreter, args[0], at) : { items: args, open: false };
    const [first, ...rest] = source.items;
    const otherwise = keywords.get('default');
    if (!first) return source.open ? undefined : otherwise;
    const key = keywords.get('key');
    const keyed = (item: Value): Value =>
      key && key.kind !== 'constant' ? callValue(interpreter, key, [item], new Map(), at) : item;
    let best = first;
    let bestKey = keyed(first);
    let known = !source.open;
    for (const item of rest.slice(0, LIMITS.loopElements)) {
      const itemKey = keyed(item);
      const better = known ? holds(interpreter, itemKey, op, bestKey, at) : undefined;
      if (better === undefined) known = false;
      if (better) [best, bestKey] = [item, itemKey];
    }
    return known ? best : join([...source.items.slice(0, 16), ...(source.open && otherwise ? [otherwise] : [])], at);
  };

const sumOf: Intrinsic = (interpreter, { args, keywords, at }) => {
  if (!args[0]) return undefined;
  const { items, open } = elementsOf(interpreter, args[0], at);
  if (open) return unknown('a sum', at);
  let total = args[1] ?? keywords.get('start') ?? constant(0n, at);
  for (const item of items) total = operate(interpreter, 'Add', total, item, at);
  return total;
};

/** `any` and `all`. */
const quantifier =
  (path: string, wanted: boolean): Intrinsic =>
  (interpreter, { args, at }) => {
    const [source] = args;
    if (source?.kind === 'sequence' || source?.kind === 'mapping') {
      const { items, open } = elementsOf(interpreter, source, at);
      let known = !open;
      for (const item of items) {
        const truth = truthOf(interpreter, item);
        // In a list that may go on, an element may have been dropped by a condition.
        if (truth === wanted && !open) return truthValue(wanted);
        if (truth === undefined) known = false;
      }
      if (known && items.every(item => truthOf(interpreter, item) === !wanted)) return truthValue(!wanted);
    }
    return kept(interpreter, path, source ? [source] : [], at);
  };

const test =
  (path: string, decide: (interpreter: Interpreter, a: Value, b: Value) => boolean | undefined): Intrinsic =>
  (interpreter, { args, at }) => {
    const [a, b] = args;
    const known = a && b && decide(interpreter, a, b);
    return known === undefined ? kept(interpreter, path, args, at) : truthValue(known);
  };

/** `hasattr` of a module, the package's or the host's, is known where the name is bound for sure, or nowhere. */
function hasAttribute(interpreter: Interpreter, object: Value, nameValue: Value): boolean | undefined {
  const name = stringOf(nameValue);
  if (name === undefined) return undefined;
  if (surelyLacks(interpreter, object, name)) return false;
  if (object.kind === 'instance' && (object.attributes.has(name) || ownMember(object.cls, name))) return true;
  if (object.kind === 'class' && ownMember(object, name)) return true;
  if (object.kind === 'module') {
    const { module } = object;
    const scope = module.state === 'done' ? module.scope : null;
    if (scope?.names.has(name) === true || interpreter.modules.has(`${module.name}.${name}`)) return true;
    const dynamic = !scope || scope.names.has('__getattr__') || (scope.stars?.length ?? 0) > 0;
    return dynamic ? undefined : false;
  }
  const { facts } = interpreter.host;
  const missing =
    object.kind === 'symbol' &&
    facts.module(object.path) !== 0 &&
    facts.symbol(`${object.path}.${name}`) === undefined &&
    !name.startsWith('__');
  return missing ? false : undefined;
}

/** Elements that are walked with an index: those of a list that may go on have none. */
const enumerateOf: Intrinsic = (interpreter, { args, keywords, at }) => {
  if (!args[0]) return undefined;
  const { items, open } = elementsOf(interpreter, args[0], at);
  const from = args[1] ?? keywords.get('start');
  const start = from === undefined ? 0n : wholeOf(from);
  const pairs = items.map((item, index) =>
    sequence(
      interpreter,
      'tuple',
      [open || start === undefined ? unknown('an index', at) : constant(start + BigInt(index), at), item],
      false,
      at,
    ),
  );
  return sequence(interpreter, 'generator', pairs, open, at);
};

const mapOver: Intrinsic = (interpreter, { args, at }) => {
  const [callee, ...iterables] = args;
  if (!callee || iterables.length === 0) return undefined;
  const columns = iterables.map(one => elementsOf(interpreter, one, at));
  const longest = Math.min(...columns.map(one => one.items.length));
  const length = Math.min(LIMITS.loopElements, longest);
  if (longest > length) interpreter.cut('a loop over more elements than are followed', at);
  const items: Value[] = [];
  for (let i = 0; i < length; i++) {
    const values = columns.map(one => one.items[i] ?? unknown('an element', at));
    items.push(callValue(interpreter, callee, values, new Map(), at));
  }
  const open = columns.some(one => one.open) || longest > length;
  return sequence(interpreter, 'generator', items, open, at);
};

const filterOver: Intrinsic = (interpreter, { args, at }) => {
  const [callee, iterable] = args;
  if (!callee || !iterable) return undefined;
  const { items, open } = elementsOf(interpreter, iterable, at);
  const result = sequence(interpreter, 'generator', [], open, at);
  if (items.length > LIMITS.loopElements) interpreter.cut('a loop over more elements than are followed', at);
  for (const item of items.slice(0, LIMITS.loopElements)) {
    const tested = callee.kind === 'constant' ? item : callValue(interpreter, callee, [item], new Map(), at);
    const truth = truthOf(interpreter, tested);
    if (truth === undefined) result.open = true;
    if (truth !== false) result.items.push(item);
  }
  result.open ||= items.length > LIMITS.loopElements;
  return result;
};

const MOST_NUMBERS = 2000;

const rangeOf: Intrinsic = (interpreter, { args, at }) => {
  const [a, b, c] = args.map(wholeOf);
  if (a === undefined || (args.length > 1 && b === undefined) || (args.length > 2 && (c === undefined || c === 0n)))
    return sequence(interpreter, 'list', [unknown('a number', at)], true, at);
  const step = c ?? 1n;
  const [from, to] = b === undefined ? [0n, a] : [a, b];
  const items: Value[] = [];
  let open = false;
  for (let i = from; step > 0n ? i < to : i > to; i += step) {
    open = items.length >= MOST_NUMBERS;
    if (open) break;
    items.push(constant(i, at));
  }
  return sequence(interpreter, 'list', items, open, at);
};

const nextOf: Intrinsic = (interpreter, { args, at }) => {
  const [source, ...rest] = args;
  if (!source) return undefined;
  if (source.kind === 'instance') {
    const method = ownMember(source.cls, '__next__')?.value;
    if (method?.kind === 'function') return callValue(interpreter, method, [source], new Map(), at);
  }
  const { items, open } = elementsOf(interpreter, source, at);
  const [first] = items;
  if (source.kind === 'sequence' && !isUnordered(source) && !open) {
    if (first && interpreter.uncertain === 0) source.items.shift();
    else if (first) source.open = true;
    return first ?? rest[0] ?? unknown('an element', at);
  }
  return items.length > 0 ? join([...items.slice(0, 16), ...rest], at) : (rest[0] ?? unknown('an element', at));
};

const lengthOf: Intrinsic = (interpreter, { args, at }) => {
  const [value] = args;
  if (!value) return undefined;
  interpreter.evaluated(value, at);
  const lengths = alternativesOf(value).map(one => lengthValue(interpreter, one, at));
  return join(lengths, at);
};

function lengthValue(interpreter: Interpreter, value: Value, at: Span): Value {
  const string = stringOf(value);
  if (string !== undefined) return constant(BigInt([...string].length), at);
  if (value.kind === 'constant' && value.value instanceof Uint8Array) return constant(BigInt(value.value.length), at);
  if (value.kind === 'mapping' && !value.open) return constant(BigInt(value.entries.size), at);
  if (value.kind === 'instance') {
    const method = ownMember(value.cls, '__len__')?.value;
    if (method?.kind === 'function') return callValue(interpreter, method, [value], new Map(), at);
    const { items, open } = elementsOf(interpreter, value, at);
    return open ? unknown('a length', at) : constant(BigInt(items.length), at);
  }
  return value.kind === 'sequence' && !value.open ? constant(BigInt(value.items.length), at) : unknown('a length', at);
}

function intOf(value: Value, base: Value | undefined, at: Span): Value {
  if (value.kind !== 'constant') return unknown('a number', at);
  const raw = value.value;
  if (typeof raw === 'number' && Number.isFinite(raw)) return constant(BigInt(Math.trunc(raw)), at);
  const number = numberOf(raw);
  if (typeof number === 'bigint') return constant(number, at);
  const radix = base === undefined ? 10 : Number(wholeOf(base) ?? -1n);
  if (typeof raw !== 'string' || radix < 0) return unknown('a number', at);
  const match = /^\s*([-+]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(raw);
  if (!match?.[3] || match[3].length > 300) return unknown('a number', at);
  const mark = match[2]?.toLowerCase();
  const marked = mark === '0x' ? 16 : mark === '0o' ? 8 : mark === '0b' ? 2 : undefined;
  const used = radix === 0 ? (marked ?? 10) : radix;
  // In base 16 `0b1` is a number of three digits.
  let digits = match[3].replaceAll('_', '');
  if (marked !== undefined && marked !== used) digits = `${match[2] ?? ''}${digits}`;
  let total = 0n;
  for (const digit of digits.toLowerCase()) {
    const one = Number.parseInt(digit, 36);
    if (Number.isNaN(one) || one >= used) return unknown('a number', at);
    total = total * BigInt(used) + BigInt(one);
  }
  return constant(match[1] === '-' ? -total : total, at);
}

const floatOf: Intrinsic = (_interpreter, { args, at }) => {
  const [value] = args;
  if (value?.kind !== 'constant') return undefined;
  const number = numberOf(value.value);
  if (number !== undefined) return constant(Number(number), at);
  if (typeof value.value !== 'string' || !/^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$/.test(value.value))
    return undefined;
  return constant(Number(value.value.trim()), at);
};

const digitsOf =
  (radix: number, mark: string): Intrinsic =>
  (_interpreter, { args, at }) => {
    const number = wholeOf(args[0]);
    if (number === undefined) return undefined;
    return constant(`${number < 0n ? '-' : ''}${mark}${(number < 0n ? -number : number).toString(radix)}`, at);
  };

const absolute: Intrinsic = (_interpreter, { args, at }) => {
  const number = args[0]?.kind === 'constant' ? numberOf(args[0].value) : undefined;
  return number === undefined ? undefined : constant(number < 0 ? -number : number, at);
};

const rounded: Intrinsic = (_interpreter, { args, at }) => {
  const number = args[0]?.kind === 'constant' ? numberOf(args[0].value) : undefined;
  if (typeof number === 'bigint' && args.length === 1) return constant(number, at);
  if (typeof number !== 'number' || args.length > 1 || !Number.isFinite(number)) return undefined;
  // Halves go to the even neighbour.
  const below = Math.floor(number);
  const half = number - below;
  return constant(BigInt(half > 0.5 || (half === 0.5 && below % 2 !== 0) ? below + 1 : below), at);
};

const binary =
  (op: Parameters<typeof operate>[1]): Intrinsic =>
  (interpreter, { args, at }) =>
    args.length === 2 && args[0] && args[1] ? operate(interpreter, op, args[0], args[1], at) : undefined;

const dividedWithRest: Intrinsic = (interpreter, { args, at }) => {
  const [a, b] = [wholeOf(args[0]), wholeOf(args[1])];
  if (a === undefined || b === undefined || b === 0n) return undefined;
  return sequence(interpreter, 'tuple', [arithmetic('FloorDiv', a, b, at), arithmetic('Mod', a, b, at)], false, at);
};

const ordinal: Intrinsic = (_interpreter, { args, at }) => {
  const [code, ...more] = [...(stringOf(args[0]) ?? '')].map(char => char.codePointAt(0) ?? 0);
  return code === undefined || more.length > 0 ? undefined : constant(BigInt(code), at);
};

const reprOf: Intrinsic = (interpreter, { args, at }) => {
  const [value] = args;
  if (!value) return undefined;
  if (value.kind === 'instance') {
    const own = shown(interpreter, value, 'repr', at);
    return own === value ? unknown('a text', at) : own;
  }
  const written = reprText(value);
  return written === undefined ? unknown('a text', at) : constant(written, at);
};

const fromKeys: Intrinsic = (interpreter, { args, at }) => {
  if (!args[0]) return undefined;
  const { items, open } = elementsOf(interpreter, args[0], at);
  const result = mapping(interpreter, open, at);
  for (const item of items) setEntry(interpreter, result, item, args[1] ?? NONE);
  return result;
};

const makeTranslation: Intrinsic = (interpreter, { args, at }) => {
  const result = mapping(interpreter, false, at);
  const put = (char: string, value: Value): void =>
    setEntry(interpreter, result, constant(BigInt(char.codePointAt(0) ?? 0), at), value);
  const [first] = args;
  if (first?.kind === 'mapping') {
    for (const entry of first.entries.values()) {
      const char = stringOf(entry.key);
      if (char === undefined) setEntry(interpreter, result, entry.key, entry.value);
      else put(char, entry.value);
    }
    result.open = first.open;
    return result;
  }
  const [from, to, drop] = args.map(stringOf);
  if (from === undefined || to === undefined || (args.length > 2 && drop === undefined)) return undefined;
  const targets = [...to];
  [...from].forEach((char, index) => {
    put(char, constant(BigInt(targets[index]?.codePointAt(0) ?? 0), at));
  });
  for (const char of drop ?? '') put(char, NONE);
  return result;
};

/** The class of a value that the language makes: `type('')` is `str`. */
export function classSymbol(value: Value, at: Span): Value | undefined {
  const name = builtinClass(value);
  return name === undefined ? undefined : symbol(`builtins.${name}`, at);
}

export const BUILTIN_FUNCTIONS: readonly (readonly [string, Intrinsic])[] = [
  ['builtins.list', collect('list')],
  ['builtins.tuple', collect('tuple')],
  ['builtins.set', collect('set')],
  ['builtins.frozenset', collect('frozenset')],
  ['builtins.iter', collect('generator')],
  ['collections.deque', collect('list')],
  ['builtins.sorted', sortedOf],
  ['builtins.reversed', reversedOf],
  ['builtins.min', extreme('Lt')],
  ['builtins.max', extreme('Gt')],
  ['builtins.sum', sumOf],
  ['builtins.any', quantifier('builtins.any', true)],
  ['builtins.all', quantifier('builtins.all', false)],
  ['builtins.hasattr', test('builtins.hasattr', hasAttribute)],
  ['builtins.isinstance', test('builtins.isinstance', isInstance)],
  ['builtins.issubclass', test('builtins.issubclass', isSubclass)],
  [
    'inspect.isclass',
    (interpreter, { args, at }) => {
      const known = args[0] && isInstance(interpreter, args[0], symbol('builtins.type', at));
      return known === undefined ? kept(interpreter, 'inspect.isclass', args, at) : truthValue(known);
    },
  ],
  [
    'builtins.callable',
    (interpreter, { args, at }) => {
      const known = args[0] && isCallable(interpreter, args[0]);
      return known === undefined ? unknown('a test', at) : truthValue(known);
    },
  ],
  ['builtins.enumerate', enumerateOf],
  ['builtins.map', mapOver],
  ['builtins.filter', filterOver],
  ['builtins.range', rangeOf],
  ['builtins.next', nextOf],
  ['builtins.len', lengthOf],
  [
    'builtins.str',
    (interpreter, { args, at }) => (args[0] ? text([shown(interpreter, args[0], 'str', at)], at) : constant('', at)),
  ],
  ['builtins.repr', reprOf],
  [
    'builtins.format',
    (interpreter, { args, at }) => {
      const spec = args[1] === undefined ? '' : stringOf(args[1]);
      return args[0] && text([formatted(interpreter, args[0], '', spec, at)], at);
    },
  ],
  [
    'builtins.int',
    (_i, { args, keywords, at }) =>
      join(
        alternativesOf(args[0] ?? constant(0n, at)).map(one => intOf(one, args[1] ?? keywords.get('base'), at)),
        at,
      ),
  ],
  ['builtins.float', floatOf],
  ['builtins.abs', absolute],
  ['builtins.round', rounded],
  ['builtins.pow', binary('Pow')],
  ['builtins.divmod', dividedWithRest],
  ['builtins.ord', ordinal],
  ['builtins.hex', digitsOf(16, '0x')],
  ['builtins.oct', digitsOf(8, '0o')],
  ['builtins.bin', digitsOf(2, '0b')],
  ['builtins.dict.fromkeys', fromKeys],
  ['builtins.str.maketrans', makeTranslation],
  ['operator.add', binary('Add')],
  ['operator.concat', binary('Add')],
  ['operator.sub', binary('Sub')],
  ['operator.mul', binary('Mult')],
  ['operator.mod', binary('Mod')],
];
