/**
 * What `manage.py makemigrations` would write for the package: its models as the code has them against the state that its
 * migrations give (django/db/migrations/autodetector.py, 4.2 to 6.1). Renames are told as Django tells them without somebody to
 * ask: as a removal and an addition.
 */
import { codeModel, hasUnknownAncestor, placeOf, type At, type CodeModel } from './drift-models.ts';
import { compareFields } from './drift-field.ts';
import { differentObjects, differs, type NamedObject, type NamedObjects } from './drift-options.ts';
import { ALTERED_OPTIONS, migrationState, stateField, type MigrationState, type StateModel } from './drift-state.ts';
import { textOf } from './drift-text.ts';
import { replayMigrations } from './index.ts';
import { registration } from '../models/registration.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { AppMigrations } from './model.ts';

/**
 * `missing`: the models use what the database does not have; `left`: the database has what no model uses any more;
 * `stored`: table or column are otherwise; `none`: only Django's picture of the models differs.
 */
export type DriftEffect = 'missing' | 'left' | 'stored' | 'none';

export interface DriftChange {
  readonly kind:
    | 'create-model'
    | 'delete-model'
    | 'add-field'
    | 'remove-field'
    | 'alter-field'
    | 'options'
    | 'table'
    | 'index'
    | 'constraint'
    | 'together';
  /** Label of the app that the migration would be written for. */
  readonly app: string;
  /** `netbox_example.Widget`. */
  readonly model: string;
  /** The field, index or constraint. */
  readonly name: string | null;
  /** What makemigrations prints, without the sign before it: `Add field colour to widget`. */
  readonly description: string;
  readonly effect: DriftEffect;
  /** What of a field or of options differs. */
  readonly differs: readonly string[];
  /** A class of the host brings the field. */
  readonly inherited: boolean;
  /** The model or field in the code; in a migration where the code has none. */
  readonly at: Span;
  readonly releases: ReleaseSet;
}

/** A part that could not be compared. */
export interface DriftUndecided {
  readonly app: string;
  readonly reason: string;
  readonly at: Span;
}

export interface Drift {
  /** In the order in which Django writes them, app by app. */
  readonly changes: readonly DriftChange[];
  readonly undecided: readonly DriftUndecided[];
}

type Change = Omit<DriftChange, 'releases' | 'app'>;

/** First releases of NetBox with a rule of Django's, or of its own. */
const SINCE = {
  /** Django 5.2: `through_fields` is deconstructed. */
  throughFields: '4.3',
  /** NetBox takes texts for readers out of the options as well (core/apps.py). */
  withoutNames: '3.6',
} as const;

/** Compares models and migrations in every release under check. */
export function findDrift(base: ModelBase): Drift {
  const { facts, releases } = base.host;
  const migrations = replayMigrations(base);
  const state = migrationState(base, migrations.order);
  const merged = new Map<string, DriftChange>();
  const undecided = new Map<string, DriftUndecided>();
  for (let release = 0; release < facts.releases.length; release++) {
    if (((releases >> release) & 1) === 0) continue;
    const comparison = new Comparison(base, release, state);
    for (const app of migrations.apps) comparison.app(app);
    for (const { app, change } of comparison.changes) {
      const key = `${app}\0${change.description}\0${change.effect}`;
      const known = merged.get(key);
      // The newest release tells what differs.
      merged.set(key, { ...change, app, releases: (known?.releases ?? 0) | (1 << release) });
    }
    for (const one of comparison.undecided)
      undecided.set(`${one.app}\0${one.reason}\0${one.at.file}\0${one.at.start}`, one);
  }
  return { changes: [...merged.values()], undecided: [...undecided.values()] };
}

function since(versions: readonly string[], release: number, minor: string): boolean {
  const first = versions.findIndex(version => version.startsWith(`${minor}.`));
  return first >= 0 && release >= first;
}

const isWithin = (module: string, of: string): boolean => module === of || module.startsWith(`${of}.`);

