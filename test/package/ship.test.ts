import { describe, expect, test } from 'vitest';
import { packageFromFiles } from '../../src/package/index.ts';
import { shipped } from './support.ts';

type Files = Readonly<Record<string, string>>;

/** The files of one package in a folder, as a plugin has them. */
const inFolder = (root: string): Files =>
  Object.fromEntries(
    [
      '__init__.py',
      'api/__init__.py',
      'loose/raw.py',
      'templates/netbox_toy/a.html',
      'static/netbox_toy/a.js',
      'static/netbox_toy/.hidden',
      'data.json',
      'run.log',
      'py.typed',
      'tests/__init__.py',
      'tests/data.json',
    ].map(path => [`${root}netbox_toy/${path}`, path === '__init__.py' ? '__version__ = "1.2"\n' : '']),
  );
const around: Files = {
  'README.md': '',
  'docs/a.md': '',
  'tests/__init__.py': '',
  'tests/test_a.py': '',
  '.gitignore': '*.log\n',
};
const flat: Files = { ...inFolder(''), ...around };
const src: Files = { ...inFolder('src/'), ...around };

const CODE = ['__init__.py', 'api/__init__.py'];
const TESTS = ['tests/__init__.py'];
const MODULES = [...CODE, 'loose/raw.py', ...TESTS];
const ASSETS = ['static/netbox_toy/a.js', 'templates/netbox_toy/a.html'];
const DATA = [...ASSETS, 'data.json', 'py.typed', 'static/netbox_toy/.hidden', 'tests/data.json'];
const EVERYTHING = [...MODULES, ...DATA];

const project = '[project]\nname = "netbox-toy"\nversion = "1.2"\n';
const backend = (name: string): string => `[build-system]\nrequires = []\nbuild-backend = "${name}"\n`;
const setuptools = project + backend('setuptools.build_meta');
const hatch = project + backend('hatchling.build');
const poetry = `[tool.poetry]\nname = "netbox-toy"\nversion = "1.2"\n${backend('poetry.core.masonry.api')}`;
const flit = project + backend('flit_core.buildapi');
const pdm = project + backend('pdm.backend');
const uv = project + backend('uv_build');

/** What ships: files of the package relative to it, others with a slash before them. */
function shipping(files: Files, more: Files, kind: 'directory' | 'sdist' = 'directory'): string[] {
  const opened = packageFromFiles({ ...files, ...more }, { kind });
  expect(opened.problems).toEqual([]);
  return shipped(opened)
    .map(path => (path.startsWith('netbox_toy/') ? path.slice(11) : `/${path}`))
    .sort();
}
const py = (pyproject: string): Files => ({ 'pyproject.toml': pyproject });
const sorted = (paths: readonly string[]): string[] => [...new Set(paths)].sort();

interface Case {
  readonly what: string;
  readonly files: Files;
  readonly more: Files;
  readonly ships: readonly string[];
}

/**
 * Each expectation was held once against the wheel that the tool itself builds from these files (setuptools 84, hatchling 1.33,
 * poetry-core 2.5, flit_core 4.2, pdm-backend 2.5, uv_build 0.13); that for Poetry's first generation against a published package.
 */
function cases(list: readonly Case[]): void {
  test.each(list)('$what', ({ files, more, ships }) => {
    expect(shipping(files, more)).toEqual(sorted(ships));
  });
}

