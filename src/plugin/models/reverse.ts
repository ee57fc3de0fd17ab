/**
 * What relations of the package's models put on a model of the host, and where that meets something the model has
 * (django/db/models/fields/related.py, RelatedField._check_clashes and contribute_to_class).
 */
import type { HostFacts, ModelFact, ReleaseSet, ReverseFact } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { FieldModel, Named } from './field.ts';

/** `null`: there is none. `undefined`: it is computed. */
type Name = string | null | undefined;

interface ReverseNames {
  /** Attribute of the target's class. */
  readonly accessor: Name;
  /** Name in queries of the target. */
  readonly query: Name;
}

/** The model that a relation belongs to. */
interface Owner {
  readonly name: string;
  readonly app: string;
}

/** The names of a relation on its target. Those of a field that the host or Django brings along are the host's own affair. */
function reverseNames({ name, app }: Owner, field: FieldModel): ReverseNames {
  const model = name.toLowerCase();
  const read = (given: Named | null, keyword: string): Name => {
    if (given === null) return field.declared?.keywords.has(keyword) === false ? null : undefined;
    return given.text
      .replaceAll('%(class)s', model)
      .replaceAll('%(model_name)s', model)
      .replaceAll('%(app_label)s', app.toLowerCase());
  };
  const given = read(field.relatedName, 'related_name');
  const query = read(field.relatedQueryName, 'related_query_name');
  if (field.type === 'GenericRelation') return { accessor: null, query };
  if (given === undefined) return { accessor: undefined, query: query ?? undefined };
  if (given?.endsWith('+')) return { accessor: null, query };
  const isOne = /OneToOne/.test(field.type);
  const positional = field.kind === 'many-to-many' ? 1 : 2;
  // Names may also be given by position.
  const standard = (field.declared?.args.length ?? 0) > positional ? undefined : isOne ? model : `${model}_set`;
  return {
    accessor: given ?? standard,
    query: query === null ? (given ?? (standard === undefined ? undefined : model)) : query,
  };
}

/**
 * `field`, `query-field`: a field has the name (fields.E302, E303). `accessor`: so has a relation of the host's (E304);
 * `query`: the accessor is the query name of such a relation, or the other way round (E305). `member`: a method or a property has
 * it, or a field that Django does not look at, and is replaced without a word.
 */
type ClashKind = 'field' | 'query-field' | 'accessor' | 'query' | 'member';

interface ReverseClash {
  readonly kind: ClashKind;
  readonly name: string;
  /** What has the name: `dcim.Device.serial`, or the host's relation, `dcim.Interface.device`. */
  readonly other: string;
  /** Releases in which it has. */
  readonly releases: ReleaseSet;
  /** Where the name is given; the field where it is the default. */
  readonly at: Span;
}

/** What the names of one relation meet on a model of the host in some of the releases `within`; at most one answer for each name. */
export function reverseClashes(
  facts: HostFacts,
  within: ReleaseSet,
  target: ModelFact,
  owner: Owner,
  field: FieldModel,
): ReverseClash[] {
  const { accessor, query } = reverseNames(owner, field);
  const out: ReverseClash[] = [];
  const add = (kind: ClashKind, name: string, other: string, releases: ReleaseSet, at: Span): boolean => {
    const concerned = releases & within;
    if (concerned !== 0) out.push({ kind, name, other, releases: concerned, at });
    return concerned !== 0;
  };
  const relation = (kind: ClashKind, name: string, at: Span, has: (one: ReverseFact) => boolean): boolean => {
    const found = target.reverse.filter(one => has(one) && (one.releases & within) !== 0);
    const releases = found.reduce((set, one) => set | one.releases, 0);
    return add(kind, name, found[0]?.source ?? '', releases, at);
  };
  const fieldOf = (name: string): { readonly releases: ReleaseSet; readonly checked: boolean } => {
    const fact = target.fields.get(name);
    return { releases: fact?.releases ?? 0, checked: fact?.type !== 'GenericRelation' };
  };
  if (typeof accessor === 'string') {
    const at = field.relatedName?.at ?? field.at;
    const own = `${target.label}.${accessor}`;
    const { checked, releases } = fieldOf(accessor);
    const clashes =
      add(checked ? 'field' : 'member', accessor, own, releases, at) ||
      relation('accessor', accessor, at, one => one.accessor === accessor) ||
      relation('query', accessor, at, one => one.query === accessor);
    if (!clashes) add('member', accessor, own, memberReleases(facts, target, accessor), at);
  }
  if (typeof query === 'string' && query !== accessor) {
    const at = field.relatedQueryName?.at ?? field.relatedName?.at ?? field.at;
    const { checked, releases } = fieldOf(query);
    const clashes = checked && add('query-field', query, `${target.label}.${query}`, releases, at);
    if (!clashes) relation('query', query, at, one => one.accessor === query);
  }
  return out;
}

/** Releases in which the model's class, or an ancestor of it, binds a name. */
function memberReleases(facts: HostFacts, { path }: ModelFact, name: string): ReleaseSet {
  const cls = facts.class(path);
  if (!cls) return 0;
  let set = cls.members.get(name) ?? 0;
  for (const [ancestor, releases] of cls.ancestorReleases)
    set |= (facts.class(ancestor)?.members.get(name) ?? 0) & releases;
  return set;
}
