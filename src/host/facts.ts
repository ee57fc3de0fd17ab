/**
 * What a host is made of, release by release: the questions that the rest of the linter may ask.
 * A set of releases is a bit mask over `HostFacts.releases` (bit 0 = the oldest), so that set algebra is one operation.
 */

import type { DeclaredCall, DeclaredMeta } from './declared.ts';

/** Bit i stands for `HostFacts.releases[i]`. At most 31 releases. */
export type ReleaseSet = number;

/** `foreign`: the host's module binds the name, but the symbol belongs to another distribution (`django.forms.Form`). */
export type SymbolKind = 'module' | 'class' | 'function' | 'value' | 'foreign';

export interface SymbolFact {
  /** The path where the symbol is defined (re-exports and import aliases followed): `dcim.models.devices.Device`. */
  readonly path: string;
  readonly kind: SymbolKind;
  /** Releases in which the path that was asked for resolves. */
  readonly releases: ReleaseSet;
  /** Every place of definition by release, newest first; `path` and `kind` are those of the first. */
  readonly paths: ReadonlyMap<string, ReleaseSet>;
}

export type ClassFamily =
  | 'model'
  | 'manager'
  | 'queryset'
  | 'field'
  | 'view'
  | 'viewset'
  | 'serializer'
  | 'form'
  | 'table'
  | 'filterset'
  | 'choices'
  | 'graphql'
  | 'plugin-config'
  | 'template-extension'
  | 'middleware'
  | 'panel'
  | 'other';

export interface ClassFact {
  readonly path: string;
  /** Dotted paths of the bases in the newest release that has the class, in order: canonical, or as imported for foreign ones. */
  readonly bases: readonly string[];
  /** All ancestors that can be named, nearest first, foreign ones included, in any release. */
  readonly ancestors: readonly string[];
  /** The same ancestors with the releases in which each one is an ancestor. */
  readonly ancestorReleases: ReadonlyMap<string, ReleaseSet>;
  readonly family: ClassFamily;
  /** Names bound in the class body, with the releases that have them. */
  readonly members: ReadonlyMap<string, ReleaseSet>;
  readonly releases: ReleaseSet;
}

export interface ModelFieldFact {
  readonly name: string;
  /** Class name of the field as written: `ForeignKey`, `CharField`. */
  readonly type: string;
  /** `dcim.Site` for relations whose target is known. */
  readonly related: string | null;
  readonly releases: ReleaseSet;
}

/** One relation, seen from its target. */
export interface ReverseFact {
  /** Attribute of the target's class (`interfaces`, `module_set`); `null` when there is none. */
  readonly accessor: string | null;
  /** Name in queries of the target; `null` when there is none. */
  readonly query: string | null;
  /** `dcim.Interface.device`. */
  readonly source: string;
  readonly releases: ReleaseSet;
}

export interface ModelFact {
  /** `dcim.Device`. */
  readonly label: string;
  /** Canonical class path. */
  readonly path: string;
  /** Table in the newest release that has the model; `null` for an abstract model. A proxy has its parent's table. */
  readonly table: string | null;
  /** Every table that the model has had, by release. */
  readonly tables: ReadonlyMap<string, ReleaseSet>;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly fields: ReadonlyMap<string, ModelFieldFact>;
  /** M2M field name → table of the automatic or given through model. */
  readonly m2mTables: ReadonlyMap<string, string>;
  /** What relations of the host's models put on this one. */
  readonly reverse: readonly ReverseFact[];
  readonly releases: ReleaseSet;
}

export interface TemplateFact {
  readonly path: string;
  /** Block names with the releases in which the template itself declares them. */
  readonly blocks: ReadonlyMap<string, ReleaseSet>;
  /** Statically known parents (`{% extends %}`) with their releases. */
  readonly parents: ReadonlyMap<string, ReleaseSet>;
  /** Where core keeps it: the project's `DIRS` (stands before every app) or a core app's own directory. */
  readonly origin: 'project' | 'app';
  readonly releases: ReleaseSet;
}

export interface TagLibraryFact {
  readonly name: string;
  readonly tags: ReadonlyMap<string, ReleaseSet>;
  readonly filters: ReadonlyMap<string, ReleaseSet>;
  readonly builtin: boolean;
  readonly releases: ReleaseSet;
}

export interface ModelViewFact {
  /** View name as in `register_model_view(Model, name)`: `edit`, `` for the object's main view. */
  readonly name: string;
  /** Sub-path under the object (or list) path. */
  readonly path: string;
  readonly detail: boolean;
  readonly releases: ReleaseSet;
}

