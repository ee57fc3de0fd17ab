/** What plugins declare and read: the parts that no rule's example shows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import { misspeltName } from '../../src/plugin/settings/nearest-name.ts';
import type { SettingsModel } from '../../src/plugin/settings.ts';

const host = loadNetBox();

/** The settings of a plugin whose class has the body; further files by their path in the package. */
function settingsOf(body: string, files: Readonly<Record<string, string>> = {}, before = ''): SettingsModel {
  const all: Record<string, string> = {
    'netbox_example/__init__.py': `from netbox.plugins import PluginConfig
${before}

class ExampleConfig(PluginConfig):
    name = 'netbox_example'
${body.replace(/^(?=.)/gm, '    ')}

config = ExampleConfig
`,
  };
  for (const [path, text] of Object.entries(files)) all[`netbox_example/${path}`] = text;
  const pkg = packageFromFiles(all);
  return buildModel(pkg, host.forPackage(pkg, {})).model.settings;
}

describe('declared settings', () => {
  const declared = (body: string, before = ''): string[] =>
    settingsOf(body, {}, before).declared.flatMap(one => [
      ...one.settings.map(({ kind, name }) => `${kind} ${name}`),
      ...[...one.filled].map(name => `filled ${name}`),
      ...(one.open ? ['open'] : []),
    ]);

  test.each([
    ['literals', "required_settings = ('a',)\ndefault_settings = {'b': 1}", '', ['required a', 'default b']],
    ['a merged dictionary', "default_settings = {**BASE, 'b': 1}", 'BASE = dict(a=1)', ['default a', 'default b']],
    [
      'an update in the body',
      "default_settings = {'a': 1}\ndefault_settings.update({'b': 2})",
      '',
      ['default a', 'default b'],
    ],
    ['a call of somebody else', 'default_settings = load()', 'from acme import load', ['open']],
    [
      'what validate() fills in',
      "@classmethod\ndef validate(cls, user_config, version):\n    user_config.setdefault('a', 1)\n    user_config['b'] = 2",
      '',
      ['filled b', 'filled a'],
    ],
    [
      'what a base of its own fills in',
      '',
      "class ExampleBase(PluginConfig):\n    @classmethod\n    def validate(cls, config, version):\n        config['a'] = 1\n\nPluginConfig = ExampleBase\n",
      ['filled a'],
    ],
    [
      'what the validate() of another class fills in',
      '',
      "class Form:\n    @classmethod\n    def validate(cls, data, version):\n        data['a'] = 1\n",
      [],
    ],
  ])('%s', (_title, body, before, expected) => {
    expect(declared(body, before).sort()).toEqual([...expected].sort());
  });
});

describe('reads', () => {
  const reads = (source: string): string[] =>
    settingsOf('', { 'models.py': source }).uses.map(use => `${use.how} ${use.plugin ?? '?'}.${use.name ?? '?'}`);

  test.each([
    ["get_plugin_config('p', 'a')", 'function p.a'],
    ["get_plugin_config(parameter='a', plugin_name='p')", 'function p.a'],
    ["settings.PLUGINS_CONFIG['p']['a']", 'item p.a'],
    ["settings.PLUGINS_CONFIG.get('p', {}).get('a')", 'get p.a'],
    ["getattr(settings, 'PLUGINS_CONFIG')['p'].get('a', 1)", 'get p.a'],
    ["settings.PLUGINS_CONFIG['p'][name]", 'item p.?'],
  ])('%s', (expression, expected) => {
    const source = `from acme import name\nfrom django.conf import settings\nfrom netbox.plugins import get_plugin_config\n\nvalue = ${expression}\n`;
    expect(reads(source)).toEqual([expected]);
  });

  test('the place is where the name is written, not where a wrapper reads it', () => {
    const source = `from django.conf import settings


def read(name):
    return settings.PLUGINS_CONFIG['netbox_example'][name]


value = read('limit')
`;
    const [use] = settingsOf('', { 'models.py': source }).uses;
    expect(source.slice(use?.at.start, use?.at.end)).toBe("'limit'");
  });
});

