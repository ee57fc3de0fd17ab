import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/configuration/check.ts';
import { derive, host } from './plugin.ts';

const plugin = derive();
const check = (text: string) => checkConfiguration(Buffer.from(text), [plugin], host.facts);

const ON = "PLUGINS = ['netbox_example']\n";
/** A configuration whose third line is inside of the plugin's section, of which all that is required is given. */
const given = (line: string): string =>
  `${ON}PLUGINS_CONFIG = {'netbox_example': {'token': 'hunter2', 'endpoint': 'x',\n  ${line}\n}}\n`;
const REQUIRED = `PLUGINS_CONFIG = {'netbox_example': {'token': 'hunter2', 'endpoint': 'x'}}\n`;
const missing = (name: string): string =>
  `Plugin netbox_example requires '${name}' to be present in the PLUGINS_CONFIG section of configuration.py.`;

/** What is wrong; the file; its problems as `line:column severity id message`. */
const FAULTY: readonly (readonly [what: string, text: string, ...problems: string[]])[] = [
  ['no Python', 'PLUGINS = [\n', '1:11 error syntax-error'],
  [
    'an empty file',
    '',
    '1:1 error plugin-not-enabled',
    `1:1 error required-setting ${missing('token')}`,
    '1:1 error required-setting',
  ],
  [
    'PLUGINS is empty',
    `PLUGINS = []\n${REQUIRED}`,
    "1:11 error plugin-not-enabled PLUGINS does not have 'netbox_example'",
  ],
  [
    'PLUGINS is a string',
    `PLUGINS = 'netbox_example'\n${REQUIRED}`,
    '1:11 error plugins-type PLUGINS is a string, and',
  ],
  [
    'PLUGINS has lost its comma',
    `PLUGINS = ('netbox_example')\n${REQUIRED}`,
    '1:12 error plugins-type PLUGINS is a string',
  ],
  ['PLUGINS is None', `PLUGINS = None\n${REQUIRED}`, '1:11 error plugins-type PLUGINS is None, over which'],
  ['PLUGINS is a number', `PLUGINS = 4\n${REQUIRED}`, '1:11 error plugins-type PLUGINS is an int, over which'],
  ['PLUGINS is a dict', `PLUGINS = {'netbox_example': {}}\n${REQUIRED}`, '1:11 error plugins-type PLUGINS is a dict'],
  ['PLUGINS is a set', `PLUGINS = {'netbox_example'}\n${REQUIRED}`, '1:11 warning plugins-type PLUGINS is a set'],
  ['a plugin twice', `PLUGINS = ['netbox_example', 'netbox_example']\n${REQUIRED}`, '1:30 warning repeated-plugin'],
  [
    'a plugin that is a number',
    `PLUGINS = ['netbox_example', 3]\n${REQUIRED}`,
    '1:30 error plugin-name-type An entry of PLUGINS is an int',
  ],
  [
    'a nested list',
    `PLUGINS = ['netbox_example', ['x']]\n${REQUIRED}`,
    '1:30 error plugin-name-type An entry of PLUGINS is a list',
  ],
  [
    'a plugin without its package',
    `PLUGINS = ['netbox_example', 'netbox_bgp']\n${REQUIRED}`,
    "1:30 warning plugin-without-package None of the packages given holds the plugin 'netbox_bgp': give",
  ],
  [
    'the name of the distribution',
    `PLUGINS = ['netbox-example']\n${REQUIRED}`,
    "1:11 error plugin-not-enabled PLUGINS does not have 'netbox_example'",
    "1:12 error plugin-without-package None of the packages given holds the plugin 'netbox-example'. Did you mean 'netbox_example'?",
  ],
  [
    'a letter is wrong',
    `PLUGINS = ['netbox_exmaple']\n${REQUIRED}`,
    '1:11 error plugin-not-enabled',
    "1:12 error plugin-without-package None of the packages given holds the plugin 'netbox_exmaple'. Did you mean 'netbox_example'?",
  ],
  [
    'PLUGIN',
    `PLUGIN = ['netbox_example']\n${REQUIRED}`,
    '1:1 error misspelt-variable NetBox does not read PLUGIN; it reads PLUGINS.',
    '1:1 error plugin-not-enabled',
  ],
  [
    'PLUGIN_CONFIG',
    `${ON}PLUGIN_CONFIG = {'netbox_example': {'token': 'hunter2', 'endpoint': 'x'}}\n`,
    '1:12 error required-setting',
    '1:12 error required-setting',
    '2:1 error misspelt-variable NetBox does not read PLUGIN_CONFIG; it reads PLUGINS_CONFIG.',
  ],
  [
    'no PLUGINS_CONFIG',
    ON,
    `1:12 error required-setting ${missing('token')}`,
    `1:12 error required-setting ${missing('endpoint')}`,
  ],
  [
    'PLUGINS_CONFIG is a list',
    `${ON}PLUGINS_CONFIG = []\n`,
    '2:18 error plugins-config-type PLUGINS_CONFIG is a list;',
  ],
  ['PLUGINS_CONFIG is None', `${ON}PLUGINS_CONFIG = None\n`, '2:18 error plugins-config-type PLUGINS_CONFIG is None;'],
  [
    'PLUGINS_CONFIG is text',
    `${ON}PLUGINS_CONFIG = 'hunter2'\n`,
    '2:18 error plugins-config-type PLUGINS_CONFIG is a str;',
  ],
  ['no section', `${ON}PLUGINS_CONFIG = {}\n`, '2:18 error required-setting', '2:18 error required-setting'],
  [
    'a section that is None',
    `${ON}PLUGINS_CONFIG = {'netbox_example': None}\n`,
    "2:37 error settings-type PLUGINS_CONFIG['netbox_example'] is None;",
  ],
  [
    'a section that is a list',
    `${ON}PLUGINS_CONFIG = {'netbox_example': [1]}\n`,
    "2:37 error settings-type PLUGINS_CONFIG['netbox_example'] is a list;",
  ],
  [
    'settings without their section',
    `${ON}PLUGINS_CONFIG = {'token': 'hunter2', 'endpoint': 'x'}\n`,
    '2:18 error required-setting',
    '2:18 error required-setting',
    "2:19 warning unknown-plugin PLUGINS_CONFIG has settings for 'token', but",
    '2:39 warning unknown-plugin',
  ],
  [
    'one that is required',
    `${ON}PLUGINS_CONFIG = {'netbox_example': {'token': 'hunter2'}}\n`,
    `2:19 error required-setting ${missing('endpoint')}`,
  ],
  [
    'a section for nobody',
    `${ON}${REQUIRED}PLUGINS_CONFIG['netbox_bgp'] = {}\n`,
    "3:16 warning unknown-plugin PLUGINS_CONFIG has settings for 'netbox_bgp', but no plugin",
  ],
  [
    'a section with a misspelt name',
    `${ON}PLUGINS_CONFIG = {'netbox-example': {'token': 'hunter2', 'endpoint': 'x'}}\n`,
    '2:18 error required-setting',
    '2:18 error required-setting',
    "2:19 error unknown-plugin PLUGINS_CONFIG has settings for 'netbox-example', which no package given holds, so nobody reads them. Did you mean 'netbox_example'?",
  ],
  [
    'a section twice',
    `${ON}PLUGINS_CONFIG = {'netbox_example': {}, 'netbox_example': {'token': 'hunter2', 'endpoint': 'x'}}\n`,
    "2:19 error repeated-key PLUGINS_CONFIG has 'netbox_example' more than once",
  ],
  [
    'a setting twice',
    given("'timeout': 1, 'timeout': 2"),
    "3:3 error repeated-key PLUGINS_CONFIG['netbox_example'] has 'timeout' more than once",
  ],
  [
    'a key that is no name',
    `${ON}PLUGINS_CONFIG = {1: {}, 'netbox_example': {'token': 'hunter2', 'endpoint': 'x'}}\n`,
    '2:19 error unknown-plugin A key of PLUGINS_CONFIG is no string',
  ],
  [
    'a setting that is no name',
    given('1: 2'),
    "3:3 warning unknown-setting A key of PLUGINS_CONFIG['netbox_example'] is no string",
  ],
  [
    'an unknown setting',
    given("'colour': 'red'"),
    "3:3 warning unknown-setting netbox_example neither declares nor reads a setting 'colour'.",
  ],
  [
    'a misspelt setting',
    given("'time_out': 3"),
    "3:3 warning unknown-setting netbox_example has no setting 'time_out'. Did you mean 'timeout'?",
  ],
  [
    'another case',
    given("'TIMEOUT': 3"),
    "3:3 warning unknown-setting netbox_example has no setting 'TIMEOUT'. Did you mean 'timeout'?",
  ],
  [
    'text for a number',
    given("'timeout': '30'"),
    "3:14 warning setting-value PLUGINS_CONFIG['netbox_example']['timeout'] is str, where netbox_example takes int.",
  ],
  [
    'None for a number',
    given("'timeout': None"),
    "3:14 warning setting-value PLUGINS_CONFIG['netbox_example']['timeout'] is None, where netbox_example takes int.",
  ],
  ['text for a truth', given("'verify': 'no'"), '3:13 warning setting-value'],
  [
    'a truth for a number',
    given("'ratio': True"),
    "3:12 warning setting-value PLUGINS_CONFIG['netbox_example']['ratio'] is bool, where netbox_example takes int or float.",
  ],
  [
    'a number for text or None',
    given("'label': 7"),
    "3:12 warning setting-value PLUGINS_CONFIG['netbox_example']['label'] is int, where netbox_example takes str or None.",
  ],
  ['text for a list', given("'ports': '80'"), '3:12 warning setting-value'],
  [
    'text in a list of numbers',
    given("'ports': [80, '443']"),
    "3:17 warning setting-value PLUGINS_CONFIG['netbox_example']['ports'][1] is str, where netbox_example takes int.",
  ],
  [
    'none of several types',
    given("'depth': [1]"),
    "3:12 warning setting-value PLUGINS_CONFIG['netbox_example']['depth'] is list, where netbox_example takes int or str.",
  ],
  ['text for a dict', given("'queue': 'high'"), '3:12 warning setting-value'],
  [
    'a nested value',
    given("'queue': {'retries': 'many'}"),
    "3:24 warning setting-value PLUGINS_CONFIG['netbox_example']['queue']['retries'] is str, where",
  ],
  [
    'a nested secret',
    given("'queue': {'password': 12345678}"),
    "3:25 warning setting-value PLUGINS_CONFIG['netbox_example']['queue']['password'] is int, where",
  ],
  [
    'a setting set later',
    `${ON}${REQUIRED}PLUGINS_CONFIG['netbox_example']['timeout'] = 'x'\n`,
    '3:47 warning setting-value',
  ],
];

