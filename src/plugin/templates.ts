/** Templates and tag libraries of the package, and what of the host's they shadow, need or reach. */
import { ownMember, resolutionOrder, stringOf } from '../program/index.ts';
import { parseMarkup, parseTemplate } from '../template/index.ts';
import { appEntries, filesIn, ownApps, textOf, topOf } from './templates/files.ts';
import { composedHtml, inlineHtmlOf, joinHtml } from './templates/inline.ts';
import { findLibraries } from './templates/libraries.ts';
import { CorePages, textArguments } from './templates/reach.ts';
import { isPrivate, Names, privateParent, unresolvedIn } from './templates/references.ts';
import type { Undecided } from '../finding.ts';
import type { Span } from '../source.ts';
import type { Effect, Value } from '../program/index.ts';
import type { Markup } from '../template/index.ts';
import type { ModelBase } from './base.ts';
import type { AppEntry } from './templates/files.ts';
import type { InlineHtml, Shadowed, Template, TemplatesModel, Unresolved } from './templates/model.ts';

export type { TemplatesModel } from './templates/model.ts';

/** Files under `templates/` that Django renders; others (notes, images) are no templates. */
const RENDERED = /\.(?:html?|txt|xml|svg|js|css|json|csv|md|ya?ml|j2|jinja2?|email|eml)$/i;
const NOTES = /(?:^|\/)(?:[A-Z]+|README[\w.-]*)\.md$/;

const cache = new WeakMap<ModelBase, TemplatesModel>();

/** The templates of a package; computed once a package. */
export function findTemplates(base: ModelBase): TemplatesModel {
  let model = cache.get(base);
  if (!model) cache.set(base, (model = readTemplates(base)));
  return model;
}

interface Draft extends Omit<Template, 'used' | 'onCorePages'> {
  used: boolean;
  onCorePages: boolean;
}

function readTemplates(base: ModelBase): TemplatesModel {
  const entries = appEntries(base);
  const apps = ownApps(base, entries);
  const undecided: Undecided[] = [];
  const movedApps = entries.filter(entry => isHostApp(base, entry.name));
  const templates: Draft[] = [];
  for (const engine of ['django', 'jinja2'] as const) {
    for (const { file, name, app } of filesIn(base, apps, engine === 'django' ? 'templates' : 'jinja2')) {
      if (!RENDERED.test(name) || NOTES.test(name)) continue;
      const text = textOf(file);
      if (text === undefined) {
        const reason = `the template ${name} is not UTF-8 text`;
        undecided.push({ limit: 'core-components', reason, at: { file: file.path, start: 0, end: 0 } });
        continue;
      }
      const parsed = parseTemplate(text);
      let markup: Markup | undefined;
      templates.push({
        file: file.path,
        name,
        app,
        engine,
        text,
        top: topOf(file.path, text),
        parsed,
        get markup() {
          return (markup ??= parseMarkup(parsed));
        },
        shadowed: engine === 'django' ? shadowOf(base, name) : null,
        used: false,
        onCorePages: false,
      });
    }
  }
  const libraries = findLibraries(base, apps);
  const pages = new CorePages(base);
  markUses(base, templates);
  markReach(base, templates, pages, movedApps);
  const otherApps =
    entries.some(entry => !isHostApp(base, entry.name) && !base.program.interpreter.modules.owns(entry.name)) ||
    base.program.imports.some(one => !one.own && isOtherPlugin(base, one.module));
  const names = new Names(base, templates, libraries, { otherApps });
  const literals: InlineHtml[] = [];
  for (const module of base.program.modules.values())
    literals.push(
      ...inlineHtmlOf(
        module,
        (at, text) => pages.has(module, at.start) || pages.inserted.some(one => one.text.includes(text)),
      ),
    );
  return {
    templates,
    libraries,
    unresolved: [...templates.flatMap(one => unresolvedIn(one, names)), ...unresolvedInCode(base, names)],
    privateParents: [
      ...templates.flatMap(one => privateParent(one, names) ?? []),
      ...namedInCode(base).flatMap(({ name, at }) => (isPrivate(name, names) ? [{ name, at, renders: true }] : [])),
    ],
    inlineHtml: joinHtml(literals, composedHtml(pages.inserted, literals)),
    movedApps,
    undecided,
  };
}

