/** What kind of thing of the host a path leads to. */
import { runningModel } from './access.ts';
import type { ClassFamily, HostFacts } from '../host/facts.ts';
import type { Access } from './access.ts';
import type { Area } from './touch.ts';

const FAMILY_AREA = {
  model: 'model',
  manager: 'queryset',
  queryset: 'queryset',
  field: 'model',
  view: 'view',
  viewset: 'viewset',
  serializer: 'serializer',
  form: 'form',
  table: 'table',
  filterset: 'filterset',
  choices: 'choices',
  graphql: 'graphql',
  'plugin-config': 'plugin-api',
  'template-extension': 'plugin-api',
  middleware: 'class',
  panel: 'panel',
  other: 'class',
} as const satisfies Record<ClassFamily, Area>;

/** Symbols of Django (and of others) that are the host's state, by the longest prefix that fits. */
const FOREIGN_AREAS: readonly (readonly [string, Area])[] = [
  ['django.conf.settings.PLUGINS_CONFIG', 'plugin-settings'],
  ['django.conf.settings', 'settings'],
  ['django.conf.LazySettings', 'settings'],
  ['django.conf.Settings', 'settings'],
  ['django.conf.UserSettingsHolder', 'settings'],
  ['django.conf.global_settings', 'settings'],
  ['rest_framework.settings.api_settings', 'settings'],
  ['rest_framework.settings.DEFAULTS', 'settings'],
  ['os.environ', 'environment'],
  ['django.apps.apps', 'value'],
  ['django.template.engines', 'templates'],
  ['django.template.loader', 'templates'],
  ['django.template.engine', 'templates'],
  ['django.template', 'templates'],
  ['django.templatetags', 'templates'],
  ['django.urls', 'urls'],
  ['django.db.models.signals', 'signals'],
  ['django.core.signals', 'signals'],
  ['django.db.models', 'orm'],
  ['django.contrib.auth', 'permissions'],
  ['django.contrib.contenttypes', 'orm'],
];

/** Host paths whose content is more than a value: what they are (NetBox's documentation names them; see the host's policy). */
const HOST_AREAS: readonly (readonly [RegExp, Area])[] = [
  [/^netbox\.settings\.PLUGINS_CONFIG(\.|$)/, 'plugin-settings'],
  [/^netbox\.(settings|configuration|configuration_example|local_settings)(\.|$)/, 'settings'],
  [/^netbox\.config(\.|$)/, 'configuration'],
  [/^core\.models\.(config\.)?ConfigRevision(\.|$)/, 'configuration'],
  [/^netbox\.registry(\.|$)/, 'registry'],
  [/^netbox\.navigation(_menu)?(\.|$)/, 'menu'],
  [/^netbox\.(wsgi|asgi)\./, 'urls'],
  [/(^|\.)urls\.(urlpatterns|_patterns|router|plugin_\w*patterns|api_patterns|handler\d+)(\.|$)/, 'urls'],
  [/(^|\.)urls$/, 'urls'],
  [/\.templatetags(\.\w+)+\.register(\.|$)/, 'templates'],
  [/(^|\.)signals\.\w+\.(receivers|sender_receivers_cache|connect|disconnect|send|send_robust)$/, 'signals'],
  [/^utilities\.querysets\.RestrictedQuerySet\.restrict$/, 'permissions'],
  [/^netbox\.authentication(\.|$)/, 'permissions'],
  [/^utilities\.permissions(\.|$)/, 'permissions'],
];

/** State of Django that holds what the settings say, by the names on the way to it: `connections['default'].settings_dict`. */
const HELD_SETTINGS =
  /^django\.(db\.connections?\.(all\.)?(settings_dict|settings|databases)|db\.router\.routers|core\.cache\.caches\.settings)(\.|$)/;

/** What a dotted path stands for, by the tables above. */
export function areaOfPath(path: string): Area | undefined {
  for (const [pattern, area] of HOST_AREAS) if (pattern.test(path)) return area;
  for (const [prefix, area] of FOREIGN_AREAS) if (path === prefix || path.startsWith(`${prefix}.`)) return area;
  return HELD_SETTINGS.test(path) ? 'settings' : undefined;
}

