/** What a package's migrations are: nodes of Django's graph, their operations, and what those do to tables and rows. */
import type { Step, Undecided } from '../../finding.ts';
import type { Framework } from '../../host/context.ts';
import type { Phase, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { Declaration, FieldModel, Named } from '../models/field.ts';
import type { TableOwner } from '../models/owner.ts';
import type { DatabaseSchema } from './database/index.ts';
import type { OwnWork } from './simulate.ts';

/** A reference to a migration: `('dcim', '0001_initial')`. */
export interface MigrationReference {
  readonly app: string;
  /** A name, `__first__` or `__latest__`. */
  readonly name: string;
  /** The pair in the source. */
  readonly at: Span;
  /** False for one of several lists, of which a condition picks one. */
  readonly certain: boolean;
}

/** Whether an operation changes Django's picture of the models, the database, or both (`SeparateDatabaseAndState`). */
export type Stage = 'both' | 'state' | 'database';

interface OperationBase {
  /** The call that makes the operation. */
  readonly at: Span;
  readonly stage: Stage;
  /** Label of another app to which the operation redirects its work; `null` for the migration's own. */
  readonly redirect: Named | null;
  /** Its arguments by the names of Django's parameters, for parts of the model. */
  readonly given: ReadonlyMap<string, Value>;
  /** What Django's class of operation is initialised with; absent for an operation that is not known. */
  readonly declared?: Declaration;
  /** How an operation of an own class works where it does not leave that to Django's. */
  readonly work?: OwnWork;
}

export interface SqlText {
  /** The text (or list of texts) as a value, for the reader of SQL. */
  readonly value: Value | null;
  readonly at: Span;
}

export type MigrationOperation = OperationBase &
  (
    | {
        readonly kind: 'create-model';
        readonly name: Named | null;
        readonly fields: readonly FieldModel[];
        /** False when further fields could not be read. */
        readonly complete: boolean;
        readonly managed: boolean;
        readonly proxy: boolean;
        /** `db_table`: a name, `null` for the default, `undefined` when it is computed. */
        readonly table: Named | null | undefined;
        /** The key `'db_table'` of the options. */
        readonly tableKey: Span | null;
      }
    | { readonly kind: 'delete-model'; readonly name: Named | null }
    | { readonly kind: 'rename-model'; readonly from: Named | null; readonly to: Named | null }
    | { readonly kind: 'alter-table'; readonly name: Named | null; readonly table: Named | null | undefined }
    | {
        readonly kind: 'add-field' | 'alter-field';
        readonly model: Named | null;
        readonly name: Named | null;
        readonly field: FieldModel | null;
      }
    | { readonly kind: 'remove-field'; readonly model: Named | null; readonly name: Named | null }
    | {
        readonly kind: 'rename-field';
        readonly model: Named | null;
        readonly from: Named | null;
        readonly to: Named | null;
      }
    | { readonly kind: 'options'; readonly model: Named | null; readonly managed: boolean | null }
    | { readonly kind: 'index' | 'constraint'; readonly model: Named | null; readonly operation: string }
    | { readonly kind: 'sql'; readonly forwards: SqlText; readonly backwards: SqlText | null }
    | {
        readonly kind: 'python';
        readonly code: Value | null;
        readonly reverse: Value | null;
        readonly reversible: boolean;
      }
    | {
        readonly kind: 'separate';
        readonly database: readonly MigrationOperation[];
        readonly state: readonly MigrationOperation[];
      }
    /** `CreateExtension`, `CreateCollation` and their like: objects of the whole database. */
    | { readonly kind: 'database-object'; readonly operation: string; readonly name: string | null }
    | { readonly kind: 'own'; readonly name: string; readonly reversible: boolean }
    | { readonly kind: 'unknown'; readonly reason: string }
  );

export interface MigrationNode {
  /** Label of the app. */
  readonly app: string;
  readonly name: string;
  readonly module: string;
  readonly file: string;
  /** The name of `class Migration`. */
  readonly at: Span;
  readonly dependencies: readonly MigrationReference[];
  readonly runBefore: readonly MigrationReference[];
  readonly replaces: readonly MigrationReference[];
  /** False when the dependencies could not all be read. */
  readonly linked: boolean;
  readonly operations: readonly MigrationOperation[];
  /** Another app's label under which the migration applies its operations. */
  readonly redirect: Named | null;
  readonly undecided: readonly Undecided[];
}

/** A table that an operation makes, renames, changes or drops. */
export interface TableEvent {
  readonly action: 'create' | 'rename' | 'alter' | 'drop' | 'adopt';
  /** The table concerned; of a rename, the new name. */
  readonly table: string;
  /** Old name of a rename. */
  readonly from: string | null;
  /** Model whose table it is, `app.Model`, and the many-to-many field of an automatic through table. */
  readonly model: string;
  readonly field: string | null;
  /** What of an operation: `CreateModel`, `AddField`. */
  readonly operation: string;
  /** The name of the table in the source, else the operation. */
  readonly at: Span;
  /** Label under which the operation runs. */
  readonly app: string;
  readonly migration: MigrationNode;
  /** Whose the table is by its name. */
  readonly owner: TableOwner;
}

/** An operation on a table that an earlier migration of the package made, so that there may be rows in it. */
export interface LaterChange {
  readonly operation: MigrationOperation;
  readonly migration: MigrationNode;
  /** Label under which the operation runs. */
  readonly app: string;
  /** `app.Model`. */
  readonly model: string;
  /** Fields of the model before the operation, by name. */
  readonly fields: ReadonlyMap<string, FieldModel>;
  /** Code or SQL of the migrations' own ran before it, in the same migration or the one before: it may have seen to the rows. */
  readonly handled: boolean;
}

export interface ColumnState {
  readonly name: string;
  readonly type: string;
  readonly null: boolean | null;
}

/** A table as the package's migrations leave it. */
export interface TableState {
  readonly name: string;
  readonly model: string;
  readonly field: string | null;
  readonly columns: readonly ColumnState[];
}

/** A model as the migrations' state has it. */
export interface ModelState {
  readonly app: string;
  readonly name: string;
  readonly managed: boolean;
  readonly proxy: boolean;
  /** `null` when it is computed. */
  readonly table: string | null;
  readonly fields: ReadonlyMap<string, FieldModel>;
}

export type GraphProblem =
  | { readonly kind: 'several-leaves'; readonly app: string; readonly leaves: readonly MigrationNode[] }
  | { readonly kind: 'missing'; readonly reference: MigrationReference; readonly node: MigrationNode }
  | { readonly kind: 'cycle'; readonly nodes: readonly MigrationNode[] }
  | { readonly kind: 'no-class'; readonly app: string; readonly at: Span };

/** What an app has for migrations. */
export interface AppMigrations {
  readonly app: string;
  /** Dotted module of the app. */
  readonly module: string;
  /** `package`: Django finds it; `no-init`: a folder without `__init__.py`, which Django takes for none; `missing`: nothing. */
  readonly folder: 'package' | 'no-init' | 'missing';
  /** First statement of the first file of the folder, for reports. */
  readonly at: Span | null;
  /** In an order in which Django can apply them. */
  readonly nodes: readonly MigrationNode[];
  /** True when some operation of it could not be read, so that models may exist that are not seen. */
  readonly partial: boolean;
}

/** Rows of somebody else's models written by code of the package. */
export interface RowWrite {
  /** `dcim.Device`. */
  readonly model: string;
  readonly core: boolean;
  /** `update`, `create`, `delete`, `save` … */
  readonly method: string;
  readonly effect: 'insert' | 'update' | 'delete' | 'upsert';
  /** Not confined by any condition from outside the model's own rows: each row is touched. */
  readonly everyRow: boolean;
  /** `app_label` that the rows are confined to, for content types and permissions. */
  readonly ofApp: string | null;
  readonly at: Span;
  readonly phase: Phase;
  readonly inMigration: boolean;
  /** Only when a migration is taken back. */
  readonly backwards: boolean;
  /** Whether the function that writes (with all that it calls) also handles models of the package. */
  readonly withOwnModels: boolean;
  readonly optIn: boolean;
  readonly trace: readonly Step[];
}

/** A call of a schema editor. */
export interface SchemaChange {
  readonly method: string;
  /** Model concerned, where it is known. */
  readonly model: string | null;
  /** Of an operation that is applied by hand (`AddField(…).database_forwards('dcim', …)`): the app label that it is given. */
  readonly label: string | null;
  readonly core: boolean;
  readonly own: boolean;
  readonly at: Span;
  readonly inMigration: boolean;
  readonly backwards: boolean;
  readonly phase: Phase;
  readonly trace: readonly Step[];
}

/** A model class of the package as it is today, used by a migration. */
export interface LiveModelUse {
  readonly model: string;
  readonly at: Span;
  /** Rows are read or written through it. */
  readonly rows: boolean;
}

export interface MigrationsModel {
  readonly apps: readonly AppMigrations[];
  /** Nodes of a new database, of all apps, in an order in which Django can apply them. */
  readonly order: readonly MigrationNode[];
  /** Labels of all apps that the package adds. */
  readonly labels: ReadonlySet<string>;
  readonly problems: readonly GraphProblem[];
  readonly tableEvents: readonly TableEvent[];
  readonly laterChanges: readonly LaterChange[];
  /** State of the models after all migrations, by `app.model` in lower case. */
  readonly models: ReadonlyMap<string, ModelState>;
  /** Tables after all migrations. */
  readonly tables: readonly TableState[];
  /**
   * The database after all migrations, with types, indexes, constraints and sequences; computed when it is asked for.
   * @param framework of the newest release under check without it
   */
  database(framework?: Framework): DatabaseSchema;
  readonly rowWrites: readonly RowWrite[];
  readonly schemaChanges: readonly SchemaChange[];
  readonly liveModels: readonly LiveModelUse[];
  readonly undecided: readonly Undecided[];
}
