import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/configuration/check.ts';
import { exampleOf } from '../../src/configuration/example.ts';
import { isSecretName } from '../../src/plugin/settings/secret.ts';
import { parsePython } from '../../src/python/index.ts';
import { derive, host, READS } from './plugin.ts';

const settings = derive();
const compile = (schema: object) => new Ajv2020({ strict: true, allErrors: true }).compile(schema);

describe('the derived schema', () => {
  it('has the types of the defaults and of the fallbacks at the reads', () => {
    expect(settings.schema['properties']).toEqual({
      token: { description: 'Token of the widget service.', writeOnly: true },
      endpoint: {},
      timeout: { description: 'Seconds to wait for an answer.', type: 'integer', default: 30 },
      ratio: { type: 'number', default: 0.5 },
      verify: { description: 'Whether certificates are checked.', type: 'boolean', default: true },
      label: { type: ['string', 'null'], default: 'Widgets' },
      proxy: { default: null },
      ports: { type: 'array', items: { type: 'integer' }, default: [80, 443] },
      use_password: { type: 'boolean', default: false },
      queue: {
        type: 'object',
        properties: {
          name: { description: 'Name of the queue.', type: 'string', default: 'default' },
          retries: { type: 'integer', default: 3 },
          password: { type: 'string', default: '', writeOnly: true },
        },
        additionalProperties: true,
        default: { name: 'default', retries: 3, password: '' },
      },
      page_size: { description: 'Widgets on a page.', type: 'integer', default: 50 },
      cache: {},
      depth: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    });
    expect(settings.schema['required']).toEqual(['token', 'endpoint']);
  });

  it('is valid in strict mode, and accepts the defaults but not other types', () => {
    const validate = compile(settings.schema);
    const given = { token: 'a', endpoint: 'b', timeout: 30, ratio: 1, label: null, ports: [], depth: 'all' };
    expect(validate(given)).toBe(true);
    expect(validate({ ...given, timeout: 'soon' })).toBe(false);
    expect(validate({ token: 'a' })).toBe(false);
    expect(validate({ ...given, other: 1 })).toBe(false);
  });

  it.each([
    ['a computed name', "settings.PLUGINS_CONFIG['netbox_example'][name]"],
    ['a loop over all', "[one for one in settings.PLUGINS_CONFIG['netbox_example'].items()]"],
    ['a template context', "context['config']"],
  ])('lets further settings be where %s is read', (_, read) => {
    expect(settings.closed).toBe(true);
    const text = `${READS}\ndef read(name, context):\n    return ${read}\n`;
    const open = derive({
      'netbox_example/options.py': text,
      'netbox_example/views.py': 'from .options import read\n',
    });
    expect(open.schema['additionalProperties']).toBe(true);
  });

  it('says nothing of the type of a computed default', () => {
    const text = `
from netbox.plugins import PluginConfig
import os

class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = '1.0.0'
    default_settings = {'limit': os.environ.get('LIMIT'), 'none': None}

config = ExampleConfig
`;
    const { schema } = derive({ 'netbox_example/__init__.py': text, 'netbox_example/options.py': '' });
    expect(schema['properties']).toMatchObject({ limit: {}, none: { default: null } });
    expect(schema['properties']).not.toHaveProperty(['limit', 'type']);
    expect(schema['properties']).not.toHaveProperty(['none', 'type']);
  });

  it('takes descriptions from lists of a README too, and from the METADATA of a wheel', () => {
    const list = derive({ 'README.md': '* `ratio` (float): How much.\n- **`proxy`** — Where to go.\n' });
    expect(list.settings.find(one => one.name === 'ratio')?.description).toBe('How much.');
    expect(list.settings.find(one => one.name === 'proxy')?.description).toBe('Where to go.');
  });
});

