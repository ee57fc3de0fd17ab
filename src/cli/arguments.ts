/** Arguments that several commands take, with one wording for what is wrong with them. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { didYouMean } from '../settings/nearest.ts';
import { CliError, type ParsedOptions } from './command.ts';
import type { Io } from './io.ts';

/**
 * The one package that a command is about.
 * @throws CliError for none or several
 */
export function onePackage(command: string, operands: readonly string[]): string {
  const [path, ...more] = operands;
  if (path === undefined) throw new CliError(`${command}: which package? Give a directory, a wheel or an sdist.`);
  if (more.length > 0) throw new CliError(`${command}: one package at a time, not also "${more.join('", "')}".`);
  return path;
}

/**
 * `--format` of a command that knows a few; the first is the default.
 * @throws CliError for another
 */
export function formatOf<T extends string>(command: string, formats: readonly [T, ...T[]], options: ParsedOptions): T {
  const asked = options.string('format') ?? formats[0];
  const format = formats.find(one => one === asked);
  if (format === undefined) {
    throw new CliError(
      `--format: unknown format "${asked}" for ${command}; one of ${formats.join(', ')}.${didYouMean(asked, formats)}`,
    );
  }
  return format;
}

/**
 * `--netbox`, for the host to select by.
 * @throws CliError for an empty one
 */
export function netboxOf(options: ParsedOptions): { readonly netbox?: string } {
  const netbox = options.string('netbox');
  if (netbox?.trim() === '') throw new CliError('--netbox: give a release (4.4.10, 4.4) or a range (">=4.2,<4.5").');
  return netbox === undefined ? {} : { netbox };
}

/**
 * The bytes of the file of `--configuration`.
 * @throws CliError when it cannot be read
 */
export async function readConfigurationBytes(file: string, io: Pick<Io, 'cwd'>): Promise<Uint8Array> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--configuration: "${file}" cannot be read (${why}). Give NetBox's configuration.py.`);
  }
}
