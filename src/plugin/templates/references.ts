/** What templates refer to, held against what each release has. */
import { stringOf } from '../../program/index.ts';
import { DJANGO_BUILTINS, DOCUMENTED_BASES, FOREIGN_LIBRARIES, FOREIGN_TEMPLATES, PAGE_ROOTS } from './known.ts';
import type { HostFacts, ReleaseSet } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { ParsedTemplate, TemplateFilter, TemplateTag } from '../../template/index.ts';
import type { TextSpan } from '../../template/model.ts';
import type { ModelBase } from '../base.ts';
import type { TagLibrary } from './libraries.ts';
import type { PrivateParent, Template, Unresolved } from './model.ts';

/** Where a name is missing, and what else is known of it. */
interface Missing {
  readonly missing: ReleaseSet;
  readonly unheardOf: boolean;
  readonly own?: boolean;
  readonly instead?: string;
}

/** What is known of names, so that a missing one can be told from an unknown one. */
export class Names {
  readonly facts: HostFacts;
  readonly releases: ReleaseSet;
  readonly #templates: ReadonlyMap<string, Template>;
  readonly #libraries: ReadonlyMap<string, TagLibrary>;
  readonly #ownFolders: ReadonlySet<string>;
  readonly #coreFolders = new Set<string>();
  readonly #labels: ReadonlySet<string>;
  /** Apps of other distributions may bring libraries and templates of any name. */
  readonly #otherApps: boolean;
  readonly #builtins: { readonly tags: Map<string, ReleaseSet>; readonly filters: Map<string, ReleaseSet> };
  readonly #ownUrls: ReadonlySet<string>;
  #namespaces: Set<string> | undefined;

