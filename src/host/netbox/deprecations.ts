/** Names of NetBox that a release has announced to go away, from its release notes and its code. */
import type { Span } from './contract.ts';

export interface Deprecation extends Span {
  /** Dotted path of the name, or of a module with all its names; the span holds the releases that deprecate it. */
  readonly path: string;
  readonly instead: string;
  /** The module gives the name through its `__getattr__` (PEP 562), so that it is bound nowhere. */
  readonly lazily: boolean;
}

const DEPRECATIONS = [
  // netbox/extras/plugins/__init__.py (3.7)
  { path: 'extras.plugins', instead: 'netbox.plugins', from: '3.7.0', until: '4.0.0', lazily: false },
  // docs/release-notes/version-4.6.md, Deprecations; the modules' `__getattr__` (4.6)
  {
    path: 'netbox.api.pagination.OptionalLimitOffsetPagination',
    instead: 'netbox.api.pagination.NetBoxPagination',
    from: '4.6.0',
    until: '4.7.0',
    lazily: true,
  },
  {
    path: 'utilities.forms.fields.expandable.ExpandableIPAddressField',
    instead: 'utilities.forms.fields.expandable.ExpandableIPNetworkField',
    from: '4.6.0',
    until: '4.7.0',
    lazily: true,
  },
  {
    path: 'utilities.forms.utils.expand_ipaddress_pattern',
    instead: 'utilities.forms.utils.expand_ipnetwork_pattern',
    from: '4.6.0',
    until: '4.7.0',
    lazily: true,
  },
  {
    path: 'netbox.constants.DEFAULT_ACTION_PERMISSIONS',
    instead: 'netbox.object_actions',
    from: '4.6.0',
    until: '4.7.0',
    lazily: true,
  },
  // docs/release-notes/version-4.7.md, Deprecations
  {
    path: 'netbox.models.NestedGroupModel',
    instead: 'netbox.models.NestedLtreeGroupModel',
    from: '4.7.0',
    lazily: false,
  },
] as const satisfies readonly Deprecation[];

/** The entry for a path, or for the module that it is in. */
export function deprecationOf(path: string): Deprecation | undefined {
  return DEPRECATIONS.find(one => path === one.path || path.startsWith(`${one.path}.`));
}
