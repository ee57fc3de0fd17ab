/** `--host <file>`: facts of a NetBox that the user has extracted. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from './command.ts';
import type { NetBoxHost } from '../host/netbox/netbox.ts';
import type { Io } from './io.ts';

/** For `--help`. */
export const HOST_OPTION = {
  type: 'string',
  describe: 'Facts of another NetBox, as `plugin-lint host extract` writes them.',
} as const;

/**
 * The host that a facts file describes; the one that ships without a file.
 * @throws CliError for a file that cannot be read, or holds no facts of this version
 */
export async function readHost(file: string | undefined, io: Pick<Io, 'cwd'>): Promise<NetBoxHost> {
  const { loadNetBox } = await import('../host/netbox/netbox.ts');
  if (file === undefined) return loadNetBox();
  const { validateFacts } = await import('../host/netbox/format.ts');
  const { loadFacts } = await import('../host/netbox/load.ts');
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--host: "${file}" cannot be read (${why}). \`plugin-lint host extract\` writes such a file.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--host: "${file}" is no JSON (${why}). \`plugin-lint host extract\` writes such a file.`);
  }
  const checked = validateFacts(json);
  if (!checked.ok) throw new CliError(`--host: "${file}": ${checked.problem.message}.`);
  return loadNetBox(loadFacts(checked.file));
}