class Comparison {
  readonly #at: At;
  readonly #state: MigrationState;
  readonly #withoutNames: boolean;
  readonly changes: { readonly app: string; readonly change: Change }[] = [];
  readonly undecided: DriftUndecided[] = [];

  constructor(base: ModelBase, release: number, state: MigrationState) {
    const { releases } = base.host.facts;
    const host = { ...base.host, newest: release };
    this.#at = {
      base: { ...base, host },
      release,
      rules: { throughFields: since(releases, release, SINCE.throughFields) },
    };
    this.#withoutNames = since(releases, release, SINCE.withoutNames);
    this.#state = state;
  }

  app(app: AppMigrations): void {
    const { base } = this.#at;
    // Django leaves apps without migrations alone; what could not be read may hold anything.
    if (app.folder !== 'package') return;
    const place = app.nodes.at(-1)?.at ?? app.at;
    if (app.partial || this.#state.open.has(app.app)) {
      if (place) this.#open(app.app, 'some operations of the migrations are not known', place);
      return;
    }
    const registered = registration(base);
    const code = new Map<string, CodeModel>();
    const doubtful = new Set<string>();
    /** Names of classes that may be models by what they descend from. */
    const perhaps = new Set<string>();
    let dynamic = false;
    for (const cls of base.program.classes) {
      const model = codeModel(this.#at, cls);
      if (!model && isWithin(cls.module.name, app.module) && hasUnknownAncestor(base, cls))
        perhaps.add(`${app.app}.${cls.name}`.toLowerCase());
      if (!model || model.read.app !== app.app || model.read.abstract) continue;
      const key = model.read.label.toLowerCase();
      // Two classes of one name are alternatives, of which a condition picks one.
      if (code.has(key) || model.read.dynamic || registered(cls.module.name) !== 'start') {
        doubtful.add(key);
        dynamic ||= model.read.dynamic;
      }
      if (!model.read.swappable) code.set(key, model);
    }
    const state = [...this.#state.models].filter(([, one]) => one.app === app.app);
    const stateByKey = new Map(state);
    for (const [key, one] of state) {
      if (code.has(key)) continue;
      if (dynamic) this.#open(app.app, `classes are made while the code runs, ${one.name} may be one of them`, one.at);
      else if (perhaps.has(key)) this.#open(app.app, `whether the class ${one.name} is a model`, one.at);
      else this.#add(app.app, deleted(one));
    }
    for (const [key, one] of code) {
      if (stateByKey.has(key)) continue;
      if (doubtful.has(key)) this.#open(app.app, `whether NetBox loads the model ${one.read.name}`, one.read.at);
      else this.#add(app.app, created(one));
    }
    for (const [key, one] of code) {
      const before = stateByKey.get(key);
      if (!before) continue;
      if (doubtful.has(key)) this.#open(app.app, `which class the model ${one.read.name} is`, one.read.at);
      else this.#model(before, one);
    }
  }

  #add(app: string, change: Change): void {
    this.changes.push({ app, change });
  }

  #open(app: string, reason: string, at: Span): void {
    this.undecided.push({ app, reason, at });
  }

  #model(before: StateModel, model: CodeModel): void {
    const { read } = model;
    const managed = read.managed && !read.proxy;
    this.#options(before, model);
    if (!managed) return;
    this.#objects(before, model, 'index', { known: before.indexes, open: before.openIndexes }, model.indexes);
    this.#fields(before, model);
    this.#together(before, model);
    this.#objects(
      before,
      model,
      'constraint',
      { known: before.constraints, open: before.openConstraints },
      model.constraints,
    );
    this.#table(before, model);
  }

  #options(before: StateModel, model: CodeModel): void {
    const { read } = model;
    if (model.openOptions || before.openOptions) {
      this.#open(read.app, `options of the model ${read.name}`, read.at);
      return;
    }
    const certain: string[] = [];
    const open: string[] = [];
    for (const name of ALTERED_OPTIONS) {
      if (this.#withoutNames && name.startsWith('verbose_name')) continue;
      const value = before.options.get(name);
      const different = differs(value && textOf(this.#at.base, value), model.options.get(name));
      if (different === true) certain.push(name);
      else if (different === null) open.push(name);
    }
    if (certain.length > 0) {
      this.#add(read.app, {
        ...of(model),
        kind: 'options',
        name: null,
        description: `Change Meta options on ${read.name.toLowerCase()}`,
        effect: 'none',
        differs: certain,
      });
    } else if (open.length > 0)
      this.#open(read.app, `the options ${open.join(', ')} of the model ${read.name}`, read.at);
  }

  #fields(before: StateModel, model: CodeModel): void {
    const { read } = model;
    const name = read.name.toLowerCase();
    const old = new Map(
      [...before.fields].map(([key, entry]) => [key, stateField(this.#at.base, entry, this.#at.rules)]),
    );
    for (const [key, field] of old) {
      if (model.fields.has(key)) continue;
      if (model.openFields) {
        this.#open(
          read.app,
          `the field ${key} of the model ${read.name} may come from a base that is not known`,
          read.at,
        );
        continue;
      }
      this.#add(read.app, {
        ...of(model),
        kind: 'remove-field',
        name: key,
        description: `Remove field ${key} from ${name}`,
        effect: field.family === 'tags' ? 'none' : 'left',
        differs: [],
      });
    }
    for (const [key, field] of model.fields) {
      if (old.has(key)) continue;
      if (before.openFields) {
        this.#open(read.app, `the field ${key} of the model ${read.name} in the migrations`, field.at);
        continue;
      }
      this.#add(read.app, {
        ...of(model, key),
        kind: 'add-field',
        name: key,
        description: `Add field ${key} to ${name}`,
        effect: field.family === 'tags' ? 'none' : 'missing',
        differs: [],
      });
    }
    for (const [key, field] of model.fields) {
      const was = old.get(key);
      if (!was) continue;
      if (was.manyToMany !== field.manyToMany) {
        this.#add(read.app, {
          ...of(model, key),
          kind: 'remove-field',
          name: key,
          description: `Remove field ${key} from ${name}`,
          effect: 'left',
          differs: [],
        });
        this.#add(read.app, {
          ...of(model, key),
          kind: 'add-field',
          name: key,
          description: `Add field ${key} to ${name}`,
          effect: 'missing',
          differs: [],
        });
        continue;
      }
      const { certain, open, stored } = compareFields(was, field);
      if (certain.length > 0) {
        this.#add(read.app, {
          ...of(model, key),
          kind: 'alter-field',
          name: key,
          description: `Alter field ${key} on ${name}`,
          effect: stored ? 'stored' : 'none',
          differs: certain,
        });
      } else if (open.length > 0)
        this.#open(read.app, `${open.join(', ')} of the field ${key} of the model ${read.name}`, field.at);
    }
  }

  #together(before: StateModel, model: CodeModel): void {
    const { read } = model;
    const [old, now] = [before.unique, model.unique];
    if (!old || !now) this.#open(read.app, `unique_together of the model ${read.name}`, read.at);
    else if (old.join(';') !== now.join(';')) {
      this.#add(read.app, {
        ...of(model),
        at: optionPlace(model, 'unique_together'),
        kind: 'together',
        name: null,
        description: `Alter unique_together for ${read.name.toLowerCase()} (${now.length} constraint(s))`,
        effect: 'stored',
        differs: ['unique_together'],
      });
    }
  }

  #objects(
    before: StateModel,
    model: CodeModel,
    kind: 'index' | 'constraint',
    old: NamedObjects,
    now: NamedObjects,
  ): void {
    const { read } = model;
    const name = read.name.toLowerCase();
    const change = (object: string, description: string): void => {
      const written = now.known.get(object)?.at;
      const option = optionPlace(model, kind === 'index' ? 'indexes' : 'constraints');
      const at = written?.file === option.file ? written : option;
      this.#add(read.app, { ...of(model), at, kind, name: object, description, effect: 'stored', differs: [] });
    };
    const remove = (one: NamedObject): void => {
      change(
        one.name,
        kind === 'index' ? `Remove index ${one.name} from ${name}` : `Remove constraint ${one.name} from model ${name}`,
      );
    };
    const add = (one: NamedObject): void => {
      change(
        one.name,
        kind === 'index' ? indexDescription(one, name) : `Create constraint ${one.name} on model ${name}`,
      );
    };
    if (old.open || now.open) {
      const plural = kind === 'index' ? 'indexes' : 'constraints';
      this.#open(read.app, `${plural} of the model ${read.name}`, old.open ? before.at : read.at);
      return;
    }
    const removed = [...old.known.values()].filter(one => !now.known.has(one.name));
    const added = [...now.known.values()].filter(one => !old.known.has(one.name));
    for (const one of removed) {
      // An index with another name and the same content is renamed without a question (Django 4.1).
      const same = kind === 'index' ? added.findIndex(other => other.text === one.text) : -1;
      const [to] = same < 0 ? [] : added.splice(same, 1);
      if (to) change(to.name, `Rename index ${one.name} on ${name} to ${to.name}`);
      else remove(one);
    }
    for (const [key, one] of now.known) {
      const was = old.known.get(key);
      if (!was) continue;
      const different = differentObjects(was, one);
      if (different === null) this.#open(read.app, `the ${kind} ${key} of the model ${read.name}`, read.at);
      if (different !== true) continue;
      remove(was);
      add(one);
    }
    for (const one of added) add(one);
  }

  #table(before: StateModel, model: CodeModel): void {
    const { read } = model;
    const value = before.options.get('db_table');
    const [old, now] = [value && textOf(this.#at.base, value), model.options.get('db_table')].map(text =>
      text === 'None' ? undefined : text,
    );
    const different = differs(old, now);
    if (different === null) this.#open(read.app, `the table of the model ${read.name}`, read.at);
    if (different !== true) return;
    const to = now === undefined ? '(default)' : now.replace(/^"(.*)"$/, '$1');
    this.#add(read.app, {
      ...of(model),
      at: optionPlace(model, 'db_table'),
      kind: 'table',
      name: null,
      description: `Rename table for ${read.name.toLowerCase()} to ${to}`,
      effect: 'missing',
      differs: ['db_table'],
    });
  }
}

