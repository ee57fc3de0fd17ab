/** Which files of a source tree ship and where they are installed, by the rules of the backend that builds it. */
import type { Backend } from '../metadata/sources.ts';
import { readBare, readFallback } from './fallback.ts';
import { readFlit } from './flit.ts';
import { readHatch } from './hatch.ts';
import type { Layout, LayoutInput, LayoutReader } from './layout.ts';
import { unknownLayout } from './layout.ts';
import { readPdm } from './pdm.ts';
import { readPoetry } from './poetry.ts';
import { readSetuptools } from './setuptools.ts';
import { readUv } from './uv.ts';

const READERS: Readonly<Record<Backend, LayoutReader>> = {
  setuptools: readSetuptools,
  poetry: readPoetry,
  hatchling: readHatch,
  flit: readFlit,
  uv: readUv,
  pdm: readPdm,
  other: readOther,
};

/** `prefix`: see {@link readBare}; it counts only without any packaging. */
export function readLayout(input: LayoutInput, prefix: string): Layout {
  const { backend } = input.sources;
  const layout = backend === null ? readBare(input, prefix) : READERS[backend](input);
  // Bytecode never matters, whatever a pattern says.
  const installed = new Map([...layout.installed].filter(([path]) => !path.endsWith('.pyc')));
  return { installed, problems: layout.problems };
}

function readOther(input: LayoutInput): Layout {
  const { declaredBackend } = input.sources;
  const why =
    declaredBackend === null
      ? 'pyproject.toml cannot be read'
      : `the rules of the build backend "${declaredBackend}" are not known`;
  return { ...readFallback(input), problems: [unknownLayout(why, 'pyproject.toml')] };
}