export interface Place {
  readonly area: Area;
  readonly owner: string;
  readonly model: string | null;
}

/** What kind of thing an access reaches; `undefined` for what is neither the host's nor Django's. */
export function placeOf(facts: HostFacts, access: Access, path: string): Place | undefined {
  const { fact } = access;
  const model = runningModel(access);
  if (model) return ownsModel(facts, model.label) ? { area: 'model', owner: access.path, model: null } : undefined;
  if (access.path === 'sys.modules') return moduleEntry(facts, access);
  const special = areaOfPath(path);
  if (!fact) {
    if (HELD_SETTINGS.test(namesOf(access)) || HELD_SETTINGS.test(path))
      return { area: 'settings', owner: access.path, model: null };
    const top = access.path.split('.', 1)[0] ?? '';
    // `urlpatterns` of another plugin are not the host's.
    const theirs = !facts.ownsTopLevel(top) && !FOREIGN_AREAS.some(([prefix]) => path.startsWith(prefix));
    if (special && !theirs) return { area: special, owner: access.path, model: null };
    return facts.ownsTopLevel(top)
      ? { area: 'value', owner: access.path, model: null }
      : { area: 'third-party', owner: access.path, model: null };
  }
  if (special) return { area: special, owner: fact.path, model: facts.modelOfClass(fact.path)?.label ?? null };
  switch (fact.kind) {
    case 'class': {
      const cls = facts.class(fact.path);
      const model = facts.modelOfClass(fact.path);
      const area = model ? 'model' : FAMILY_AREA[cls?.family ?? 'other'];
      return { area, owner: fact.path, model: model?.label ?? null };
    }
    case 'function':
      return { area: servesModels(facts, fact.path) ? 'model-function' : 'function', owner: fact.path, model: null };
    case 'module':
      return { area: 'module', owner: fact.path, model: null };
    case 'value':
    case 'foreign':
      return { area: 'value', owner: fact.path, model: null };
  }
}

/** Whether a label may be one of the host's: it is not known, or its app is. */
function ownsModel(facts: HostFacts, label: string | null): boolean {
  return label === null || facts.apps().has(label.split('.', 1)[0] ?? label);
}

/** What stands in `sys.modules` under a name: a module of the host, or nobody's business. */
function moduleEntry(facts: HostFacts, access: Access): Place | undefined {
  const [first] = access.steps;
  const name = first?.kind === 'item' ? first.key : null;
  return name !== null && facts.ownsTopLevel(name.split('.', 1)[0] ?? name)
    ? { area: 'module', owner: name, model: null }
    : undefined;
}

const modelModules = new WeakMap<HostFacts, ReadonlySet<string>>();

/** Whether a function of the host is imported by a module that defines core models. */
function servesModels(facts: HostFacts, path: string): boolean {
  let modules = modelModules.get(facts);
  if (!modules) {
    modules = new Set([...facts.models()].map(model => model.path.slice(0, model.path.lastIndexOf('.'))));
    modelModules.set(facts, modules);
  }
  const name = path.slice(path.lastIndexOf('.') + 1);
  for (const module of modules) if (facts.symbol(`${module}.${name}`)?.path === path) return true;
  return false;
}

export function throughManager(access: Access): boolean {
  return access.steps.some(
    step => step.kind === 'attribute' && /^(objects|_default_manager|_base_manager)$/.test(step.name),
  );
}

/** The names of an access, without the calls and keys between them. */
function namesOf(access: Access): string {
  return access.steps.reduce((text, step) => (step.kind === 'attribute' ? `${text}.${step.name}` : text), access.path);
}

/** Dotted text of an access without calls and keys, for the tables above. */
export function dottedOf(access: Access): string {
  let out = access.fact?.path ?? access.path;
  for (const step of access.steps) {
    if (step.kind !== 'attribute') break;
    out += `.${step.name}`;
  }
  return out;
}