describe('faulty configurations', () => {
  it('are many', () => {
    expect(FAULTY.length).toBeGreaterThanOrEqual(30);
  });

  it.each(FAULTY)('%s', (_, text, ...expected) => {
    const found = check(text).map(one => `${one.line}:${one.column} ${one.severity} ${one.id} ${one.message}`);
    // What is expected is the beginning of what is said.
    expect(found.map((one, index) => one.slice(0, expected[index]?.length))).toEqual(expected);
    expect(found.join('\n')).not.toMatch(/hunter2|12345678/);
  });
});

describe('sound configurations', () => {
  it.each([
    ['a list', `${ON}${REQUIRED}`],
    ['a tuple', `PLUGINS = ('netbox_example',)\n${REQUIRED}`],
    [
      'built step by step',
      `PLUGINS = []\nPLUGINS.append('netbox_example')\nPLUGINS_CONFIG = {}\nPLUGINS_CONFIG['netbox_example'] = dict(token='a', endpoint='b')\n`,
    ],
    ['with `+=`', `PLUGINS = []\nPLUGINS += ['netbox_example']\n${REQUIRED}`],
    [
      'from the environment',
      `import os\nPLUGINS = os.environ['PLUGINS'].split(',')\nPLUGINS_CONFIG = {'netbox_example': {'token': os.environ['TOKEN'], 'endpoint': 'x', 'timeout': os.getenv('T'), 'ports': [os.getenv('P')], 'depth': os.getenv('D')}}\n`,
    ],
    ['from a file', `import json\nPLUGINS = ['netbox_example']\nPLUGINS_CONFIG = json.load(open('plugins.json'))\n`],
    ['a section from elsewhere', `${ON}from .secrets import example\nPLUGINS_CONFIG = {'netbox_example': example}\n`],
    [
      'a section with more from elsewhere',
      `${ON}from .secrets import example\nPLUGINS_CONFIG = {'netbox_example': {**example}}\n`,
    ],
    ['all from elsewhere', 'from .plugins import *\n'],
    [
      'all kinds of values',
      given(
        "'timeout': 5, 'ratio': 2, 'label': None, 'ports': {1, 2}, 'proxy': {}, 'depth': 'all', 'cache': 1, 'queue': {}",
      ),
    ],
    [
      'other settings of NetBox',
      `${ON}${REQUIRED}SECRET_KEY = 'hunter2'\nALLOWED_HOSTS = ['*']\nPLUGINS_CATALOG_CONFIG = {}\n`,
    ],
  ])('%s', (_, text) => {
    expect(check(text)).toEqual([]);
  });
});