/** True for an app of core, by label, module or a config class in it. */
function isHostApp(base: ModelBase, name: string): boolean {
  for (const [label, app] of base.host.facts.apps()) {
    if (!app.core || (app.releases & base.host.releases) === 0) continue;
    if (name === label || name === app.module || name.startsWith(`${app.module}.apps.`)) return true;
  }
  return false;
}

function shadowOf(base: ModelBase, name: string): Shadowed | null {
  const fact = base.host.facts.template(name);
  const releases = (fact?.releases ?? 0) & base.host.releases;
  return fact && releases !== 0 ? { origin: fact.origin, releases } : null;
}

/** Literals in Python that look like the name of a template or of a static file. */
const FILE_NAME = /['"]([\w@.-]+(?:\/[\w@.-]+)*\.\w{2,5})['"]/g;

function markUses(base: ModelBase, templates: readonly Draft[]): void {
  const named = new Set<string>();
  for (const module of base.program.modules.values())
    for (const [, name] of module.text.matchAll(FILE_NAME)) if (name !== undefined) named.add(name);
  for (const { parsed, name: own } of templates) {
    for (const one of [parsed.extends?.template, ...parsed.includes.map(include => include.template)]) {
      if (one?.kind === 'literal' && one.value !== own) named.add(one.value);
      else if (one?.kind === 'dynamic') for (const candidate of one.candidates) named.add(candidate);
    }
  }
  // NetBox's ObjectView derives `<label>/<model>.html` from its model.
  const models = new Set(base.program.classes.map(cls => cls.name.toLowerCase()));
  const labels = new Set(base.plugins.map(plugin => plugin.label));
  for (const template of templates) {
    const [, folder = '', stem = ''] = /^([^/]+)\/(\w+)\.html$/.exec(template.name) ?? [];
    const byDefault = labels.has(folder) && models.has(stem);
    template.used = named.has(template.name) || byDefault;
  }
}

function markReach(base: ModelBase, templates: readonly Draft[], pages: CorePages, moved: readonly AppEntry[]): void {
  const byName = new Map(templates.map(one => [one.name, one]));
  const waiting: Draft[] = [];
  const mark = (template: Draft | undefined): void => {
    if (!template || template.onCorePages) return;
    template.onCorePages = true;
    template.used = true;
    waiting.push(template);
  };
  for (const call of base.program.calls) {
    for (const text of textArguments(call)) {
      const template = byName.get(text);
      if (template && !template.onCorePages && pages.makes(call)) mark(template);
    }
  }
  const first = putsDirectoryFirst(base);
  const behind = moved.some(entry => standsBehind(entry, moved, base));
  for (const template of templates) {
    if (template.shadowed && (first || (template.shadowed.origin === 'app' && behind))) mark(template);
  }
  for (let template = waiting.pop(); template; template = waiting.pop()) {
    const { parsed } = template;
    for (const one of [parsed.extends?.template, ...parsed.includes.map(include => include.template)])
      if (one?.kind === 'literal') mark(byName.get(one.value));
  }
}

/** True when an app of core comes behind the plugin's own, which NetBox otherwise puts at the end of `django_apps`. */
function standsBehind(entry: AppEntry, moved: readonly AppEntry[], base: ModelBase): boolean {
  const own = appEntries(base).find(
    one => one.plugin === entry.plugin && one.name.startsWith(`${entry.plugin.module}.`),
  );
  return own !== undefined && moved.some(one => one.plugin === entry.plugin && one.at.start > own.at.start);
}

/** True when code of the package puts a directory before the host's own, or replaces its directories or loaders. */
function putsDirectoryFirst(base: ModelBase): boolean {
  const { program } = base;
  const lasts = (effect: Effect): boolean => effect.phase !== 'dead' && !effect.temporary;
  return (
    program.calls.some(
      call =>
        lasts(call) &&
        /\.insert$/.test(pathOf(call.callee)) &&
        isTemplateSetting(call.callee) &&
        !isBehind(call.args[0]),
    ) ||
    program.writes.some(
      write =>
        lasts(write) &&
        write.kind === 'write' &&
        write.access !== 'augmented' &&
        (isTemplateSetting(write.object) || (write.name === 'TEMPLATES' && pathOf(write.object).endsWith('settings'))),
    )
  );
}

/** An index of `insert` that is known not to be the first place. */
const isBehind = (index: Value | undefined): boolean =>
  index?.kind === 'constant' && typeof index.value === 'bigint' && index.value !== 0n;

const TEMPLATE_SETTING = /(?:^|\.)settings\.TEMPLATES\b|^django\.template\.(?:engines|engine)\b/;

const isTemplateSetting = (value: Value): boolean => TEMPLATE_SETTING.test(pathOf(value));

/** Dotted text of what a value is reached by, keys left out. */
function pathOf(value: Value): string {
  switch (value.kind) {
    case 'symbol':
      return value.path;
    case 'attribute':
      return `${pathOf(value.object)}.${value.name}`;
    case 'item':
      return pathOf(value.object);
    case 'element':
      return pathOf(value.of);
    case 'call':
      return pathOf(value.callee);
    default:
      return '';
  }
}

const RENDERERS: ReadonlyMap<string, number> = new Map([
  ['django.shortcuts.render', 1],
  ['django.template.loader.render_to_string', 0],
  ['django.template.loader.get_template', 0],
]);

interface NamedTemplate {
  readonly name: string;
  readonly at: Span;
  readonly by: string;
  /** It is surely used: not only in a call or a class that may never come to it. */
  readonly sure: boolean;
}

/** Names of templates in Python code: what is rendered, and `template_name` of own classes. */
function namedInCode(base: ModelBase): NamedTemplate[] {
  const found: NamedTemplate[] = [];
  const add = (value: Value | undefined, by: string, sure: boolean): void => {
    const name = stringOf(value);
    if (name !== undefined && value && 'at' in value && value.at) found.push({ name, at: value.at, by, sure });
  };
  for (const call of base.program.calls) {
    if (call.callee.kind !== 'symbol' || call.phase === 'dead') continue;
    const index = RENDERERS.get(call.callee.path);
    if (index !== undefined)
      add(
        call.args[index] ?? call.keywords.get('template_name'),
        `${call.callee.path.split('.').at(-1) ?? ''}()`,
        false,
      );
  }
  const { classes } = base.program;
  for (const cls of classes) {
    const value = cls.namespace.get('template_name');
    if (!value || ownMember(cls, 'get_template_name') || ownMember(cls, 'get_template_names')) continue;
    const base_ =
      /^_|Base|Mixin|Abstract/.test(cls.name) ||
      classes.some(other => other !== cls && resolutionOrder(other).includes(cls));
    add(value, 'template_name', !base_);
  }
  return found;
}

function unresolvedInCode(base: ModelBase, names: Names): Unresolved[] {
  return namedInCode(base).flatMap(({ name, at, by, sure }): Unresolved[] => {
    const result = names.templateMissing(name);
    // The plugin's own are held against what the distribution ships elsewhere (`distribution.missingTemplates`).
    if (!result || result.missing === 0 || result.own === true) return [];
    return [{ kind: 'template', name, at, by, ...result, own: false, conditional: !sure, used: sure, instead: null }];
  });
}

/** By its name a plugin of somebody else's, whose templates and tags are then there too. */
function isOtherPlugin(base: ModelBase, module: string): boolean {
  const top = module.split('.', 1)[0] ?? module;
  return /^(?:netbox|nb)_/.test(top) && !base.host.facts.ownsTopLevel(top);
}
