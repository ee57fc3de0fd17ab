/** Classes and functions that the package puts into the host's registry: search indexes, data backends, event types, jobs … */
import { alternativesOf, ancestorPaths, isOptIn, methodOf, ownMember, stringOf } from '../../program/index.ts';
import { itemsOf } from '../navigation/construction.ts';
import { resourceValue } from '../navigation/resource.ts';
import { labelOf } from '../models/label.ts';
import { definitionPath } from '../routes/view.ts';
import type { CallEffect, ClassValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

/** Something registered under the path of a class or function. */
export interface Registered {
  /** Dotted path of what is registered. */
  readonly path: string;
  readonly at: Span;
  /** Only where a plugin setting that is off by default is turned on. */
  readonly optIn: boolean;
}

export interface SearchIndex extends Registered {
  /** `dcim.Device`; `null` when it is not known. */
  readonly model: string | null;
  /** Where the class binds `model`. */
  readonly modelAt: Span;
  /** The model is the host's. */
  readonly core: boolean;
}

export interface Named extends Registered {
  /** Key in the registry; `null` when it is computed. */
  readonly name: string | null;
}

export interface Registry {
  readonly searchIndexes: readonly SearchIndex[];
  readonly dataBackends: readonly Named[];
  /** `name` is the app label that the resolver answers for. */
  readonly serializerResolvers: readonly Named[];
  readonly eventTypes: readonly Named[];
  readonly widgets: readonly Registered[];
  readonly jobs: readonly Registered[];
  readonly systemJobs: readonly Registered[];
  readonly requestProcessors: readonly Registered[];
  readonly webhookCallbacks: readonly Registered[];
  readonly eventRuleActions: readonly Registered[];
  readonly modelFeatures: readonly Named[];
  readonly jinjaFilters: readonly Named[];
  readonly userPreferences: readonly string[];
}

/** Decorators and functions of the host that take what they register first; the canonical path of each (NetBox 3.4 to 4.7). */
const TAKERS = {
  'netbox.search.register_search': 'searchIndexes',
  'extras.dashboard.utils.register_widget': 'widgets',
  'netbox.utils.register_request_processor': 'requestProcessors',
  'extras.webhooks.register_webhook_callback': 'webhookCallbacks',
  'netbox.event_rules.register_event_rule_action': 'eventRuleActions',
} as const;

/** Decorator factories: `register_data_backend()(cls)`, `system_job(interval=60)(cls)`. */
const FACTORIES = {
  'netbox.utils.register_data_backend': 'dataBackends',
  'netbox.jobs.system_job': 'systemJobs',
} as const;

type Kind = (typeof TAKERS)[keyof typeof TAKERS] | (typeof FACTORIES)[keyof typeof FACTORIES];

const isTaker = (path: string): path is keyof typeof TAKERS => path in TAKERS;
const isFactory = (path: string): path is keyof typeof FACTORIES => path in FACTORIES;

interface Found {
  readonly kind: Kind;
  readonly value: Value;
  readonly at: Span;
  readonly optIn: boolean;
}

/** Reads the registrations of the resources, of decorators and of calls. */
export function findRegistry(base: ModelBase): Registry {
  const { interpreter } = base.program;
  const found: Found[] = [];
  const note = (kind: Kind, value: Value, at: Span, optIn: boolean): void => {
    for (const one of alternativesOf(value)) {
      if (!found.some(other => other.kind === kind && other.value === one)) found.push({ kind, value: one, at, optIn });
    }
  };
  const serializerResolvers: Named[] = [];
  const eventTypes: Named[] = [];
  const modelFeatures: Named[] = [];
  for (const plugin of base.plugins) {
    const top: Span = { file: plugin.file, start: 0, end: 0 };
    for (const [attribute, kind] of [
      ['search_indexes', 'searchIndexes'],
      ['data_backends', 'dataBackends'],
      ['event_rule_actions', 'eventRuleActions'],
    ] as const) {
      for (const one of itemsOf(interpreter, resourceValue(base, plugin, attribute), top))
        note(kind, one, atOf(one) ?? top, false);
    }
  }
  for (const call of base.program.calls) {
    const optIn = isOptIn(interpreter, call);
    const { callee } = call;
    const [first] = call.args;
    if (callee.kind === 'symbol') {
      if (isTaker(callee.path) && first) note(TAKERS[callee.path], first, call.at, optIn);
      else if (/^netbox\.plugins\.(registration\.)?register_serializer_resolver$/.test(callee.path)) {
        const label = first ?? call.keywords.get('app_label');
        serializerResolvers.push({ name: stringOf(label) ?? null, path: callee.path, at: call.at, optIn });
      } else if (callee.path === 'netbox.utils.register_model_feature') {
        modelFeatures.push({
          name: stringOf(first ?? call.keywords.get('name')) ?? null,
          path: callee.path,
          at: call.at,
          optIn,
        });
      }
    } else if (callee.kind === 'call' && callee.callee.kind === 'symbol' && isFactory(callee.callee.path) && first) {
      note(FACTORIES[callee.callee.path], first, call.at, optIn);
    }
    const event = eventTypeOf(call);
    if (event) eventTypes.push({ name: stringOf(event) ?? null, path: 'netbox.events.EventType', at: call.at, optIn });
  }
  const of = (kind: Kind): Registered[] =>
    found.flatMap(one => {
      const path = one.kind === kind ? definitionPath(interpreter, one.value) : null;
      return path === null ? [] : [{ path, at: definitionAt(one), optIn: one.optIn }];
    });
  return {
    searchIndexes: found.flatMap(one =>
      one.kind === 'searchIndexes' && one.value.kind === 'class' ? [searchIndex(base, one, one.value)] : [],
    ),
    dataBackends: found.flatMap(one =>
      one.kind === 'dataBackends' && one.value.kind === 'class' ? [dataBackend(one, one.value)] : [],
    ),
    serializerResolvers,
    eventTypes,
    modelFeatures,
    widgets: of('widgets'),
    jobs: base.program.classes.flatMap(cls =>
      ancestorPaths(interpreter, cls).includes('netbox.jobs.JobRunner')
        ? [{ path: `${cls.module.name}.${cls.qualname}`, at: cls.at, optIn: false }]
        : [],
    ),
    systemJobs: of('systemJobs'),
    requestProcessors: of('requestProcessors'),
    webhookCallbacks: of('webhookCallbacks'),
    eventRuleActions: of('eventRuleActions'),
    jinjaFilters: [...jinjaFilters(base), ...givenFilters(base)],
    userPreferences: keysOf(base, 'user_preferences'),
  };
}

/** `EventType('name', …).register()`: the name. */
function eventTypeOf(call: CallEffect): Value | undefined {
  const method = methodOf(call.callee);
  if (method?.name !== 'register') return undefined;
  for (const one of alternativesOf(method.object)) {
    if (one.kind === 'call' && one.callee.kind === 'symbol' && one.callee.path === 'netbox.events.EventType') {
      return one.args[0] ?? one.keywords.get('name');
    }
  }
  return undefined;
}

function atOf(value: Value): Span | null {
  return 'at' in value ? value.at : null;
}

function definitionAt(found: Found): Span {
  return found.value.kind === 'class' || found.value.kind === 'function' ? found.value.at : found.at;
}

function searchIndex(base: ModelBase, found: Found, cls: ClassValue): SearchIndex {
  const member = ownMember(cls, 'model');
  const model = member ? labelOf(base, member.value, '', '') : inheritedModel(base, cls);
  return {
    path: `${cls.module.name}.${cls.qualname}`,
    at: cls.at,
    optIn: found.optIn,
    model,
    modelAt: member?.cls.places.get('model') ?? cls.at,
    core: model !== null && base.host.facts.model(model) !== undefined && !(member?.value.kind === 'class'),
  };
}

/** The model of an index of the host that a class descends from: `dcim.search.DeviceIndex` is for `dcim.Device` (3.4 to 4.7). */
function inheritedModel(base: ModelBase, cls: ClassValue): string | null {
  for (const path of ancestorPaths(base.program.interpreter, cls)) {
    const [, app, name] = /^(\w+)\.search\.(\w+)Index$/.exec(path) ?? [];
    const fact = app !== undefined && name !== undefined ? base.host.facts.model(`${app}.${name}`) : undefined;
    if (fact) return fact.label;
  }
  return null;
}

function dataBackend(found: Found, cls: ClassValue): Named {
  const member = ownMember(cls, 'name');
  return {
    name: stringOf(member?.value) ?? null,
    path: `${cls.module.name}.${cls.qualname}`,
    at: member?.cls.places.get('name') ?? cls.at,
    optIn: found.optIn,
  };
}

function jinjaFilters(base: ModelBase): Named[] {
  return base.plugins.flatMap(plugin => {
    const top: Span = { file: plugin.file, start: 0, end: 0 };
    return filtersIn(base, resourceValue(base, plugin, 'jinja_filters'), top, false);
  });
}

/** Filters given to `register_jinja_filters()` (NetBox 4.7). */
function givenFilters(base: ModelBase): Named[] {
  return base.program.calls.flatMap(call =>
    call.callee.kind === 'symbol' && /^netbox\.plugins\.(registration\.)?register_jinja_filters$/.test(call.callee.path)
      ? filtersIn(base, call.args[0] ?? call.keywords.get('filters'), call.at, isOptIn(base.program.interpreter, call))
      : [],
  );
}

function filtersIn(base: ModelBase, value: Value | undefined, at: Span, optIn: boolean): Named[] {
  if (value?.kind !== 'mapping') return [];
  return [...value.entries.values()].map(entry => ({
    name: stringOf(entry.key) ?? null,
    path: definitionPath(base.program.interpreter, entry.value) ?? '',
    at: atOf(entry.key) ?? at,
    optIn,
  }));
}

function keysOf(base: ModelBase, attribute: string): string[] {
  return base.plugins.flatMap(plugin => {
    const value = resourceValue(base, plugin, attribute);
    return value?.kind === 'mapping' ? [...value.entries.values()].flatMap(entry => stringOf(entry.key) ?? []) : [];
  });
}
