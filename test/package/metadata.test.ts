import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageFromFiles } from '../../src/package/index.ts';
import type { Distribution } from '../../src/package/index.ts';
import { parseHeaders } from '../../src/package/metadata/headers.ts';
import { parseIni } from '../../src/package/metadata/ini.ts';
import { fromPoetryConstraint, parseRequirement } from '../../src/package/metadata/requirement.ts';
import { parseToml } from '../../src/package/metadata/toml.ts';

type Files = Readonly<Record<string, string>>;
const read = (files: Files): Distribution => packageFromFiles(files).distribution;

/** The text that a place covers. */
function at(files: Files, place: { file: string; start: number; end: number } | undefined): string | undefined {
  return place && files[place.file]?.slice(place.start, place.end);
}
const names = (distribution: Distribution): string[] =>
  distribution.requirements.map(({ name, extra }) => (extra ? `${name}[${extra}]` : name));

describe('pyproject.toml', () => {
  test('[project], each value with its place', () => {
    const files = {
      'pyproject.toml': `# café ☕
[project]
name = "NetBox_Toy" # the name
version='1.0'
"requires-python" = ">=3.10"
dependencies = [
  "A.b[x]>=1 ; python_version < '3.9'", # first
  'c', ]
classifiers = ["Framework :: Django"]
optional-dependencies = { dev = ["pytest"] }
scripts.toy = "netbox_toy:main"
[project.entry-points."netbox.plugins"]
toy = "netbox_toy"
`,
    };
    const distribution = read(files);
    expect(distribution).toMatchObject({
      name: { value: 'NetBox_Toy' },
      version: { value: '1.0' },
      requiresPython: { value: '>=3.10' },
      classifiers: ['Framework :: Django'],
      metadataFile: 'pyproject.toml',
      backend: 'setuptools',
      dynamic: [],
    });
    expect(at(files, distribution.name?.at)).toBe('"NetBox_Toy"');
    expect(at(files, distribution.version?.at)).toBe("'1.0'");
    expect(at(files, distribution.requiresPython?.at)).toBe('">=3.10"');
    expect(names(distribution)).toEqual(['a-b', 'c', 'pytest[dev]']);
    expect(distribution.requirements.map(({ at: place }) => at(files, place))).toEqual([
      `"A.b[x]>=1 ; python_version < '3.9'"`,
      "'c'",
      '"pytest"',
    ]);
    expect(distribution.entryPoints.get('console_scripts')?.get('toy')).toBe('netbox_toy:main');
    expect(distribution.entryPoints.get('netbox.plugins')?.get('toy')).toBe('netbox_toy');
  });

  const dynamic = '[project]\nname = "toy"\ndynamic = ["version", "dependencies"]\n';
  test.each([
    [
      'attr of setuptools',
      {
        'pyproject.toml': `${dynamic}[tool.setuptools.dynamic]\nversion = { attr = "toy.VERSION" }\n`,
        'toy/__init__.py': 'VERSION = "2.0"\n',
      },
    ],
    [
      'attr through an import',
      {
        'pyproject.toml': `${dynamic}[tool.setuptools.dynamic]\nversion = { attr = "toy.__version__" }\n`,
        'src/toy/__init__.py': 'from .version import __version__\n',
        'src/toy/version.py': "__version__: str = '2.0'\n",
      },
    ],
    [
      'file of setuptools',
      { 'pyproject.toml': `${dynamic}[tool.setuptools.dynamic]\nversion = { file = "VERSION" }\n`, VERSION: '2.0\n' },
    ],
    [
      'path of hatch',
      {
        'pyproject.toml': `${dynamic}[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.version]\npath = "toy/v.py"\n`,
        'toy/v.py': '"""v"""\n__VERSION__ = "v2.0"\n',
      },
    ],
    [
      'module of flit',
      {
        'pyproject.toml': `${dynamic}[build-system]\nbuild-backend = "flit_core.buildapi"\n`,
        'toy.py': "__version__ = '2.0'\n",
      },
    ],
    [
      'file of pdm',
      {
        'pyproject.toml': `${dynamic}[build-system]\nbuild-backend = "pdm.backend"\n[tool.pdm.version]\nsource = "file"\npath = "toy/__init__.py"\n`,
        'toy/__init__.py': '__version__ = "2.0"\n',
      },
    ],
    [
      'attr of setup.cfg',
      {
        'setup.cfg': '[metadata]\nname = toy\nversion = attr: toy.__version__\n',
        'toy/__init__.py': '__version__ = "2.0"\n',
      },
    ],
  ] as readonly (readonly [string, Files])[])('a version by %s', (_, files) => {
    const distribution = read(files);
    expect(distribution.version?.value).toBe('2.0');
    expect(at(files, distribution.version?.at)).toMatch(/^['"]?v?2\.0['"]?$/);
    expect(distribution.dynamic).not.toContain('version');
  });

  test.each([
    ['computed', `${dynamic}[tool.setuptools.dynamic]\nversion = { attr = "toy.VERSION" }\n`],
    [
      'of version control',
      `${dynamic}[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.version]\nsource = "vcs"\npath = "toy/__init__.py"\n`,
    ],
    [
      'by a pattern of its own',
      `${dynamic}[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.version]\npath = "toy/__init__.py"\npattern = "(?P<version>.+)"\n`,
    ],
  ])('a version that is %s stays dynamic', (_, text) => {
    const distribution = read({
      'pyproject.toml': text,
      'toy/__init__.py': 'VERSION = compute()\n__version__ = "1"\n',
    });
    expect(distribution.version).toBeNull();
    expect(distribution.dynamic).toEqual(['dependencies', 'version']);
  });

  test('dependencies from a file', () => {
    const files = {
      'pyproject.toml': `${dynamic}[tool.setuptools.dynamic]\ndependencies = { file = ["req.txt"] }\n`,
      'req.txt': '# all\n-r x\n  a>=1 # one\nb\n',
    };
    const distribution = read(files);
    expect(distribution.requirements.map(requirement => at(files, requirement.at))).toEqual(['a>=1', 'b']);
    expect(distribution.dynamic).toEqual(['version']);
  });

  test('[tool.poetry], its constraints as PEP 440', () => {
    const files = {
      'pyproject.toml': `[tool.poetry]\nname = "toy"\nversion = "1.0"\n[tool.poetry.dependencies]\npython = "^3.10"\ndjango = { version = "~4.2", optional = true }\nnetutils = "*"\n[tool.poetry.extras]\nweb = ["django"]\n[tool.poetry.plugins."a.b"]\nx = "toy:x"\n`,
    };
    const distribution = read(files);
    expect(distribution).toMatchObject({ backend: 'poetry', requiresPython: { value: '>=3.10,<4.0' } });
    expect(at(files, distribution.requiresPython?.at)).toBe('"^3.10"');
    expect(distribution.requirements).toMatchObject([
      { text: 'django >=4.2,<4.3', name: 'django', extra: 'web' },
      { text: 'netutils', name: 'netutils' },
    ]);
    expect(distribution.entryPoints.get('a.b')?.get('x')).toBe('toy:x');
  });

  test('[tool.flit.metadata]', () => {
    const distribution = read({
      'pyproject.toml': '[tool.flit.metadata]\nmodule = "toy"\nrequires = ["a"]\nrequires-python = ">=3.9"\n',
      'toy.py': '__version__ = "3"\n',
    });
    expect(distribution).toMatchObject({
      name: { value: 'toy' },
      version: { value: '3' },
      requiresPython: { value: '>=3.9' },
      backend: 'flit',
    });
    expect(names(distribution)).toEqual(['a']);
  });
});

describe('setup.py and setup.cfg', () => {
  test('literal arguments, with their places', () => {
    const files = {
      'setup.py': `import os
from setuptools import setup, find_packages
NAME = 'toy'
REQUIRES = ['a>=1'] + ['b']
if __name__ == '__main__':
    setup(
        name=NAME,
        version=f'{"1"}.0',
        python_requires='>=3.' '8',
        install_requires=REQUIRES,
        extras_require={'dev': ['c']},
        classifiers=('X',),
        entry_points={'console_scripts': ['toy = toy:main']},
    )
`,
    };
    const distribution = read(files);
    expect(distribution).toMatchObject({
      name: { value: 'toy' },
      version: { value: '1.0' },
      requiresPython: { value: '>=3.8' },
      classifiers: ['X'],
      metadataFile: 'setup.py',
      dynamic: [],
    });
    expect(at(files, distribution.name?.at)).toBe("'toy'");
    expect(names(distribution)).toEqual(['a', 'b', 'c[dev]']);
    expect(at(files, distribution.requirements[1]?.at)).toBe("'b'");
    expect(distribution.entryPoints.get('console_scripts')?.get('toy')).toBe('toy:main');
  });

  test('what is computed is dynamic', () => {
    const { version, dynamic } = read({
      'setup.py': "setup(name='toy', version=read('v'), install_requires=open('r').readlines())\n",
    });
    expect(version).toBeNull();
    expect(dynamic).toEqual(['dependencies', 'version']);
  });

  test('what is added to later, and what leads in a circle, is not known', () => {
    const { dynamic } = read({
      'setup.py': "r = ['a']\nr += more()\nv = w\nw = v\nsetup(install_requires=r, version=v)\n",
    });
    expect(dynamic).toEqual(['dependencies', 'version']);
  });

  test('a chain of doubled sums ends', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `a${i + 1} = a${i} + a${i}`).join('\n');
    expect(read({ 'setup.py': `a0 = ['x']\n${lines}\nsetup(install_requires=a40, version='1')\n` }).dynamic).toEqual([
      'dependencies',
    ]);
  });

  test('setup.cfg, under setup.py', () => {
    const files = {
      'setup.py': "from setuptools import setup\nsetup(version='2')\n",
      'setup.cfg':
        '[metadata]\nname = toy\nversion = 1\nclassifiers =\n  A\n  B\n[options]\npython_requires: >=3.9\ninstall_requires =\n    # comment\n    a>=1\n    b; extra == "x"\n[options.extras_require]\ndev =\n    c\n[options.entry_points]\nconsole_scripts =\n    toy = toy:main\n',
    };
    const distribution = read(files);
    expect(distribution).toMatchObject({
      name: { value: 'toy' },
      version: { value: '2' },
      requiresPython: { value: '>=3.9' },
      classifiers: ['A', 'B'],
      metadataFile: 'setup.cfg',
    });
    expect(names(distribution)).toEqual(['a', 'b[x]', 'c[dev]']);
    expect(distribution.requirements.map(requirement => at(files, requirement.at))).toEqual([
      'a>=1',
      'b; extra == "x"',
      'c',
    ]);
    expect(distribution.entryPoints.get('console_scripts')?.get('toy')).toBe('toy:main');
  });
});

