/** What ships when the packaging cannot be read: a guess, always accompanied by a problem that says so. */
import type { Layout, LayoutInput } from './layout.ts';

/** Top-level packages that projects have beside the one they ship. */
const NOT_SHIPPED = /^(?:tests?|testing|docs?|examples?|scripts|tools|benchmarks?|development|contrib|ci|tasks)$/;

/** All top-level packages with an `__init__.py`, at the root or in `src`, that are not tests, docs, examples or tools. */
export function readFallback({ tree }: LayoutInput): Layout {
  const installed = new Map<string, string>();
  for (const root of ['', 'src']) {
    for (const folder of tree.foldersIn(root)) {
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      if (NOT_SHIPPED.test(name) || !tree.hasFile(`${folder}/__init__.py`)) continue;
      for (const path of tree.below(folder)) installed.set(path, path.slice(root === '' ? 0 : root.length + 1));
    }
  }
  return { installed, problems: [] };
}

/** Top-level names that do not ship from a folder without any packaging. */
const BARE_NOT_SHIPPED: ReadonlySet<string> = new Set(['tests', 'docs']);

/**
 * A folder without packaging metadata: everything ships but `tests/`, `docs/` and `conftest.py`. `prefix` is the dotted package that the
 * folder itself is (`pkg`, when there is a `pkg/__init__.py` and `pkg` is what was given), as a path; else empty.
 */
export function readBare({ tree }: LayoutInput, prefix: string): Layout {
  const installed = new Map<string, string>();
  const isSrcLayout = prefix === '' && tree.hasFolder('src') && !tree.hasFile('src/__init__.py');
  for (const path of tree.paths) {
    const slash = path.indexOf('/');
    if (slash > 0 && BARE_NOT_SHIPPED.has(path.slice(0, slash))) continue;
    if (path === 'conftest.py' || path.endsWith('/conftest.py')) continue;
    const inside = isSrcLayout && path.startsWith('src/') ? path.slice(4) : path;
    installed.set(path, prefix === '' ? inside : `${prefix}/${inside}`);
  }
  return { installed, problems: [] };
}
