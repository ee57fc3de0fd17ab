/** The migration modules of the package's apps, read as Django's loader finds them (django/db/migrations/loader.py). */
import { alternativesOf, ancestorPaths, ownMember, stringOf } from '../../program/index.ts';
import { djangoApps } from '../models/apps.ts';
import { labelOf } from '../models/label.ts';
import { readOperations } from './operations.ts';
import { madeAttribute, redirectOfMigration } from './simulate.ts';
import type { Undecided } from '../../finding.ts';
import type { ClassValue, OwnModule, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { DjangoApp } from '../models/apps.ts';
import type { AppMigrations, GraphProblem, MigrationNode, MigrationOperation, MigrationReference } from './model.ts';

const MIGRATION = 'django.db.migrations.Migration';

export interface ReadApp extends AppMigrations {
  readonly problems: readonly GraphProblem[];
}

/** Reads the migrations of every app of the package, each app's nodes in the order of their names. */
export function readApps(base: ModelBase): ReadApp[] {
  return djangoApps(base).own.map(app => readApp(base, app));
}

function readApp(base: ModelBase, app: DjangoApp): ReadApp {
  const { modules } = base.program.interpreter;
  const folder = `${app.module}.migrations`;
  const names = modules
    .names()
    .filter(name => name.startsWith(`${folder}.`) && !name.slice(folder.length + 1).includes('.'));
  const [first] = names;
  const begin = modules.get(first ?? folder);
  const common = { app: app.label, module: app.module, at: begin ? firstStatement(begin) : null };
  if (!modules.has(folder)) return { ...common, folder: 'missing', nodes: [], partial: false, problems: [] };
  // A module `migrations.py` has no __path__: Django takes the app for one without migrations.
  const init = modules.fileOf(folder);
  if (!init || !init.path.endsWith('__init__.py'))
    return { ...common, folder: 'no-init', nodes: [], partial: false, problems: [] };
  const nodes: MigrationNode[] = [];
  const problems: GraphProblem[] = [];
  let partial = false;
  for (const name of names) {
    const last = name.slice(folder.length + 1);
    // Names that begin with `_` or `~` are passed over, and packages too.
    if (/^[_~]/.test(last) || modules.fileOf(name)?.path.endsWith('__init__.py')) continue;
    const module = modules.get(name);
    if (!module) {
      partial = true;
      continue;
    }
    const cls = migrationClass(module);
    if (!cls) {
      if (module.parsed.problems.length > 0 || module.scope?.names.has('Migration')) partial = true;
      else problems.push({ kind: 'no-class', app: app.label, at: firstStatement(module) });
      continue;
    }
    const node = readNode(base, app, last, module, cls);
    partial ||= module.parsed.problems.length > 0 || node.operations.some(isUnknown);
    nodes.push(node);
  }
  return { ...common, folder: 'package', nodes, partial, problems };
}

function firstStatement(module: OwnModule): Span {
  const [first] = module.parsed.tree.body;
  return { file: module.file, start: first?.start ?? 0, end: first?.end ?? 0 };
}

function isUnknown(operation: MigrationOperation): boolean {
  switch (operation.kind) {
    case 'unknown':
      return true;
    case 'own':
      return operation.work?.state !== 'nothing';
    case 'create-model':
      return operation.name === null;
    case 'separate':
      return operation.state.some(isUnknown);
    default:
      return false;
  }
}

function migrationClass(module: OwnModule): ClassValue | undefined {
  const bound = module.scope?.names.get('Migration');
  return bound ? alternativesOf(bound).find(one => one.kind === 'class') : undefined;
}

function readNode(base: ModelBase, app: DjangoApp, name: string, module: OwnModule, cls: ClassValue): MigrationNode {
  const undecided: Undecided[] = [];
  const member = (attribute: string): Value | undefined =>
    madeAttribute(base, cls, attribute, app.label) ?? ownMember(cls, attribute)?.value;
  const references = (attribute: string): References => referencesOf(base, member(attribute), app.label, cls);
  const dependencies = references('dependencies');
  const redirect = redirectOfMigration(base, cls, name, app.label);
  const operations = readOperations(base, member('operations'), redirect?.text ?? app.label, 'both', cls.at);
  for (const operation of operations) {
    if (operation.kind === 'unknown')
      undecided.push({ limit: 'migrations', reason: operation.reason, at: operation.at });
  }
  if (!ancestorPaths(base.program.interpreter, cls).includes(MIGRATION)) {
    undecided.push({ limit: 'migrations', reason: 'the class Migration does not descend from Django’s', at: cls.at });
  }
  return {
    app: app.label,
    name,
    module: module.name,
    file: module.file,
    at: cls.at,
    dependencies: dependencies.pairs,
    linked: dependencies.complete,
    runBefore: references('run_before').pairs,
    replaces: references('replaces').pairs,
    operations,
    redirect,
    undecided,
  };
}

interface References {
  readonly pairs: readonly MigrationReference[];
  readonly complete: boolean;
}

/** The pairs of a list, or of each of several alternative lists. */
function referencesOf(base: ModelBase, value: Value | undefined, app: string, cls: ClassValue): References {
  const pairs: MigrationReference[] = [];
  let complete = true;
  const lists = value ? alternativesOf(value) : [];
  for (const list of lists) {
    if (list.kind !== 'sequence') {
      complete = false;
      continue;
    }
    complete &&= !list.open;
    for (const item of list.items) {
      const alternatives = alternativesOf(item);
      for (const one of alternatives) {
        const pair = referenceOf(base, one, app, cls, lists.length === 1 && alternatives.length === 1);
        if (pair) pairs.push(pair);
        else complete &&= isDependencyCall(one);
      }
    }
  }
  return { pairs, complete };
}

function isDependencyCall(value: Value): boolean {
  return value.kind === 'call' && value.callee.kind === 'symbol' && value.callee.path.endsWith('.swappable_dependency');
}

function referenceOf(
  base: ModelBase,
  value: Value,
  app: string,
  cls: ClassValue,
  certain: boolean,
): MigrationReference | undefined {
  if (value.kind === 'sequence') {
    const label = stringOf(value.items[0]);
    const name = stringOf(value.items[1]);
    return label !== undefined && name !== undefined
      ? { app: label, name, at: value.at ?? cls.at, certain }
      : undefined;
  }
  if (value.kind !== 'call' || !isDependencyCall(value)) return undefined;
  const model = value.args[0] ? labelOf(base, value.args[0], app, app) : null;
  return model ? { app: model.slice(0, model.indexOf('.')), name: '__first__', at: value.at, certain } : undefined;
}
