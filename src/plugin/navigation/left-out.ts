/** What a module puts into a list only under a condition that does not hold with the plugin's own defaults. */
import { alternativesOf } from '../../program/index.ts';
import { quietly, truthByDefault } from '../condition.ts';
import type { Environment, OwnModule, Value } from '../../program/index.ts';
import type { Expression, Statement } from '../../python/index.ts';
import type { ModelBase } from '../base.ts';

/** The values that `name.append(…)`, `name.extend([…])`, `name += […]` or `name = […]` would give it, all of them in vain. */
export function leftOutByDefault(base: ModelBase, module: OwnModule, name: string): ReadonlySet<Value> {
  const { scope } = module;
  const left = new Set<Value>();
  if (!scope) return left;
  const kept = new Set<Value>();
  walk(base, module.parsed.tree.body, scope, true, (statement, live) => {
    for (const node of addedTo(statement, name))
      for (const value of alternativesOf(quietly(base, node, scope))) (live ? kept : left).add(value);
  });
  for (const value of kept) left.delete(value);
  return left;
}

function walk(
  base: ModelBase,
  body: readonly Statement[],
  scope: Environment,
  live: boolean,
  visit: (statement: Statement, live: boolean) => void,
): void {
  for (const statement of body) {
    visit(statement, live);
    if (statement.type === 'If') {
      const truth = truthByDefault(base, statement.test, scope);
      walk(base, statement.body, scope, live && truth !== false, visit);
      walk(base, statement.orelse, scope, live && truth !== true, visit);
    } else if (statement.type === 'Try' || statement.type === 'With') {
      walk(base, statement.body, scope, live, visit);
    }
  }
}

function addedTo(statement: Statement, name: string): readonly Expression[] {
  const isList = (node: Expression): boolean => node.type === 'Name' && node.id === name;
  switch (statement.type) {
    case 'Assign':
      return statement.targets.some(isList) ? elements(statement.value) : [];
    case 'AugAssign':
      return isList(statement.target) ? elements(statement.value) : [];
    case 'Expr': {
      const call = statement.value;
      if (call.type !== 'Call' || call.func.type !== 'Attribute' || !isList(call.func.value)) return [];
      const [first] = call.args;
      if (!first) return [];
      return call.func.attr === 'append' ? [first] : call.func.attr === 'extend' ? elements(first) : [];
    }
    default:
      return [];
  }
}

function elements(node: Expression): readonly Expression[] {
  return node.type === 'List' || node.type === 'Tuple' ? node.elts : [];
}
