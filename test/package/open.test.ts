import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDirectorySync, openPackages } from '../../src/package/index.ts';
import type { Caps } from '../../src/package/index.ts';
import { makeFolder, only, problemOf, shipped, textOf } from './support.ts';

const PYPROJECT =
  '[project]\nname = "netbox-toy"\nversion = "1.0"\n[build-system]\nbuild-backend = "setuptools.build_meta"\n';
const open = (path: string, cwd = path, caps: Partial<Caps> = {}) => openDirectorySync(path, { cwd, caps });
const toy = { 'pyproject.toml': PYPROJECT, 'netbox_toy/__init__.py': '', 'netbox_toy/api/views.py': 'x = 1\n' };

describe('where the root is', () => {
  test('the folder given, or the nearest distribution above it', () => {
    const root = makeFolder(toy);
    for (const path of [root, join(root, 'netbox_toy'), join(root, 'netbox_toy/api')]) {
      const opened = only(open(path, root));
      expect(opened).toMatchObject({ root, rootFromCwd: '.', kind: 'directory', path });
      expect(shipped(opened)).toEqual(['netbox_toy/__init__.py', 'netbox_toy/api/views.py']);
    }
  });

  test('relative paths start from the current directory', () => {
    const root = makeFolder({ ...toy });
    const opened = only(open('netbox_toy', root));
    expect(opened.path).toBe('netbox_toy');
    expect(only(open(root, join(root, '..'))).rootFromCwd).toBe(basename(root));
  });

  test('never above the repository', () => {
    const root = makeFolder({ ...toy, 'inner/.git/HEAD': 'ref\n', 'inner/pkg/__init__.py': '' });
    const opened = only(open(join(root, 'inner'), root));
    expect(opened.root).toBe(join(root, 'inner'));
    expect(opened.distribution).toMatchObject({ name: null, metadataFile: null, backend: null });
  });

  test('settings of other tools make no distribution', () => {
    const root = makeFolder({
      'pyproject.toml': PYPROJECT,
      'sub/pyproject.toml': '[tool.ruff]\nline-length = 100\n',
      'sub/setup.cfg': '[flake8]\nignore = E1\n',
      'sub/setup.py': 'VALUE = 1\n',
    });
    expect(only(open(join(root, 'sub'), root)).root).toBe(root);
  });

  test('a pyproject.toml that cannot be read is one, with a problem', () => {
    const opened = only(open(makeFolder({ 'pyproject.toml': '[project\n', 'netbox_toy/__init__.py': '' })));
    expect(opened.problems.map(problem => problem.code)).toEqual(['bad-metadata', 'unknown-layout']);
    expect(opened.problems[0]).toMatchObject({ file: 'pyproject.toml', start: 0, end: 8 });
    expect(shipped(opened)).toEqual(['netbox_toy/__init__.py']);
  });

  test('several distributions below give a package each, in code-unit order', () => {
    const files = Object.fromEntries(
      ['b', 'a', 'C'].flatMap(name => Object.entries(toy).map(([path, text]) => [`plugins/${name}/${path}`, text])),
    );
    const root = makeFolder({ ...files, 'tests/fixture/pyproject.toml': PYPROJECT });
    const result = open(root);
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.packages.map(opened => opened.rootFromCwd)).toEqual(['plugins/C', 'plugins/a', 'plugins/b']);
    expect(result.packages.map(opened => shipped(opened).length)).toEqual([2, 2, 2]);
    expect([...(result.packages[0]?.files.keys() ?? [])]).toEqual(Object.keys(toy).sort());
  });

  test('without packaging everything ships but tests, docs and conftest.py', () => {
    const root = makeFolder({
      'pkg/__init__.py': '',
      'pkg/conftest.py': '',
      'pkg/tests/test_a.py': '',
      'tests/test_b.py': '',
      'docs/index.md': '',
      'conftest.py': '',
    });
    expect(shipped(only(open(root)))).toEqual(['pkg/__init__.py', 'pkg/tests/test_a.py']);
  });

  test('a package folder by itself installs under its own name', () => {
    const root = makeFolder({ 'outer/__init__.py': '', 'outer/pkg/__init__.py': '', 'outer/pkg/a/b.py': '' });
    expect(shipped(only(open(join(root, 'outer/pkg'))))).toEqual(['outer/pkg/__init__.py', 'outer/pkg/a/b.py']);
  });
});

