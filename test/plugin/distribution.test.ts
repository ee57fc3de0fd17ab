/** The distribution as pip would install it. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { DistributionModel } from '../../src/plugin/distribution.ts';

const host = loadNetBox();

const INIT = `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`;

const METADATA = (lines: string): string => `Metadata-Version: 2.1\nName: netbox-example\nVersion: 1.0.0\n${lines}\n`;

/** A wheel with the plugin, the files and the metadata lines. */
function wheel(files: Readonly<Record<string, string>>, lines = ''): DistributionModel {
  const pkg = packageFromFiles(
    {
      'netbox_example/__init__.py': INIT,
      'netbox_example-1.0.0.dist-info/METADATA': METADATA(lines),
      'netbox_example-1.0.0.dist-info/WHEEL': 'Wheel-Version: 1.0\n',
      'netbox_example-1.0.0.dist-info/RECORD': '',
      ...files,
    },
    { kind: 'wheel' },
  );
  return buildModel(pkg, host.forPackage(pkg, {})).model.distribution;
}

describe('top-level entries', () => {
  const stray = (files: Readonly<Record<string, string>>): string[] =>
    wheel(files).stray.map(one => `${one.kind} ${one.name}: ${one.at.file}`);

  test.each([
    [
      'a source tree folder',
      { 'tests/__init__.py': '', 'tests/test_a.py': 'a = 1\n' },
      ['importable tests: tests/test_a.py'],
    ],
    ['loose files', { 'README.md': 'text' }, ['data README.md: README.md']],
    ['a folder of modules without a package', { 'extra/notes.py': 'a = 1\n' }, ['importable extra: extra/notes.py']],
    ['a package of another name', { 'example_cli/__init__.py': '' }, []],
    ['a single module', { 'example_tool.py': '' }, []],
    ['a namespace of packages', { 'acme/tools/__init__.py': '' }, []],
  ])('%s', (_title, files, expected) => {
    expect(stray(files)).toEqual(expected);
  });

  test("NetBox's own names are told apart from stray ones", () => {
    const { shadowing, topLevel } = wheel({ 'utilities/__init__.py': '' });
    expect(shadowing.map(one => one.name)).toEqual(['utilities']);
    expect(topLevel).toEqual(['netbox_example', 'utilities']);
  });

  test('without packaging metadata nothing is stray', () => {
    const pkg = packageFromFiles({ 'netbox_example/__init__.py': INIT, 'README.md': 'text' });
    expect(buildModel(pkg, host.forPackage(pkg, {})).model.distribution.stray).toEqual([]);
  });
});

describe('Python', () => {
  test.each([
    ['>=3.8', [3, 8]],
    ['>=3.10.4', [3, 10]],
    ['>3.9,<4', [3, 9]],
    ['<3', null],
    ['==3.12.*', [3, 12]],
  ])('requires-python %s', (text, floor) => {
    expect(wheel({}, `Requires-Python: ${text}`).pythonRequirement?.floor).toEqual(floor);
  });

  test('an upper bound shuts out releases that need more', () => {
    const requirement = wheel({}, 'Requires-Python: >=3.8,<3.12').pythonRequirement;
    expect([requirement?.allowsFrom([3, 11]), requirement?.allowsFrom([3, 12])]).toEqual([true, false]);
  });

  test('the file that needs most comes first', () => {
    const needs = wheel({
      'netbox_example/a.py': 'if (a := 1): pass\n',
      'netbox_example/b.py': 'type A = int\n',
    }).pythonNeeds;
    expect(needs.map(need => [need.at.file, need.version.join('.')])).toEqual([
      ['netbox_example/b.py', '3.12'],
      ['netbox_example/a.py', '3.8'],
    ]);
  });
});

test.each([
  ['requests==2.31.0', '2.31.0'],
  ['requests (==2.31.0)', '2.31.0'],
  ['requests[socks]==2.31.0 ; python_version > "3.8"', '2.31.0'],
  ['requests>=2,==2.31.0', '2.31.0'],
  ['requests~=2.31', null],
  ['requests!=2.31.0', null],
  ['requests==2.*', null],
])('the pin of %s', (text, pin) => {
  expect(wheel({}, `Requires-Dist: ${text}`).requirements[0]?.pin).toBe(pin);
});

describe('files that do not ship', () => {
  test('a source tree that names only its top package', () => {
    const pkg = packageFromFiles({
      'netbox_example/__init__.py': INIT,
      'netbox_example/api/__init__.py': 'a = 1\n',
      'netbox_example/migrations/0001_initial.py': 'a = 1\n',
      'netbox_example/templates/netbox_example/a.html': '<p></p>',
      'netbox_example/static/netbox_example/a.css': 'p {}',
      'netbox_example/tests/test_a.py': 'a = 1\n',
      'pyproject.toml':
        '[project]\nname = "netbox-example"\nversion = "1.0.0"\n\n[tool.setuptools]\npackages = ["netbox_example"]\ninclude-package-data = false\n',
    });
    const { unshipped } = buildModel(pkg, host.forPackage(pkg, {})).model.distribution;
    expect(unshipped.map(one => `${one.kind}: ${one.files.join(' ')}`).sort()).toEqual([
      'migrations: netbox_example/migrations/0001_initial.py',
      'modules: netbox_example/api/__init__.py',
      'static files: netbox_example/static/netbox_example/a.css',
      'templates: netbox_example/templates/netbox_example/a.html',
    ]);
  });

  test('a wheel has no others', () => {
    expect(wheel({}).unshipped).toEqual([]);
  });
});
