import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/package/archive.ts';
import { resolveCaps } from '../../src/package/caps.ts';
import { openPackages } from '../../src/package/index.ts';
import type { Caps, OpenResult, Package } from '../../src/package/index.ts';
import { makeFolder, only, problemOf, shipped, textOf } from './support.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, encode(text)])));

type TarEntry = Parameters<typeof packTar>[0][number];
const file = (name: string, body: string): TarEntry => ({ header: { name, size: encode(body).length }, body });
const targz = async (entries: readonly TarEntry[]): Promise<Uint8Array> => gzipSync(await packTar([...entries]));

/** Opens an archive written to disk under a name. */
async function open(name: string, bytes: Uint8Array, caps: Partial<Caps> = {}): Promise<OpenResult> {
  const root = makeFolder({ [name]: bytes });
  return openPackages(join(root, name), { cwd: root, caps });
}
const opened = async (name: string, bytes: Uint8Array, caps?: Partial<Caps>): Promise<Package> =>
  only(await open(name, bytes, caps));

/** Writes a 16- or 32-bit number at an offset of the nth record with this signature. */
function patch(bytes: Uint8Array, signature: number, at: number, value: number, size: 2 | 4 = 4, nth = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  let seen = 0;
  for (let i = 0; i + 4 <= copy.length; i++) {
    if (view.getUint32(i, true) !== signature || seen++ < nth) continue;
    if (size === 2) view.setUint16(i + at, value, true);
    else view.setUint32(i + at, value, true);
    return copy;
  }
  throw new Error('no such record');
}
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;

const WHEEL = {
  'netbox_toy/__init__.py': 'x = 1\n',
  'netbox_toy-1.0.data/purelib/netbox_toy/extra.py': 'y = 1\n',
  'netbox_toy-1.0.data/scripts/toy': '#!python\n',
  'netbox_toy-1.0.data/data/etc/toy.conf': '',
  'netbox_toy-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: netbox-toy\nVersion: 1.0\nRequires-Dist: a>=1\n',
  'netbox_toy-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: hatchling 1.2\n',
  'netbox_toy-1.0.dist-info/entry_points.txt': '[console_scripts]\nToy = netbox_toy:main\n',
};
const SDIST = [
  file('netbox_toy-1.0/PKG-INFO', 'Name: netbox-toy\nVersion: 1.0\n'),
  file('netbox_toy-1.0/pyproject.toml', '[project]\nname = "netbox-toy"\ndynamic = ["version"]\n'),
  file('netbox_toy-1.0/netbox_toy/__init__.py', 'x = 1\n'),
  file('netbox_toy-1.0/tests/test_a.py', ''),
];

