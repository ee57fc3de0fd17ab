/** Rows of others' models that the package writes through the ORM, and schema changes that it makes through a schema editor. */
import { alternativesOf, isOptIn, methodOf, stepsOf, stringOf } from '../../program/index.ts';
import { djangoApps } from '../models/apps.ts';
import { modelClass } from '../models/label.ts';
import {
  calleeName,
  entryOf,
  functionEntry,
  inMigration,
  isSchemaEditor,
  rowsOf,
  SCHEMA_METHODS,
} from './historical.ts';
import type { CallEffect, Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';
import type { LiveModelUse, MigrationNode, MigrationOperation, RowWrite, SchemaChange } from './model.ts';

/** Methods of managers, querysets and instances that write (Django: ref/models/querysets and ref/models/instances), asynchronous ones too. */
const WRITES: Readonly<
  Record<string, { readonly effect: RowWrite['effect']; readonly on: 'rows' | 'instance' | 'both' }>
> = {
  create: { effect: 'insert', on: 'rows' },
  bulk_create: { effect: 'insert', on: 'rows' },
  get_or_create: { effect: 'insert', on: 'rows' },
  update_or_create: { effect: 'upsert', on: 'rows' },
  update: { effect: 'update', on: 'rows' },
  bulk_update: { effect: 'update', on: 'rows' },
  delete: { effect: 'delete', on: 'both' },
  _raw_delete: { effect: 'delete', on: 'rows' },
  save: { effect: 'update', on: 'instance' },
  save_base: { effect: 'update', on: 'instance' },
};

/** Methods that leave the rows what they are. */
const MODIFYING = new Set([
  'all',
  'order_by',
  'using',
  'distinct',
  'select_related',
  'prefetch_related',
  'only',
  'defer',
  'iterator',
  'reverse',
  'values',
  'values_list',
  'annotate',
  'alias',
  'db_manager',
  'get_queryset',
  'select_for_update',
]);

interface Writer {
  readonly method: string;
  readonly object: Value;
  readonly write: (typeof WRITES)[string];
}

const ASYNCHRONOUS = /^a(?:create|bulk_create|get_or_create|update_or_create|update|bulk_update|delete|save)$/;

function writerOf(call: CallEffect, written: string): Writer | undefined {
  const name = ASYNCHRONOUS.test(written) ? written.slice(1) : written;
  const write = Object.hasOwn(WRITES, name) ? WRITES[name] : undefined;
  const method = write ? methodOf(call.callee) : undefined;
  return write && method ? { method: name, object: method.object, write } : undefined;
}

/** Places of functions that only run when a migration is taken back (`reverse_code`). */
export function backwardsEntries(nodes: readonly MigrationNode[]): Set<string> {
  const forwards = new Set<string>();
  const backwards = new Set<string>();
  const note = (value: Value | null, set: Set<string>): void => {
    for (const one of value ? alternativesOf(value) : []) {
      const entry = functionEntry(one);
      if (entry !== undefined) set.add(entry);
    }
  };
  const visit = (operations: readonly MigrationOperation[]): void => {
    for (const operation of operations) {
      if (operation.kind === 'separate') visit([...operation.database, ...operation.state]);
      else if (operation.kind === 'python') {
        note(operation.code, forwards);
        note(operation.reverse, backwards);
      }
    }
  };
  for (const node of nodes) visit(node.operations);
  for (const place of forwards) backwards.delete(place);
  return backwards;
}

/** All writes of rows of models that are not the package's own; each place, model and method once. */
export function findRowWrites(base: ModelBase, backwards: ReadonlySet<string>): RowWrite[] {
  const own = djangoApps(base).labels;
  const { facts } = base.host;
  const coreApps = new Set([...facts.apps()].filter(([, app]) => app.core).map(([label]) => label));
  const appOf = (model: string): string => model.slice(0, model.indexOf('.'));
  const withOwn = new Set<string>();
  const out: RowWrite[] = [];
  const pending: { entry: string; write: Omit<RowWrite, 'withOwnModels'> }[] = [];
  for (const call of base.program.calls) {
    if (call.phase === 'dead') continue;
    const name = calleeName(call.callee);
    if (name === undefined) continue;
    if (name === 'get_model') {
      const model = modelClass(base, call.result);
      if (model !== undefined && own.has(appOf(model))) withOwn.add(entryOf(call));
    }
    const writer = writerOf(call, name);
    if (!writer) continue;
    for (const object of alternativesOf(writer.object)) {
      const rows = rowsOf(base, object);
      if (!rows) continue;
      const { write } = writer;
      if (write.on === 'rows' ? rows.kind === 'instance' : write.on === 'instance' && rows.kind !== 'instance')
        continue;
      if (own.has(appOf(rows.model))) {
        withOwn.add(entryOf(call));
        continue;
      }
      const core = coreApps.has(appOf(rows.model));
      const made = madeHere(base, object);
      pending.push({
        entry: entryOf(call),
        write: {
          model: rows.model,
          core,
          method: writer.method,
          effect: writer.method === 'save' && made ? 'insert' : write.effect,
          everyRow:
            (write.effect === 'update' || write.effect === 'delete') &&
            !made &&
            isEveryRow(base, writer.method === 'bulk_update' ? call.args[0] : object, rows.model),
          ofApp: confinedApp(object),
          at: call.at,
          phase: call.phase,
          inMigration: inMigration(call),
          backwards: backwards.has(entryOf(call)),
          optIn: isOptIn(base.program.interpreter, call),
          trace: stepsOf(call.frame),
        },
      });
    }
  }
  const seen = new Map<string, number>();
  for (const { entry, write } of pending) {
    const key = `${write.at.file}:${write.at.start}:${write.model}:${write.method}`;
    const known = seen.get(key);
    const before = known === undefined ? undefined : out[known];
    const one: RowWrite = { ...write, withOwnModels: withOwn.has(entry) };
    if (known === undefined) {
      seen.set(key, out.length);
      out.push(one);
    } else if (before && before.backwards && !one.backwards) out[known] = one;
  }
  return out;
}

/** True for an instance that the package made itself, so that saving it inserts. */
function madeHere(base: ModelBase, value: Value): boolean {
  if (value.kind === 'call' && modelClass(base, value.callee) !== undefined) return true;
  if (value.kind === 'item' && value.object.kind === 'call')
    return methodOf(value.object.callee)?.name === 'get_or_create';
  return false;
}

/**
 * True when nothing from outside the model's own rows confines which rows are written: `Model.objects.update(…)`,
 * `for row in Model.objects.all(): row.save()`, `filter(name=name)` where `name` runs over the model's own names.
 */
function isEveryRow(base: ModelBase, value: Value | undefined, model: string, depth = 12): boolean {
  if (depth === 0 || value === undefined) return false;
  if (value.kind === 'element') return isEveryRow(base, value.of, model, depth - 1);
  // A row picked by its place is one row.
  if (value.kind === 'item') return false;
  if (value.kind === 'symbol' || value.kind === 'attribute') {
    const method = methodOf(value);
    return method !== undefined && rowsOf(base, value)?.kind === 'manager';
  }
  if (value.kind !== 'call') return false;
  const method = methodOf(value.callee);
  if (!method) return false;
  if (MODIFYING.has(method.name)) return isEveryRow(base, method.object, model, depth - 1);
  if (method.name !== 'filter') return false;
  if (value.args.length > 0 || value.keywords.size === 0) return false;
  for (const argument of value.keywords.values()) if (!comesFromRows(base, argument, model)) return false;
  return isEveryRow(base, method.object, model, depth - 1);
}

/** True when a value was taken from rows of the same model, all of them. */
function comesFromRows(base: ModelBase, value: Value, model: string, depth = 8): boolean {
  if (depth === 0) return false;
  switch (value.kind) {
    case 'element':
      return rowsOf(base, value.of)?.model === model && isEveryRow(base, value.of, model);
    case 'item':
      return comesFromRows(base, value.object, model, depth - 1);
    case 'attribute':
      return comesFromRows(base, value.object, model, depth - 1);
    default:
      return false;
  }
}

/** `app_label='dcim'` of a filter in the chain. */
function confinedApp(value: Value, depth = 12): string | null {
  if (depth === 0) return null;
  if (value.kind === 'element') return confinedApp(value.of, depth - 1);
  if (value.kind === 'attribute') return confinedApp(value.object, depth - 1);
  if (value.kind !== 'call') return null;
  for (const name of ['app_label', 'content_type__app_label', 'object_type__app_label']) {
    const text = stringOf(value.keywords.get(name));
    if (text !== undefined) return text;
  }
  const method = methodOf(value.callee);
  return method ? confinedApp(method.object, depth - 1) : null;
}

/** Methods by which an operation does its work on the database, under the app label that it is given first. */
const APPLYING = new Set(['database_forwards', 'database_backwards']);

/** True for an operation of Django's that the package makes itself; what a method of an own one calls is read with that one. */
function isOperation(value: Value): boolean {
  return (
    value.kind === 'call' && value.callee.kind === 'symbol' && value.callee.path.startsWith('django.db.migrations.')
  );
}

function circumstancesOf(
  call: CallEffect,
  backwards: ReadonlySet<string>,
): Pick<SchemaChange, 'at' | 'inMigration' | 'backwards' | 'phase' | 'trace'> {
  return {
    at: call.at,
    inMigration: inMigration(call),
    backwards: backwards.has(entryOf(call)),
    phase: call.phase,
    trace: stepsOf(call.frame),
  };
}

/** Calls of schema editors with the model that they change, and of operations that are applied by hand. */
export function findSchemaChanges(
  base: ModelBase,
  calls: readonly CallEffect[],
  backwards: ReadonlySet<string>,
): SchemaChange[] {
  const own = djangoApps(base).labels;
  const coreApps = new Set([...base.host.facts.apps()].filter(([, app]) => app.core).map(([label]) => label));
  const out: SchemaChange[] = [];
  for (const call of calls) {
    const name = calleeName(call.callee);
    if (call.phase === 'dead' || name === undefined) continue;
    const applied = APPLYING.has(name);
    if (!applied && !SCHEMA_METHODS.has(name)) continue;
    const method = methodOf(call.callee);
    if (!method) continue;
    if (applied) {
      const label = isOperation(method.object) ? stringOf(call.args[0] ?? call.keywords.get('app_label')) : undefined;
      if (label === undefined) continue;
      const change = { method: method.name, model: null, label, core: coreApps.has(label), own: own.has(label) };
      out.push({ ...change, ...circumstancesOf(call, backwards) });
      continue;
    }
    if (!alternativesOf(method.object).some(isSchemaEditor)) continue;
    const argument = call.args[0] ?? call.keywords.get('model');
    for (const one of argument ? alternativesOf(argument) : []) {
      const model = modelClass(base, one) ?? throughModel(base, one);
      const app = model?.slice(0, model.indexOf('.'));
      out.push({
        method: method.name,
        model: model ?? null,
        label: null,
        core: app !== undefined && coreApps.has(app),
        own: app !== undefined && own.has(app),
        ...circumstancesOf(call, backwards),
      });
    }
  }
  return out;
}

/** `Model.field.through` belongs to the model. */
function throughModel(base: ModelBase, value: Value): string | undefined {
  if (value.kind === 'attribute' && value.name === 'through' && value.object.kind === 'attribute')
    return modelClass(base, value.object.object);
  return undefined;
}

/** Model classes of the package that its migrations use as they are today instead of `apps.get_model()`. */
export function findLiveModels(base: ModelBase): LiveModelUse[] {
  const own = djangoApps(base);
  const out: LiveModelUse[] = [];
  for (const call of base.program.calls) {
    if (!inMigration(call)) continue;
    const method = methodOf(call.callee);
    if (!method) continue;
    for (const object of alternativesOf(method.object)) {
      const live = liveManager(object);
      const model = live ? modelClass(base, live) : undefined;
      if (model !== undefined && own.labels.has(model.slice(0, model.indexOf('.'))))
        out.push({ model, at: call.at, rows: true });
    }
  }
  return out;
}

/** The own class whose manager a value is (`Widget.objects`). */
function liveManager(value: Value): Value | undefined {
  if (value.kind !== 'attribute') return undefined;
  return /^(?:objects|_default_manager|_base_manager)$/.test(value.name) && value.object.kind === 'class'
    ? value.object
    : undefined;
}