describe('in a repository', () => {
  const around = {
    '.git/HEAD': 'ref\n',
    '.gitignore': '*.log\n',
    'toy/__init__.py': '',
    'toy/a.log': '',
    'toy/a.json': '',
  };
  const of = (files: Readonly<Record<string, string>>): string[] => shipped(only(open(makeFolder(files))));

  test('Poetry leaves out what git ignores, only there', () => {
    const poetry = { 'pyproject.toml': '[tool.poetry]\nname = "toy"\n' };
    expect(of({ ...around, ...poetry })).toEqual(['toy/__init__.py', 'toy/a.json']);
    const { '.git/HEAD': _, ...outside } = around;
    expect(of({ ...outside, ...poetry })).toEqual(['toy/__init__.py', 'toy/a.json', 'toy/a.log']);
  });

  test('setuptools-scm ships what git tracks', () => {
    const pyproject = (requires: string): string =>
      `[build-system]\nrequires = ["setuptools"${requires}]\n[project]\nname = "toy"\n`;
    expect(of({ ...around, 'pyproject.toml': pyproject(', "setuptools-scm>=8"') })).toEqual([
      'toy/__init__.py',
      'toy/a.json',
    ]);
    expect(of({ ...around, 'pyproject.toml': pyproject('') })).toEqual(['toy/__init__.py']);
  });

  test('the .gitignore above counts too', () => {
    const root = makeFolder({
      '.git/HEAD': '',
      '.gitignore': '*.log\n',
      'sub/pyproject.toml': '[project]\nname = "toy"\n[build-system]\nbuild-backend = "hatchling.build"\n',
      'sub/toy/__init__.py': '',
      'sub/toy/a.log': '',
    });
    expect(shipped(only(open(join(root, 'sub'))))).toEqual(['toy/__init__.py']);
  });
});

describe('installed packages', () => {
  const record =
    'netbox_toy/__init__.py,,\nnetbox_toy/__pycache__/__init__.pyc,,\n../../../bin/toy,,\n"toy.pth",,\nnetbox_toy-1.0.dist-info/METADATA,,\n';
  const site = {
    'site-packages/netbox_toy/__init__.py': 'x = 1\n',
    'site-packages/netbox_toy/__pycache__/__init__.pyc': '',
    'site-packages/netbox_toy/stray.py': '',
    'site-packages/netbox_toy-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: netbox-toy\nVersion: 1.0\n',
    'site-packages/netbox_toy-1.0.dist-info/RECORD': `${record}netbox_toy/gone.py,,\n`,
    'site-packages/other/__init__.py': '',
    'site-packages/other-1.0.dist-info/RECORD': 'other/__init__.py,,\n',
  };

  test('read by RECORD, from site-packages', () => {
    const root = makeFolder({ ...site, 'pyproject.toml': PYPROJECT });
    const opened = only(open(join(root, 'site-packages/netbox_toy'), root));
    expect(opened).toMatchObject({ kind: 'installed', rootFromCwd: 'site-packages' });
    expect(shipped(opened)).toEqual(['netbox_toy/__init__.py']);
    expect([...opened.files.keys()]).toEqual(['netbox_toy-1.0.dist-info/METADATA', 'netbox_toy/__init__.py']);
    expect(opened.distribution.version?.value).toBe('1.0');
    expect(opened.problems).toMatchObject(
      [
        { code: 'not-found', file: 'netbox_toy/gone.py' },
        { code: 'not-found', file: 'toy.pth' },
      ].reverse(),
    );
  });

  test('a recorded file that cannot be had is a problem', () => {
    const long = `netbox_toy/${'x'.repeat(300)}.py`;
    const root = makeFolder({
      ...site,
      'site-packages/netbox_toy-1.0.dist-info/RECORD': `netbox_toy/link.py,,\n${long},,\n`,
    });
    symlinkSync(join(makeFolder({ 'secret.py': '' }), 'secret.py'), join(root, 'site-packages/netbox_toy/link.py'));
    const opened = only(open(join(root, 'site-packages/netbox_toy'), root));
    expect(opened.problems.map(({ code }) => code).slice(0, 2)).toEqual(['link-outside-root', 'not-readable']);
    expect(opened.files.size).toBe(0);
  });

  test('an unpacked wheel is one', () => {
    const files = Object.entries(site).filter(([path]) => !path.includes('other'));
    const root = makeFolder(Object.fromEntries(files));
    expect(only(open(join(root, 'site-packages'))).kind).toBe('installed');
  });

  test('a folder that no RECORD lists does not climb out of site-packages', () => {
    const root = makeFolder({ ...site, 'pyproject.toml': PYPROJECT, 'site-packages/loose/__init__.py': '' });
    const opened = only(open(join(root, 'site-packages/loose'), root));
    expect(opened.rootFromCwd).toBe('site-packages/loose');
    expect(shipped(opened)).toEqual(['loose/__init__.py']);
  });
});