describe('shapes', () => {
  test('a wheel', async () => {
    const wheel = await opened('netbox_toy-1.0-py3-none-any.whl', zip(WHEEL));
    expect(wheel).toMatchObject({ kind: 'wheel', rootFromCwd: 'netbox_toy-1.0-py3-none-any.whl', problems: [] });
    expect(shipped(wheel)).toEqual(['netbox_toy/__init__.py', 'netbox_toy/extra.py']);
    expect(textOf(wheel, 'netbox_toy/__init__.py')).toBe('x = 1\n');
    expect(wheel.distribution).toMatchObject({ name: { value: 'netbox-toy' }, backend: 'hatchling' });
    expect(wheel.distribution.entryPoints.get('console_scripts')?.get('Toy')).toBe('netbox_toy:main');
  });

  test('a wheel by another name is still a wheel, one without metadata has a problem', async () => {
    expect((await opened('x.zip', zip(WHEEL))).kind).toBe('wheel');
    expect((await opened('x.whl', zip({ 'a.py': '' }))).problems).toMatchObject([{ code: 'bad-metadata' }]);
  });

  test('an sdist, without its own top folder', async () => {
    const sdist = await opened('netbox_toy-1.0.tar.gz', await targz(SDIST));
    expect(sdist).toMatchObject({ kind: 'sdist', problems: [] });
    expect(shipped(sdist)).toEqual(['netbox_toy/__init__.py']);
    expect(sdist.distribution.version).toMatchObject({ value: '1.0', at: { file: 'PKG-INFO' } });
    expect(sdist.distribution.dynamic).toEqual([]);
  });

  test('an sdist as zip, and as plain tar', async () => {
    const files = {
      'toy-1/PKG-INFO': 'Name: toy\n',
      'toy-1/setup.cfg': '[metadata]\nname = toy\n',
      'toy-1/toy.py': '',
    };
    expect(shipped(await opened('toy-1.zip', zip(files)))).toEqual(['toy.py']);
    expect((await opened('toy-1.zip', zip(files))).kind).toBe('sdist');
    expect((await opened('toy.tar', await packTar(SDIST))).kind).toBe('sdist');
  });

  test('a zip of a repository, with what nobody means left out', async () => {
    const repository = await opened(
      'main.zip',
      zip({
        'main/pyproject.toml': '[project]\nname = "toy"\n',
        'main/toy/__init__.py': '',
        'main/toy/static/dist/x.js': '',
        'main/dist/x.js': '',
        'main/a/node_modules/b/c.js': '',
      }),
    );
    expect(repository.kind).toBe('zip');
    expect(repository.ignored.map(entry => entry.path)).toEqual(['a/node_modules', 'dist']);
    expect([...repository.files.keys()]).toEqual(['pyproject.toml', 'toy/__init__.py', 'toy/static/dist/x.js']);
  });

  test('a zip of several distributions', async () => {
    const text = '[project]\nname = "x"\n';
    const result = await open('all.zip', zip({ 'r/b/pyproject.toml': text, 'r/a/pyproject.toml': text }));
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.packages.map(part => part.rootFromCwd)).toEqual(['all.zip/a', 'all.zip/b']);
  });
});

describe('names that must not be used', () => {
  const BAD = ['../evil.py', 'a/../../evil.py', '/abs.py', 'C:/x.py', 'a\\..\\b.py', 'nul\0.py'];

  test('in a zip', async () => {
    const wheel = await opened('x.whl', zip({ ...WHEEL, ...Object.fromEntries(BAD.map(name => [name, 'evil'])) }));
    expect(wheel.problems.map(problem => problem.code)).toEqual(BAD.map(() => 'unsafe-path'));
    expect([...wheel.files.keys()]).toEqual(Object.keys(WHEEL).sort());
    expect(wheel.problems.every(problem => !problem.message.includes('\0'))).toBe(true);
  });

  test('in a tar', async () => {
    const sdist = await opened('x.tar.gz', await targz([...SDIST, ...BAD.slice(0, 5).map(name => file(name, 'evil'))]));
    expect(sdist.problems.map(problem => problem.code)).toEqual(BAD.slice(0, 5).map(() => 'unsafe-path'));
    expect(sdist.files.size).toBe(SDIST.length);
  });

  test('bytes that are no UTF-8', async () => {
    const bytes = Buffer.from(zip({ ...WHEEL, 'aXb.py': '' }));
    for (let at = bytes.indexOf('aXb.py'); at >= 0; at = bytes.indexOf('aXb.py', at + 1)) bytes[at + 1] = 0xff;
    expect((await opened('x.whl', bytes)).problems).toMatchObject([{ code: 'unsafe-path' }]);
  });

  test('one name twice with different content', async () => {
    const bytes = Buffer.from(zip({ ...WHEEL, 'a/one.py': '1', 'a/two.py': '2' }));
    for (let at = bytes.indexOf('a/two.py'); at >= 0; at = bytes.indexOf('a/two.py')) bytes.write('a/one.py', at);
    const wheel = await opened('x.whl', bytes);
    expect(wheel.problems).toMatchObject([{ code: 'unsafe-path', file: 'a/one.py' }]);
    expect(textOf(wheel, 'a/one.py')).toBe('2');
    const tar = await opened('x.tar.gz', await targz([...SDIST, file('netbox_toy-1.0/PKG-INFO', 'Name: evil\n')]));
    expect(tar.problems).toMatchObject([{ code: 'unsafe-path' }]);
    expect((await opened('x.tar.gz', await targz([...SDIST, ...SDIST]))).problems).toEqual([]);
  });
});

