/** What a statement is and what it does, in the words of this project. Offsets are UTF-16 units of the text given. */

/** Two offsets of the text that was read: the first unit and the one just past the last. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** What is done to an object. `write` changes rows, `maintain` is VACUUM and its like, `index`, `trigger`, `policy` and `rule` hang one on a relation. */
export type SqlAction =
  | 'create'
  | 'alter'
  | 'drop'
  | 'rename'
  | 'comment'
  | 'index'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'reference'
  | 'read'
  | 'write'
  | 'lock'
  | 'maintain'
  | 'call'
  | 'grant'
  | 'revoke'
  | 'configure';

/** The kinds of object PostgreSQL has. `table` also stands for a relation whose kind the grammar does not say (`FROM x`). */
export type SqlObjectType =
  | 'access-method'
  | 'aggregate'
  | 'cast'
  | 'collation'
  | 'column'
  | 'constraint'
  | 'conversion'
  | 'database'
  | 'default-privileges'
  | 'domain'
  | 'event-trigger'
  | 'extension'
  | 'foreign-data-wrapper'
  | 'foreign-table'
  | 'function'
  | 'index'
  | 'language'
  | 'large-object'
  | 'materialized-view'
  | 'operator'
  | 'operator-class'
  | 'operator-family'
  | 'parameter'
  | 'policy'
  | 'procedure'
  | 'publication'
  | 'role'
  | 'routine'
  | 'rule'
  | 'schema'
  | 'sequence'
  | 'server'
  | 'statistics'
  | 'subscription'
  | 'system'
  | 'table'
  | 'tablespace'
  | 'text-search-configuration'
  | 'text-search-dictionary'
  | 'text-search-parser'
  | 'text-search-template'
  | 'transform'
  | 'trigger'
  | 'type'
  | 'user-mapping'
  | 'view';

/** A name as PostgreSQL would resolve it: folded to lower case unless quoted, cut to 63 bytes. */
export interface SqlName {
  /** Null where the statement does not say it: the search path decides. */
  readonly schema: string | null;
  readonly name: string;
}

/** A default, a check, the key of an index or its condition, as far as it is read. */
export type SqlExpression =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `CURRENT_TIMESTAMP`. */
  | { readonly kind: 'now' }
  | {
      readonly kind: 'operator';
      readonly operator: string;
      readonly left: SqlExpression;
      readonly right: SqlExpression;
    }
  | { readonly kind: 'and' | 'or'; readonly items: readonly SqlExpression[] }
  | { readonly kind: 'not'; readonly item: SqlExpression }
  | { readonly kind: 'is-null'; readonly item: SqlExpression; readonly negated: boolean }
  | { readonly kind: 'in'; readonly item: SqlExpression; readonly list: readonly SqlExpression[] }
  | {
      readonly kind: 'between';
      readonly item: SqlExpression;
      readonly low: SqlExpression;
      readonly high: SqlExpression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly SqlExpression[] }
  | { readonly kind: 'cast'; readonly item: SqlExpression; readonly type: string };