describe('small formats', () => {
  test('headers are unfolded and end at the description', () => {
    const text = 'Name: toy\r\nLicense: a\r\n        b\r\nRequires-Dist: x\r\n\r\nName: no\r\n';
    const headers = parseHeaders(text);
    expect(headers.map(({ name, value }) => [name, value])).toEqual([
      ['name', 'toy'],
      ['license', 'a\nb'],
      ['requires-dist', 'x'],
    ]);
    expect(headers.map(({ start, end }) => text.slice(start, end))).toEqual(['toy', 'a\r\n        b', 'x']);
  });

  test('METADATA says which requirement belongs to an extra', () => {
    const files = {
      'x-1.dist-info/METADATA': 'Name: x\nRequires-Dist: A\nProvides-Extra: dev\nRequires-Dist: b>1; extra == "dev"\n',
    };
    expect(names(packageFromFiles(files, { kind: 'wheel' }).distribution)).toEqual(['a', 'b[dev]']);
  });

  test('INI values cover exactly their text', () => {
    const text = '[a]\nKey = one\n  two\n\n  # no\n  three\nother:x = y\n[b]\nkey=\n';
    const ini = parseIni(text);
    const value = ini.get('a')?.get('key');
    expect(value?.value).toBe('one\ntwo\nthree');
    expect(value?.lines.map(line => text.slice(line.start, line.end))).toEqual(['one', 'two', 'three']);
    expect(ini.get('a')?.get('other')?.value).toBe('x = y');
    expect(ini.get('b')?.get('key')?.value).toBe('');
    expect([...(parseIni('[A b]\nKey = x', true).get('A b')?.keys() ?? [])]).toEqual(['Key']);
  });

  test.each([
    ['Foo.Bar_baz >= 1', 'foo-bar-baz'],
    ['a@https://example.org/a.zip', 'a'],
    ['a[x,y]~=1', 'a'],
    ['-r requirements.txt', undefined],
    ['./local', undefined],
    ['', undefined],
  ])('requirement %s', (text, name) => {
    expect(parseRequirement(text)?.name).toBe(name);
  });

  test.each([
    ['^1.2.3', '>=1.2.3,<2.0'],
    ['^0.2.3', '>=0.2.3,<0.3'],
    ['^0.0.3', '>=0.0.3,<0.0.4'],
    ['^3', '>=3,<4.0'],
    ['~1.2.3', '>=1.2.3,<1.3'],
    ['~1', '>=1,<2.0'],
    ['1.2', '==1.2'],
    ['1.*', '==1.*'],
    ['~=1.2', '~=1.2'],
    ['>= 1.2, < 2', '>=1.2,<2'],
    ['*', ''],
    ['^3.6 || ^3.7', '>=3.6,<4.0'],
    ['^1.0 || ^3.0', undefined],
  ])('Poetry writes %s', (constraint, pep440) => {
    expect(fromPoetryConstraint(constraint)).toBe(pep440);
  });
});

