/** uv_build: the modules named, all files below them (uv documentation, "The uv build backend"). */
import { moduleName } from '../metadata/requirement.ts';
import { own, stringAt, stringsAt, tableAt } from '../metadata/toml.ts';
import { matchSegments, segmentsOf } from './glob.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { unknownLayout } from './layout.ts';
import { normalizeFolder } from './tree.ts';

const DEFAULT_EXCLUDES = ['__pycache__', '*.pyc', '*.pyo'];

export function readUv({ tree, sources, name }: LayoutInput): Layout {
  const table = sources.pyproject ? tableAt(sources.pyproject.table, 'tool', 'uv', 'build-backend') : {};
  const root = normalizeFolder(stringAt(table, 'module-root') ?? 'src');
  const modules = stringsAt(table, 'module-name') ?? (name === undefined ? [] : [moduleName(name)]);
  const patterns = [
    ...(own(table, 'default-excludes') === false ? [] : DEFAULT_EXCLUDES),
    ...(stringsAt(table, 'source-exclude') ?? []),
    ...(stringsAt(table, 'wheel-exclude') ?? []),
  ].map(excludePattern);
  const installed = new Map<string, string>();
  const missing: string[] = [];
  for (const module of modules) {
    const folder = normalizeFolder(`${root}/${module.replaceAll('.', '/')}`);
    if (!tree.hasFolder(folder)) missing.push(folder);
    for (const path of tree.below(folder)) {
      const segments = path.split('/');
      if (patterns.some(pattern => matchSegments(pattern, segments))) continue;
      installed.set(path, path.slice(root === '' ? 0 : root.length + 1));
    }
  }
  if (missing.length === 0 && modules.length > 0) return { installed, problems: [] };
  const why = `uv finds no module at ${missing.join(', ') || root} and refuses to build`;
  return { installed, problems: [unknownLayout(why, 'pyproject.toml')] };
}

/** Exclusions match at any depth unless they start with a slash, and take what is below a folder with it. */
function excludePattern(pattern: string): readonly string[] {
  const segments = segmentsOf(pattern);
  return [...(pattern.startsWith('/') ? [] : ['**']), ...segments, '**'];
}