describe('setuptools', () => {
  const findCfg = '[metadata]\nname = netbox-toy\n[options]\npackages = find:\ninclude_package_data = True\n';
  const manifest = 'include README.md\nrecursive-include netbox_toy *.html *.js\nprune netbox_toy/tests\n';
  const setup = (args: string): string => `from setuptools import *\nsetup(name="netbox-toy", ${args})\n`;
  cases([
    {
      what: 'discovers a flat layout, folders without __init__.py too',
      files: flat,
      more: py(setuptools),
      ships: [...MODULES, 'py.typed'],
    },
    { what: 'discovers a src layout', files: src, more: py(setuptools), ships: [...MODULES, 'py.typed'] },
    {
      what: 'adds what MANIFEST.in names, by default',
      files: flat,
      more: { ...py(setuptools), 'MANIFEST.in': manifest },
      ships: [...MODULES, 'py.typed', ...ASSETS],
    },
    {
      what: 'does not, when told so',
      files: flat,
      more: { ...py(`${setuptools}[tool.setuptools]\ninclude-package-data = false\n`), 'MANIFEST.in': manifest },
      ships: [...MODULES, 'py.typed'],
    },
    {
      what: 'finds packages with exclusions, whose files are then data of the package above',
      files: flat,
      more: {
        ...py(
          `${setuptools}[tool.setuptools.packages.find]\ninclude = ["netbox_toy*"]\nexclude = ["netbox_toy.tests*"]\n`,
        ),
        'MANIFEST.in': 'graft netbox_toy\nglobal-exclude *.log\n',
      },
      ships: EVERYTHING,
    },
    {
      what: 'finds packages in src, regular ones only',
      files: src,
      more: py(`${setuptools}[tool.setuptools.packages.find]\nwhere = ["src"]\nnamespaces = false\n`),
      ships: [...CODE, ...TESTS, 'py.typed'],
    },
    {
      what: 'ships listed packages with package-data, less the excluded',
      files: flat,
      more: py(
        `${setuptools}[tool.setuptools]\npackages = ["netbox_toy"]\npackage-data = { netbox_toy = ["**/*"] }\nexclude-package-data = { netbox_toy = ["tests/*", "*.log"] }\n`,
      ),
      ships: [...MODULES.filter(path => !TESTS.includes(path)), ...ASSETS, 'data.json', 'py.typed'],
    },
    {
      what: 'follows setup.cfg',
      files: flat,
      more: { 'setup.cfg': `${findCfg}[options.packages.find]\nexclude = tests\n`, 'MANIFEST.in': manifest },
      ships: [...CODE, ...TESTS, ...ASSETS, 'py.typed'],
    },
    {
      what: 'follows setup.cfg into src',
      files: src,
      more: {
        'setup.cfg': `${findCfg}package_dir =\n    = src\n[options.packages.find]\nwhere = src\n[options.package_data]\n* = *.json, *.html\n`,
      },
      ships: [...CODE, ...TESTS, 'py.typed', 'data.json', 'tests/data.json'],
    },
    {
      what: 'follows find_packages of setup.py, which takes the tests along',
      files: flat,
      more: { 'setup.py': setup('packages=find_packages()') },
      ships: [...CODE, ...TESTS, 'py.typed', '/tests/__init__.py', '/tests/test_a.py'],
    },
    {
      what: 'follows setup.py into src',
      files: src,
      more: {
        'setup.py': setup(
          'packages=find_namespace_packages("src"), package_dir={"": "src"}, package_data={"netbox_toy": ["*.json"]}',
        ),
      },
      ships: [...MODULES, 'py.typed', 'data.json'],
    },
    {
      what: 'follows names, sums and include_package_data of setup.py',
      files: flat,
      more: {
        'setup.py': `import setuptools\nPACKAGES = ["netbox_toy"] + ["netbox_toy.api"]\nargs = dict(packages=PACKAGES)\nsetuptools.setup(include_package_data=True, **args)\n`,
        'MANIFEST.in': manifest,
      },
      ships: [...CODE, ...ASSETS, 'py.typed'],
    },
    {
      what: 'ships single modules',
      files: around,
      more: { 'setup.py': setup('py_modules=["toy"]'), 'toy.py': '', 'other.py': '' },
      ships: ['/toy.py'],
    },
  ]);

  test('an sdist brings its own list of files', () => {
    const more = {
      ...py(setuptools),
      'PKG-INFO': 'Name: netbox-toy\n',
      'netbox_toy.egg-info/PKG-INFO': '',
      'netbox_toy.egg-info/SOURCES.txt': 'README.md\nnetbox_toy/data.json\n',
    };
    expect(shipping(flat, more, 'sdist')).toEqual(sorted([...MODULES, 'py.typed', 'data.json']));
  });

  test('several top-level packages, or computed ones, make it a guess that says so', () => {
    for (const more of [
      { ...py(setuptools), 'assets/x.png': '' },
      { 'setup.py': setup('packages=compute()') },
      { 'setup.py': 'setup(**read())\n' },
    ]) {
      const opened = packageFromFiles({ ...flat, ...more });
      expect(opened.problems.map(problem => problem.code)).toEqual(['unknown-layout']);
      expect(opened.files.get('netbox_toy/__init__.py')?.installPath).toBe('netbox_toy/__init__.py');
      expect(opened.files.get('tests/__init__.py')?.installPath).toBeNull();
    }
  });

  test('a setup.py that is no Python is a problem with its place', () => {
    const { problems } = packageFromFiles({ ...flat, 'setup.py': 'setup(name=\n' });
    expect(problems.map(problem => problem.code)).toEqual(['bad-metadata', 'unknown-layout']);
    expect(problems[0]?.file).toBe('setup.py');
    expect(problems[0]?.start).toBeGreaterThan(0);
  });
});