/** A view that the host registers for every model with a certain mixin, a plugin's models included. */
export interface FeatureViewFact extends ModelViewFact {
  /** Class path of the mixin: `netbox.models.features.JournalingMixin`. */
  readonly mixin: string;
  /** Class path of the view. */
  readonly view: string;
}

export interface UrlFact {
  /** Fully namespaced name: `dcim:device_list`, `dcim-api:device-list`. */
  readonly name: string;
  /** Concatenated pattern as Django prints it in the newest release that has the name, where known; BASE_PATH left out. */
  readonly path: string | null;
  /** Every pattern of that name, by release. */
  readonly paths: ReadonlyMap<string, ReleaseSet>;
  readonly releases: ReleaseSet;
}

export interface MigrationFact {
  readonly app: string;
  readonly name: string;
  /** `[app, name]` pairs that this one stands for (a squash). */
  readonly replaces: readonly (readonly [string, string])[];
  /** `[app, name]` pairs that it names as dependencies, literal ones only. */
  readonly dependencies: readonly (readonly [string, string])[];
  readonly releases: ReleaseSet;
}

export interface MenuItemFact {
  /** URL name: `dcim:site_list`. */
  readonly link: string;
  readonly text: string;
  readonly releases: ReleaseSet;
}

export interface MenuGroupFact {
  readonly label: string;
  readonly items: readonly MenuItemFact[];
  readonly releases: ReleaseSet;
}

export interface MenuFact {
  readonly label: string;
  readonly groups: readonly MenuGroupFact[];
  readonly releases: ReleaseSet;
}

/** What the body of an abstract model declares in one release. */
export interface DeclaredModel {
  readonly fields: ReadonlyMap<string, DeclaredCall>;
  readonly meta: DeclaredMeta;
}

export interface HostFacts {
  /** Exact versions, oldest first: `2.8.9` … `4.7.3`. */
  readonly releases: readonly string[];
  /** All releases. */
  readonly all: ReleaseSet;
  /** App labels of core (and of the Django and third-party apps that the host installs when `kind` says so). */
  apps(): ReadonlyMap<string, { readonly module: string; readonly core: boolean; readonly releases: ReleaseSet }>;
  /** Releases that have this module (dotted); 0 when none. */
  module(path: string): ReleaseSet;
  /** True for the top-level names that belong to the host (`dcim`, `netbox`, `utilities` …) in any release. */
  ownsTopLevel(name: string): boolean;
  /** A dotted path to a module, class, function or module-level value of the host; follows re-exports. */
  symbol(path: string): SymbolFact | undefined;
  /** By any path that resolves to it; of a class that has moved, `releases` and members are those of all its places that the path led to. */
  class(path: string): ClassFact | undefined;
  /** By `app.Model` in any case. */
  model(label: string): ModelFact | undefined;
  /** By class path. */
  modelOfClass(path: string): ModelFact | undefined;
  /** What the body of an abstract model declares in a release, by class path; `undefined` when that is not known. */
  declared(path: string, release: number): DeclaredModel | undefined;
  models(): Iterable<ModelFact>;
  template(path: string): TemplateFact | undefined;
  templates(): Iterable<TemplateFact>;
  tagLibrary(name: string): TagLibraryFact | undefined;
  tagLibraries(): Iterable<TagLibraryFact>;
  /** Django-level setting names (`MIDDLEWARE`) that the host's settings module defines. */
  setting(name: string): ReleaseSet;
  /** Parameters of the host's configuration file, static and dynamic. */
  parameter(name: string): ReleaseSet;
  url(name: string): UrlFact | undefined;
  urls(): Iterable<UrlFact>;
  /** Views that core registers for a model. */
  modelViews(label: string): readonly ModelViewFact[];
  /** Views that come with a model mixin. */
  featureViews(): readonly FeatureViewFact[];
  menus(): readonly MenuFact[];
  middleware(): ReadonlyMap<string, ReleaseSet>;
  registryKeys(): ReadonlyMap<string, ReleaseSet>;
  /** All migrations of an app label. */
  migrations(app: string): readonly MigrationFact[];
  staticFile(path: string): ReleaseSet;
  command(name: string): ReleaseSet;
  /** Lowest Python that the release index runs on, `[3, 12]`. */
  pythonFloor(release: number): readonly [number, number];
}