describe('what is passed over', () => {
  test('environments, caches and build output, once each and with the reason', () => {
    const root = makeFolder({
      ...toy,
      '.git/config': '',
      '.venv/lib/x.py': '',
      'environment/pyvenv.cfg': '',
      'environment/lib/x.py': '',
      'build/lib/netbox_toy/__init__.py': '',
      'dist/x.whl': '',
      'netbox_toy/__pycache__/x.pyc': '',
      'netbox_toy/static/netbox_toy/dist/x.js': '',
      'node_modules/x/index.js': '',
      'netbox_toy.egg-info/PKG-INFO': 'Name: stale\n',
      '.editorconfig': '',
    });
    const opened = only(open(root));
    expect(opened.ignored.map(entry => `${entry.path}: ${entry.reason}`)).toEqual([
      '.git: version control',
      '.venv: virtual environment',
      'build: build output',
      'dist: build output',
      'environment: virtual environment',
      'netbox_toy.egg-info: metadata of an earlier build',
      'netbox_toy/__pycache__: bytecode cache',
      'node_modules: installed JavaScript packages',
    ]);
    expect([...opened.files.keys()]).toEqual([
      '.editorconfig',
      'netbox_toy/__init__.py',
      'netbox_toy/api/views.py',
      'netbox_toy/static/netbox_toy/dist/x.js',
      'pyproject.toml',
    ]);
    expect(opened.distribution.name?.value).toBe('netbox-toy');
  });

  test('the metadata of an earlier build, unless there is no other', () => {
    const root = makeFolder({ 'x.egg-info/PKG-INFO': 'Name: toy\nVersion: 3\n', 'toy/__init__.py': '' });
    const { distribution } = only(open(root));
    expect(distribution.name?.value).toBe('toy');
    expect(distribution.version?.value).toBe('3');
  });
});

