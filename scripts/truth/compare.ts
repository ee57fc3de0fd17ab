/** Holds a prediction against a recording, field by field. */
import { FIELDS } from './claims.ts';
import type { Claims, Field } from './claims.ts';

export interface FieldComparison {
  readonly field: Field;
  readonly predicted: number;
  readonly recorded: number;
  /** Predicted and recorded. */
  readonly right: number;
  /** Recorded, not predicted. */
  readonly missing: readonly string[];
  /** Predicted, not recorded. */
  readonly extra: readonly string[];
}

/** A difference that is known, with its cause: a row of test/data/truth/differences.tsv. */
export interface Explanation {
  readonly recording: string;
  readonly field: string;
  readonly side: 'missing' | 'extra';
  /** The claim, or its beginning followed by `*`. */
  readonly claim: string;
  readonly cause: string;
}

/**
 * Compares every field that was recorded. A field that `inspect` does not give at all counts as predicted empty, so
 * that nothing can be left out in silence.
 */
export function compareClaims(recorded: Claims, predicted: Claims): readonly FieldComparison[] {
  return FIELDS.flatMap(field => {
    const truth = recorded[field];
    if (!truth) return [];
    const said = predicted[field] ?? new Set<string>();
    const missing = [...truth].filter(claim => !said.has(claim));
    const extra = [...said].filter(claim => !truth.has(claim));
    return [{ field, predicted: said.size, recorded: truth.size, right: truth.size - missing.length, missing, extra }];
  });
}

/** The cause of a difference, `undefined` when none is known. */
export function causeOf(
  difference: Omit<Explanation, 'cause'>,
  explanations: readonly Explanation[],
): string | undefined {
  return explanations.find(
    one =>
      one.recording === difference.recording &&
      one.field === difference.field &&
      one.side === difference.side &&
      (one.claim.endsWith('*') ? difference.claim.startsWith(one.claim.slice(0, -1)) : difference.claim === one.claim),
  )?.cause;
}
