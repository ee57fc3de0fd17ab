/** Where a command's result goes: standard output, or the file of `--output-file`. */
import { CliError } from './command.ts';
import type { Io } from './io.ts';

/** @throws CliError when the file cannot be written */
export async function writeResult(text: string, file: string | undefined, io: Io): Promise<void> {
  if (file === undefined) {
    io.writeOut(text);
    return;
  }
  try {
    await io.writeFile(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--output-file: "${file}" cannot be written (${why}). Name a file in a folder that exists.`);
  }
}