describe('version bounds', () => {
  const bounds = (min: string, max = 'None'): SettingsModel['startup'][number]['bounds'] | undefined =>
    settingsOf(`min_version = ${min}\nmax_version = ${max}`).startup[0]?.bounds;

  test.each([
    ["'4.4'", true],
    ["' v4.4.0 '", true],
    ["'3.3.0beta1'", true],
    ["'4.4.0+docker'", true],
    ["'4.4.x'", false],
    ["'4.4.*'", false],
    ["''", false],
    ["'4.4.0-Docker-3.4.0'", false],
    ['4.4', null],
  ])('%s parses: %s', (text, parses) => {
    expect(bounds(text)?.min?.parses).toBe(parses);
  });

  test.each([
    ["'4.4'", '4.4.10'],
    ["'4.4.0'", '4.4.10'],
    ["'4.4.99'", null],
    ["'4.4.10'", null],
    ["'9.9'", null],
  ])('max_version %s shuts out %s', (text, shutsOut) => {
    expect(bounds('None', text)?.max?.shutsOut).toBe(shutsOut);
  });

  test.each([
    ["'3.8.0'", false],
    ["'2.12'", false],
    ["'3.7.99'", false],
    ["'4.4.0'", true],
    ["'3.3.0beta1'", true],
    ["'99.0'", null],
  ])('%s was published: %s', (text, published) => {
    expect(bounds(text)?.min?.published).toBe(published);
  });

  test('any two versions are crossed just when the first is the greater', () => {
    const version = fc.tuple(
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 99 }),
    );
    fc.assert(
      fc.property(version, version, (a, b) => {
        const order = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
        expect(bounds(`'${a.join('.')}'`, `'${b.join('.')}'`)?.crossed).toBe(order > 0);
      }),
      { numRuns: 30 },
    );
  });
});

test('an attribute that is set from outside the class is found where its value is written', () => {
  const pkg = packageFromFiles({
    'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


setattr(ExampleConfig, 'min_version', '4.4.x')
config = ExampleConfig
`,
  });
  const [startup] = buildModel(pkg, host.forPackage(pkg, {})).model.settings.startup;
  expect(startup?.bounds.min).toMatchObject({ text: '4.4.x', parses: false });
  expect(startup?.bounds.min?.at.start).toBeGreaterThan(100);
});

test('a config that a module-level __getattr__ may give is not decided', () => {
  const pkg = packageFromFiles({
    'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


def __getattr__(name):
    return ExampleConfig
`,
  });
  const { model } = buildModel(pkg, host.forPackage(pkg, {}));
  expect(model.settings.undecided.map(one => one.limit)).toEqual(['config']);
});

test.each([
  ['page_sise', 'page_size'],
  ['pagesize', 'page_size'],
  ['Page_Size', 'page_size'],
  ['page_size_2', null],
  ['page_sizes', null],
  ['top_page_size', null],
  ['ipv6_timeout', null],
  ['sync_on_start', null],
  ['retries', null],
])('%s misspells %s', (name, meant) => {
  expect(misspeltName(name, ['page_size', 'ipv4_timeout', 'sync_at_start'])).toBe(meant);
});

describe('reads inside of a setting', () => {
  const nested = (source: string): string[] =>
    settingsOf('', { 'models.py': source }).nested.map(
      use =>
        `${use.plugin}.${use.name}.${use.keys.join('.')}${use.fallback?.known ? ` or ${JSON.stringify(use.fallback.value)}` : ''}`,
    );

  test.each([
    ["get_plugin_config('p', 'a')['b']", ['p.a.b']],
    ["get_plugin_config('p', 'a').get('b', 3)", ['p.a.b or 3']],
    ["(get_plugin_config('p', 'a') or {}).get('b')", ['p.a.b']],
    ["settings.PLUGINS_CONFIG['p']['a']['b']['c']", ['p.a.b', 'p.a.b.c']],
    ["settings.PLUGINS_CONFIG['p'].get('a', {}).get('b', {}).get('c', 1)", ['p.a.b', 'p.a.b.c or 1']],
    ["settings.PLUGINS_CONFIG['p']['a'][name]", []],
    ["settings.PLUGINS_CONFIG['p']['a'][0]", []],
    ["settings.PLUGINS_CONFIG['p']['a']['b'][name]['c']", ['p.a.b']],
    ["get_plugin_config('p', 'a').lower()", []],
  ])('%s', (expression, expected) => {
    const source = `from acme import name\nfrom django.conf import settings\nfrom netbox.plugins import get_plugin_config\n\nvalue = ${expression}\n`;
    expect([...new Set(nested(source))].map(one => one.replace(' or {}', ''))).toEqual(expected);
  });

  test('through a variable of another module', () => {
    const files = {
      'options.py': "from netbox.plugins import get_plugin_config\n\nQUEUE = get_plugin_config('p', 'queue')\n",
      'models.py': "from .options import QUEUE\n\n\ndef name():\n    return QUEUE['name']\n\n\nname()\n",
    };
    expect(settingsOf('', files).nested.map(use => use.keys)).toEqual([['name']]);
  });
});