describe('links', () => {
  test('out of the root is a problem, inside is followed once, circles end', () => {
    const outside = makeFolder({ 'secret.py': 'x = 1\n', 'folder/a.py': '' });
    const root = makeFolder({ ...toy, 'docs/static/a.css': '' });
    symlinkSync(join(outside, 'secret.py'), join(root, 'netbox_toy/secret.py'));
    symlinkSync(join(outside, 'folder'), join(root, 'netbox_toy/folder'));
    symlinkSync('../docs/static', join(root, 'netbox_toy/static'));
    symlinkSync('../docs/static', join(root, 'netbox_toy/twice'));
    symlinkSync('..', join(root, 'netbox_toy/up'));
    symlinkSync('api/views.py', join(root, 'netbox_toy/views.py'));
    symlinkSync('nowhere', join(root, 'netbox_toy/dangling'));
    symlinkSync('self', join(root, 'netbox_toy/self'));
    const opened = only(open(root));
    expect(opened.problems.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'not-readable netbox_toy/dangling',
      'link-outside-root netbox_toy/folder',
      'link-outside-root netbox_toy/secret.py',
      'not-readable netbox_toy/self',
    ]);
    expect([...opened.files.keys()]).toEqual([
      'docs/static/a.css',
      'netbox_toy/__init__.py',
      'netbox_toy/api/views.py',
      'netbox_toy/static/a.css',
      'netbox_toy/views.py',
      'pyproject.toml',
    ]);
    expect(opened.ignored.map(entry => entry.path)).toEqual(['netbox_toy/twice', 'netbox_toy/up']);
    expect(textOf(opened, 'netbox_toy/views.py')).toBe('x = 1\n');
  });

  test('a socket is not opened', async () => {
    const root = makeFolder(toy);
    const server = createServer().listen(join(root, 'netbox_toy/socket'));
    await once(server, 'listening');
    expect(only(open(root)).problems).toMatchObject([{ code: 'not-readable', file: 'netbox_toy/socket' }]);
    server.close();
  });

  test('a name that is no UTF-8 is left out', () => {
    const root = makeFolder(toy);
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/netbox_toy/`), Buffer.from([0xff, 0x2e, 0x70, 0x79])]),
      'x = 1\n',
    );
    const opened = only(open(root));
    expect(opened.problems.map(({ code }) => code)).toEqual(['unsafe-path']);
    expect(opened.problems[0]?.message).toContain('\\u{fffd}.py');
  });
});

describe('limits', () => {
  test('files', () => {
    const opened = only(open(makeFolder({ ...toy, 'z.txt': '' }), undefined, { files: 3 }));
    expect([...opened.files.keys()]).toEqual(Object.keys(toy).sort());
    expect(opened.problems).toMatchObject([{ code: 'cap-exceeded' }]);
  });

  test('bytes of all files', () => {
    const opened = only(open(makeFolder({ ...toy, 'z.txt': 'z'.repeat(500) }), undefined, { totalBytes: 400 }));
    expect(opened.files.has('z.txt')).toBe(false);
    expect(opened.problems).toMatchObject([{ code: 'cap-exceeded' }]);
  });

  test('bytes of one file: listed, not read', () => {
    const opened = only(open(makeFolder({ ...toy, 'big.bin': 'x'.repeat(2000) }), undefined, { fileBytes: 1000 }));
    expect(opened.problems).toEqual([]);
    const file = opened.files.get('big.bin');
    expect(file?.size).toBe(2000);
    expect(file?.read()).toMatchObject({ ok: false, problem: { code: 'cap-exceeded', file: 'big.bin' } });
  });

  test('depth', () => {
    const opened = only(open(makeFolder({ ...toy, 'a/b/c/d.py': '' }), undefined, { depth: 2 }));
    expect(opened.files.has('a/b/c/d.py')).toBe(false);
    expect(opened.problems).toMatchObject([{ code: 'cap-exceeded', file: 'a/b/c' }]);
  });

  test('a file that is gone when it is read is a problem', () => {
    const root = makeFolder(toy);
    const file = only(open(root)).files.get('netbox_toy/__init__.py');
    rmSync(join(root, 'netbox_toy/__init__.py'));
    expect(file?.read()).toMatchObject({ ok: false, problem: { code: 'not-readable' } });
  });
});

test('unsaved text wins over the disk and may add files', () => {
  const root = makeFolder(toy);
  const overlay = new Map([
    ['netbox_toy/__init__.py', 'unsaved'],
    ['netbox_toy/new.py', 'new'],
  ]);
  const opened = only(openDirectorySync(root, { cwd: root, overlay }));
  expect(textOf(opened, 'netbox_toy/__init__.py')).toBe('unsaved');
  expect(opened.files.get('netbox_toy/new.py')).toMatchObject({ installPath: 'netbox_toy/new.py', size: 3 });
  expect(readFileSync(join(root, 'netbox_toy/__init__.py'), 'utf8')).toBe('');
});

describe('what cannot be opened', () => {
  const of = async (path: string, cwd: string) => problemOf(await openPackages(path, { cwd }));

  test('a distribution name says how to fetch it safely', async () => {
    const problem = await of('netbox-toy', makeFolder({}));
    expect(problem.code).toBe('not-found');
    expect(problem.message).toContain('pip download --no-deps --only-binary=:all: netbox-toy');
  });

  test.each(['./netbox-toy', 'netbox toy', 'toy.whl', 'toy-1.0.tar.gz'])('%s is no distribution name', async path => {
    const problem = await of(path, makeFolder({}));
    expect(problem.code).toBe('not-found');
    expect(problem.message).not.toContain('pip');
  });

  test('an empty folder, and one with nothing but output', async () => {
    const root = makeFolder({ 'full/node_modules/x.js': '' });
    mkdirSync(join(root, 'empty'));
    const empty = await of('empty', root);
    expect(empty.code).toBe('empty');
    expect(empty.message).toContain('it is empty');
    expect((await of('full', root)).message).toContain('build output');
  });

  test('a file that is no archive, and a file where a folder is wanted', async () => {
    const root = makeFolder({ 'a.py': 'x = 1\n', 'a.bin': new Uint8Array(2000) });
    expect((await of('a.py', root)).code).toBe('not-an-archive');
    expect((await of('a.bin', root)).code).toBe('not-an-archive');
    expect(problemOf(open('a.py', root)).code).toBe('unsupported');
  });

  test('an archive of a kind that is not read', async () => {
    const root = makeFolder({ 'a.tar.bz2': 'BZh91AY', 'a.tar.xz': Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0) });
    for (const path of ['a.tar.bz2', 'a.tar.xz']) expect((await of(path, root)).code).toBe('unsupported');
  });

  test('an archive larger than the limit is not even read', async () => {
    const root = makeFolder({ 'a.whl': 'x'.repeat(100) });
    expect(problemOf(await openPackages('a.whl', { cwd: root, caps: { totalBytes: 50 } })).code).toBe('cap-exceeded');
  });
});
