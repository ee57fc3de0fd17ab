/** The inputs of the GitHub Action (action.yml), as the runner gives them: each an environment variable, always text. */
import { CliError } from '../cli/command.ts';
import { parseFailOn, type FailOn } from '../cli/fail-on.ts';
import { FORMAT_NAMES, type FormatName } from '../report/index.ts';
import { didYouMean } from '../settings/nearest.ts';
import { PROFILES, type Profile } from '../settings/profile.ts';

export interface Inputs {
  /** As written, one a line; may hold glob patterns. */
  readonly paths: readonly string[];
  readonly netbox: string | undefined;
  readonly profile: Profile | undefined;
  /** `false` for `none`. */
  readonly config: string | false | undefined;
  readonly failOn: FailOn | undefined;
  readonly baseline: string | undefined;
  readonly format: FormatName;
  readonly sarifFile: string | undefined;
}

/** The names in action.yml; a test compares. */
export const INPUT_NAMES = [
  'paths',
  'netbox',
  'profile',
  'config',
  'fail-on',
  'baseline',
  'format',
  'sarif-file',
] as const;

type Env = Readonly<Record<string, string | undefined>>;

/** The runner's variable for an input: upper case, blanks as `_`, dashes as they are. Blank is the same as not given. */
function input(env: Env, name: (typeof INPUT_NAMES)[number]): string | undefined {
  const value = env[`INPUT_${name.toUpperCase()}`]?.trim();
  return value === '' ? undefined : value;
}

/** @throws CliError for a value that an input does not take */
function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find(choice => choice === value);
  if (found !== undefined) return found;
  throw new CliError(`${name}: unknown value "${value}"; one of ${choices.join(', ')}.${didYouMean(value, choices)}`);
}

/**
 * Reads the inputs.
 * @throws CliError for a value that an input does not take
 */
export function readInputs(env: Env): Inputs {
  const lines = (input(env, 'paths') ?? '.')
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  const profile = input(env, 'profile');
  const failOn = input(env, 'fail-on');
  const config = input(env, 'config');
  return {
    paths: lines,
    netbox: input(env, 'netbox'),
    profile: profile === undefined ? undefined : oneOf('profile', profile, PROFILES),
    config: config === 'none' ? false : config,
    failOn: failOn === undefined ? undefined : parseFailOn(failOn),
    baseline: input(env, 'baseline'),
    format: oneOf('format', input(env, 'format') ?? 'text', FORMAT_NAMES),
    sarifFile: input(env, 'sarif-file'),
  };
}
