/**
 * GitHub's limits for an uploaded SARIF file, beyond which code scanning refuses it whole ("SARIF results exceed one or more
 * limits" of its documentation): 20 runs, 25,000 results a run, 1,000 locations and 10,000 thread flow locations a result, 20 tags
 * a rule. One run, one location and three tags are what we write; the others are held here, and what is cut is told.
 */
import type { SarifResult } from './sarif-types.ts';

export interface SarifLimits {
  readonly results: number;
  /** What code scanning keeps and shows of the results that it takes. */
  readonly shown: number;
  /** Of a result: its location and the related ones. */
  readonly locations: number;
  readonly steps: number;
}

const GITHUB: SarifLimits = { results: 25_000, shown: 5_000, locations: 1_000, steps: 10_000 };

const LEVELS = ['error', 'warning', 'note'] as const satisfies readonly SarifResult['level'][];

/** A result whose locations and steps are within the limits: the related ones at the end and the steps in the middle go. */
function cutResult(result: SarifResult, limits: SarifLimits): SarifResult {
  const related = result.relatedLocations ?? [];
  const room = limits.locations - result.locations.length;
  const steps = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
  if (related.length <= room && steps.length <= limits.steps) return result;
  const half = Math.floor(limits.steps / 2);
  const kept = steps.length <= limits.steps ? steps : [...steps.slice(0, half), ...steps.slice(half - limits.steps)];
  return {
    ...result,
    ...(related.length === 0 ? {} : { relatedLocations: related.slice(0, room) }),
    ...(steps.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: kept }] }] }),
  };
}

/**
 * The results that code scanning takes, in their order, and a sentence for each thing that was left out. Of too many results the
 * open and the grave ones stay: suppressed ones go first, then notes, then warnings.
 */
export function cutToLimits(
  results: readonly SarifResult[],
  limits: SarifLimits = GITHUB,
): { readonly results: readonly SarifResult[]; readonly cuts: readonly string[] } {
  const cuts: string[] = [];
  let kept = results;
  if (results.length > limits.results) {
    const rank = ({ level, suppressions }: SarifResult): number =>
      LEVELS.indexOf(level) + (suppressions === undefined ? 0 : LEVELS.length);
    // The sort is stable: within a rank the first ones stay.
    const chosen = new Set([...results].sort((a, b) => rank(a) - rank(b)).slice(0, limits.results));
    kept = results.filter(result => chosen.has(result));
    cuts.push(
      `${results.length - limits.results} of ${results.length} results were left out: code scanning takes ${limits.results} a run.`,
    );
  }
  if (kept.length > limits.shown) {
    cuts.push(`Of the ${kept.length} results code scanning shows ${limits.shown}, the most severe ones.`);
  }
  const within = kept.map(result => cutResult(result, limits));
  const shortened = within.filter((result, index) => result !== kept[index]).length;
  if (shortened > 0) {
    cuts.push(
      `${shortened} results lost locations or steps: code scanning takes ${limits.locations} locations and ${limits.steps} steps a result.`,
    );
  }
  return { results: within, cuts };
}
