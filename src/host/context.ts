/** A host as a rule sees it: its facts, and the releases that the package is held against. */
import type { HostFacts, ReleaseSet } from './facts.ts';

export interface HostContext {
  readonly name: string;
  readonly facts: HostFacts;
  /** The releases under check: inside the declared bounds, or as asked for. Never empty. */
  readonly releases: ReleaseSet;
  /** Newest release under check, as an index into `facts.releases`. */
  readonly newest: number;
  /** How the releases were chosen. */
  readonly chosenBy: 'asked' | 'bounds' | 'default';
  /** Versions of a set, oldest first. */
  versions(set: ReleaseSet): readonly string[];
}
