/**
 * What running the package does to things that are not its own: writes, deletes and calls, each with its place, the phase
 * in which it happens, the conditions it stands under and the steps that led there.
 */
import type { Step } from '../finding.ts';
import type { Span } from '../source.ts';
import type { CallValue, FunctionValue, Value } from './value.ts';

/**
 * When code runs: `import` (its module is loaded), `validate` and `ready` (the host starts), `signal`, `request`, `migration`,
 * `job`, `command`, `call` (somebody calls it, unknown who), `dead` (nothing in the package refers to it).
 */
export type Phase =
  'import' | 'validate' | 'ready' | 'signal' | 'request' | 'migration' | 'job' | 'command' | 'call' | 'dead';

/** One step on the way, as a list that grows at its head. */
export interface Frame {
  readonly parent: Frame | null;
  readonly step: Step;
}

/** A condition that holds where an effect happens, as a list that grows at its head. */
export interface Guard {
  readonly parent: Guard | null;
  /** The value tested. */
  readonly value: Value;
  /** Whether the code runs when the value is true, or when it is false. */
  readonly holds: boolean;
  readonly at: Span;
}

/** Under what circumstances an effect happens. */
export interface Circumstances {
  readonly phase: Phase;
  readonly frame: Frame | null;
  readonly guard: Guard | null;
  /** In a `finally`, or in the exit of a context manager. */
  readonly undoing: boolean;
  /** The function whose body it stands in; `null` at module or class level. */
  readonly within: FunctionValue | null;
  /** Undone later in the same file, in a `finally` or an exit: a patch for a while, not a change of the host. */
  temporary: boolean;
}

interface Happening extends Circumstances {
  readonly at: Span;
}

export interface WriteEffect extends Happening {
  readonly kind: 'write' | 'delete';
  /** `augmented`: an in-place operator on the object itself (`urlpatterns += […]`). */
  readonly access: 'attribute' | 'item' | 'augmented';
  readonly object: Value;
  /** Name of the attribute; `null` when it is not known, or for an item. */
  readonly name: string | null;
  readonly key: Value | null;
  readonly value: Value | null;
  /** Writes back what was there before. */
  readonly restores: boolean;
}

export interface CallEffect extends Happening {
  readonly kind: 'call';
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly result: CallValue;
}

export type Effect = WriteEffect | CallEffect;

/** The steps of a frame list, from the origin on. */
export function stepsOf(frame: Frame | null): Step[] {
  const steps: Step[] = [];
  for (let one = frame; one; one = one.parent) steps.push(one.step);
  return steps.reverse();
}

/** The conditions of a guard list, innermost first. */
export function guardsOf(guard: Guard | null): Guard[] {
  const guards: Guard[] = [];
  for (let one = guard; one; one = one.parent) guards.push(one);
  return guards;
}
