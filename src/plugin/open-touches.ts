/** Writes to classes and modules that are looked up under names which the package alone does not tell: they may be the host's. */
import { alternativesOf } from '../program/index.ts';
import { accessOf } from './access.ts';
import { confinesToOwn } from './own-models.ts';
import type { Undecided } from '../finding.ts';
import type { Access } from './access.ts';
import type { ModelBase } from './base.ts';

/** What gives a module or an object in one for a dotted name. */
const LOOKUPS = new Set([
  'importlib.import_module',
  'builtins.__import__',
  'django.utils.module_loading.import_string',
  'pkgutil.resolve_name',
  'pydoc.locate',
]);

const LIMITS = ['core-models', 'core-components'] as const;

/** Attributes that are written or deleted on what a computed name led to; one entry for each limit that hangs on it. */
export function findOpenTouches(base: ModelBase): Undecided[] {
  const out: Undecided[] = [];
  const ownKeys = new Set(base.plugins.flatMap(plugin => [plugin.module, plugin.label]));
  for (const write of base.program.writes) {
    if (write.phase === 'dead' || write.temporary || write.restores || write.access === 'item') continue;
    for (const object of alternativesOf(write.object)) {
      const access = accessOf(base.host.facts, object);
      if (!access || !isLookedUp(access) || confinesToOwn(write.guard, object, ownKeys)) continue;
      const reason = 'a class or module is changed that is looked up by a name made while the code runs';
      for (const limit of LIMITS) out.push({ limit, reason, at: write.at });
      break;
    }
  }
  return out;
}

function isLookedUp({ path, steps }: Access): boolean {
  if (/^sys\.modules(\.|$)/.test(path)) return steps.some(step => step.kind === 'element' || isComputed(step));
  const [first, ...rest] = steps;
  // What a call on it gives is an object of its own.
  return LOOKUPS.has(path) && first?.kind === 'call' && first.arg === null && rest.every(step => step.kind !== 'call');
}

function isComputed(step: Access['steps'][number]): boolean {
  return step.kind === 'item' && step.key === null;
}
