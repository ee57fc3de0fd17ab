/** What is known of the host, as plain data for `plugin-lint host list` and `plugin-lint host show <release>`. */
import type { HostFacts, ReleaseSet } from '../facts.ts';
import {
  CONFIG_ATTRIBUTES,
  entryFor,
  inForce,
  RESOURCES,
  SIGNATURES,
  BUTTON_COLORS,
  TEMPLATE_EXTENSION,
} from './contract.ts';
import { minorOf, PATCHES, selectReleases } from './releases.ts';

/** A release that the facts have. */
export interface ReleaseSummary {
  readonly version: string;
  readonly minor: string;
  /** Lowest Python, `3.12`. */
  readonly python: string;
  /** All published patches of the minor, as far as known. */
  readonly patches: readonly string[];
}

/** All releases of the facts, oldest first. */
export function listReleases(facts: HostFacts): readonly ReleaseSummary[] {
  return facts.releases.map((version, index) => {
    const minor = minorOf(version) ?? version;
    const patches = (PATCHES[minor] ?? []).map(patch => `${minor}.${patch}`);
    return { version, minor, python: facts.pythonFloor(index).join('.'), patches };
  });
}

export interface ModelSummary {
  readonly label: string;
  readonly class: string;
  readonly table: string | null;
  readonly fields: number;
}

/** The contents of one release, sorted by name. */
export interface ReleaseDescription {
  readonly version: string;
  readonly python: string;
  readonly notes: readonly string[];
  readonly apps: readonly { readonly label: string; readonly module: string; readonly core: boolean }[];
  /** Concrete models; abstract ones are counted. */
  readonly models: readonly ModelSummary[];
  readonly abstractModels: number;
  readonly templates: number;
  readonly urls: number;
  readonly tagLibraries: readonly { readonly name: string; readonly builtin: boolean }[];
  readonly menus: readonly { readonly label: string; readonly groups: readonly string[] }[];
  readonly middleware: readonly string[];
  readonly registryKeys: readonly string[];
  /** Views that a model gets with a mixin: `JournalingMixin` → `journal`. */
  readonly featureViews: readonly { readonly mixin: string; readonly name: string }[];
  readonly contract: {
    readonly attributes: readonly string[];
    readonly resources: readonly { readonly attribute: string; readonly path: string }[];
    /** `PluginMenuItem(link, link_text, permissions=None, …)`. */
    readonly signatures: readonly string[];
    readonly templateExtensionMethods: readonly string[];
    readonly buttonColors: readonly string[];
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Describes one release, asked for as `4.4`, `4.4.10` or any version whose minor is known. An unknown one is a message that
 * says what is known.
 */
export function describeRelease(
  facts: HostFacts,
  asked: string,
): { readonly ok: true; readonly release: ReleaseDescription } | { readonly ok: false; readonly message: string } {
  const selection = selectReleases(facts.releases, { netbox: asked });
  if (!selection.ok) return selection;
  const index = 31 - Math.clz32(selection.releases);
  const version = selection.versions.get(index) ?? facts.releases[index] ?? asked;
  const bit = 1 << index;
  const has = (set: ReleaseSet): boolean => (set & bit) !== 0;
  const names = (map: ReadonlyMap<string, ReleaseSet>): string[] =>
    [...map].flatMap(([name, set]) => (has(set) ? [name] : []));
  const count = (items: Iterable<{ readonly releases: ReleaseSet }>): number =>
    [...items].filter(item => has(item.releases)).length;
  const models = [...facts.models()].filter(model => has(model.releases));
  return {
    ok: true,
    release: {
      version,
      python: facts.pythonFloor(index).join('.'),
      notes: selection.notes,
      apps: [...facts.apps()]
        .flatMap(([label, app]) => (has(app.releases) ? [{ label, module: app.module, core: app.core }] : []))
        .sort((a, b) => Number(b.core) - Number(a.core) || byText(a.label, b.label)),
      models: models
        .filter(model => !model.abstract)
        .map(model => ({
          label: model.label,
          class: model.path,
          table: [...model.tables].find(([, set]) => has(set))?.[0] ?? null,
          fields: count(model.fields.values()),
        }))
        .sort((a, b) => byText(a.label, b.label)),
      abstractModels: models.filter(model => model.abstract).length,
      templates: count(facts.templates()),
      urls: count(facts.urls()),
      tagLibraries: [...facts.tagLibraries()]
        .filter(library => has(library.releases))
        .map(({ name, builtin }) => ({ name, builtin }))
        .sort((a, b) => byText(a.name, b.name)),
      menus: facts
        .menus()
        .filter(menu => has(menu.releases))
        .map(menu => ({
          label: menu.label,
          groups: menu.groups.filter(group => has(group.releases)).map(group => group.label),
        })),
      middleware: names(facts.middleware()),
      registryKeys: names(facts.registryKeys()).sort(byText),
      featureViews: facts
        .featureViews()
        .filter(view => has(view.releases))
        .map(({ mixin, name }) => ({ mixin, name })),
      contract: {
        attributes: CONFIG_ATTRIBUTES.filter(attribute => inForce(attribute, version)).map(attribute => attribute.name),
        resources: RESOURCES.filter(resource => inForce(resource, version)).map(({ attribute, path }) => ({
          attribute,
          path,
        })),
        signatures: SIGNATURES.filter(signature => inForce(signature, version)).map(({ name, parameters }) => {
          const written = parameters.map(parameter =>
            'default' in parameter ? `${parameter.name}=${parameter.default}` : parameter.name,
          );
          return `${name}(${written.join(', ')})`;
        }),
        templateExtensionMethods: TEMPLATE_EXTENSION.methods
          .filter(method => inForce(method, version))
          .map(method => method.name),
        buttonColors: entryFor(BUTTON_COLORS, version)?.values ?? [],
      },
    },
  };
}