function indexDescription(one: NamedObject, model: string): string {
  if (one.expressions.length > 0) return `Create index ${one.name} on ${one.expressions.join(', ')} on model ${model}`;
  return `Create index ${one.name} on field(s) ${one.fields.join(', ')} of model ${model}`;
}

function of(model: CodeModel, field: string | null = null): Pick<Change, 'model' | 'at' | 'inherited'> {
  const inherited = field !== null && (model.fields.get(field)?.inherited ?? false);
  return { model: model.read.label, at: placeOf(model, field), inherited };
}

/** Where an option is given; the model, where it is inherited or left out. */
function optionPlace(model: CodeModel, option: string): Span {
  return model.optionPlaces.get(option) ?? placeOf(model, null);
}

function created(model: CodeModel): Change {
  const { read } = model;
  return {
    ...of(model),
    kind: 'create-model',
    name: null,
    description: `Create ${read.proxy ? 'proxy ' : ''}model ${read.name}`,
    effect: read.managed && !read.proxy ? 'missing' : 'none',
    differs: [],
  };
}

function deleted(model: StateModel): Change {
  return {
    kind: 'delete-model',
    model: `${model.app}.${model.name}`,
    name: null,
    description: `Delete model ${model.name}`,
    effect: 'left',
    differs: [],
    inherited: false,
    at: model.at,
  };
}
