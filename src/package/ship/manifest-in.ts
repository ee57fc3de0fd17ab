/** MANIFEST.in: setuptools' list of what goes into an sdist, and with `include_package_data` into the wheel. */
import { compileGlob, matchSegments, segmentsOf } from './glob.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

/**
 * Applies the commands of a MANIFEST.in, in their order, to the files chosen so far. Commands as in the setuptools documentation,
 * "Controlling files in the distribution"; a command that does not exist is passed over, as setuptools does with a warning.
 */
export function applyManifest(text: string, tree: FileTree, chosen: Set<string>): void {
  for (const line of logicalLines(text)) {
    const [command = '', ...words] = line.split(/\s+/);
    const [folder = '', ...patterns] = words;
    switch (command) {
      case 'include':
        for (const pattern of words) addAll(tree.paths, compileGlob(pattern), chosen);
        break;
      case 'exclude':
        for (const pattern of words) removeAll(compileGlob(pattern), chosen);
        break;
      case 'recursive-include':
        for (const pattern of patterns) addAll(tree.paths, below(folder, pattern), chosen);
        break;
      case 'recursive-exclude':
        for (const pattern of patterns) removeAll(below(folder, pattern), chosen);
        break;
      case 'global-include':
        for (const pattern of words) addAll(tree.paths, below('', pattern), chosen);
        break;
      case 'global-exclude':
        for (const pattern of words) removeAll(below('', pattern), chosen);
        break;
      case 'graft':
        for (const word of words) addAll(tree.paths, below(word, '**'), chosen);
        break;
      case 'prune':
        for (const word of words) removeAll(below(word, '**'), chosen);
        break;
      default:
        break;
    }
  }
}

/** Lines without comments, those ending in a backslash joined with the next. */
function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
}

/** Files anywhere below a folder (which may be a pattern itself) whose name, or last segments, match. */
function below(folder: string, pattern: string): (path: string) => boolean {
  const top = normalizeFolder(folder);
  const segments = [...segmentsOf(top), '**', ...segmentsOf(pattern)];
  const prefix = /[*?[]/.test(top) || top === '' ? '' : `${top}/`;
  return path => path.startsWith(prefix) && matchSegments(segments, path.split('/'));
}

function addAll(paths: readonly string[], matches: (path: string) => boolean, chosen: Set<string>): void {
  for (const path of paths) if (matches(path)) chosen.add(path);
}

function removeAll(matches: (path: string) => boolean, chosen: Set<string>): void {
  for (const path of chosen) if (matches(path)) chosen.delete(path);
}