export interface SqlIndexKey {
  /** `null` where it is not read. */
  readonly of: SqlExpression | null;
  readonly opclass: string | null;
  readonly collation: string | null;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface SqlIndex {
  readonly method: string;
  readonly keys: readonly SqlIndexKey[];
  readonly include: readonly string[];
  /** `undefined` without one, `null` where it is not read. */
  readonly where?: SqlExpression | null;
  readonly nullsNotDistinct: boolean;
  /** Storage parameters as written, `fillfactor=70`; `null` where one is not read. */
  readonly with: readonly (readonly [name: string, value: string])[] | null;
}

export interface SqlColumn {
  readonly name: string;
  /** As `format_type` prints it (`character varying(50)`); `serial` and own types as written. Null where it is derived. */
  readonly type: string | null;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly hasDefault: boolean;
  readonly identity: boolean;
  readonly generated: boolean;
  /** The default, or what a generated column is computed from; `null` where it is not read. */
  readonly expression?: SqlExpression | null;
  readonly collation?: string;
}

export interface SqlConstraint {
  readonly kind: 'primary-key' | 'unique' | 'check' | 'foreign-key' | 'exclude' | 'not-null' | 'other';
  readonly name: string | null;
  readonly columns: readonly string[];
  /** The table that a foreign key points to. */
  readonly references?: SqlName;
  /** Its columns there; empty for the table's key. */
  readonly referenced?: readonly string[];
  /** `CASCADE` and the like, of a foreign key. */
  readonly onDelete?: string;
  readonly deferrable?: 'deferred' | 'immediate';
  readonly nullsNotDistinct?: boolean;
  /** What a check says; `null` where it is not read. */
  readonly check?: SqlExpression | null;
  /** It has parts that are not told here: INCLUDE, NOT VALID, MATCH FULL, ON UPDATE and the like. */
  readonly more?: true;
}

/** One command of an ALTER TABLE: `change` is PostgreSQL's own name of it (`AT_AddColumn` is `add-column`). */
export interface SqlChange {
  readonly change: string;
  readonly name: string | null;
  readonly column?: SqlColumn;
  readonly type?: string;
  readonly constraint?: SqlConstraint;
  /** The new default of a column: `undefined` where it is dropped, `null` where it is not read. */
  readonly expression?: SqlExpression | null;
}

export interface SqlDetail {
  readonly newName?: string;
  readonly newSchema?: string;
  /** The relation that an index, trigger, policy, rule, constraint or column belongs to, or that a sequence is owned by. */
  readonly on?: SqlName;
  /** How rows are written. */
  readonly operation?:
    'insert' | 'update' | 'delete' | 'truncate' | 'merge' | 'copy' | 'refresh' | 'setval' | 'nextval';
  readonly columns?: readonly SqlColumn[];
  readonly constraints?: readonly SqlConstraint[];
  readonly changes?: readonly SqlChange[];
  /** The index, trigger, policy or rule that is hung on the relation; null for an index that PostgreSQL will name. */
  readonly object?: string | null;
  /** What CREATE INDEX says of the index. */
  readonly index?: SqlIndex;
  /** A table that takes columns from elsewhere: INHERITS, LIKE, PARTITION OF, OF. */
  readonly derived?: true;
  readonly privileges?: readonly string[];
  readonly change?: string;
  readonly unique?: boolean;
  readonly concurrently?: boolean;
  readonly cascade?: boolean;
  readonly replace?: boolean;
  readonly ifExists?: boolean;
  readonly ifNotExists?: boolean;
}

/** One thing that a statement does to one object. */
export interface SqlEffect {
  readonly action: SqlAction;
  readonly objectType: SqlObjectType;
  readonly schema: string | null;
  /** With `HOLE` where a part is unknown. Empty where the statement names nothing (`REINDEX` of the current database). */
  readonly name: string;
  /** True when `schema` or `name` holds a hole: only the parts around it are known. */
  readonly partial: boolean;
  readonly temporary: boolean;
  /** True when it happens not when the statement runs but when what it defines is used: a function's body, a view's query, a rule, PREPARE. */
  readonly deferred: boolean;
  /** It stands in a branch, a loop or a handler of PL/pgSQL, and so may not happen. */
  readonly conditional?: true;
  /** The name in the text; null where the parser does not tell and the text has it more than once or not at all. */
  readonly span: TextSpan | null;
  readonly detail?: SqlDetail;
}

/** A part of a statement that could not be read, so that its effects may be incomplete. */
export interface SqlUnknown {
  /**
   * `dynamic-sql`: EXECUTE of text that is computed; `language`: a body in another language than SQL or PL/pgSQL; `body`: a body that does not
   * parse; `clause`: a hole where a whole clause may stand; `statement`: a statement with holes that does not parse; `prepared`: EXECUTE of a prepared
   * statement; `file`: code or rows from outside (`LOAD`, `COPY … PROGRAM`).
   */
  readonly reason: 'dynamic-sql' | 'language' | 'body' | 'clause' | 'statement' | 'prepared' | 'file';
  readonly message: string;
  readonly span: TextSpan | null;
}

export interface SqlStatement {
  /** `create-table`, `insert`, `do` …: one for each kind of statement that PostgreSQL has; `psql-command` and `unknown` besides. */
  readonly kind: string;
  readonly span: TextSpan;
  /** In the order of the text where it is known, else in the order of the grammar. */
  readonly effects: readonly SqlEffect[];
  readonly unknowns: readonly SqlUnknown[];
}

export interface SqlProblem {
  readonly code: 'syntax' | 'nul' | 'psql-command' | 'too-large' | 'too-deep' | 'exhausted';
  readonly message: string;
  readonly span: TextSpan;
}

export type SqlResult =
  | { readonly ok: true; readonly statements: readonly SqlStatement[] }
  | {
      readonly ok: false;
      /** The first problem; PostgreSQL would reject the whole text because of it. */
      readonly problem: SqlProblem;
      readonly problems: readonly SqlProblem[];
      /** The statements that could be read one by one: Django and psql send them so. */
      readonly statements: readonly SqlStatement[];
    };

export interface SqlOptions {
  /** `django`: `%s`, `%(name)s` and `%%` are what `cursor.execute(sql, params)` makes of them. */
  readonly placeholders?: 'django';
  /** True: the text is a psql script; its meta-commands, variables and inline COPY rows are understood instead of refused. */
  readonly psql?: boolean;
}

/**
 * Stands for an unknown part of the text (of an f-string, a concatenation): one or more units of an identifier, a whole
 * identifier, a value, or a clause. One private-use character: to PostgreSQL's scanner a letter.
 */
export const HOLE = '\uE000';
