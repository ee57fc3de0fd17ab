/**
 * Holds what is computed from sdists against what their authors' tools really built: for each folder of TARGET that has an sdist and a
 * wheel of one distribution, the install paths of the one must be those of the other.
 *
 * usage: tsx scripts/shipped.ts TARGET [NAME ...]
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPackages } from '../src/package/index.ts';
import type { Package } from '../src/package/index.ts';

const [target, ...names] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: tsx scripts/shipped.ts TARGET [NAME ...]');

async function open(path: string): Promise<Package> {
  const result = await openPackages(path, { cwd: process.cwd() });
  if (!result.ok) throw new Error(result.problem.message);
  const [first, ...others] = result.packages;
  if (first === undefined || others.length > 0) throw new Error(`${path} holds ${result.packages.length} packages`);
  return first;
}

const installPaths = (opened: Package): Set<string> =>
  new Set([...opened.files.values()].flatMap(file => file.installPath ?? []));

let equal = 0;
let compared = 0;
for (const name of readdirSync(target).sort()) {
  if (names.length > 0 && !names.includes(name)) continue;
  const files = readdirSync(join(target, name));
  const sdist = files.find(file => file.endsWith('.tar.gz'));
  const wheel = files.find(file => file.endsWith('.whl'));
  if (sdist === undefined || wheel === undefined) continue;
  const source = await open(join(target, name, sdist));
  const built = await open(join(target, name, wheel));
  const computed = installPaths(source);
  const real = installPaths(built);
  const missing = [...real].filter(path => !computed.has(path));
  const extra = [...computed].filter(path => !real.has(path));
  compared++;
  if (missing.length + extra.length === 0) equal++;
  console.log(
    `${missing.length + extra.length === 0 ? 'equal ' : 'DIFFER'} ${name} (${source.distribution.backend}): ${real.size} files`,
  );
  for (const path of missing) console.log(`    only in the wheel:  ${path}`);
  for (const path of extra) console.log(`    only computed:      ${path}`);
  const fields = ['name', 'version', 'requiresPython'] as const;
  for (const field of fields) {
    const [a, b] = [source.distribution[field]?.value, built.distribution[field]?.value];
    if (a?.replace(/\s/g, '') !== b?.replace(/\s/g, '')) console.log(`    ${field}: ${a} / ${b}`);
  }
  for (const problem of [...source.problems, ...built.problems]) console.log(`    ${problem.code}: ${problem.message}`);
}
console.log(`${equal} of ${compared} equal`);
