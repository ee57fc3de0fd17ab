/** What a command is. A new one is a file in `commands/` and a line in `commands/index.ts`. */
import type { Options } from 'yargs';
import type { Io } from './io.ts';

/** 0: clean. 1: findings at or above `--fail-on`. 2: usage error, crash, or a path that could not be linted; goes before 1. */
export type ExitCode = 0 | 1 | 2;

/** Options as parsed, by name without dashes: `type: 'string'` gives strings, `array: true` lists of them. */
export interface ParsedOptions {
  string(name: string): string | undefined;
  strings(name: string): readonly string[];
  boolean(name: string): boolean | undefined;
}

export interface Command {
  /** First word of the call; the command of the empty name is the default one. */
  readonly name: string;
  /** What follows the name, for `--help`: `<rule>`. */
  readonly operands: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  readonly options: Readonly<Record<string, Options>>;
  /** Calls, for `--help`: what is typed, and what it does. */
  readonly examples: readonly (readonly [call: string, meaning: string])[];
  /** @throws CliError when the call does not make sense */
  run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode>;
}

/** A call that does not make sense: told to the user in one line on standard error, exit code 2. Says what, where, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