  constructor(
    base: ModelBase,
    templates: readonly Template[],
    libraries: readonly TagLibrary[],
    options: { readonly otherApps: boolean },
  ) {
    this.facts = base.host.facts;
    this.releases = base.host.releases;
    this.#templates = new Map(templates.filter(one => one.engine === 'django').map(one => [one.name, one]));
    this.#libraries = new Map(libraries.map(one => [one.name, one]));
    this.#labels = new Set(
      base.plugins.flatMap(plugin => [plugin.label, plugin.module.split('.').at(-1) ?? plugin.module]),
    );
    this.#ownFolders = this.#labels;
    this.#otherApps = options.otherApps;
    for (const template of this.facts.templates()) {
      const slash = template.path.indexOf('/');
      this.#coreFolders.add(slash < 0 ? '' : template.path.slice(0, slash));
    }
    this.#builtins = { tags: new Map(), filters: new Map() };
    for (const library of this.facts.tagLibraries()) {
      if (!library.builtin) continue;
      for (const [name, mask] of library.tags)
        this.#builtins.tags.set(name, (this.#builtins.tags.get(name) ?? 0) | mask);
      for (const [name, mask] of library.filters)
        this.#builtins.filters.set(name, (this.#builtins.filters.get(name) ?? 0) | mask);
    }
    this.#ownUrls = registeredViews(base);
  }

  template(name: string): Template | undefined {
    return this.#templates.get(name);
  }

  /** Releases under check without this template; `undefined` when somebody else may have it. */
  templateMissing(name: string): Missing | undefined {
    if (this.#templates.has(name)) return undefined;
    const fact = this.facts.template(name);
    if (fact) return { missing: this.releases & ~fact.releases, unheardOf: false };
    const slash = name.indexOf('/');
    const folder = slash < 0 ? '' : name.slice(0, slash);
    if (this.#ownFolders.has(folder)) return { missing: this.releases, unheardOf: true, own: true };
    if (folder === '' || FOREIGN_TEMPLATES.has(folder) || this.#otherApps) return undefined;
    return this.#coreFolders.has(folder) ? { missing: this.releases, unheardOf: true } : undefined;
  }

  library(name: string): Missing | undefined {
    if (this.#libraries.has(name) || FOREIGN_LIBRARIES.has(name)) return undefined;
    const fact = this.facts.tagLibrary(name);
    if (fact) return { missing: this.releases & ~fact.releases, unheardOf: false };
    return this.#otherApps ? undefined : { missing: this.releases, unheardOf: true };
  }

  /** Releases under check in which a tag or filter is not to be had from Django, the builtins and the loaded libraries. */
  name(
    kind: 'tags' | 'filters',
    name: string,
    loads: readonly { readonly library: string; readonly names?: readonly string[] | undefined }[],
  ): Missing | undefined {
    if (DJANGO_BUILTINS[kind].has(name)) return undefined;
    let have = this.#builtins[kind].get(name) ?? 0;
    for (const load of loads) {
      if (load.names && !load.names.includes(name)) continue;
      const own = this.#libraries.get(load.library);
      if (own) {
        if (own.open || own[kind].has(name)) return undefined;
        continue;
      }
      const foreign = FOREIGN_LIBRARIES.get(load.library);
      if (foreign === null || foreign?.[kind].has(name)) return undefined;
      if (foreign) continue;
      const fact = this.facts.tagLibrary(load.library);
      if (!fact) return undefined;
      // Where the library itself is missing, that is what is said.
      have |= (fact[kind].get(name) ?? 0) | ~fact.releases;
    }
    const missing = this.releases & ~have;
    return missing === 0 ? undefined : { missing, unheardOf: have === 0 && !this.#anywhere(kind, name) };
  }

  #anywhere(kind: 'tags' | 'filters', name: string): boolean {
    for (const library of this.facts.tagLibraries()) if (library[kind].has(name)) return true;
    return false;
  }

  url(name: string): Missing | undefined {
    const [namespace = '', ...rest] = name.split(':');
    if (rest.length > 0 && this.#labels.has(namespace) && !this.#coreNamespaces().has(namespace)) {
      return { missing: this.releases, unheardOf: true, own: true, instead: `plugins:${name}` };
    }
    // A view that the package registers for a core model brings its name along; that of a mixin or another plugin is not known.
    const fact = this.#ownUrls.has(name) ? undefined : this.facts.url(name);
    return fact && { missing: this.releases & ~fact.releases, unheardOf: false };
  }

  #coreNamespaces(): Set<string> {
    if (!this.#namespaces) {
      this.#namespaces = new Set();
      for (const url of this.facts.urls()) {
        const colon = url.name.indexOf(':');
        if (colon > 0) this.#namespaces.add(url.name.slice(0, colon));
      }
    }
    return this.#namespaces;
  }
}

/** Names of views that the package registers for models: `dcim:device_widgets`. */
function registeredViews(base: ModelBase): Set<string> {
  const names = new Set<string>();
  for (const call of base.program.calls) {
    if (call.callee.kind !== 'symbol' || !call.callee.path.endsWith('.register_model_view')) continue;
    const [model] = call.args;
    const name = stringOf(call.args[1] ?? call.keywords.get('name'));
    const fact = model?.kind === 'symbol' ? base.host.facts.modelOfClass(model.path) : undefined;
    if (fact && name !== undefined) names.add(`${fact.label.toLowerCase().replace('.', ':')}_${name}`);
  }
  return names;
}

/** Tags that make what is in them hang on a condition. */
const CONDITIONAL = new Set(['if', 'ifchanged', 'ifequal', 'ifnotequal', 'for', 'partialdef']);

/** Ranges of a template that are not always rendered. */
function conditionalRanges(parsed: ParsedTemplate): TextSpan[] {
  const ranges: TextSpan[] = [];
  const open: TemplateTag[] = [];
  for (const tag of parsed.tags) {
    if (tag.role === 'open' && CONDITIONAL.has(tag.name)) open.push(tag);
    else if (tag.role === 'end' && CONDITIONAL.has(tag.name.slice(3))) {
      const start = open.pop();
      if (start) ranges.push({ start: start.start, end: tag.end });
    }
  }
  for (const tag of open) ranges.push({ start: tag.start, end: parsed.text.length });
  return ranges;
}

/** What one template refers to that some release under check does not have. */
export function unresolvedIn(template: Template, names: Names): Unresolved[] {
  if (template.engine !== 'django') return [];
  const { parsed, file, used } = template;
  // Where the core template wins, this one is not read at all.
  const dead = template.onCorePages ? 0 : (template.shadowed?.releases ?? 0);
  const found: Unresolved[] = [];
  const ranges = conditionalRanges(parsed);
  const hangs = (at: TextSpan): boolean => ranges.some(range => at.start >= range.start && at.end <= range.end);
  const place = (at: TextSpan): Span => ({ file, start: at.start, end: at.end });
  const add = (
    kind: Unresolved['kind'],
    name: string,
    at: TextSpan,
    by: string,
    result: Missing | undefined,
    conditional = false,
  ): void => {
    const missing = (result?.missing ?? 0) & ~dead;
    if (!result || missing === 0) return;
    found.push({
      kind,
      name,
      at: place(at),
      by,
      missing,
      unheardOf: result.unheardOf,
      own: result.own ?? false,
      conditional,
      used,
      instead: result.instead ?? null,
    });
  };
  const parent = parsed.extends?.template;
  if (parent?.kind === 'literal' && parent.value !== template.name)
    add('template', parent.value, parent, 'extends', names.templateMissing(parent.value));
  for (const include of parsed.includes) {
    if (include.template.kind !== 'literal') continue;
    const { value } = include.template;
    add('template', value, include.template, include.tag, names.templateMissing(value), hangs(include));
  }
  for (const load of parsed.loads) add('library', load.library, load, 'load', names.library(load.library));
  const reported = new Set<string>();
  const uses: [keyof typeof DJANGO_BUILTINS, 'tag' | 'filter', readonly (TemplateTag | TemplateFilter)[]][] = [
    ['tags', 'tag', parsed.tags.filter(tag => tag.role === 'open' || tag.role === 'single')],
    ['filters', 'filter', parsed.filters],
  ];
  for (const [kind, one, list] of uses) {
    for (const use of list) {
      if (reported.has(`${kind} ${use.name}`)) continue;
      const result = names.name(kind, use.name, parsed.loads.slice(0, use.loads));
      if (!result) continue;
      reported.add(`${kind} ${use.name}`);
      add(one, use.name, 'nameSpan' in use ? use.nameSpan : use, one, result);
    }
  }
  for (const url of parsed.urls) {
    if (url.name.kind !== 'literal' || url.as !== undefined) continue;
    add('url', url.name.value, url.name, 'url', names.url(url.name.value), hangs(url));
  }
  for (const block of parsed.blocks) {
    if (block.parent !== null || !parsed.extends) continue;
    const missing = blockMissing(template, block.name, names);
    if (missing !== 0 && missing === names.releases)
      add('block', block.name, block.nameSpan, 'block', { missing, unheardOf: true });
  }
  return found;
}

/** Releases under check in which no ancestor has the block; 0 when the ancestors are not all known. */
function blockMissing(template: Template, block: string, names: Names): ReleaseSet {
  let missing = 0;
  for (let bit = 1; bit <= names.releases; bit *= 2) {
    if ((names.releases & bit) !== 0 && lacksBlock(template, block, bit, names)) missing |= bit;
  }
  return missing;
}

/** True when it is certain that no ancestor has the block in that release. */
function lacksBlock(template: Template, block: string, release: ReleaseSet, names: Names): boolean {
  const seen = new Set<string>();
  let parent = template.parsed.extends?.template;
  while (parent?.kind === 'literal') {
    const name = parent.value;
    const own = names.template(name);
    // A template that extends its own name goes on to the one that it stands before.
    if (!own || own === template || seen.has(name)) return coreLacks(name, block, release, names);
    seen.add(name);
    if (own.parsed.blocks.some(one => one.name === block)) return false;
    if (!own.parsed.extends) return true;
    parent = own.parsed.extends.template;
  }
  return false;
}

function coreLacks(name: string, block: string, release: ReleaseSet, names: Names): boolean {
  const seen = new Set<string>();
  let at = name;
  for (;;) {
    const fact = names.facts.template(at);
    if (!fact || (fact.releases & release) === 0 || seen.has(at)) return false;
    seen.add(at);
    if (((fact.blocks.get(block) ?? 0) & release) !== 0) return false;
    const parents = [...fact.parents].filter(([, mask]) => (mask & release) !== 0);
    const [next] = parents;
    if (!next) return PAGE_ROOTS.has(at);
    if (parents.length > 1) return false;
    at = next[0];
  }
}

/** True for a core template that NetBox's documentation does not offer to plugins. */
export function isPrivate(name: string, names: Names): boolean {
  if (names.template(name) || DOCUMENTED_BASES.test(name)) return false;
  return ((names.facts.template(name)?.releases ?? 0) & names.releases) !== 0;
}

/** Core templates that the package extends though NetBox does not offer them for that. */
export function privateParent(template: Template, names: Names): PrivateParent | undefined {
  const parent = template.parsed.extends?.template;
  if (parent?.kind !== 'literal' || !isPrivate(parent.value, names)) return undefined;
  const at = { file: template.file, start: parent.start, end: parent.end };
  return { name: parent.value, at, renders: false };
}
