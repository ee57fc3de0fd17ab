/** Django models of the package: labels, tables, fields, relations. */
import { tableOwner } from './models/owner.ts';
import { readModel } from './models/reading.ts';
import { registration } from './models/registration.ts';
import { splitTable } from './models/table-name.ts';
import type { ClassValue, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { Literal, ModelBase } from './base.ts';
import type { FieldModel } from './models/field.ts';
import type { TableOwner } from './models/owner.ts';

export type { FieldModel } from './models/field.ts';

/** An option of `class Meta`. */
export interface ModelOption {
  readonly literal: Literal;
  /** For parts of the model; rules do not look into it. */
  readonly value: Value;
  /** The value. */
  readonly at: Span;
  /** Where the name is bound. */
  readonly bound: Span;
}

/** A model that a model descends from without an abstract class between. */
export interface ModelParent {
  readonly label: string;
  readonly abstract: boolean;
  readonly proxy: boolean;
  /** A model of the host. */
  readonly core: boolean;
  /** The class, of an own parent. */
  readonly value: ClassValue | null;
  readonly at: Span | null;
}

export interface DjangoModel {
  /** `netbox_example.Widget`. */
  readonly label: string;
  /** App label, given by `Meta.app_label` or by the app that contains the module. */
  readonly app: string;
  /** Label of the own app that contains the module; `null` outside of all of them. */
  readonly definedIn: string | null;
  readonly name: string;
  readonly module: string;
  /** The class name in its definition. */
  readonly at: Span;
  /** Made by `type(…)`. */
  readonly dynamic: boolean;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly swappable: boolean;
  /** Table; of a proxy that of its parent; `null` for an abstract model or a computed name. */
  readonly table: string | null;
  readonly tableOption: ModelOption | null;
  /** Whose the table is by its name; `null` without a table of its own. */
  readonly owner: TableOwner | null;
  /** The model of the host that has this very table, in some release. */
  readonly coreModelOfTable: string | null;
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly parents: readonly ModelParent[];
  readonly options: ReadonlyMap<string, ModelOption>;
  /** Many-to-many field → table that Django makes for it (not those with an explicit through model). */
  readonly m2mTables: ReadonlyMap<string, string>;
  /**
   * Whether Django gets to know the model: `start` when its module is imported with the app's `models` (or by the package itself,
   * or in `ready()`), `later` when something else of the package imports it (views, forms), `never` when nothing does.
   */
  readonly registered: 'start' | 'later' | 'never';
}

function coreModelsByTable(base: ModelBase): Map<string, string> {
  const out = new Map<string, string>();
  for (const model of base.host.facts.models()) {
    if (model.proxy) continue;
    for (const table of model.tables.keys()) out.set(table, model.label);
  }
  return out;
}

/** The models of the package's apps, abstract ones included, in the order of their definition. */
export function findModels(base: ModelBase): readonly DjangoModel[] {
  const registered = registration(base);
  const owner = tableOwner(base);
  const coreModels = coreModelsByTable(base);
  const models: DjangoModel[] = [];
  for (const cls of base.program.classes) {
    const model = readModel(base, cls);
    if (!model) continue;
    const table = model.proxy ? null : model.table;
    models.push({
      ...model,
      registered: registered(cls.module.name),
      owner: table === null ? null : owner(table),
      coreModelOfTable: table === null ? null : (coreModels.get(splitTable(table).name) ?? null),
    });
  }
  return models;
}
