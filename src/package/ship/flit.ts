/** flit: one module or package, all files of it (flit_core/common.py, Module; flit_core/wheel.py). */
import { stringAt, tableAt } from '../metadata/toml.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { unknownLayout } from './layout.ts';

export function readFlit({ tree, sources, name }: LayoutInput): Layout {
  const table = sources.pyproject?.table ?? {};
  const declared =
    stringAt(tableAt(table, 'tool', 'flit', 'module'), 'name') ??
    stringAt(tableAt(table, 'tool', 'flit', 'metadata'), 'module');
  const module = (declared ?? name?.replaceAll('-', '_'))?.replaceAll('.', '/');
  const installed = new Map<string, string>();
  for (const root of module === undefined ? [] : ['', 'src/']) {
    const path = `${root}${module}`;
    const files = tree.hasFolder(path) ? tree.below(path) : tree.hasFile(`${path}.py`) ? [`${path}.py`] : [];
    for (const file of files) if (!file.endsWith('.pyc')) installed.set(file, file.slice(root.length));
    if (installed.size > 0) return { installed, problems: [] };
  }
  const why = `flit finds no module ${module === undefined ? 'without a name' : `named ${module}`} and refuses to build`;
  return { installed, problems: [unknownLayout(why, 'pyproject.toml')] };
}
