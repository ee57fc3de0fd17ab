/**
 * What the package does to things that are the host's: every write, delete, mutation and patch whose target is reached from
 * a name of the host (or of Django, where that is the host's state), with what kind of thing the target is.
 */
import {
  alternativesOf,
  ancestorPaths,
  byPath,
  describe,
  isOptIn,
  methodOf,
  shapeOf,
  stepsOf,
  stringOf,
  MIGRATION_APPS,
} from '../program/index.ts';
import { accessOf, accessOfAttribute, accessText, sharesState } from './access.ts';
import type { ClassFamily, HostFacts } from '../host/facts.ts';
import type { Step } from '../finding.ts';
import type { CallEffect, Effect, Value } from '../program/index.ts';
import type { Access, AccessStep } from './access.ts';
import type { ModelBase } from './base.ts';
import type { Action, Area, Touch } from './touch.ts';

/** Methods of lists, dicts and sets that change them. */
const MUTATORS = new Set([
  'append',
  'appendleft',
  'extend',
  'insert',
  'remove',
  'pop',
  'popleft',
  'popitem',
  'clear',
  'update',
  'setdefault',
  'add',
  'discard',
  'reverse',
  'sort',
  '__setitem__',
  '__delitem__',
  'move_to_end',
]);

/** Methods that put something into a router, an admin site or a template library. */
const REGISTRARS = new Set([
  'register',
  'unregister',
  'filter',
  'simple_tag',
  'inclusion_tag',
  'simple_block_tag',
  'tag',
  'filter_function',
  'tag_function',
]);

/** Attributes of a form field that take it out of sight or out of use. */
const HIDING = new Set(['widget', 'disabled', 'queryset']);

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
  ['django.conf.global_settings', 'settings'],
  ['django.db.connections.databases', 'settings'],
  ['rest_framework.settings.api_settings', 'settings'],
  ['os.environ', 'environment'],
  ['django.template.engines', 'templates'],
  ['django.template.loader', 'templates'],
  ['django.template.engine', 'templates'],
  ['django.template', 'templates'],
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
  [/\.templatetags\.\w+\.register(\.|$)/, 'templates'],
  [/^utilities\.querysets\.RestrictedQuerySet\.restrict$/, 'permissions'],
  [/^netbox\.authentication(\.|$)/, 'permissions'],
  [/^utilities\.permissions(\.|$)/, 'permissions'],
];

function areaOfPath(path: string): Area | undefined {
  for (const [pattern, area] of HOST_AREAS) if (pattern.test(path)) return area;
  for (const [prefix, area] of FOREIGN_AREAS) if (path === prefix || path.startsWith(`${prefix}.`)) return area;
  return undefined;
}

interface Place {
  readonly area: Area;
  readonly owner: string;
  readonly model: string | null;
}

