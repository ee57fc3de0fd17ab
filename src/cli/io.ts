/** What the command line needs of the world. `cli.ts` binds it to the process, tests to strings. */
export interface Io {
  /** Current directory, absolute. */
  readonly cwd: string;
  /** Whether standard output is a terminal that shows colours (`NO_COLOR` and `FORCE_COLOR` considered). */
  readonly color: boolean;
  /** ISO date of today (UTC), for suppressions that end. */
  readonly today: string;
  writeOut(text: string): void;
  writeError(text: string): void;
  /** Whether a path exists. */
  exists(path: string): boolean;
  /** Writes a file the user asked for, relative to `cwd`. Rejects with the system's error. */
  writeFile(path: string, text: string): Promise<void>;
  /** Shows what is being worked on, on a terminal and only when it takes long; an empty text takes it away. */
  progress(text: string): void;
}
