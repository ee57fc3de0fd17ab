/** Extracts the facts of one NetBox release from a checkout or an installation; nothing of it is executed. */
import { type Kind, type ReleaseFacts } from '../format.ts';
import { walk } from '../../../python/index.ts';
import { classAttribute, memberNames, readClasses, type Classes } from './classes.ts';
import { dotted, text } from './constant.ts';
import { readDeclared, type DeclaredClass } from './declared.ts';
import { readMigrations } from './migrations.ts';
import { readModels, type SourceModel } from './models.ts';
import { readModules, type Modules, type SourceModule } from './modules.ts';
import { readNavigation } from './navigation.ts';
import { calls, readSettings } from './settings.ts';
import { readCommands, readLibraries, readStatic, readTemplates } from './templates.ts';
import { openTree, type Tree, type TreeProblem } from './tree.ts';
import { readUrls } from './urls.ts';
import { readFeatureViews, readModelViews } from './views.ts';

export type { TreeProblem } from './tree.ts';

/** Python floors of releases whose settings do not check: docs/installation/3-netbox.md of v2.8 and v2.9 to v2.11. */
const DEFAULT_FLOOR: readonly [number, number] = [3, 6];

export type Extraction =
  | {
      readonly ok: true;
      readonly release: ReleaseFacts;
      /** Abstract models, for the file beside the facts. */
      readonly declared: readonly DeclaredClass[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problem: TreeProblem };

class FactBag {
  readonly facts = new Map<Kind, Map<string, Set<string>>>();

  add(kind: Kind, group: string, fact: string): void {
    let groups = this.facts.get(kind);
    if (!groups) this.facts.set(kind, (groups = new Map()));
    const set = groups.get(group);
    if (set) set.add(fact);
    else groups.set(group, new Set([fact]));
  }
}

/**
 * Reads a NetBox below `root`: a checkout, its `netbox` directory, or the `site-packages` of an installation. A directory
 * that is none, or only a part of one, is a problem; files that do not parse are named in `warnings` and left out.
 */
export function extractRelease(root: string): Extraction {
  const opened = openTree(root);
  if (!opened.ok) return opened;
  const { tree } = opened;
  const modules = readModules(tree);
  const settings = readSettings(modules);
  if (!settings) {
    return { ok: false, problem: { code: 'syntax', message: `${root}: netbox/settings.py could not be read` } };
  }
  const classes = readClasses(modules);
  const bag = new FactBag();
  const apps = readApps(settings.installedApps, modules, classes);
  for (const app of apps) bag.add('app', '', `${app.label}~${app.module}~${app.core ? 'c' : 'f'}`);
  const packages = new Map(apps.filter(app => app.core).map(app => [app.module, app.label]));
  const appOf = (module: string): string | null => {
    for (let at = module; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const app = packages.get(at);
      if (app !== undefined) return app;
    }
    return null;
  };

  addModules(bag, modules);
  addClasses(bag, classes);
  const models = readModels(modules, classes, appOf, settings.userModel);
  addModels(bag, models);
  const views = readModelViews(modules, classes, models);
  for (const view of views) bag.add('view', view.label, `${view.name}~${view.path}~${view.detail ? 'd' : 'l'}`);
  for (const { mixin, view, class: path } of readFeatureViews(modules)) {
    bag.add('feature', '', `${mixin}~${view.name}~${view.path}~${view.detail ? 'd' : 'l'}~${path}`);
  }
  for (const url of readUrls(modules, classes, views)) bag.add('url', url.namespace, `${url.name}~${url.path ?? '?'}`);
  for (const template of readTemplates(tree)) {
    bag.add('template', '', `${template.path}~${template.origin === 'project' ? 'p' : 'a'}`);
    for (const block of template.blocks) bag.add('block', template.path, block);
    for (const parent of template.parents) bag.add('parent', template.path, parent);
  }
  for (const library of readLibraries(modules)) {
    const builtin = settings.builtinLibraries.includes(library.module) ? 'b' : '';
    bag.add('library', '', `${library.name}~${library.module}~${builtin}`);
    for (const tag of library.tags) bag.add('tag', library.name, tag);
    for (const filter of library.filters) bag.add('filter', library.name, filter);
  }
  for (const name of settings.names) bag.add('setting', '', name);
  for (const name of settings.parameters) bag.add('parameter', '', `${name}~s`);
  for (const name of settings.dynamic) bag.add('parameter', '', `${name}~d`);
  for (const path of settings.middleware) bag.add('middleware', '', path);
  for (const key of readRegistryKeys(modules)) bag.add('registry', '', key);
  for (const item of readNavigation(modules, tree)) {
    bag.add('menu', '', [item.menu, item.group, item.link, item.text].filter(part => part !== null).join('~'));
  }
  for (const migration of readMigrations(tree)) {
    const app = packages.get(migration.package);
    if (app === undefined) continue;
    bag.add('migration', app, migration.name);
    for (const [other, name] of migration.replaces) bag.add('replaces', app, `${migration.name}:${other}.${name}`);
    for (const [other, name] of migration.dependencies) bag.add('depends', app, `${migration.name}:${other}.${name}`);
  }
  for (const path of readStatic(tree, settings.staticDirs)) bag.add('static', '', path);
  for (const [name, module] of readCommands(tree)) bag.add('command', '', `${name}~${module}`);

  const python = settings.pythonFloor ?? floorOf(tree) ?? DEFAULT_FLOOR;
  const release = { version: tree.version, python, facts: bag.facts };
  return { ok: true, release, declared: readDeclared(modules, classes), warnings: modules.problems };
}

function floorOf(tree: Tree): readonly [number, number] | null {
  const match = />=\s*(\d+)\.(\d+)/.exec(tree.requiresPython ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
}

interface App {
  readonly label: string;
  readonly module: string;
  readonly core: boolean;
}

/** Apps of INSTALLED_APPS: by module, or by the dotted path of an AppConfig class. */
function readApps(installed: readonly string[], modules: Modules, classes: Classes): App[] {
  return installed.map(entry => {
    const config = classes.byPath.get(entry);
    if (config) {
      const module = text(classAttribute(config.node, 'name')) ?? config.module.replace(/\.apps$/, '');
      return {
        label: text(classAttribute(config.node, 'label')) ?? module.split('.').at(-1) ?? module,
        module,
        core: true,
      };
    }
    if (!modules.names.has(entry)) {
      // A foreign AppConfig is named by a class (`extras.apps.X` has capitals); its label is taken from its package.
      const module = /\.apps\.[A-Z]\w*$/.test(entry) ? entry.replace(/\.apps\.[A-Z]\w*$/, '') : entry;
      return { label: module.split('.').at(-1) ?? module, module, core: false };
    }
    // Django takes the single AppConfig of the package's `apps` module.
    const own = [...classes.byPath.values()].find(
      source => source.module === `${entry}.apps` && classes.mro(source.path).includes('django.apps.AppConfig'),
    );
    const label = own ? text(classAttribute(own.node, 'label')) : null;
    return { label: label ?? entry.split('.').at(-1) ?? entry, module: entry, core: true };
  });
}

function addModules(bag: FactBag, modules: Modules): void {
  for (const name of modules.names) {
    const dot = name.indexOf('.');
    bag.add('module', dot < 0 ? name : name.slice(0, dot), dot < 0 ? '' : name.slice(dot + 1));
  }
  for (const module of modules.byName.values()) addBindings(bag, module);
}

function addBindings(bag: FactBag, module: SourceModule): void {
  for (const [name, binding] of module.bindings) {
    switch (binding.kind) {
      case 'class':
        break;
      case 'function':
        bag.add('symbol', module.name, `f${name}`);
        break;
      case 'value':
        bag.add('symbol', module.name, `v${name}`);
        break;
      case 'import': {
        const original = binding.name ?? '';
        bag.add('import', module.name, `${binding.module}:${original === name ? name : `${original}=${name}`}`);
        break;
      }
    }
  }
}

function addClasses(bag: FactBag, classes: Classes): void {
  for (const source of classes.byPath.values()) {
    bag.add('class', source.module, `${source.written.join('~')}:${source.name}`);
    for (const member of memberNames(source.node)) bag.add('member', source.module, `${source.name}:${member}`);
  }
}

function addModels(bag: FactBag, models: readonly SourceModel[]): void {
  const labels = new Map(models.map(model => [model.label.toLowerCase(), model.label]));
  for (const model of models) {
    const flags = `${model.abstract ? 'a' : ''}${model.proxy ? 'p' : ''}${model.managed ? '' : 'u'}`;
    bag.add('model', '', [model.label, model.path, flags, model.table ?? ''].join('~'));
    for (const field of model.fields.values()) {
      bag.add('field', model.label, `${field.name}~${field.type}~${field.related ?? ''}`);
      if (field.table !== null) bag.add('m2m', model.label, `${field.name}~${field.table}`);
      const target = field.related === null ? undefined : labels.get(field.related.toLowerCase());
      const { accessor, query } = field.reverse ?? { accessor: null, query: null };
      if (target === undefined || model.abstract || model.proxy || (accessor ?? query) === null) continue;
      bag.add('reverse', target, `${accessor ?? ''}~${query ?? ''}~${model.label}.${field.name}`);
    }
  }
}

/** Keys given when the registry is made (`netbox/registry.py`, `extras/registry.py`), and stores set later by subscription. */
function readRegistryKeys(modules: Modules): ReadonlySet<string> {
  const out = new Set<string>();
  const registries = new Set(['netbox.registry', 'extras.registry']);
  for (const [name, module] of modules.byName) {
    if (registries.has(name)) {
      for (const call of calls(module.tree.body)) {
        const given = call.args[0];
        if (dotted(call.func) !== 'Registry' || given?.type !== 'Dict') continue;
        for (const key of given.keys) {
          const value = text(key);
          if (value !== null) out.add(value);
        }
      }
    } else if (!module.bindings.has('registry')) continue;
    for (const store of stores(module)) out.add(store);
  }
  return out;
}

/** `registry['x'] = …` anywhere in a module. */
function* stores(module: SourceModule): Iterable<string> {
  for (const node of walk(module.tree)) {
    if (node.type !== 'Assign') continue;
    for (const target of node.targets) {
      const key = target.type === 'Subscript' && dotted(target.value) === 'registry' ? text(target.slice) : null;
      if (key !== null) yield key;
    }
  }
}
