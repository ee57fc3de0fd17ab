/** Whether what a selector selects is core's. */
import { parseSelector, UNKNOWN_PART } from '../../asset/index.ts';
import { TEMPLATE_FILLER } from '../../template/index.ts';
import { classBelongs, CORE_ADDRESS, idBelongs } from './page.ts';
import type { CssSelector, SelectorCompound } from '../../asset/index.ts';
import type { Belongs } from './page.ts';

/** What is selected, when it is not the plugin's own. */
export interface Selected {
  /** `frame`: what NetBox has around every page. `part`: of its pages, by its own name. `common`: what any page has, core's included. */
  readonly kind: 'frame' | 'part' | 'common';
  /** Only near something of the plugin's own (`:has(.own)`, `.own ~ .card`), or in some state of the page. */
  readonly conditional: boolean;
}

/** Names that the plugin's own pages and scripts give to elements. */
export interface OwnNames {
  readonly ids: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  /** Words that own names begin with: `netbox_example`, `netbox-example`, `example`. */
  readonly prefixes: readonly string[];
}

const COMPUTED = new RegExp(`[${UNKNOWN_PART}${TEMPLATE_FILLER}]`);
/** Attributes whose names are nobody's. */
const COMMON_ATTRIBUTE =
  /^(?:type|name|value|href|src|action|method|role|title|alt|for|rel|target|disabled|checked|selected|readonly|placeholder|required|aria-.*|data-bs-.*|data-toggle|data-target|data-clipboard.*|hx-.*|style|lang|dir|open|hidden|tabindex)$/;

/** What a selector selects; `null` when it is, or may be, the plugin's own. */
export function selectedBy(selector: CssSelector, own: OwnNames, within: readonly string[] = []): Selected | null {
  const compounds = [...outer(within), ...selector.compounds];
  const last = compounds.at(-1);
  if (!last || last.pseudos.some(pseudo => pseudo.startsWith('::'))) return null;
  let conditional = within.some(
    rule => /^@(?:media|container|supports)\b/.test(rule) && !/^@media\s+(?:screen|all)\s*$/.test(rule),
  );
  let kind: Selected['kind'] | null = null;
  for (let i = compounds.length - 1; i >= 0; i--) {
    const compound = compounds[i];
    if (!compound) break;
    const subject = i === compounds.length - 1;
    const follows = subject ? '' : (compounds[i + 1]?.combinator ?? '');
    const beside = follows === '+' || follows === '~';
    const found = belongingOf(compound, own);
    const page = compound.tag === 'html' || compound.tag === 'body';
    if (found.own) {
      // An own word on the page's root, or on a neighbour, is a state; on a container it is the plugin's part of the page.
      if (!beside && !(page && !subject)) return null;
      conditional = true;
      continue;
    }
    if (found.conditional) conditional = true;
    if (subject) {
      kind = found.belongs === 'unknown' ? 'common' : found.belongs;
    } else if (!beside && found.belongs === 'frame') kind = 'frame';
  }
  return kind === null ? null : { kind, conditional };
}

/** The compounds of the rules around a nested rule; `&` of the inner one stands for them and adds nothing. */
function outer(within: readonly string[]): SelectorCompound[] {
  return within.filter(rule => !rule.startsWith('@')).flatMap(rule => [...(parseSelector(rule)[0]?.compounds ?? [])]);
}

interface Belonging {
  readonly own: boolean;
  readonly belongs: Belongs;
  readonly conditional: boolean;
}

function belongingOf(compound: SelectorCompound, own: OwnNames): Belonging {
  let isOwn = compound.tag !== null && COMPUTED.test(compound.tag);
  let belongs: Belongs = 'unknown';
  let conditional = compound.pseudos.some(pseudo => STATES.has(pseudo));
  // A class of NetBox that the plugin gives to elements of its own as well: which of them are meant is not known.
  if (compound.classes.some(name => own.classes.has(name) && classBelongs(name) !== 'common')) conditional = true;
  const take = (found: Belongs): void => {
    if (found === 'unknown') isOwn = true;
    else if (RANK[found] > RANK[belongs]) belongs = found;
  };
  for (const id of compound.ids) take(isOwnName(id, own, own.ids) ? 'unknown' : idBelongs(id));
  for (const name of compound.classes) take(isOwnName(name, own, null) ? 'unknown' : classBelongs(name));
  for (const attribute of compound.attributes) {
    if (COMPUTED.test(attribute.value)) isOwn = true;
    else if (/^(?:href|action|src|hx-get|hx-post)$/.test(attribute.name) && CORE_ADDRESS.test(attribute.value))
      take('part');
    else if (attribute.name === 'id' || attribute.name === 'class')
      take(isOwnName(attribute.value, own, own.ids) ? 'unknown' : 'common');
    else take(COMMON_ATTRIBUTE.test(attribute.name) && !hasPrefix(attribute.value, own) ? 'common' : 'unknown');
  }
  for (const { pseudo, selectors } of compound.nested) {
    if (pseudo === 'has' || pseudo === 'not') conditional = true;
    else if (selectors.length > 0 && selectors.every(one => one.compounds.some(inner => belongingOf(inner, own).own)))
      isOwn = true;
    else for (const one of selectors) take(selectedBy(one, own)?.kind ?? 'common');
  }
  return { own: isOwn, belongs, conditional };
}

const RANK = { unknown: 0, common: 1, part: 2, frame: 3 } as const satisfies Record<Belongs, number>;

/** Pseudo-classes that hold only for a while. */
const STATES = new Set([
  'hover',
  'focus',
  'active',
  'focus-within',
  'focus-visible',
  'target',
  'empty',
  'disabled',
  'checked',
  'target-within',
]);

/** A name that only the plugin gives: by its prefix, computed, or (for ids) one that its own pages have. */
function isOwnName(name: string, own: OwnNames, given: ReadonlySet<string> | null): boolean {
  return COMPUTED.test(name) || hasPrefix(name, own) || given?.has(name) === true;
}

const hasPrefix = (name: string, own: OwnNames): boolean =>
  own.prefixes.some(prefix => name.toLowerCase().includes(prefix));

/** The selectors of a text as `querySelector` takes it. */
export function selectedByText(text: string, own: OwnNames): { readonly text: string; readonly selected: Selected }[] {
  return parseSelector(text).flatMap(selector => {
    const selected = selectedBy(selector, own);
    return selected ? [{ text: selector.text, selected }] : [];
  });
}

/** What own names begin with, from the dotted module and label of a plugin: whole, with `-`, and without `netbox` and `plugin`. */
export function prefixesOf(names: readonly string[]): string[] {
  const out = new Set<string>();
  for (const name of names) {
    const last = name.split('.').at(-1) ?? name;
    const short = last.replace(/^netbox_|^nb_|^ntc_netbox_/, '').replace(/^plugin_|_plugin$|_netbox$/, '');
    for (const one of [last, short]) {
      // A short name that is a word of NetBox's own ("search", "device") says nothing.
      if (one.length < 4 || classBelongs(one) !== 'unknown' || idBelongs(one) !== 'unknown') continue;
      for (const variant of [one, one.replaceAll('_', '-'), one.replaceAll('_', '')]) out.add(variant.toLowerCase());
    }
  }
  return [...out].sort();
}