describe('places in TOML', () => {
  const word = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,6}$/);
  const scalar = fc.oneof(
    fc.string().map(text => JSON.stringify(text).replaceAll('\x7f', '')),
    fc.stringMatching(/^[ -&(-~]{0,9}$/).map(text => `'${text}'`),
    fc.stringMatching(/^[a-z "#=[\]\n]{0,12}[a-z]$/).map(text => `"""${text.replaceAll('"""', '')}"""`),
    fc.integer().map(String),
    fc.constantFrom('true', '1979-05-27 07:32:00', '1.5e3', 'inf'),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 4 }).map(items => `[\n ${items.join(' , # ] "\n ')}\n]`),
    fc
      .uniqueArray(fc.tuple(word, scalar), { maxLength: 3, selector: ([key]) => key })
      .map(pairs => `{ ${pairs.map(([key, item]) => `${key} = ${item}`).join(', ')} }`),
  );
  const table = fc.uniqueArray(fc.tuple(word, value), { maxLength: 5, selector: ([key]) => key });
  const document = fc.uniqueArray(fc.tuple(word, table), { minLength: 1, maxLength: 4, selector: ([name]) => name });

  test('the text of each value is read as that value again', () => {
    fc.assert(
      fc.property(document, fc.constantFrom('\n', '\r\n'), (tables, eol) => {
        const text = tables
          .map(([name, pairs]) => `[t.${name}] # [x]\n${pairs.map(([key, item]) => `${key} = ${item} # "\n`).join('')}`)
          .join('\n')
          .replaceAll(/\r?\n/g, eol);
        const parsed = parseToml(text, 'x.toml');
        fc.pre(parsed.ok);
        if (!parsed.ok) return;
        for (const [name, pairs] of tables) {
          for (const [key] of pairs) {
            const place = parsed.toml.at('t', name, key);
            const again = parseToml(`v = ${text.slice(place?.start, place?.end)}`, 'y.toml');
            const whole = parsed.toml.table as Record<string, Record<string, Record<string, unknown>>>;
            expect(again).toMatchObject({ ok: true });
            if (again.ok) expect(again.toml.table['v']).toEqual(whole['t']?.[name]?.[key]);
          }
        }
      }),
    );
  });

  test('arrays of tables and quoted keys', () => {
    const text = '[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\n"y.z" = 3\n[[a.c]]\nx = [ { k = "v" } ]\n';
    const parsed = parseToml(text, 'x.toml');
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const shown = (...path: (string | number)[]): string | undefined => at({ 'x.toml': text }, parsed.toml.at(...path));
    expect(shown('a', 0, 'x')).toBe('1');
    expect(shown('a', 1, 'x')).toBe('2');
    expect(shown('a', 1, 'b', 'y.z')).toBe('3');
    expect(shown('a', 1, 'c', 0, 'x', 0, 'k')).toBe('"v"');
    expect(shown('a', 2, 'x')).toBeUndefined();
  });

  test('a syntax error has its place', () => {
    expect(parseToml('a = 1\nb = = 2\n', 'x.toml')).toMatchObject({
      ok: false,
      problem: { code: 'bad-metadata', file: 'x.toml', start: 10 },
    });
  });
});
