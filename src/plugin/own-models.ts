/** Conditions that confine code over many models to the plugin's own. */
import { alternativesOf, guardsOf, methodOf, stringOf } from '../program/index.ts';
import type { Guard, Value } from '../program/index.ts';

/** The value that a chain of attributes, items and calls starts at. */
function rootOf(value: Value): Value {
  for (let one = value; ;) {
    if (one.kind === 'attribute') one = one.object;
    else if (one.kind === 'item') one = one.object;
    else if (one.kind === 'call' && one.callee.kind === 'attribute') one = one.callee.object;
    else return one;
  }
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'element' && b.kind === 'element') return same(a.of, b.of);
  return a.kind === 'call' && b.kind === 'call' && a.id === b.id;
}

function mentions(value: Value | undefined, object: Value): boolean {
  return value !== undefined && same(rootOf(value), rootOf(object));
}

/** The package's own class, its label or module, or a container of nothing else. */
function isOwn(value: Value | undefined, keys: ReadonlySet<string>): boolean {
  if (!value) return false;
  const text = stringOf(value);
  if (text !== undefined) return keys.has(text) || keys.has(text.split('.', 1)[0] ?? text);
  if (value.kind === 'sequence')
    return !value.open && value.items.length > 0 && value.items.every(one => isOwn(one, keys));
  if (value.kind === 'alternatives') return value.values.every(one => isOwn(one, keys));
  return value.kind === 'class';
}

function confines(value: Value, holds: boolean, object: Value, keys: ReadonlySet<string>): boolean {
  if (value.kind !== 'call') return false;
  const [left, right] = value.args;
  const path = value.callee.kind === 'symbol' ? value.callee.path : '';
  switch (path) {
    case 'operator.Not':
      return left !== undefined && confines(left, !holds, object, keys);
    case 'operator.And':
    case 'operator.Or': {
      const every = (path === 'operator.Or') === holds;
      const test = (one: Value): boolean => confines(one, holds, object, keys);
      return every ? value.args.every(test) : value.args.some(test);
    }
    case 'operator.Eq':
    case 'operator.Is':
    case 'operator.In':
      return holds && between(left, right, object, keys);
    case 'operator.NotEq':
    case 'operator.IsNot':
    case 'operator.NotIn':
      return !holds && between(left, right, object, keys);
    case 'builtins.issubclass':
    case 'builtins.isinstance':
      return holds && mentions(left, object) && isOwn(right, keys);
    default: {
      const method = methodOf(value.callee);
      return holds && method?.name === 'startswith' && mentions(method.object, object) && isOwn(left, keys);
    }
  }
}

function between(left: Value | undefined, right: Value | undefined, object: Value, keys: ReadonlySet<string>): boolean {
  return (mentions(left, object) && isOwn(right, keys)) || (mentions(right, object) && isOwn(left, keys));
}

/**
 * Whether code runs only for the package's own models: `if model._meta.app_label == 'netbox_example'`.
 * @param object the model, or something reached from it
 * @param keys labels and modules of the package's plugins
 */
export function confinesToOwn(guard: Guard | null, object: Value, keys: ReadonlySet<string>): boolean {
  return guardsOf(guard).some(one => alternativesOf(one.value).some(value => confines(value, one.holds, object, keys)));
}
