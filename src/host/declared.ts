/**
 * What a class of the host declares in its body, as texts that can be compared with what a package declares.
 *
 * A text is a Python expression in one fixed form: strings as JSON, `True`, `None`, `[1, 2]`, `(1,)`, `{"a": 1}`, names by
 * their dotted path. A `?` stands where something is not known, or is equal to more than its own text (a call).
 */

/** A field, or anything else that is made by a call: dotted path of the class, and what it is called with. */
export interface DeclaredCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly keywords: Readonly<Record<string, string>>;
}

/** Options of a `class Meta`, by name. */
export type DeclaredMeta = Readonly<Record<string, string>>;

/** Calls of `gettext` and its like give their own argument, as far as a migration is concerned. */
export const TRANSLATION = /^django\.utils\.translation\.\w*gettext\w*$/;

/**
 * The path under which Django deconstructs what it exports under several ones: `django.db.models.deletion.CASCADE` is
 * `django.db.models.CASCADE` (django/db/models/__init__.py, Field.deconstruct, `deconstructible(path=…)`).
 */
export function djangoPath(path: string): string {
  const models = /^django\.db\.models\.(?:[\w.]+\.)?(\w+)$/.exec(path);
  if (models) return `django.db.models.${models[1] ?? ''}`;
  const postgres = /^django\.contrib\.postgres\.(fields|indexes|constraints)\.(?:\w+\.)+(\w+)$/.exec(path);
  return postgres ? `django.contrib.postgres.${postgres[1] ?? ''}.${postgres[2] ?? ''}` : path;
}
