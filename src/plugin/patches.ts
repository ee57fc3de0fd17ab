/** Calls by which a package patches something for good: mocks that are started, wrappers, settings overrides. */
import { alternativesOf, byPath, methodOf, stringOf } from '../program/index.ts';
import { accessOf, accessOfAttribute, accessText } from './access.ts';
import { pinned } from './pinned.ts';
import { dottedOf, placeOf } from './places.ts';
import type { HostFacts } from '../host/facts.ts';
import type { CallEffect, Program, Value } from '../program/index.ts';
import type { Access } from './access.ts';
import type { Place } from './places.ts';

/** One attribute (or setting) that is patched. */
export interface Patch {
  readonly place: Place;
  readonly access: Access | undefined;
  readonly target: string;
  readonly name: string | null;
}

const MOCK = /^(unittest\.mock|mock)\.patch(\.object|\.dict|\.multiple)?$/;
const WRAPT = /^wrapt\.(patches\.)?(patch_function_wrapper|wrap_function_wrapper|wrap_object|wrap_object_attribute)$/;
/** Other libraries that patch for good, with the positions of the object and of the name of its attribute. */
const LIBRARIES: ReadonlyMap<string, readonly [object: number, name: number | null]> = new Map([
  ['forbiddenfruit.curse', [0, 1]],
  ['forbiddenfruit.reverse', [0, 1]],
  ['forbiddenfruit.curses', [0, 1]],
  ['gorilla.Patch', [0, 1]],
  ['gorilla.patch', [0, null]],
  ['gorilla.patches', [0, null]],
  ['wrapt.apply_patch', [0, 1]],
  ['wrapt.patches.apply_patch', [0, 1]],
  ['patchy.patch', [0, null]],
  ['patchy.replace', [0, null]],
  ['patchy.api.patch', [0, null]],
  ['patchy.api.replace', [0, null]],
]);

const OVERRIDE = /^django\.test\.(utils\.)?(override_settings|modify_settings)$/;

/** Methods that put a patch in force until further notice. As a decorator or in `with` it is taken back. */
const STARTS = new Set(['start', '__enter__', 'enable']);
const STOPS = new Set(['stop', '__exit__', 'disable']);

/** The patchers that the package starts, by the id of the call that made them, and those it stops where it cleans up. */
export function startedPatches(program: Program): {
  readonly started: ReadonlySet<number>;
  readonly stopped: ReadonlySet<number>;
} {
  const started = new Set<number>();
  const stopped = new Set<number>();
  const closed = new Set(program.calls.flatMap(closedBy));
  for (const call of program.calls) {
    const method = methodOf(call.callee);
    // Entered on a context stack, which says when it is left.
    if (call.args.some(arg => arg.kind === 'call' && closed.has(arg.id))) continue;
    if (!method || !(STARTS.has(method.name) || STOPS.has(method.name))) continue;
    for (const one of alternativesOf(method.object)) {
      if (one.kind !== 'call') continue;
      if (STARTS.has(method.name)) started.add(one.id);
      else if (call.undoing) stopped.add(one.id);
    }
  }
  return { started, stopped };
}

/** The object that a call closes, where a call made it: a context stack. */
function closedBy(call: CallEffect): number[] {
  const method = methodOf(call.callee);
  if (method?.name !== 'close' && method?.name !== 'aclose') return [];
  return alternativesOf(method.object).flatMap(one => (one.kind === 'call' ? [one.id] : []));
}

/** Whether a call makes a patcher that does nothing until it is started. */
export function isPatcher(path: string): boolean {
  return MOCK.test(path) || OVERRIDE.test(path);
}

/** What a call of `path` patches, where that is the host's or Django's. */
export function patchesOf(facts: HostFacts, program: Program, call: CallEffect, path: string): Patch[] {
  if (OVERRIDE.test(path)) {
    return [...call.keywords.keys()].map(name => ({
      place: { area: 'settings', owner: 'django.conf.settings', model: null },
      access: undefined,
      target: `django.conf.settings.${name}`,
      name,
    }));
  }
  const library = LIBRARIES.get(path);
  if (library) {
    const [object, name] = library;
    const target = call.args[object] ?? call.keywords.get('destination') ?? call.keywords.get('klass');
    const named = name === null ? call.keywords.get('name') : (call.args[name] ?? call.keywords.get('name'));
    return target ? patchOf(facts, pinned(facts, program, target, call.guard), stringOf(named) ?? null) : [];
  }
  if (!MOCK.test(path) && !WRAPT.test(path)) return [];
  const [first, second] = call.args;
  const object = first ?? call.keywords.get('target') ?? call.keywords.get('module');
  if (!object) return [];
  const named = stringOf(object);
  const member = stringOf(second ?? call.keywords.get('name') ?? call.keywords.get('attribute'));
  if (path.endsWith('.multiple')) {
    const holder = named === undefined ? object : byPath(program.interpreter, named, call.at);
    return [...call.keywords.keys()].flatMap(name => patchOf(facts, holder, name));
  }
  if (path.endsWith('.dict')) {
    return patchOf(facts, named === undefined ? object : byPath(program.interpreter, named, call.at), null);
  }
  if (named !== undefined) {
    const whole = WRAPT.test(path) && member !== undefined ? `${named}.${member}` : named;
    const dot = whole.lastIndexOf('.');
    return dot > 0
      ? patchOf(facts, byPath(program.interpreter, whole.slice(0, dot), call.at), whole.slice(dot + 1))
      : [];
  }
  return patchOf(facts, pinned(facts, program, object, call.guard), member ?? null);
}

function patchOf(facts: HostFacts, object: Value, name: string | null): Patch[] {
  return alternativesOf(object).flatMap(one => {
    const access = accessOf(facts, one);
    const reached = name === null ? access : accessOfAttribute(facts, one, name);
    if (!access || !reached) return [];
    const place = placeOf(facts, reached, dottedOf(reached));
    return place ? [{ place, access, target: accessText(reached), name }] : [];
  });
}
