/** A user's configuration.py as far as plugins are concerned, read without running it, with the places of everything. */
import { configurationPackage } from '../host/netbox/start/configuration.ts';
import { netboxKnowledge } from '../host/netbox/knowledge.ts';
import { interpret } from '../program/index.ts';
import { LineIndex } from '../source.ts';
import { plainOf } from './plain.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Dict, Expression, Module, Statement } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Plain } from './plain.ts';

export interface RepeatedKey {
  readonly key: string;
  /** `null` for a repeated plugin, else the plugin whose setting is repeated. */
  readonly plugin: string | null;
  readonly at: Span;
}

export interface GivenConfiguration {
  readonly kind: 'read';
  /** `null` where the file does not bind it. */
  readonly plugins: Plain | null;
  readonly pluginsConfig: Plain | null;
  /** Names at the top level of the file, with the place of their first binding. */
  readonly names: ReadonlyMap<string, Span>;
  /** Names may come from elsewhere too (`from x import *`). */
  readonly open: boolean;
  /** Keys that a later one of the same dictionary display takes the place of. */
  readonly repeated: readonly RepeatedKey[];
  readonly index: LineIndex;
}

/** A file that Python does not accept: NetBox does not start with it. */
export interface BrokenConfiguration {
  readonly kind: 'broken';
  readonly message: string;
  readonly at: Span;
  readonly index: LineIndex;
}

/** Reads the bytes of a configuration.py. What comes from the environment or a call is unknown. */
export function readGiven(bytes: Uint8Array, facts: HostFacts): GivenConfiguration | BrokenConfiguration {
  const pkg = configurationPackage(bytes);
  const program = interpret(pkg, netboxKnowledge(facts, pkg), () => undefined);
  const module = program.modules.get('configuration');
  if (!module) throw new Error('the module of configuration.py was not loaded');
  const index = new LineIndex(module.text);
  const [problem] = program.problems;
  if (problem) return { kind: 'broken', message: problem.message, at: problem, index };
  const { tree } = module.parsed;
  const names = namesOf(tree, module.file);
  const scope = module.scope?.names;
  const valueOf = (name: string): Plain | null => {
    const value = scope?.get(name);
    if (value) return plainOf(value);
    const at = names.get(name);
    return at ? { kind: 'unknown', at } : null;
  };
  return {
    kind: 'read',
    plugins: valueOf('PLUGINS'),
    pluginsConfig: valueOf('PLUGINS_CONFIG'),
    names,
    open: scope?.has('__getattr__') === true || tree.body.some(isStarImport),
    repeated: repeatedKeys(tree, module.file),
    index,
  };
}

function isStarImport(statement: Statement): boolean {
  return statement.type === 'ImportFrom' && statement.names.some(one => one.name === '*');
}

function namesOf(tree: Module, file: string): ReadonlyMap<string, Span> {
  const names = new Map<string, Span>();
  for (const statement of tree.body) {
    const targets =
      statement.type === 'Assign' ? statement.targets : statement.type === 'AnnAssign' ? [statement.target] : [];
    for (const target of targets) {
      if (target.type !== 'Name' || names.has(target.id)) continue;
      names.set(target.id, { file, start: target.start, end: target.end });
    }
  }
  return names;
}

function repeatedKeys(tree: Module, file: string): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  for (const statement of tree.body) {
    if (statement.type !== 'Assign' && statement.type !== 'AnnAssign') continue;
    const targets = statement.type === 'Assign' ? statement.targets : [statement.target];
    if (!targets.some(target => target.type === 'Name' && target.id === 'PLUGINS_CONFIG')) continue;
    const { value } = statement;
    if (value?.type !== 'Dict') continue;
    found.push(...repeatedIn(value, null, file));
    for (const [at, section] of value.values.entries()) {
      const key = textOf(value.keys[at]);
      if (section.type !== 'Dict' || key === undefined) continue;
      found.push(...repeatedIn(section, key, file));
    }
  }
  return found;
}

function* repeatedIn(dict: Dict, plugin: string | null, file: string): Iterable<RepeatedKey> {
  const last = new Map<string, number>();
  for (const [at, key] of dict.keys.entries()) {
    const text = textOf(key);
    if (text !== undefined) last.set(text, at);
  }
  for (const [at, key] of dict.keys.entries()) {
    const text = textOf(key);
    if (!key || text === undefined || last.get(text) === at) continue;
    yield { key: text, plugin, at: { file, start: key.start, end: key.end } };
  }
}

function textOf(key: Expression | null | undefined): string | undefined {
  return key?.type === 'Constant' && key.value.kind === 'str' ? key.value.value : undefined;
}