describe('links', () => {
  const link = (name: string, linkname: string, type: 'symlink' | 'link' = 'symlink'): TarEntry => ({
    header: { name, size: 0, type, linkname },
  });

  test('in a tar lead to files of the archive, or nowhere', async () => {
    const sdist = await opened(
      'x.tar.gz',
      await targz([
        link('netbox_toy-1.0/netbox_toy/early.py', '__init__.py'),
        ...SDIST,
        link('netbox_toy-1.0/netbox_toy/hard.py', 'netbox_toy-1.0/netbox_toy/__init__.py', 'link'),
        link('netbox_toy-1.0/out.py', '../../../etc/passwd'),
        link('netbox_toy-1.0/abs.py', '/etc/passwd'),
        link('netbox_toy-1.0/a.py', 'b.py'),
        link('netbox_toy-1.0/b.py', 'a.py'),
        { header: { name: 'netbox_toy-1.0/device', size: 0, type: 'character-device' } },
      ]),
    );
    expect(textOf(sdist, 'netbox_toy/early.py')).toBe('x = 1\n');
    expect(textOf(sdist, 'netbox_toy/hard.py')).toBe('x = 1\n');
    expect(sdist.problems.map(problem => problem.code)).toEqual([
      'unsafe-path',
      ...Array<string>(4).fill('link-outside-root'),
    ]);
    expect(sdist.files.size).toBe(SDIST.length + 2);
  });

  test('in a zip are left out', async () => {
    const bytes = zipSync({
      'a.py': encode('x'),
      'link.py': [encode('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }],
    });
    const part = await opened('x.whl', bytes);
    expect([...part.files.keys()]).toEqual(['a.py']);
    expect(part.problems[0]?.code).toBe('link-outside-root');
  });
});

describe('lies and damage', () => {
  const text = 'x = 1\n'.repeat(50);
  const one = zip({ 'a.py': text });
  const read = async (bytes: Uint8Array) => (await opened('x.whl', bytes)).files.get('a.py')?.read();

  test('an honest entry', async () => {
    expect(textOf(await opened('x.whl', one), 'a.py')).toBe(text);
  });

  test.each([
    ['holds more than it declares', patch(one, CENTRAL, 24, 10), 'damaged-archive'],
    ['holds less than it declares', patch(one, CENTRAL, 24, 1000), 'damaged-archive'],
    ['has another checksum', patch(one, CENTRAL, 16, 1), 'damaged-archive'],
    ['has another name in its own header', patch(one, LOCAL, 30, 0x2e79702e), 'damaged-archive'],
    ['lies elsewhere', patch(one, CENTRAL, 42, 3), 'damaged-archive'],
    ['is encrypted', patch(one, CENTRAL, 8, 1, 2), 'unsupported'],
    ['is packed by another method', patch(one, CENTRAL, 10, 12, 2), 'unsupported'],
    ['runs past the end', patch(one, CENTRAL, 20, 100_000), 'truncated-archive'],
  ] as const)('an entry that %s', async (_, bytes, code) => {
    expect(await read(bytes)).toMatchObject({ ok: false, problem: { code, file: 'a.py' } });
  });

  test('entries that share their bytes are not unpacked', async () => {
    // The second entry's record in the table of contents points at the first entry.
    const bytes = patch(zip({ 'a.py': text, 'b.py': text }), CENTRAL, 42, 0, 4, 1);
    const wheel = await opened('x.whl', bytes);
    for (const name of ['a.py', 'b.py']) {
      expect(wheel.files.get(name)?.read()).toMatchObject({ ok: false, problem: { code: 'damaged-archive' } });
    }
  });

  test('archives that are cut off', async () => {
    expect(problemOf(await open('x.whl', one.subarray(0, one.length - 10))).code).toBe('truncated-archive');
    const gz = await targz([...SDIST, file('netbox_toy-1.0/noise', 'abcdefghij'.repeat(3000))]);
    expect(problemOf(await open('x.tar.gz', gz.subarray(0, gz.length - 20))).code).toBe('truncated-archive');
    const tar = await packTar(SDIST);
    expect(problemOf(await open('x.tar.gz', gzipSync(tar.subarray(0, 1700)))).code).toBe('truncated-archive');
  });

  test('an archive without files', async () => {
    expect(problemOf(await open('x.zip', zipSync({}))).code).toBe('empty');
    expect(problemOf(await open('x.zip', zip({ '../a': '' }))).message).toContain('climbs out');
  });

  test('a bomb is refused by what it unpacks to', async () => {
    const zeros = '\0'.repeat(5_000_000);
    expect(problemOf(await open('x.tar.gz', await targz([file('a/zeros', zeros)]))).code).toBe('cap-exceeded');
    expect(problemOf(await open('x.whl', zip({ zeros }))).code).toBe('cap-exceeded');
    const caps = { ratio: 5000 };
    expect((await opened('x.whl', zip({ zeros }), caps)).files.get('zeros')?.read().ok).toBe(true);
    expect(
      (await opened('x.whl', zip({ zeros }), { ...caps, fileBytes: 1000 })).files.get('zeros')?.read(),
    ).toMatchObject({
      problem: { code: 'cap-exceeded' },
    });
  });

  test('limits on entries and depth', async () => {
    expect(problemOf(await open('x.whl', zip(WHEEL), { files: 3 })).code).toBe('cap-exceeded');
    expect(problemOf(await open('x.tar.gz', await targz(SDIST), { files: 3 })).code).toBe('cap-exceeded');
    const deep = await opened('x.whl', zip({ ...WHEEL, 'a/b/c/d/e/f.py': '' }), { depth: 4 });
    expect(deep.problems).toMatchObject([{ code: 'cap-exceeded' }]);
  });
});

describe('whatever the bytes', () => {
  const caps = resolveCaps({ totalBytes: 1_000_000 });
  /** Opens and reads everything: problems are values, nothing is thrown, and nothing has a path that climbs. */
  async function survives(bytes: Uint8Array, name: string): Promise<void> {
    const result = await openArchive(bytes, name, caps);
    if (!result.ok) return;
    for (const part of result.parts) {
      for (const [path, listed] of part.listing.files) {
        listed.read();
        expect(path).not.toMatch(/(^|\/)\.\.?(\/|$)|^\/|\\|\0/);
      }
    }
  }

  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 });
  const mutate = (bytes: Uint8Array, changes: readonly (readonly [number, number])[], cut: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return copy.subarray(0, copy.length - (cut % 200));
  };

  test('a damaged zip', async () => {
    const bytes = zip(WHEEL);
    await fc.assert(
      fc.asyncProperty(flips, fc.nat(), (changes, cut) => survives(mutate(bytes, changes, cut), 'x.whl')),
    );
  });

  test('a damaged tar, and a damaged gzip', async () => {
    const tar = await packTar(SDIST);
    await fc.assert(
      fc.asyncProperty(flips, fc.nat(), fc.boolean(), (changes, cut, inner) =>
        survives(inner ? gzipSync(mutate(tar, changes, cut)) : mutate(gzipSync(tar), changes, cut), 'x.tar.gz'),
      ),
    );
  });

  test('noise', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), bytes => survives(bytes, 'x')));
  });
});