/** What kind of thing an access reaches; `undefined` for what is neither the host's nor Django's. */
function placeOf(facts: HostFacts, access: Access, path: string): Place | undefined {
  const { fact } = access;
  const special = areaOfPath(path);
  if (!fact) {
    if (special) return { area: special, owner: access.path, model: null };
    const top = access.path.split('.', 1)[0] ?? '';
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

function throughManager(access: Access): boolean {
  return access.steps.some(
    step => step.kind === 'attribute' && /^(objects|_default_manager|_base_manager)$/.test(step.name),
  );
}

/** Dotted text of an access without calls and keys, for the tables above. */
function dottedOf(access: Access): string {
  let out = access.fact?.path ?? access.path;
  for (const step of access.steps) {
    if (step.kind !== 'attribute') break;
    out += `.${step.name}`;
  }
  return out;
}

/** The key that a step takes of a container: `registry['views']`, `.get('views')`. */
function keyOfStep(step: AccessStep): string[] {
  if (step.kind === 'item' && step.key !== null) return [step.key];
  return step.kind === 'call' && step.arg !== null ? [step.arg] : [];
}

/** Everything in the package that touches what is not its own. In order of place. */
export function findTouches(base: ModelBase): Touch[] {
  const touches: Touch[] = [];
  const { program, host } = base;
  const { facts } = host;
  const ownKeys = new Set(base.plugins.flatMap(plugin => [plugin.module, plugin.label]));

  const add = (
    effect: Effect,
    place: Place,
    access: Access | undefined,
    action: Action,
    target: string,
    name: string | null,
    value: Value | null,
    ownKey: boolean,
  ): void => {
    const origin = access?.origin ?? null;
    const steps: Step[] = stepsOf(effect.frame);
    if (origin && !(origin.file === effect.at.file && origin.start === effect.at.start)) {
      steps.unshift({ at: origin, message: `${access?.path ?? target} comes in` });
    }
    touches.push({
      ...place,
      action,
      target,
      name,
      at: effect.at,
      phase: effect.phase,
      trace: steps,
      temporary: effect.temporary || (effect.kind !== 'call' && effect.restores),
      optIn: isOptIn(program.interpreter, effect),
      ownKey,
      value: value ? describe(value) : null,
    });
  };

  for (const write of program.writes) {
    const action = write.kind === 'delete' ? 'delete' : write.access === 'augmented' ? 'mutate' : 'write';
    for (const object of alternativesOf(write.object)) {
      // A class or object of the package is its own, whatever it descends from.
      const form = HIDING.has(write.name ?? '') ? fieldsOfForm(object) : undefined;
      if (form)
        add(
          write,
          { area: 'form', owner: form, model: null },
          undefined,
          'hide',
          `${form}.fields[…].${write.name ?? '…'}`,
          write.name,
          write.value,
          false,
        );
      const access = accessOf(facts, object);
      if (!access || !sharesState(access)) continue;
      const named =
        write.access === 'attribute' && write.name !== null ? accessOfAttribute(facts, object, write.name) : undefined;
      const reached = named ?? access;
      // Rebinding a name of a module is a change of what the name stands for.
      const place = placeOf(facts, named?.fact && named.fact.kind !== 'module' ? named : access, dottedOf(reached));
      if (!place) continue;
      const key = write.key ? stringOf(write.key) : undefined;
      const keys = reached.steps.flatMap(keyOfStep);
      const target =
        write.access === 'item'
          ? `${accessText(access)}[${key === undefined ? '…' : `'${key}'`}]`
          : accessText(reached);
      const ownKey = [...keys, ...(key === undefined ? [] : [key])].some(
        one => ownKeys.has(one.split('.', 1)[0] ?? one) || ownKeys.has(one),
      );
      add(
        write,
        place,
        access,
        action,
        write.name === null && write.access === 'attribute' ? `${accessText(access)}.…` : target,
        write.name ?? key ?? null,
        write.value,
        ownKey,
      );
    }
  }

  for (const call of program.calls) {
    const method = methodOf(call.callee);
    if (!method) continue;
    if (MUTATORS.has(method.name)) mutation(call, method.object, method.name);
    if (method.name === 'contribute_to_class' || method.name === 'add_to_class')
      contribution(call, method.object, method.name);
    if (method.name === 'disconnect') disconnection(call, method.object);
    if (REGISTRARS.has(method.name)) registration(call, method.object, method.name);
    if (call.callee.kind === 'symbol') wellKnown(call, call.callee.path);
  }

  /** The form class of the host whose instances' `fields` a value belongs to, in code that the package attaches to that class. */
  function fieldsOfForm(value: Value): string | undefined {
    let fields = false;
    for (let one: Value = value; ;) {
      switch (one.kind) {
        case 'attribute':
          if (one.name === 'fields') fields = true;
          one = one.object;
          break;
        case 'item':
          one = one.object;
          break;
        case 'element':
          one = one.of;
          break;
        case 'call':
          one = one.callee;
          break;
        case 'parameter':
          return fields && one.attachedTo && facts.class(one.attachedTo.path)?.family === 'form'
            ? one.attachedTo.path
            : undefined;
        default:
          return undefined;
      }
    }
  }

  function mutation(call: CallEffect, object: Value, name: string): void {
    for (const one of alternativesOf(object)) {
      const form = fieldsOfForm(one);
      if (form && /^(pop|__delitem__|clear)$/.test(name))
        add(
          call,
          { area: 'form', owner: form, model: null },
          undefined,
          'hide',
          `${form}.fields.${name}()`,
          name,
          null,
          false,
        );
      const access = accessOf(facts, one);
      if (!access || !sharesState(access) || throughManager(access)) continue;
      // A method of a class or function that happens to be called `update` or `add` changes no container.
      if (access.fact && access.fact.kind !== 'value' && access.steps.length === 0) continue;
      const last = access.steps.at(-1);
      if (access.fact?.kind === 'class' && last?.kind === 'call') continue;
      const place = placeOf(facts, access, dottedOf(access));
      if (!place || place.area === 'third-party') continue;
      // Without a fact nothing says that `django.urls.reverse` is a function and `x.reverse` is not.
      if (!access.fact && (name === 'reverse' || name === 'sort')) continue;
      const key = stringOf(call.args[0]);
      const keys = access.steps.flatMap(keyOfStep);
      const ownKey =
        keys.some(text => ownKeys.has(text)) || (key !== undefined && name !== 'append' && ownKeys.has(key));
      add(call, place, access, 'mutate', `${accessText(access)}.${name}()`, name, call.args.at(-1) ?? null, ownKey);
    }
  }

  function contribution(call: CallEffect, object: Value, name: string): void {
    const target = name === 'add_to_class' ? object : call.args[0];
    const field = name === 'add_to_class' ? call.args[1] : object;
    const label = stringOf(name === 'add_to_class' ? call.args[0] : call.args[1]);
    if (!target) return;
    const relation = field !== undefined && isGenericRelation(field);
    for (const one of alternativesOf(target)) {
      if (one.kind === 'class') continue;
      const access = accessOf(facts, one);
      const shape = shapeOf(program.interpreter, one);
      if (access?.fact?.kind === 'class' && access.steps.length === 0) {
        const place = placeOf(facts, access, access.fact.path);
        if (place)
          add(
            call,
            place,
            access,
            relation ? 'relation' : 'add-field',
            `${accessText(access)}.${label ?? '…'}`,
            label ?? null,
            field ?? null,
            false,
          );
      } else if (shape?.kind !== 'instance' && (relation || access) && !access?.path.startsWith(MIGRATION_APPS)) {
        // Which class it is comes from the running system: a query, a registry.
        add(
          call,
          { area: 'model', owner: describe(one), model: null },
          access,
          relation ? 'relation' : 'add-field',
          `${describe(one)}.${label ?? '…'}`,
          label ?? null,
          field ?? null,
          false,
        );
      }
    }
  }

  function isGenericRelation(field: Value): boolean {
    return alternativesOf(field).some(one => {
      if (one.kind === 'instance')
        return ancestorPaths(program.interpreter, one.cls).some(path => path.endsWith('.GenericRelation'));
      return one.kind === 'call' && one.callee.kind === 'symbol' && one.callee.path.endsWith('.GenericRelation');
    });
  }

  function disconnection(call: CallEffect, signal: Value): void {
    const receiver = call.args[0] ?? call.keywords.get('receiver');
    if (!receiver) return;
    for (const one of alternativesOf(receiver)) {
      const access = accessOf(facts, one);
      if (!access?.fact || access.steps.length > 0) continue;
      add(
        call,
        { area: 'signals', owner: access.fact.path, model: null },
        access,
        'disconnect',
        `${describe(signal)}.disconnect(${access.fact.path})`,
        access.fact.path.split('.').at(-1) ?? null,
        null,
        false,
      );
    }
  }

  function registration(call: CallEffect, object: Value, name: string): void {
    const access = accessOf(facts, object);
    if (!access || access.steps.some(step => step.kind === 'call')) return;
    const path = dottedOf(access);
    const area = areaOfPath(path);
    if (area === 'templates' && access.fact)
      add(
        call,
        { area, owner: access.fact.path, model: null },
        access,
        'mutate',
        `${accessText(access)}.${name}()`,
        name,
        null,
        false,
      );
    else if (area === 'urls' && access.fact)
      add(
        call,
        { area, owner: access.fact.path, model: null },
        access,
        'mutate',
        `${accessText(access)}.${name}()`,
        stringOf(call.args[0]) ?? null,
        null,
        false,
      );
    else if (name === 'unregister' && (access.fact || path.startsWith('django.contrib.admin'))) {
      add(
        call,
        { area: 'value', owner: access.fact?.path ?? path, model: null },
        access,
        'mutate',
        `${accessText(access)}.unregister()`,
        null,
        null,
        false,
      );
    }
  }

  function wellKnown(call: CallEffect, path: string): void {
    const at = call.at;
    if (path === 'django.conf.settings.configure' || path === 'django.conf.settings._setup') {
      add(
        call,
        { area: 'settings', owner: 'django.conf.settings', model: null },
        undefined,
        'mutate',
        `${path}()`,
        null,
        null,
        false,
      );
    } else if (path === 'django.urls.set_urlconf' || path === 'django.urls.base.set_urlconf') {
      add(call, { area: 'urls', owner: path, model: null }, undefined, 'mutate', `${path}()`, null, null, false);
    } else if (
      /^(unittest\.mock|mock)\.patch(\.object|\.dict)?$/.test(path) ||
      path === 'wrapt.patch_function_wrapper' ||
      path === 'wrapt.wrap_function_wrapper'
    ) {
      const [first, second] = call.args;
      const named = stringOf(first);
      const member = stringOf(second);
      const object =
        named === undefined
          ? first
          : byPath(
              program.interpreter,
              member !== undefined && path.startsWith('wrapt') ? `${named}.${member}` : named,
              at,
            );
      const access = object ? accessOf(facts, object) : undefined;
      if (!access?.fact) return;
      const reached =
        named === undefined && member !== undefined && object
          ? (accessOfAttribute(facts, object, member) ?? access)
          : access;
      const place = placeOf(facts, reached, dottedOf(reached));
      if (place) add(call, place, access, 'patch', accessText(reached), member ?? null, null, false);
    }
  }

  return touches;
}