describe('MANIFEST.in', () => {
  const all = [
    'data.json',
    'static/netbox_toy/a.js',
    'templates/netbox_toy/a.html',
    'tests/data.json',
    'static/netbox_toy/.hidden',
    'run.log',
  ];
  const of = (text: string): string[] =>
    shipping(flat, { ...py(setuptools), 'MANIFEST.in': text }).filter(path => all.includes(path));
  test.each([
    ['include netbox_toy/*.json', ['data.json']],
    ['include *.json', []],
    ['recursive-include netbox_toy *.json', ['data.json', 'tests/data.json']],
    ['recursive-include netbox_toy/t* *.json', ['tests/data.json']],
    ['global-include *.json\nexclude netbox_toy/data.json', ['tests/data.json']],
    ['graft netbox_toy/static', ['static/netbox_toy/.hidden', 'static/netbox_toy/a.js']],
    ['graft netbox_toy\nprune netbox_toy/static\nglobal-exclude *.log *.html', ['data.json', 'tests/data.json']],
    ['graft netbox_toy\nrecursive-exclude netbox_toy *', []],
    [
      'recursive-include netbox_toy \\\n  *.html \\\n  *.js\n# comment\nnonsense here',
      ['static/netbox_toy/a.js', 'templates/netbox_toy/a.html'],
    ],
  ])('%s', (text, ships) => {
    expect(of(text)).toEqual(ships);
  });
});

describe('hatchling', () => {
  const wheel = '[tool.hatch.build.targets.wheel]\n';
  cases([
    {
      what: 'ships the package named after the project, but what git ignores',
      files: flat,
      more: py(hatch),
      ships: EVERYTHING,
    },
    { what: 'finds it in src', files: src, more: py(hatch), ships: EVERYTHING },
    {
      what: 'ships listed packages, less the excluded',
      files: src,
      more: py(`${hatch}${wheel}packages = ["src/netbox_toy"]\nexclude = ["tests", "*.json"]\n`),
      ships: EVERYTHING.filter(path => !/tests|json/.test(path)),
    },
    {
      what: 'ships what is included, from its sources',
      files: src,
      more: py(`${hatch}${wheel}include = ["src/netbox_toy/**/*.py", "docs"]\nsources = ["src"]\n`),
      ships: [...MODULES, '/docs/a.md'],
    },
    {
      what: 'takes a negated exclusion back, and artifacts in',
      files: flat,
      more: py(
        `${hatch}${wheel}include = ["netbox_toy"]\nexclude = ["*.json", "!/netbox_toy/data.json"]\nartifacts = ["*.log"]\n`,
      ),
      ships: [...EVERYTHING.filter(path => path !== 'tests/data.json'), 'run.log'],
    },
    {
      what: 'renames by sources',
      files: flat,
      more: py(
        `${hatch}${wheel}only-include = ["netbox_toy/api"]\n[tool.hatch.build.targets.wheel.sources]\n"netbox_toy" = "other"\n`,
      ),
      ships: ['/other/api/__init__.py'],
    },
    {
      what: 'forces files in',
      files: flat,
      more: py(
        `${hatch}[tool.hatch.build]\npackages = ["netbox_toy"]\nonly-packages = true\n[tool.hatch.build.force-include]\n"docs" = "netbox_toy/docs"\n`,
      ),
      ships: [...CODE, ...TESTS, 'data.json', 'py.typed', 'tests/data.json', 'docs/a.md'],
    },
  ]);

  test('a project without a package of its name does not build', () => {
    const opened = packageFromFiles({ ...flat, ...py(hatch.replace('netbox-toy', 'other')) });
    expect(opened.problems.map(problem => problem.code)).toEqual(['unknown-layout']);
    expect(shipped(opened)).toEqual([]);
  });
});

