/** Glob patterns among the paths of a call: shells on Windows, and quoted arguments, leave them to the program. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const PATTERN = /[*?{}[\]!()]/;

/**
 * The paths that a call means: each pattern is replaced by what it matches, files and folders, in code-unit order. A path that
 * exists is never taken for a pattern; a pattern that matches nothing stays, so that opening it says so.
 */
export async function expandPatterns(paths: readonly string[], cwd: string): Promise<string[]> {
  const expanded: string[] = [];
  for (const path of paths) {
    if (!PATTERN.test(path) || existsSync(resolve(cwd, path))) {
      expanded.push(path);
      continue;
    }
    const { globby } = await import('globby');
    const found = await globby(path.replaceAll('\\', '/'), { cwd, onlyFiles: false, expandDirectories: false });
    expanded.push(...(found.length > 0 ? found.sort() : [path]));
  }
  return expanded;
}
