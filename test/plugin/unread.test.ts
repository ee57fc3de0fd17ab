/** What could not be read leaves limits undecided and is said; nothing of it passes in silence. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { baseFiles } from '../../src/example.ts';
import { lint } from '../../src/lint.ts';
import type { PackageResult } from '../../src/result.ts';
import { rules } from '../../rules/index.ts';
import { makeFolder } from '../package/support.ts';

const CODE = ['core-components', 'core-models', 'core-settings', 'core-templates', 'urls'];

async function result(path: string): Promise<PackageResult> {
  const { packages, unopened } = await lint([path], { cwd: '/', rules });
  expect(unopened).toEqual([]);
  const [only, ...more] = packages;
  if (!only || more.length > 0) throw new Error(`${packages.length} packages`);
  expect(only.crashes).toEqual([]);
  return only;
}

const found = ({ findings }: PackageResult): string[] =>
  findings.flatMap(({ rule, severity, at, message }) =>
    rule === 'packaging/unread-file' ? [`${severity} ${at.file}: ${message}`] : [],
  );

const openIn = ({ undecided }: PackageResult): string[] => [...new Set(undecided.map(({ limit }) => limit))].sort();

test('a clean plugin: nothing', async () => {
  const clean = await result(makeFolder(baseFiles()));
  expect([found(clean), openIn(clean)]).toEqual([[], []]);
});

test('a module that is too large to be read is not called invalid Python', async () => {
  const large = await result(
    makeFolder({ ...baseFiles(), 'netbox_example/large.py': `x = '${'a'.repeat(11_000_000)}'\n` }),
  );
  expect(found(large)).toEqual([
    'error netbox_example/large.py: netbox_example/large.py has 11 MB, more than the 10.5 MB that are read of one file; leave it out of the package. It belongs to what is installed, and what it does is not known.',
  ]);
  expect(large.findings.map(({ rule }) => rule)).not.toContain('packaging/invalid-python');
  expect(openIn(large)).toEqual([...CODE, 'version-bounds']);
});

test('a template that is too large to be read', async () => {
  const path = 'netbox_example/templates/netbox_example/large.html';
  const large = await result(makeFolder({ ...baseFiles(), [path]: 'a'.repeat(11_000_000) }));
  expect(found(large)).toHaveLength(1);
  expect(openIn(large)).toEqual(CODE);
});

test('links that lead nowhere or out of the package', async () => {
  const folder = makeFolder({ ...baseFiles(), 'docs/index.md': '' });
  const outside = makeFolder({ 'shared.py': 'from dcim.models import Device\nDevice.x = 1\n' });
  symlinkSync('gone.py', join(folder, 'netbox_example', 'link.py'));
  symlinkSync(join(outside, 'shared.py'), join(folder, 'netbox_example', 'shared.py'));
  symlinkSync('someone@host.1', join(folder, 'netbox_example', '.#views.py'));
  symlinkSync('gone.md', join(folder, 'docs', 'link.md'));
  const linked = await result(folder);
  expect(found(linked)).toEqual([
    expect.stringMatching(/^info docs\/link\.md: The link docs\/link\.md leads nowhere/),
    expect.stringMatching(/^info netbox_example\/\.#views\.py: .* It is not installed\.$/),
    expect.stringMatching(/^error netbox_example\/link\.py: The link netbox_example\/link\.py leads nowhere/),
    expect.stringMatching(/^warning netbox_example\/shared\.py: .* leads out of the package and was not followed/),
  ]);
  expect(linked.verdicts).toMatchObject({ 'core-models': 'undecided', packaging: 'broken', config: 'kept' });
});

test('a file with a name that is no UTF-8', async () => {
  const folder = makeFolder(baseFiles());
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/netbox_example/caf`), Buffer.from([0xe9]), Buffer.from('.py')]),
    '',
  );
  const named = await result(folder);
  expect(found(named)).toEqual([expect.stringMatching(/^warning pyproject\.toml: The name .* is not valid UTF-8/)]);
  expect(named.verdicts['core-models']).toBe('undecided');
});

test('entries of an archive that lead out of it', async () => {
  const entries = { ...baseFiles(), '../../evil.py': 'x = 1\n', 'netbox_example\\views.py': 'x = 1\n' };
  const bytes = zipSync(Object.fromEntries(Object.entries(entries).map(([path, text]) => [path, Buffer.from(text)])));
  const folder = makeFolder({ 'plugin.zip': bytes });
  const slipped = await result(join(folder, 'plugin.zip'));
  expect(found(slipped)).toEqual([
    expect.stringMatching(
      /^error pyproject\.toml: "\.\.\/\.\.\/evil\.py" was left out: its name climbs out .* Do not install/,
    ),
  ]);
  expect(slipped.verdicts).toMatchObject({ 'core-models': 'undecided', migrations: 'undecided', packaging: 'broken' });
});

test('packaging that does not parse', async () => {
  const broken = await result(makeFolder({ ...baseFiles(), 'pyproject.toml': '[project\nname = "x"\n' }));
  expect(found(broken)).toEqual([expect.stringMatching(/^error pyproject\.toml: pyproject\.toml is not valid TOML/)]);
  expect(broken.verdicts['packaging']).toBe('broken');
});

test('more files than are read', async () => {
  const folder = makeFolder({ ...baseFiles(), 'zzz/a.txt': '' });
  for (let i = 0; i < 20_000; i++) writeFileSync(join(folder, 'zzz', `${i}.txt`), '');
  const huge = await result(folder);
  expect(found(huge)).toEqual([
    expect.stringMatching(/^warning pyproject\.toml: The folder holds more than 20000 files/),
  ]);
  expect(new Set(Object.values(huge.verdicts))).toEqual(new Set(['undecided']));
});