describe('poetry', () => {
  const all = [...EVERYTHING, 'run.log'];
  cases([
    { what: 'ships the package named after the project', files: flat, more: py(poetry), ships: all },
    { what: 'finds it in src', files: src, more: py(poetry), ships: all },
    {
      what: 'ships listed packages and includes for the wheel, less the excluded',
      files: src,
      more: py(
        `[tool.poetry]\nname = "x"\npackages = [{ include = "netbox_toy", from = "src" }, { include = "tests", format = "sdist" }]\nexclude = ["**/tests", "**/*.json"]\ninclude = ["README.md", { path = "docs/*.md", format = ["sdist", "wheel"] }]\n${backend('poetry.core.masonry.api')}`,
      ),
      ships: [...all.filter(path => !/tests|json/.test(path)), '/docs/a.md'],
    },
    {
      what: 'puts a package elsewhere',
      files: flat,
      more: py(
        `[tool.poetry]\nname = "x"\npackages = [{ include = "netbox_toy/**/*.py", to = "sub" }]\n${backend('poetry.core.masonry.api')}`,
      ),
      ships: MODULES.map(path => `/sub/netbox_toy/${path}`),
    },
    {
      what: 'of the first generation ships every include',
      files: flat,
      more: py(`[tool.poetry]\nname = "netbox-toy"\ninclude = ["README.md"]\n${backend('poetry.masonry.api')}`),
      ships: [...all, '/README.md'],
    },
  ]);
});

describe('flit, uv and pdm', () => {
  const all = [...EVERYTHING, 'run.log'];
  const build = '[tool.uv.build-backend]\n';
  cases([
    { what: 'flit ships the module named after the project', files: flat, more: py(flit), ships: all },
    {
      what: 'flit ships the module it is told, from src',
      files: src,
      more: py(`${flit.replace('netbox-toy', 'x')}[tool.flit.module]\nname = "netbox_toy"\n`),
      ships: all,
    },
    { what: 'uv ships the module in src', files: src, more: py(uv), ships: all },
    {
      what: 'uv ships the module it is told, less the excluded',
      files: flat,
      more: py(
        `${uv.replace('netbox-toy', 'x')}${build}module-name = "netbox_toy"\nmodule-root = ""\nwheel-exclude = ["tests", "*.json"]\nsource-exclude = ["/netbox_toy/static/**"]\n`,
      ),
      ships: all.filter(path => !/tests|json|static/.test(path)),
    },
    { what: 'pdm ships all packages at the top but tests', files: flat, more: py(pdm), ships: all },
    { what: 'pdm looks in src', files: src, more: py(pdm), ships: all },
    {
      what: 'pdm ships what is included',
      files: flat,
      more: py(
        `${pdm}[tool.pdm.build]\nincludes = ["netbox_toy", "docs/*.md"]\nexcludes = ["**/tests", "netbox_toy/data.json"]\n`,
      ),
      ships: [...all.filter(path => !/tests|^data/.test(path)), '/docs/a.md'],
    },
  ]);

  test.each([
    ['flit', flit],
    ['uv', uv],
  ])('%s without its module does not build', (_, text) => {
    const opened = packageFromFiles({ 'pyproject.toml': text, 'other/__init__.py': '' });
    expect(opened.problems.map(problem => problem.code)).toEqual(['unknown-layout']);
  });
});

test('an unknown backend is a guess that says so', () => {
  const opened = packageFromFiles({ ...src, ...py(project + backend('mesonpy')) });
  expect(opened.distribution.backend).toBe('mesonpy');
  expect(opened.problems.map(problem => problem.code)).toEqual(['unknown-layout']);
  expect(opened.problems[0]?.message).toContain('"mesonpy"');
  expect(shipped(opened)).toContain('netbox_toy/data.json');
});

test('a file that does not ship has no install path', () => {
  const opened = packageFromFiles({ ...flat, ...py(setuptools) });
  expect(opened.files.get('netbox_toy/data.json')?.installPath).toBeNull();
  expect(opened.files.get('README.md')?.installPath).toBeNull();
});
