/**
 * What the package does to things that are the host's: every write, delete, mutation and patch whose target is reached from
 * a name of the host (or of Django, where that is the host's state), with what kind of thing the target is.
 */
import {
  alternativesOf,
  ancestorPaths,
  describe,
  MIGRATION_APPS,
  isOptIn,
  methodOf,
  shapeOf,
  stepsOf,
  stringOf,
} from '../program/index.ts';
import { accessOf, accessOfAttribute, accessText, keyText, runningModel, sharesState } from './access.ts';
import { confinesToOwn } from './own-models.ts';
import { rowsOf } from './migrations/historical.ts';
import { pinned } from './pinned.ts';
import { isPatcher, patchesOf, startedPatches } from './patches.ts';
import { areaOfPath, dottedOf, placeOf, throughManager } from './places.ts';
import { frameOf, processPlace, writesConfigurationCache, writtenFile } from './process-touches.ts';
import type { Step } from '../finding.ts';
import type { HostFacts } from '../host/facts.ts';
import type { CallEffect, Effect, Program, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { Access, AccessStep } from './access.ts';
import type { ModelBase } from './base.ts';
import type { Place } from './places.ts';
import type { Action, Touch } from './touch.ts';

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
  'difference_update',
  'intersection_update',
  'symmetric_difference_update',
  'extendleft',
  'rotate',
  'subtract',
  '__iadd__',
  '__ior__',
  '__iand__',
  '__isub__',
  '__imul__',
  'add_field',
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

/** Methods of a logger that change what it lets through, or take something away that it had. */
const LOGGER_METHODS = new Set(['setLevel', 'removeHandler', 'removeFilter']);

const PROCESS: Place = { area: 'process', owner: 'logging', model: null };

/** Classes of managers and querysets, of Django or of anybody else, and what makes a manager of one. */
const MANAGER = /(?:Manager|QuerySet)$|\.(?:as_manager|from_queryset)$/;

/** Attributes of a form field that take it out of sight or out of use. */
const HIDING = new Set(['widget', 'disabled', 'queryset']);

/** The key that a step takes of a container: `registry['views']`, `.get('views')`. */
function keyOfStep(step: AccessStep): string[] {
  if (step.kind === 'item' && step.key !== null) return [step.key];
  return step.kind === 'call' && step.arg !== null ? [step.arg] : [];
}

/** A key as text: whole, or its known beginning (`f'{APP_LABEL}.{name}'`). */
function beginningOf(value: Value): string | undefined {
  const [first] = value.kind === 'text' ? value.parts : [];
  return stringOf(value) ?? keyText(value) ?? (typeof first === 'string' && first.includes('.') ? first : undefined);
}

/** The model of a content type that comes from anywhere: `object_type.model_class()`, `device_type.content_type.model_class()`. */
function isContentModel(value: Value): boolean {
  return value.kind === 'call' && value.args.length === 0 && methodOf(value.callee)?.name === 'model_class';
}

/** Everything in the package that touches what is not its own. In order of place. */
export function findTouches(base: ModelBase): Touch[] {
  const touches: Touch[] = [];
  const { program, host } = base;
  const { facts } = host;
  const ownKeys = new Set(base.plugins.flatMap(plugin => [plugin.module, plugin.label]));
  const patchers = startedPatches(program);
  const isOwnKey = (text: string): boolean => ownKeys.has(text.split('.', 1)[0] ?? text) || ownKeys.has(text);
  let somewhere: ReadonlySet<string> | undefined;

  const add = (
    effect: Effect,
    place: Place,
    access: Access | undefined,
    action: Action,
    target: string,
    name: string | null,
    value: Value | null,
    ownKey: boolean,
    stopped = false,
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
      temporary: stopped || effect.temporary || (effect.kind !== 'call' && effect.restores),
      optIn: isOptIn(program.interpreter, effect),
      ownKey,
      value: value ? describe(value) : null,
    });
  };

  for (const write of program.writes) {
    const action = write.kind === 'delete' ? 'delete' : write.access === 'augmented' ? 'mutate' : 'write';
    for (const object of alternativesOf(pinned(facts, program, write.object, write.guard))) {
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
      const stack = frameOf(object);
      if (stack === 'own') continue;
      if (stack) {
        frame(write, object, `[${write.key ? describe(write.key) : '…'}]`, 'write', stringOf(write.key ?? undefined));
        continue;
      }
      const access = accessOf(facts, object);
      if (!access && isContentModel(object) && !confinesToOwn(write.guard, object, ownKeys)) {
        const rest = write.access === 'attribute' ? `.${write.name ?? '…'}` : '[…]';
        const place: Place = { area: 'model', owner: describe(object), model: null };
        add(write, place, undefined, action, `${describe(object)}${rest}`, write.name, write.value, false);
        continue;
      }
      if (!access || !sharesState(access) || nowhere(access, write.at)) continue;
      if (runningModel(access) && confinesToOwn(write.guard, object, ownKeys)) continue;
      const named =
        write.access === 'attribute' && write.name !== null ? accessOfAttribute(facts, object, write.name) : undefined;
      const reached = named ?? access;
      // Rebinding a name of a module is a change of what the name stands for.
      const key = write.key ? beginningOf(write.key) : undefined;
      const part: Access =
        access.path === 'sys.modules' && access.steps.length === 0 && key !== undefined
          ? { ...access, steps: [{ kind: 'item', key }] }
          : access;
      const place = isHostLogger(access)
        ? PROCESS
        : placeOf(facts, named?.fact && named.fact.kind !== 'module' ? named : part, dottedOf(reached));
      if (!place) continue;
      const keys = reached.steps.flatMap(keyOfStep);
      const target =
        write.access === 'item'
          ? `${accessText(access)}[${key === undefined ? '…' : `'${key}'`}]`
          : accessText(reached);
      const ownKey = [...keys, ...(key === undefined ? [] : [key])].some(isOwnKey);
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
    const file = writtenFile(facts, call, method);
    if (file) add(call, file.place, undefined, 'write', file.target, null, null, false);
    if (!method) continue;
    const object = pinned(facts, program, method.object, call.guard);
    if (MUTATORS.has(method.name)) mutation(call, object, method.name);
    if (method.name === 'contribute_to_class' || method.name === 'add_to_class')
      contribution(call, object, method.name);
    if (method.name === 'disconnect') disconnection(call, method.object);
    if (method.name === 'activate') activation(call, method.object);
    if (LOGGER_METHODS.has(method.name)) logging(call, method.object, method.name);
    if (writesConfigurationCache(call, method))
      add(
        call,
        { area: 'configuration', owner: 'django.core.cache', model: null },
        undefined,
        'mutate',
        `${describe(method.object)}.${method.name}()`,
        null,
        null,
        false,
      );
    if (REGISTRARS.has(method.name)) registration(call, method.object, method.name);
    if (call.callee.kind === 'symbol') wellKnown(call, call.callee.path);
  }

  /** Of an import that may fail, and stands beside one that does not, only what exists counts. */
  function nowhere(access: Access, at: Span): boolean {
    if (access.fact?.kind !== 'module' || access.steps[0]?.kind !== 'attribute') return false;
    somewhere ??= resolvedPlaces(facts, program);
    return somewhere.has(placeKey(at));
  }

  function frame(effect: Effect, object: Value, rest: string, action: Action, name: string | undefined): void {
    const place: Place = { area: 'settings', owner: 'netbox.settings', model: null };
    add(effect, place, undefined, action, `${describe(object, 8)}${rest}`, name ?? null, null, false);
  }

  /** Whether an access leads to the state of a logger that is not the plugin's: its handlers, filters, level. */
  function isHostLogger(access: Access): boolean {
    const [made] = access.steps;
    if (access.path === 'logging.root') return true;
    if (access.path !== 'logging.getLogger' || made?.kind !== 'call') return false;
    // Without a name it is the one that all others hand their records to.
    if (made.bare) return true;
    const parts = (made.arg ?? '').split('.');
    if (made.arg === null || parts.some(part => ownKeys.has(part))) return false;
    return parts[0] === 'django' || facts.ownsTopLevel(parts[0] ?? '');
  }

  function logging(call: CallEffect, object: Value, name: string): void {
    for (const one of alternativesOf(object)) {
      const access = accessOf(facts, one);
      if (!access || !isHostLogger(access)) continue;
      // A handler of the plugin's own is its own to take away.
      const [removed] = name === 'setLevel' ? [] : call.args;
      if (name !== 'setLevel' && !(removed && accessOf(facts, removed)?.path === access.path)) continue;
      add(call, PROCESS, access, 'mutate', `${accessText(access)}.${name}()`, name, null, false);
    }
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
      const stack = frameOf(one);
      if (stack === 'own') continue;
      if (stack) {
        frame(call, one, `.${name}()`, 'mutate', stringOf(call.args[0]));
        continue;
      }
      const access = accessOf(facts, one);
      if (!access || !sharesState(access) || throughManager(access) || nowhere(access, call.at)) continue;
      if (runningModel(access) && confinesToOwn(call.guard, one, ownKeys)) continue;
      if (name === 'add_field' && access.steps.at(-1)?.kind !== 'attribute') continue;
      const text = `${accessText(access)}.${name}(${access.path === 'sys.modules' ? `'${stringOf(call.args[0]) ?? '…'}'` : ''})`;
      // A method of a class or function that happens to be called `update` or `add` changes no container.
      if (access.fact && access.fact.kind !== 'value' && access.steps.length === 0) continue;
      const last = access.steps.at(-1);
      if (access.fact?.kind === 'class' && last?.kind === 'call') continue;
      const entry = access.path === 'sys.modules' ? stringOf(call.args[0]) : undefined;
      const part: Access = entry === undefined ? access : { ...access, steps: [{ kind: 'item', key: entry }] };
      const place = isHostLogger(access) ? PROCESS : placeOf(facts, part, dottedOf(access));
      if (!place || place.area === 'third-party') continue;
      // Without a fact nothing says that `django.urls.reverse` is a function and `x.reverse` is not.
      if (!access.fact && !/^(settings|templates)$/.test(place.area) && (name === 'reverse' || name === 'sort'))
        continue;
      const key = call.args[0] && beginningOf(call.args[0]);
      const keys = access.steps.flatMap(keyOfStep);
      if (key !== undefined && name !== 'append') keys.push(key);
      const ownKey = keys.some(isOwnKey);
      add(call, place, access, 'mutate', text, name, call.args.at(-1) ?? null, ownKey);
    }
  }

  function contribution(call: CallEffect, object: Value, name: string): void {
    const [given] = call.args;
    const target = name === 'add_to_class' ? object : given && pinned(facts, program, given, call.guard);
    const field = name === 'add_to_class' ? call.args[1] : object;
    const label = stringOf(name === 'add_to_class' ? call.args[0] : call.args[1]);
    if (!target) return;
    const relation = field !== undefined && isGenericRelation(field);
    // What has no contribute_to_class() is set as an attribute (django/db/models/base.py, ModelBase.add_to_class).
    const member = name === 'add_to_class' && field !== undefined && alternativesOf(field).every(isNoField);
    const action: Action = relation ? 'relation' : member ? 'write' : 'add-field';
    const targets = alternativesOf(target);
    const known = targets.some(one => one.kind !== 'constant' && one.kind !== 'unknown');
    for (const one of targets) {
      if (one.kind === 'class' || one.kind === 'constant' || confinesToOwn(call.guard, one, ownKeys)) continue;
      // Beside a class that is known, what is not known is mostly that it may be absent.
      if (one.kind === 'unknown' && known) continue;
      const access = accessOf(facts, one);
      const shape = shapeOf(program.interpreter, one);
      if (access?.fact?.kind === 'class' && access.steps.length === 0) {
        const place = placeOf(facts, access, access.fact.path);
        if (place)
          add(
            call,
            place,
            access,
            action,
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
          action,
          `${describe(one)}.${label ?? '…'}`,
          label ?? null,
          field ?? null,
          false,
        );
      }
    }
  }

  /** Surely no field of a model: a function, a property, a constant, a manager. */
  function isNoField(value: Value): boolean {
    switch (value.kind) {
      case 'function':
      case 'method':
      case 'class':
      case 'constant':
      case 'text':
      case 'sequence':
      case 'mapping':
      case 'partial':
      case 'module':
        return true;
      case 'instance': {
        const ancestors = ancestorPaths(program.interpreter, value.cls);
        return ancestors.length === 0 || ancestors.some(path => MANAGER.test(path));
      }
      case 'call':
        return value.callee.kind === 'symbol'
          ? /^(?:builtins|functools)\./.test(value.callee.path) || MANAGER.test(value.callee.path)
          : methodOf(value.callee)?.name === 'as_manager';
      default:
        return false;
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
    // `Signal.disconnect(post_save, receiver)`
    const unbound = signal.kind === 'symbol' && signal.path.endsWith('.Signal') ? call.args[0] : undefined;
    const receiver = call.args[unbound ? 1 : 0] ?? call.keywords.get('receiver');
    if (!receiver) return;
    for (const one of alternativesOf(receiver)) {
      const access = accessOf(facts, one);
      // One of a signal's own receivers, whichever it is.
      if (access && !access.fact && areaOfPath(access.path) === 'signals') {
        const owner = access.path;
        add(
          call,
          { area: 'signals', owner, model: null },
          access,
          'disconnect',
          `${describe(unbound ?? signal)}.disconnect(${owner})`,
          null,
          null,
          false,
        );
      }
      // A function, or a method of a class or object: `search_backend.caching_handler`.
      if (!access?.fact || access.steps.some(step => step.kind !== 'attribute')) continue;
      const handler = dottedOf(access);
      add(
        call,
        { area: 'signals', owner: access.fact.path, model: null },
        access,
        'disconnect',
        `${describe(unbound ?? signal)}.disconnect(${handler})`,
        handler.split('.').at(-1) ?? null,
        null,
        false,
      );
    }
  }

  /** `ConfigRevision.activate()` makes a revision the configuration in force (core/models/config.py, 3.1 to 4.7). */
  function activation(call: CallEffect, object: Value): void {
    for (const one of alternativesOf(object)) {
      if (rowsOf(base, one)?.model.endsWith('.ConfigRevision') !== true) continue;
      const place: Place = { area: 'configuration', owner: 'core.models.ConfigRevision', model: null };
      add(call, place, undefined, 'mutate', 'ConfigRevision.activate()', 'activate', null, false);
      return;
    }
  }

  function registration(call: CallEffect, object: Value, name: string): void {
    const access = accessOf(facts, object);
    if (!access || access.steps.some(step => step.kind === 'call')) return;
    const path = dottedOf(access);
    const area = areaOfPath(path);
    // Django's own libraries serve every page, too.
    const library = access.fact?.path ?? (access.path.endsWith('.register') ? access.path : undefined);
    if (area === 'templates' && library !== undefined)
      add(
        call,
        { area, owner: library, model: null },
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
    const place = processPlace(call, path);
    if (place) add(call, place, undefined, 'mutate', `${path}()`, null, null, false);
    if (isPatcher(path) && !patchers.started.has(call.result.id)) return;
    for (const patch of patchesOf(facts, program, call, path)) {
      add(
        call,
        patch.place,
        patch.access,
        'patch',
        patch.target,
        patch.name,
        null,
        false,
        patchers.stopped.has(call.result.id),
      );
    }
  }

  return withoutWeaker(touches);
}

const placeKey = (at: Span): string => `${at.file}:${at.start}:${at.end}`;

/** Places where something is done to a class, function or value that the host has. */
function resolvedPlaces(facts: HostFacts, program: Program): ReadonlySet<string> {
  const places = new Set<string>();
  const note = (object: Value, at: Span): void => {
    const kind = accessOf(facts, object)?.fact?.kind;
    if (kind === 'class' || kind === 'function' || kind === 'value') places.add(placeKey(at));
  };
  for (const write of program.writes) note(write.object, write.at);
  for (const call of program.calls) {
    const method = methodOf(call.callee);
    if (method) note(method.object, call.at);
  }
  return places;
}

/** Of touches that differ only in their circumstances the one that binds most: it happens anyway, and it stays. */
function withoutWeaker(touches: readonly Touch[]): Touch[] {
  const best = new Map<string, Touch>();
  const weight = (touch: Touch): number =>
    (touch.temporary ? 4 : 0) + (touch.phase === 'dead' ? 2 : 0) + (touch.optIn ? 1 : 0);
  for (const touch of touches) {
    const key = `${touch.area}|${touch.action}|${touch.target}|${touch.at.file}:${touch.at.start}:${touch.at.end}`;
    const known = best.get(key);
    if (!known || weight(touch) < weight(known)) best.set(key, touch);
  }
  return [...best.values()];
}
