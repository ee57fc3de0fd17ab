/** What a condition in the package's code comes to with the plugin's own defaults, in the newest release under check. */
import { evaluate, guardsOf, stringOf, truthOf } from '../program/index.ts';
import type { Environment, Guard, OwnModule, Value } from '../program/index.ts';
import type { Expression, Statement } from '../python/index.ts';
import type { ModelBase } from './base.ts';

const VERSION = /^(django\.conf\.settings|netbox\.settings)\.VERSION$/;

/** The value of an expression, without recording its effects a second time. */
export function quietly(base: ModelBase, node: Expression, env: Environment): Value {
  const { interpreter } = base.program;
  const { typing } = interpreter;
  interpreter.typing = true;
  const value = evaluate(interpreter, node, env);
  interpreter.typing = typing;
  return value;
}

/** The truth of an expression where settings have their declared defaults; `undefined` when it hangs on anything else. */
export function truthByDefault(base: ModelBase, node: Expression, env: Environment): boolean | undefined {
  if (node.type === 'BoolOp') {
    let unknown = false;
    for (const operand of node.values) {
      const truth = truthByDefault(base, operand, env);
      if (truth === (node.op === 'Or')) return truth;
      unknown ||= truth === undefined;
    }
    return unknown ? undefined : node.op === 'And';
  }
  if (node.type === 'UnaryOp' && node.op === 'Not') {
    const truth = truthByDefault(base, node.operand, env);
    return truth === undefined ? undefined : !truth;
  }
  return truthOfValue(base, quietly(base, node, env));
}

/** The same of a value that was evaluated before. */
export function truthOfValue(base: ModelBase, value: Value): boolean | undefined {
  const { interpreter } = base.program;
  const known = truthOf(interpreter, value);
  if (known !== undefined) return known;
  const compared = comparison(value);
  if (compared) {
    const left = settled(base, compared.left);
    const right = settled(base, compared.right);
    return left === undefined || right === undefined ? undefined : compare(compared.op, left, right);
  }
  const fallback = interpreter.host.settingDefault(value);
  return fallback ? truthOf(interpreter, fallback) : undefined;
}

/** `a == b` that the interpreter could not decide; it keeps the operands as the arguments of `operator.Eq`. */
export function comparison(
  value: Value,
): { readonly op: string; readonly left: Value; readonly right: Value } | undefined {
  if (value.kind !== 'call' || value.callee.kind !== 'symbol') return undefined;
  const op = /^operator\.(\w+)$/.exec(value.callee.path)?.[1];
  const [left, right] = value.args;
  return op !== undefined && left && right ? { op, left, right } : undefined;
}

/** A string that a value surely is: a constant, a setting's default, the release of the host. */
function settled(base: ModelBase, value: Value): string | undefined {
  const { host } = base;
  const text = stringOf(value) ?? stringOf(base.program.interpreter.host.settingDefault(value));
  if (text !== undefined) return text;
  const version = value.kind === 'symbol' && VERSION.test(value.path);
  return version ? host.facts.releases[host.newest] : undefined;
}

/**
 * Whether code stands under a condition that may hang on the release of the host: which of its releases run it is then not
 * known. Deciding conditions were followed before; what is left compares parts of the version, or what cannot be told.
 */
export function mayHangOnRelease(base: ModelBase, guard: Guard | null): boolean {
  const releases = new Set(base.host.facts.releases);
  return guardsOf(guard).some(one => mentionsRelease(releases, one.value, 8));
}

function mentionsRelease(releases: ReadonlySet<string>, value: Value, depth: number): boolean {
  if (depth === 0) return false;
  const inside = (one: Value): boolean => mentionsRelease(releases, one, depth - 1);
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' && releases.has(value.value);
    case 'symbol':
      return VERSION.test(value.path);
    case 'unknown':
      return true;
    case 'alternatives':
      return value.values.some(inside);
    case 'sequence':
      return value.items.some(inside);
    case 'text':
      return value.parts.some(part => typeof part !== 'string' && inside(part));
    case 'attribute':
    case 'item':
      return inside(value.object);
    case 'element':
      return inside(value.of);
    case 'call':
      return inside(value.callee) || value.args.some(inside);
    default:
      return false;
  }
}

/** Python's order of strings by code points, which for these texts is that of UTF-16 units. */
function compare(op: string, left: string, right: string): boolean | undefined {
  switch (op) {
    case 'Eq':
      return left === right;
    case 'NotEq':
      return left !== right;
    case 'Lt':
      return left < right;
    case 'LtE':
      return left <= right;
    case 'Gt':
      return left > right;
    case 'GtE':
      return left >= right;
    default:
      return undefined;
  }
}

/** Whether a name of a module is bound at all with the plugin's defaults: false when every binding stands under a condition that fails. */
export function boundByDefault(base: ModelBase, module: OwnModule, name: string): boolean {
  const { scope } = module;
  if (!scope) return true;
  let bindings = 0;
  let alive = 0;
  const visit = (body: readonly Statement[], live: boolean): void => {
    for (const statement of body) {
      switch (statement.type) {
        case 'If': {
          const truth = truthByDefault(base, statement.test, scope);
          visit(statement.body, live && truth !== false);
          visit(statement.orelse, live && truth !== true);
          break;
        }
        case 'Try':
        case 'TryStar':
          visit(statement.body, live);
          for (const handler of statement.handlers) visit(handler.body, live);
          visit(statement.orelse, live);
          visit(statement.finalbody, live);
          break;
        case 'With':
        case 'For':
        case 'While':
          visit(statement.body, live);
          break;
        case 'Assign':
        case 'AnnAssign':
        case 'AugAssign': {
          const targets = statement.type === 'Assign' ? statement.targets : [statement.target];
          if (!targets.some(target => target.type === 'Name' && target.id === name)) break;
          bindings++;
          if (live) alive++;
          break;
        }
        default:
          break;
      }
    }
  };
  visit(module.parsed.tree.body, true);
  return bindings === 0 || alive > 0;
}
