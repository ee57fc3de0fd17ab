/** What NetBox makes of the arguments of its navigation classes, release by release: what raises, and what means something else. */
import { BUTTON_COLORS, inForce } from '../../host/netbox/contract.ts';
import { CLASS_NAMES, parametersOf, requiredOf } from './construction.ts';
import type { HostContext } from '../../host/context.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Argument, NavigationCall } from '../navigation.ts';
import type { Span } from '../../source.ts';

export type ArgumentProblem =
  | {
      readonly kind: 'type';
      readonly parameter: string;
      readonly type: string;
      readonly at: Span;
      readonly releases: ReleaseSet;
    }
  /** A positional argument that is another parameter in other releases. */
  | { readonly kind: 'moves'; readonly parameters: readonly string[]; readonly at: Span; readonly releases: ReleaseSet }
  /** A list where the parameter is a flag. */
  | { readonly kind: 'flag'; readonly parameter: string; readonly at: Span; readonly releases: ReleaseSet }
  /** A parameter that has no default. */
  | { readonly kind: 'missing'; readonly parameter: string; readonly at: Span; readonly releases: ReleaseSet }
  | { readonly kind: 'keyword'; readonly parameter: string; readonly at: Span; readonly releases: ReleaseSet }
  | {
      readonly kind: 'color';
      readonly color: string;
      readonly values: readonly string[];
      readonly at: Span;
      readonly releases: ReleaseSet;
    };

const LISTS = new Set(['permissions', 'buttons']);
const FLAGS = new Set(['auth_required', 'staff_only']);

/** Python types that a parameter for a list refuses (netbox/plugins/navigation.py: `type(permissions) not in (list, tuple)`). */
const NO_LIST = new Set<string>([
  ...Object.values(CLASS_NAMES),
  'str',
  'set',
  'frozenset',
  'generator',
  'dict',
  'int',
  'float',
  'bool',
  'bytes',
]);

/** The problems of a call in the releases under check. */
export function argumentProblems(host: HostContext, call: NavigationCall): ArgumentProblem[] {
  const problems: ArgumentProblem[] = [];
  const releases = host.facts.releases.flatMap((version, index) =>
    (host.releases >> index) & 1 ? [{ version, bit: 1 << index }] : [],
  );
  // A class that a release does not have has no parameters there.
  const known = releases.filter(one => parametersOf(call.kind, one.version).length > 0);
  const mask = (fits: (version: string) => boolean): ReleaseSet =>
    known.reduce((set, one) => (fits(one.version) ? set | one.bit : set), 0);

  call.positional.forEach((argument, index) => {
    const names = [...new Set(known.flatMap(one => parametersOf(call.kind, one.version)[index] ?? []))];
    if (names.length > 1) {
      problems.push({ kind: 'moves', parameters: names, at: argument.at, releases: host.releases });
      return;
    }
    const [name] = names;
    if (name !== undefined)
      check(
        name,
        argument,
        mask(() => true),
      );
  });
  for (const [name, argument] of call.keywords) {
    const without = mask(version => !parametersOf(call.kind, version).includes(name));
    if (without !== 0) problems.push({ kind: 'keyword', parameter: name, at: argument.at, releases: without });
    else
      check(
        name,
        argument,
        mask(() => true),
      );
  }
  if (call.whole) {
    for (const name of new Set(known.flatMap(one => requiredOf(call.kind, one.version)))) {
      const lacking = mask(version => {
        const index = parametersOf(call.kind, version).indexOf(name);
        return (
          requiredOf(call.kind, version).includes(name) && call.positional.length <= index && !call.keywords.has(name)
        );
      });
      if (lacking !== 0) problems.push({ kind: 'missing', parameter: name, at: call.at, releases: lacking });
    }
  }
  return problems;

  function check(name: string, argument: Argument, when: ReleaseSet): void {
    const { at, type, literal } = argument;
    if (when === 0) return;
    if (LISTS.has(name) && type !== null && NO_LIST.has(type)) {
      problems.push({ kind: 'type', parameter: name, type, at, releases: when });
    } else if (FLAGS.has(name) && (type === 'list' || type === 'tuple')) {
      problems.push({ kind: 'flag', parameter: name, at, releases: when });
    } else if (name === 'color' && literal.known && literal.type === 'str' && typeof literal.value === 'string') {
      const color = literal.value;
      const valuesOf = (version: string): readonly string[] =>
        BUTTON_COLORS.find(one => inForce(one, version))?.values ?? [];
      const refused = mask(version => !valuesOf(version).includes(color));
      const first = known.find(one => one.bit & refused);
      if (first) problems.push({ kind: 'color', color, values: valuesOf(first.version), at, releases: refused });
    }
  }
}
