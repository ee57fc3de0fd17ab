/** NetBox as a host: facts, knowledge for the interpreter, and which releases a package is held against. */
import { netboxKnowledge } from './knowledge.ts';
import { loadNetBoxFacts } from './load.ts';
import { LIMITS } from './policy.ts';
import { frameworkOf, selectReleases } from './releases.ts';
import type { HostContext } from '../context.ts';
import type { HostFacts } from '../facts.ts';
import type { Package } from '../../package/package.ts';
import type { ModelHost, PluginModel } from '../../plugin/index.ts';

export interface NetBoxHost {
  readonly name: 'netbox';
  readonly facts: HostFacts;
  /** Ids of the limits that packages are held to. */
  readonly limits: readonly string[];
  /** Checks what the user asked for with `--netbox`. */
  select(asked: { readonly netbox?: string }): { readonly ok: true } | { readonly ok: false; readonly message: string };
  /** The host for one package; `notes` says how the releases were chosen. */
  forPackage(pkg: Package, asked: { readonly netbox?: string }): ModelHost & { notes(): readonly string[] };
}

/** Bounds that a plugin declares, where they are known strings. */
function boundsOf(plugin: PluginModel): { min?: string; max?: string } {
  const read = (name: string): string | undefined => {
    const literal = plugin.config?.attributes.get(name)?.literal;
    return literal?.known && typeof literal.value === 'string' ? literal.value : undefined;
  };
  const min = read('min_version');
  const max = read('max_version');
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** The versions under check: those that the bounds name, or the known ones. */
function versionsOf(facts: HostFacts, selection: Extract<ReturnType<typeof selectReleases>, { ok: true }>): string[] {
  return facts.releases.flatMap((release, index) =>
    (selection.releases >> index) & 1 ? [selection.versions.get(index) ?? release] : [],
  );
}

/** NetBox with all known releases. */
export function loadNetBox(facts: HostFacts = loadNetBoxFacts()): NetBoxHost {
  return {
    name: 'netbox',
    facts,
    limits: LIMITS.map(limit => limit.id),
    select(asked) {
      if (asked.netbox === undefined) return { ok: true };
      const selection = selectReleases(facts.releases, asked);
      return selection.ok ? { ok: true } : { ok: false, message: selection.message };
    },
    forPackage(pkg, asked) {
      const knowledge = netboxKnowledge(facts, pkg);
      let notes: readonly string[] = [];
      const asIf = asked.netbox === undefined ? undefined : selectReleases(facts.releases, asked);
      if (asIf?.ok) knowledge.hold(versionsOf(facts, asIf));
      return {
        knowledge,
        declare: (interpreter, defaults) => knowledge.bind(interpreter, defaults),
        notes: () => notes,
        context(plugins): HostContext {
          const [first] = plugins;
          const selection = selectReleases(facts.releases, { ...asked, ...(first ? boundsOf(first) : {}) });
          if (!selection.ok) throw new Error(`releases for ${pkg.path}: ${selection.message}`);
          notes = selection.notes;
          knowledge.hold(versionsOf(facts, selection));
          return {
            name: 'netbox',
            facts,
            releases: selection.releases,
            newest: 31 - Math.clz32(selection.releases),
            chosenBy: selection.chosenBy,
            framework: release => frameworkOf(facts.releases[release] ?? ''),
            versions: set =>
              set === 0
                ? []
                : facts.releases.flatMap((release, index) =>
                    (set >> index) & 1 ? [selection.versions.get(index) ?? release] : [],
                  ),
          };
        },
      };
    },
  };
}
