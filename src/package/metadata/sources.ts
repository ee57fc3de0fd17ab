/** The files in which packaging is declared, read once, before anything is asked of them. */
import type { Listing } from '../listing.ts';
import { readText } from '../listing.ts';
import type { PackageProblem } from '../package.ts';
import type { Ini } from './ini.ts';
import { parseIni } from './ini.ts';
import type { SetupCall } from './setup-py.ts';
import { readSetupPy } from './setup-py.ts';
import type { TomlFile } from './toml.ts';
import { hasTable, parseToml, stringAt, tableAt } from './toml.ts';

/** The build backends whose rules are known; `other` is any that is not. */
export type Backend = 'setuptools' | 'poetry' | 'hatchling' | 'flit' | 'uv' | 'pdm' | 'other';

export interface Sources {
  readonly pyproject?: TomlFile;
  readonly setupCfg?: Ini;
  readonly setupPy?: SetupCall;
  /** `null` without any packaging. */
  readonly backend: Backend | null;
  /** The backend as declared when it is none of those known. */
  readonly declaredBackend: string | null;
  readonly problems: readonly PackageProblem[];
}

const PYPROJECT_TABLES: readonly (readonly string[])[] = [
  ['project'],
  ['build-system'],
  ['tool', 'poetry'],
  ['tool', 'setuptools'],
  ['tool', 'flit'],
  ['tool', 'hatch', 'build'],
  ['tool', 'pdm', 'build'],
];

/** Whether a pyproject.toml declares a distribution, and not only the settings of a formatter. */
export function declaresDistribution(pyproject: TomlFile): boolean {
  return PYPROJECT_TABLES.some(path => hasTable(pyproject.table, ...path));
}

/** Whether the setup.cfg is one of setuptools, and not only the settings of a test runner. */
export function isSetupCfg(ini: Ini): boolean {
  return ini.has('metadata') || ini.has('options');
}

/** Reads pyproject.toml, setup.cfg and setup.py at the root of a listing. */
export function readSources(listing: Listing): Sources {
  const problems: PackageProblem[] = [];
  const text = readText(listing, 'pyproject.toml');
  const parsed = text === undefined ? undefined : parseToml(text, 'pyproject.toml');
  if (parsed?.ok === false) problems.push(parsed.problem);
  const pyproject = parsed?.ok && declaresDistribution(parsed.toml) ? parsed.toml : undefined;

  const cfgText = readText(listing, 'setup.cfg');
  const cfg = cfgText === undefined ? undefined : parseIni(cfgText);
  const setupCfg = cfg && isSetupCfg(cfg) ? cfg : undefined;

  const declared = pyproject ? stringAt(tableAt(pyproject.table, 'build-system'), 'build-backend') : undefined;
  const hasSetupPy = listing.files.has('setup.py');
  const backend = backendOf(declared, pyproject, hasSetupPy || setupCfg !== undefined, parsed?.ok === false);

  // Other backends write a setup.py into their sdist that nothing reads; it is not worth its parse.
  let setupPy: SetupCall | undefined;
  if (hasSetupPy && backend === 'setuptools') {
    const content = listing.files.get('setup.py')?.read();
    if (content?.ok === false) problems.push(content.problem);
    const setup = content?.ok ? readSetupPy(content.bytes, 'setup.py') : undefined;
    if (setup?.ok === false) problems.push(setup.problem);
    // A setup.py that cannot be read may say anything.
    setupPy = setup?.ok ? setup.setup : { file: 'setup.py', arguments: new Map(), open: true };
  }
  return {
    ...(pyproject ? { pyproject } : {}),
    ...(setupCfg ? { setupCfg } : {}),
    ...(setupPy ? { setupPy } : {}),
    backend,
    declaredBackend: backend === 'other' ? (declared ?? null) : backend,
    problems,
  };
}

function backendOf(
  declared: string | undefined,
  pyproject: TomlFile | undefined,
  hasSetup: boolean,
  broken: boolean,
): Backend | null {
  if (declared !== undefined) {
    const module = declared.split(/[.:]/)[0] ?? '';
    if (module === 'setuptools') return 'setuptools';
    if (module === 'poetry' || module === 'poetry_dynamic_versioning') return 'poetry';
    if (module === 'hatchling') return 'hatchling';
    if (module === 'flit_core' || module === 'flit') return 'flit';
    if (module === 'uv_build' || module === 'uv') return 'uv';
    if (module === 'pdm') return 'pdm';
    return 'other';
  }
  // Without a declared backend pip takes setuptools (PEP 517); a [tool.poetry] alone means Poetry to its author.
  if (pyproject && hasTable(pyproject.table, 'tool', 'poetry') && !hasTable(pyproject.table, 'project'))
    return 'poetry';
  if (pyproject && hasTable(pyproject.table, 'tool', 'flit')) return 'flit';
  if (pyproject || hasSetup) return 'setuptools';
  // A pyproject.toml that cannot be read may name any backend.
  return broken ? 'other' : null;
}
