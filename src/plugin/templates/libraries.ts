/** Tag libraries of the package: `templatetags` modules, and the names that they register. */
import { alternativesOf, methodOf, stringOf } from '../../program/index.ts';
import { FOREIGN_LIBRARIES, LIBRARY_APPS } from './known.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { CallEffect, CallValue, OwnModule, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { App } from './files.ts';

export interface TagLibrary {
  /** The name that `{% load %}` takes. */
  readonly name: string;
  readonly module: string;
  /** Where the module binds `register`. */
  readonly at: Span;
  readonly tags: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
  /** True when it may register more than could be read. */
  readonly open: boolean;
  /** Releases under check in which the host has a library of this name, which this one takes the place of. */
  readonly shadows: ReleaseSet;
  /** A library of Django, or of a package that the host installs, has this name. */
  readonly foreign: boolean;
}

const LIBRARY = /^django\.template\.(?:library\.|base\.)?Library$/;
const TAGS = new Set(['tag', 'tag_function', 'simple_tag', 'simple_block_tag', 'inclusion_tag']);
const FILTERS = new Set(['filter', 'filter_function']);

const isLibrary = (value: Value): value is CallValue =>
  value.kind === 'call' && value.callee.kind === 'symbol' && LIBRARY.test(value.callee.path);

/** `func.__name__` of what is registered, with `functools.partial` and wrappers left unknown. */
function functionName(value: Value | undefined): string | undefined {
  if (value?.kind === 'function') return value.name;
  if (value?.kind === 'class') return value.name;
  return value?.kind === 'symbol' ? value.path.split('.').at(-1) : undefined;
}

interface Registration {
  readonly tag: boolean;
  /** Undefined when it is computed. */
  readonly name: string | undefined;
}

/** What a call on a library, or of what such a call gave (`@register.filter(name='x')`), registers; `null` for nothing. */
function registrationOf(
  call: CallEffect,
): { readonly library: CallValue; readonly registration: Registration | null } | undefined {
  const direct = methodOf(call.callee);
  if (direct && isLibrary(direct.object)) {
    const registration = read(direct.name, call.args, call.keywords);
    return registration === undefined ? undefined : { library: direct.object, registration };
  }
  const maker = call.callee.kind === 'call' ? call.callee : undefined;
  const method = maker && methodOf(maker.callee);
  if (!maker || !method || !isLibrary(method.object)) return undefined;
  const named =
    stringOf(maker.keywords.get('name')) ?? (method.name === 'inclusion_tag' ? undefined : stringOf(maker.args[0]));
  const tag = TAGS.has(method.name);
  if (!tag && !FILTERS.has(method.name)) return undefined;
  if (maker.keywords.has('name') && named === undefined)
    return { library: method.object, registration: { tag, name: undefined } };
  return { library: method.object, registration: { tag, name: named ?? functionName(call.args[0]) } };
}

/** `undefined`: no registration method. `null`: a decorator is made, its own call comes later. */
function read(
  method: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Registration | null | undefined {
  const tag = TAGS.has(method);
  if (!tag && !FILTERS.has(method)) return undefined;
  const [first, second] = args;
  if (method === 'inclusion_tag') return null;
  if (second !== undefined) return { tag, name: stringOf(first) };
  const compiled = keywords.get('filter_func') ?? keywords.get('compile_function');
  if (compiled) return { tag, name: stringOf(first ?? keywords.get('name')) };
  if (first === undefined || stringOf(first) !== undefined) return null;
  return { tag, name: stringOf(keywords.get('name')) ?? functionName(first) };
}

/** True for a library of Django, or of an app that the host installs in some release under check. */
function isForeign(base: ModelBase, name: string): boolean {
  const { facts, releases } = base.host;
  const app = LIBRARY_APPS.get(name);
  return (
    FOREIGN_LIBRARIES.has(name) && (app === undefined || ((facts.apps().get(app)?.releases ?? 0) & releases) !== 0)
  );
}

/** The first `register` of the module: its assignment or import. */
function placeOfRegister(module: OwnModule): Span {
  const start = Math.max(0, module.text.search(/\bregister\b/));
  return { file: module.file, start, end: start + (module.text.startsWith('register', start) ? 'register'.length : 0) };
}

/** The tag libraries of the apps: Django takes each module under `templatetags` that binds `register`. */
export function findLibraries(base: ModelBase, apps: readonly App[]): TagLibrary[] {
  const modules = [...base.program.modules.values()].flatMap(module => {
    const app = apps.find(one => module.name.startsWith(`${one.module}.templatetags.`));
    const register = module.scope?.names.get('register');
    return app && register
      ? [{ module, register, name: module.name.slice(app.module.length + '.templatetags.'.length) }]
      : [];
  });
  if (modules.length === 0) return [];
  const registered = new Map<number, Registration[]>();
  for (const call of base.program.calls) {
    const found = registrationOf(call);
    if (!found?.registration) continue;
    const list = registered.get(found.library.id) ?? [];
    list.push(found.registration);
    registered.set(found.library.id, list);
  }
  const { facts, releases } = base.host;
  return modules.map(({ module, register, name }) => {
    const values = alternativesOf(register);
    const all = values.flatMap(value => (isLibrary(value) ? (registered.get(value.id) ?? []) : []));
    const names = (tag: boolean): Set<string> =>
      new Set(all.flatMap(one => (one.tag === tag && one.name !== undefined ? [one.name] : [])));
    return {
      name,
      module: module.name,
      at: placeOfRegister(module),
      tags: names(true),
      filters: names(false),
      open: !values.every(isLibrary) || all.some(one => one.name === undefined),
      shadows: (facts.tagLibrary(name)?.builtin === false ? (facts.tagLibrary(name)?.releases ?? 0) : 0) & releases,
      foreign: isForeign(base, name),
    };
  });
}
