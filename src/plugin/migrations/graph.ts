/** Django's graph of migrations over the nodes that the package brings (django/db/migrations/graph.py and loader.py). */
import type { GraphProblem, MigrationNode, MigrationReference } from './model.ts';

const key = (app: string, name: string): string => `${app}\0${name}`;

export interface MigrationGraph {
  /** Nodes of a new database, in an order in which they can be applied: squashes stand for what they replace. */
  readonly order: readonly MigrationNode[];
  /** The same for a database on which the replaced migrations ran; empty when nothing is replaced. */
  readonly replacedOrder: readonly MigrationNode[];
  readonly problems: readonly GraphProblem[];
}

/** Builds the graph of all apps of the package. */
export function buildGraph(nodes: readonly MigrationNode[], apps: ReadonlySet<string>): MigrationGraph {
  const byKey = new Map(nodes.map(node => [key(node.app, node.name), node]));
  const replacement = new Map<string, MigrationNode>();
  for (const node of nodes) for (const one of node.replaces) replacement.set(key(one.app, one.name), node);
  const problems: GraphProblem[] = [];
  const kept = nodes.filter(node => !replacement.has(key(node.app, node.name)));
  for (const node of kept) if (namesItself(node)) problems.push({ kind: 'cycle', nodes: [node] });
  const order = sort(kept, node => parentsOf(node, byKey, replacement, apps, problems), problems);
  // Django looks for circles first, and gets no further.
  const circular = new Set(problems.flatMap(one => (one.kind === 'cycle' ? one.nodes.map(node => node.app) : [])));
  for (const app of new Set(kept.map(node => node.app))) {
    if (circular.has(app)) continue;
    const own = kept.filter(node => node.app === app);
    const parents = new Set(
      own.flatMap(node => resolved(node, byKey, replacement).filter(parent => parent.app === app && parent !== node)),
    );
    const leaves = own.filter(node => !parents.has(node));
    // A node whose dependencies are not all known may be the child of any other.
    if (leaves.length > 1 && own.every(node => node.linked)) problems.push({ kind: 'several-leaves', app, leaves });
  }
  let replacedOrder: readonly MigrationNode[] = [];
  if (kept.length < nodes.length) {
    const replaced = nodes.filter(node => !node.replaces.some(one => byKey.has(key(one.app, one.name))));
    replacedOrder = sort(
      replaced,
      node => resolved(node, byKey, new Map()).filter(parent => replaced.includes(parent)),
      [],
    );
  }
  return { order, replacedOrder, problems };
}

/** True where a migration is its own parent; for `__first__` of its own app, Django takes none. */
function namesItself(node: MigrationNode): boolean {
  return [...node.dependencies, ...node.runBefore].some(
    one => one.certain && one.app === node.app && one.name === node.name,
  );
}

function lookUp(
  reference: MigrationReference,
  byKey: ReadonlyMap<string, MigrationNode>,
  replacement: ReadonlyMap<string, MigrationNode>,
): MigrationNode | undefined {
  let node = byKey.get(key(reference.app, reference.name));
  // A squash may itself have been squashed.
  for (let depth = 0; depth < 16; depth++) {
    const next: MigrationNode | undefined = replacement.get(
      node ? key(node.app, node.name) : key(reference.app, reference.name),
    );
    if (!next || next === node) break;
    node = next;
  }
  return node;
}

/** The package's own nodes that a node depends on; a squash also depends on what the replaced ones did. */
function resolved(
  node: MigrationNode,
  byKey: ReadonlyMap<string, MigrationNode>,
  replacement: ReadonlyMap<string, MigrationNode>,
): MigrationNode[] {
  const out = new Set<MigrationNode>();
  const add = (from: MigrationNode): void => {
    for (const reference of from.dependencies) {
      const parent = lookUp(reference, byKey, replacement);
      if (parent && parent !== node) out.add(parent);
    }
  };
  add(node);
  if (replacement.size > 0) {
    for (const one of node.replaces) {
      const replaced = byKey.get(key(one.app, one.name));
      if (replaced) add(replaced);
    }
  }
  return [...out];
}

function parentsOf(
  node: MigrationNode,
  byKey: ReadonlyMap<string, MigrationNode>,
  replacement: ReadonlyMap<string, MigrationNode>,
  apps: ReadonlySet<string>,
  problems: GraphProblem[],
): MigrationNode[] {
  for (const reference of [...node.dependencies, ...node.runBefore]) {
    if (!apps.has(reference.app) || reference.name.startsWith('__')) continue;
    if (reference.certain && !lookUp(reference, byKey, replacement))
      problems.push({ kind: 'missing', reference, node });
  }
  const parents = resolved(node, byKey, replacement);
  for (const other of byKey.values()) {
    if (other !== node && other.runBefore.some(reference => lookUp(reference, byKey, replacement) === node))
      parents.push(other);
  }
  return parents;
}

/** Parents first, otherwise by app and name; nodes of a cycle come where they are met, and are reported. */
function sort(
  nodes: readonly MigrationNode[],
  parents: (node: MigrationNode) => readonly MigrationNode[],
  problems: GraphProblem[],
): MigrationNode[] {
  const state = new Map<MigrationNode, 'open' | 'done'>();
  const inside = new Set(nodes);
  const order: MigrationNode[] = [];
  const cyclic = new Set<MigrationNode>();
  for (const root of [...nodes].sort(byName)) {
    // An explicit stack: a chain of migrations can be long.
    const stack: { node: MigrationNode; waiting: MigrationNode[] }[] = [];
    const enter = (node: MigrationNode): void => {
      state.set(node, 'open');
      stack.push({ node, waiting: [...parents(node)].filter(parent => inside.has(parent)).sort(byName) });
    };
    if (!state.has(root)) enter(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.waiting.shift();
      if (next === undefined) {
        state.set(top.node, 'done');
        order.push(top.node);
        stack.pop();
        continue;
      }
      const seen = state.get(next);
      if (seen === undefined) enter(next);
      else if (seen === 'open') {
        const from = stack.findIndex(entry => entry.node === next);
        const nodesOfCycle = stack.slice(from).map(entry => entry.node);
        if (!nodesOfCycle.some(node => cyclic.has(node))) problems.push({ kind: 'cycle', nodes: nodesOfCycle });
        for (const node of nodesOfCycle) cyclic.add(node);
      }
    }
  }
  return order;
}

function byName(a: MigrationNode, b: MigrationNode): number {
  const left = key(a.app, a.name);
  const right = key(b.app, b.name);
  return left < right ? -1 : left > right ? 1 : 0;
}
