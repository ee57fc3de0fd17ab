/** A host as a rule sees it: its facts, and the releases that the package is held against. */
import type { HostFacts, ReleaseSet } from './facts.ts';

/** What a release of the host runs on. */
export interface Framework {
  /** Version of Django. */
  readonly django: readonly [major: number, minor: number];
  /** Class of the keys that Django adds to models (DEFAULT_AUTO_FIELD). */
  readonly autoField: 'AutoField' | 'BigAutoField';
}

export interface HostContext {
  readonly name: string;
  readonly facts: HostFacts;
  /** The releases under check: inside the declared bounds, or as asked for. Never empty. */
  readonly releases: ReleaseSet;
  /** Newest release under check, as an index into `facts.releases`. */
  readonly newest: number;
  /** How the releases were chosen. */
  readonly chosenBy: 'asked' | 'bounds' | 'default';
  /** What a release runs on, by its index into `facts.releases`. */
  framework(release: number): Framework;
  /** Versions of a set, oldest first. */
  versions(set: ReleaseSet): readonly string[];
}