describe('settings inside of settings', () => {
  const reads = (lines: string, files: Readonly<Record<string, string>> = {}) =>
    derive({
      'netbox_example/options.py': `${READS}
endpoint = get_plugin_config('netbox_example', 'endpoint')
${lines}
`,
      ...files,
    }).schema['properties'];

  it('are found where they are read', () => {
    const lines = `
url = endpoint['url']
retries = endpoint.get('limits', {}).get('retries', 3)
secret = settings.PLUGINS_CONFIG['netbox_example']['endpoint']['api_key']
`;
    const files = { 'README.md': '| Setting | Description |\n| --- | --- |\n| `endpoint.url` | Where it is. |\n' };
    expect(reads(lines, files)).toMatchObject({
      endpoint: {
        type: 'object',
        properties: {
          url: { description: 'Where it is.' },
          limits: { type: 'object', properties: { retries: { type: 'integer' } }, additionalProperties: true },
          api_key: { writeOnly: true },
        },
        additionalProperties: true,
      },
    });
  });

  it('stand beside those of the default', () => {
    expect(reads("queue = get_plugin_config('netbox_example', 'queue')['priority']")).toMatchObject({
      queue: { properties: { name: { default: 'default' }, priority: {} }, default: { name: 'default' } },
    });
  });

  it('may be None where the default is', () => {
    expect(reads("if_any = (proxy or {}).get('host')")).toMatchObject({
      proxy: { type: ['object', 'null'], properties: { host: {} }, default: null },
    });
  });

  it.each([
    ['under a condition', "if isinstance(endpoint, dict):\n    url = endpoint['url']\n"],
    ['by a number', 'url = endpoint[0]'],
    ['by a computed name', 'url = endpoint[proxy]'],
  ])('say nothing %s', (_, lines) => {
    expect(reads(lines)).toMatchObject({ endpoint: {} });
    expect(reads(lines)).not.toHaveProperty(['endpoint', 'type']);
  });
});

describe('settings in templates', () => {
  it("are known, NetBox's own parameters are not the plugin's", () => {
    const html = '{% if config.colour and config.BANNER_TOP %}{{ config.items }}{{ other.config.size }}{% endif %}';
    const { schema } = derive({ 'netbox_example/templates/netbox_example/inc/x.html': html });
    expect(schema['properties']).toMatchObject({ colour: {} });
    for (const name of ['BANNER_TOP', 'items', 'size']) expect(schema['properties']).not.toHaveProperty([name]);
  });
});

describe('secrets', () => {
  it.each(['token', 'API_TOKEN', 'apiKey', 'client_secret', 'db-password', 'credentials'])('%s is one', name => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each(['token_lifetime', 'password_min_length', 'key', 'bypass', 'tokenizer', 'secretary'])('%s is none', name => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('the example', () => {
  const text = exampleOf([settings]);

  it('is Python, shows the defaults, and asks for what is required', () => {
    expect(parsePython(text).problems).toEqual([]);
    expect(text).toContain("        # Token of the widget service.\n        'token': '<token>',  # required\n");
    expect(text).toContain("        # Seconds to wait for an answer.\n        # 'timeout': 30,\n");
    expect(text).toContain("        # 'ports': (80, 443),\n");
  });

  it('has no problem as it is, nor with all defaults switched on', () => {
    const on = text.replaceAll(/^( +)# (?='|[ }\])])/gm, '$1').replaceAll(/^.*no declared default\n/gm, '');
    expect(on).toContain("\n        'timeout': 30,");
    for (const one of [text, on]) expect(checkConfiguration(Buffer.from(one), [settings], host.facts)).toEqual([]);
  });

  it('lets no control character of a package through', () => {
    const hostile = derive({
      'netbox_example/__init__.py': `
from netbox.plugins import PluginConfig

class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = '1.0.0'
    default_settings = {
        # About \u202e\u0007 it
        'a\\x1b[2J': '\\u202e"\\'\\\\',
    }

config = ExampleConfig
`,
    });
    const shown = exampleOf([hostile]);
    expect(shown).not.toMatch(/[\u0007\u001b\u202e]/);
    expect(parsePython(shown).problems).toEqual([]);
    expect(shown).toContain(String.raw`'a\x1b[2J': '\u202e"\'\\'`);
  });
});
