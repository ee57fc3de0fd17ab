/** What else an installation of the distribution brings or runs: dependencies, `.pth` files, entry points. */
import { pinConflict } from '../../host/netbox/core-requirements.ts';
import type { PinConflict } from '../../host/netbox/core-requirements.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface RequirementUse {
  /** Normalised name (PEP 503). */
  readonly name: string;
  /** As written. */
  readonly text: string;
  readonly at: Span;
  /** The version that it is pinned to with `==`; `null` when it is not. */
  readonly pin: string | null;
  /** Releases of the host whose own pin it shuts out. */
  readonly conflict: PinConflict | null;
}

export interface Autoload {
  readonly kind: 'pth' | 'pth-code' | 'site' | 'entry-point';
  readonly name: string;
  readonly at: Span;
}

/** Dependencies of the distribution itself, those of its extras left out. */
export function requirementsOf(base: ModelBase): readonly RequirementUse[] {
  const { requirements, metadataFile } = base.package.distribution;
  return requirements
    .filter(one => one.extra === undefined)
    .map(one => ({
      name: one.name,
      text: one.text,
      at: one.at ?? { file: metadataFile ?? '', start: 0, end: 0 },
      pin: /(?:^|[^<>=!~])={2,3}\s*([\w.!+-]+)\s*\)?\s*(?:;|$)/.exec(one.text)?.[1] ?? null,
      conflict: conflictOf(base, one.name, one.text),
    }));
}

/** What follows the name and extras of a requirement; one under a marker holds for some environments only. */
function conflictOf(base: ModelBase, name: string, text: string): PinConflict | null {
  const specifier = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*\(?([^;@)]*)\)?\s*$/.exec(text)?.[1]?.trim() ?? '';
  return specifier === '' ? null : pinConflict(base.host.facts, name, specifier);
}

/** Entry point groups whose members a third program imports by itself wherever the distribution is installed. */
const LOADED_GROUPS = new Set([
  'pytest11',
  'sphinx.builders',
  'distutils.commands',
  'flake8.extension',
  'pylint.plugins',
]);

/** What runs without anybody asking for it, once the distribution is installed (Python: library/site). */
export function autoloadsOf(base: ModelBase): readonly Autoload[] {
  const out: Autoload[] = [];
  for (const file of base.package.files.values()) {
    const install = file.installPath;
    if (install === null || install.includes('/')) continue;
    const at: Span = { file: file.path, start: 0, end: 0 };
    if (install === 'sitecustomize.py' || install === 'usercustomize.py') out.push({ kind: 'site', name: install, at });
    if (!install.endsWith('.pth')) continue;
    const read = file.read();
    const text = read.ok ? new TextDecoder().decode(read.bytes) : '';
    // site.py runs a line that starts with `import` followed by a space or a tab.
    const code = /^import[ \t].*$/m.exec(text);
    out.push(
      code
        ? { kind: 'pth-code', name: install, at: { ...at, start: code.index, end: code.index + code[0].length } }
        : { kind: 'pth', name: install, at },
    );
  }
  const { entryPoints, metadataFile } = base.package.distribution;
  for (const [group, members] of entryPoints) {
    if (!LOADED_GROUPS.has(group) || metadataFile === null) continue;
    for (const name of members.keys()) {
      out.push({ kind: 'entry-point', name: `${group}: ${name}`, at: { file: metadataFile, start: 0, end: 0 } });
    }
  }
  return out;
}
