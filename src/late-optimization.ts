/** When V8 takes up functions to optimize them. */
import { setFlagsFromString } from 'node:v8';

/** V8's own, in bytes of bytecode (V8 11.3, `flag-definitions.h`, `interrupt_budget`). */
const DEFAULT_BUDGET = 67_584;
/** Ten times that: functions that run shorter here do not repay their optimization. */
const LATE_BUDGET = 700_000;

/**
 * V8 11 (Node 20) has one optimizing compiler, and it starts too early for a program of a second: a wheel of 254 files took 1.5 s
 * of CPU, and 1.0 s with a later start; one of 111,000 lines 6.8 s and 4.0 s (`npm run bench`). Later V8 have a cheap tier between,
 * and are quicker as they are.
 *
 * @param v8 version, `process.versions.v8`
 * @returns what takes it back
 */
export function optimizeLater(v8: string): () => void {
  if (!v8.startsWith('11.')) return () => undefined;
  setFlagsFromString(`--interrupt-budget=${LATE_BUDGET}`);
  return () => setFlagsFromString(`--interrupt-budget=${DEFAULT_BUDGET}`);
}
