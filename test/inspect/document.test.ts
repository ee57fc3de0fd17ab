/** The document of `inspect`, for the clean plugin and for files laid over it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { readConfiguration } from '../../src/host/netbox/start/index.ts';
import { inspectPackage } from '../../src/inspect/index.ts';
import { inspectSchema } from '../../src/inspect/schema.ts';
import { inspectText } from '../../src/inspect/text.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import type { InspectDocument, InspectedPlugin } from '../../src/inspect/index.ts';

const host = loadNetBox();
const validate = new Ajv2020({ allErrors: true }).compile(inspectSchema);

function document(files: Readonly<Record<string, string>> = {}, netbox?: string): InspectDocument {
  const pkg = packageFromFiles({ ...baseFiles(), ...files });
  const made = inspectPackage(pkg, host, netbox === undefined ? {} : { netbox });
  expect(validate(made), JSON.stringify(validate.errors)).toBe(true);
  return made;
}

function plugin(files: Readonly<Record<string, string>> = {}, netbox?: string): InspectedPlugin {
  const [one] = document(files, netbox).plugins;
  if (!one) throw new Error('no plugin');
  return one;
}

describe('the clean plugin', () => {
  const clean = plugin();

  it('is held against the newest release inside its bounds', () => {
    expect(clean.netbox).toBe('4.7.3');
    expect(document().netbox).toBe('4.7.3');
    expect(plugin({}, '4.6').netbox).toBe('4.6.8');
    expect(plugin({}, '4.5.1').netbox).toBe('4.5.1');
  });

  it('is loaded', () => {
    const { outcome, step, exception, message, requires, problems } = clean.load;
    expect({ outcome, step, exception, message, requires, problems }).toEqual({
      outcome: 'loaded',
      step: null,
      exception: null,
      message: null,
      requires: ['token'],
      problems: [],
    });
    expect(clean.apps).toEqual(['netbox_example']);
    expect(clean.undecided).toEqual([]);
  });

  it('tells its configuration class with what NetBox gives it', () => {
    expect(clean.config?.mro).toEqual([
      'netbox_example.ExampleConfig',
      'netbox.plugins.PluginConfig',
      'django.apps.config.AppConfig',
      'builtins.object',
    ]);
    expect(clean.config?.attributes).toMatchObject({
      base_url: 'example',
      default_settings: { page_size: 50 },
      middleware: [],
      menu: null,
      django_apps: ['netbox_example.ExampleConfig'],
    });
    expect(clean.pluginSettings).toEqual({
      required: ['token'],
      defaults: { page_size: 50 },
      read: ['page_size', 'token'],
    });
  });

  it('tells routes with whole patterns and names', () => {
    expect(clean.routes).toContainEqual({
      path: 'plugins/example/widgets/<int:pk>/edit/',
      name: 'plugins:netbox_example:widget_edit',
      view: 'netbox_example.views.WidgetEditView',
    });
  });

  it('tells models, tables and columns', () => {
    const [widget] = clean.models;
    expect(widget).toMatchObject({ model: 'netbox_example.Widget', table: 'netbox_example_widget', managed: true });
    expect(widget?.fields['device']).toEqual({ type: 'ForeignKey', column: 'device_id', related: 'dcim.Device' });
    expect(widget?.m2m).toEqual({
      tags: { through: 'extras.TaggedItem', table: 'extras_taggeditem', related: 'extras.Tag' },
    });
    expect(clean.tables).toHaveLength(1);
    expect(clean.tables[0]?.columns).toContainEqual({
      name: 'name',
      type: 'character varying(100)',
      null: false,
      identity: false,
      default: null,
      generated: false,
      collation: null,
    });
    expect(clean.tables[0]?.sequences).toEqual(['netbox_example_widget_id_seq']);
    expect(clean.tables[0]?.constraints).toContainEqual({
      name: 'netbox_example_widget_pkey',
      definition: 'PRIMARY KEY (id)',
    });
    expect(clean.tables[0]?.indexes).toContainEqual({
      name: 'netbox_example_widget_pkey',
      definition: 'CREATE UNIQUE INDEX netbox_example_widget_pkey ON public.netbox_example_widget USING btree (id)',
    });
    expect(clean.tables[0]?.constraints.map(one => one.definition)).toContain(
      'FOREIGN KEY (device_id) REFERENCES dcim_device(id) DEFERRABLE INITIALLY DEFERRED',
    );
    expect(clean.permissions).toContain('netbox_example.view_widget');
  });

  it('tells menu, extensions, templates, static files and signals', () => {
    expect(clean.menu).toMatchObject([
      { menu: 'Plugins', group: 'Example', text: 'Widgets', permissions: ['netbox_example.view_widget'] },
    ]);
    expect(clean.templateExtensions).toEqual([
      {
        class: 'netbox_example.template_content.DeviceWidgets',
        models: ['dcim.device'],
        methods: ['right_page'],
        hooks: ['right_page'],
      },
    ]);
    expect(clean.templates).toEqual(['netbox_example/inc/device_widgets.html', 'netbox_example/widget.html']);
    expect(clean.shadows).toEqual([]);
    expect(clean.static).toEqual(['netbox_example/widgets.css']);
    expect(clean.signals).toEqual([
      { signal: 'post_save', sender: 'netbox_example.Widget', handler: 'netbox_example.signals.announce' },
    ]);
    expect(clean.settings).toEqual({
      INSTALLED_APPS: { added: ['netbox_example.ExampleConfig'], by: 'netbox' },
      PLUGINS: { added: ['netbox_example'], by: 'netbox' },
      PLUGINS_CONFIG: { added: ['netbox_example'], by: 'netbox' },
    });
    expect(clean.reach).toEqual({ network: [], processes: [], files: [] });
    expect(clean.coreChanges).toEqual([]);
  });

  it('adds nothing where it is skipped', () => {
    const skipped = plugin({}, '4.4.10');
    expect(skipped.load).toMatchObject({ outcome: 'skipped', step: 'validate', exception: null });
    expect([skipped.apps, skipped.routes, skipped.models, skipped.menu, skipped.templates]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(skipped.settings).toEqual({});
  });

  it('wants its required setting of a configuration that does not have it', () => {
    const read = readConfiguration(new TextEncoder().encode('PLUGINS_CONFIG = {}\n'), host.facts);
    if (!read.ok) throw new Error(read.message);
    const made = inspectPackage(packageFromFiles(baseFiles()), host, { configuration: read.configuration });
    expect(made.plugins[0]?.load).toMatchObject({ outcome: 'refused', step: 'validate', requires: [] });
  });
});

describe('an app of django_apps', () => {
  const undecided = (apps: string, files: Readonly<Record<string, string>> = {}): readonly string[] => {
    const init = 'netbox_example/__init__.py';
    const text = baseFiles()[init] ?? '';
    const config = text.replace(/^( +)base_url =.*$/m, `$&\n$1django_apps = ${apps}`);
    expect(config).not.toBe(text);
    const project = 'pyproject.toml';
    const needs = (baseFiles()[project] ?? '').replace(/^requires-python/m, 'dependencies = ["other-app"]\n$&');
    return plugin({ [init]: config, [project]: needs, ...files }).undecided.map(one => `${one.field}: ${one.reason}`);
  };

  it('that is of another distribution brings what cannot be told', () => {
    expect(undecided("['other_app']")).toContain('tables: what the app other_app of another distribution brings');
    expect(undecided("['netbox_example.more']", { 'netbox_example/more/__init__.py': '' }).join()).not.toContain(
      'brings',
    );
  });
});

describe('settings', () => {
  const files = {
    'netbox_example/navigation.py':
      "from netbox.plugins import PluginMenuItem, get_plugin_config\n\nmenu_items = []\nfor name in range(2):\n    if get_plugin_config('netbox_example', 'page_size') > 100:\n        menu_items.append(PluginMenuItem('home', 'Large'))\n",
  };
  const menu = (configuration?: string): readonly string[] => {
    const read =
      configuration === undefined ? undefined : readConfiguration(new TextEncoder().encode(configuration), host.facts);
    const pkg = packageFromFiles({ ...baseFiles(), ...files });
    const made = inspectPackage(pkg, host, read?.ok ? { configuration: read.configuration } : {});
    return made.plugins[0]?.menu.map(item => item.text) ?? [];
  };

  it('have their defaults, or what the configuration gives', () => {
    expect(menu()).toEqual([]);
    expect(menu("PLUGINS_CONFIG = {'netbox_example': {'token': 'x', 'page_size': 200}}\n")).toContain('Large');
    expect(menu("PLUGINS_CONFIG = {'netbox_example': {'token': 'x', 'page_size': 20}}\n")).toEqual([]);
  });
});

describe('what a plugin reaches', () => {
  it('network, processes and files, with phase and place', () => {
    const { reach } = plugin({
      'netbox_example/signals.py':
        "import os\nimport subprocess\nfrom pathlib import Path\n\nimport requests\n\nrequests.get('https://example.com').json()\n\n\ndef later(path):\n    session = requests.Session()\n    session.post(path)\n    subprocess.run(['true'])\n    os.system('true')\n    Path('x').write_text('y')\n    open('a', 'w')\n    open('b')\n\n\nlater('z')\n",
    });
    const of = (kind: keyof typeof reach): unknown =>
      reach[kind].map(({ what, phase, line }) => `${what} ${phase} ${line}`);
    expect(of('network')).toEqual([
      'requests.get ready 7',
      'requests.Session ready 11',
      'requests.Session.post ready 12',
    ]);
    expect(of('processes')).toEqual(['subprocess.run ready 13', 'os.system ready 14']);
    expect(of('files')).toEqual(['pathlib.Path.write_text ready 15', 'builtins.open ready 16']);
    expect(reach.files[0]?.file).toBe('netbox_example/signals.py');
  });
});

describe('what a plugin changes', () => {
  it('settings and classes of core, with file and line', () => {
    const { settings, coreChanges } = plugin({
      'netbox_example/signals.py':
        'from django.conf import settings\nfrom dcim.models import Device\n\nsettings.LOGIN_REQUIRED = False\nDevice.save = lambda self: None\n',
    });
    expect(settings['LOGIN_REQUIRED']).toEqual({ added: null, by: 'plugin' });
    expect(coreChanges.map(one => [one.what, one.phase, one.file, one.line])).toEqual([
      ['write', 'ready', 'netbox_example/signals.py', 4],
      ['write', 'ready', 'netbox_example/signals.py', 5],
    ]);
  });

  it('shadows core templates, and loses', () => {
    const { shadows } = plugin({ 'netbox_example/templates/dcim/device.html': '{% extends "generic/object.html" %}' });
    expect(shadows).toEqual([{ template: 'dcim/device.html', wins: 'core' }]);
  });
});

describe('what cannot be known', () => {
  it('is undecided under the name of its field, and not claimed', () => {
    const { config, routes, undecided } = plugin({
      'netbox_example/__init__.py': `${baseFiles()['netbox_example/__init__.py'] ?? ''}`.replace(
        "description = 'Keeps widgets for devices.'",
        'description = input()',
      ),
      'netbox_example/urls.py': 'import random\n\nurlpatterns = random.choice([[], []])\n',
    });
    expect(config?.attributes).not.toHaveProperty('description');
    expect(routes.filter(route => !route.path.startsWith('api/'))).toEqual([]);
    expect(undecided.map(one => one.field)).toEqual(expect.arrayContaining(['config', 'routes']));
  });
});

describe('the text', () => {
  it('says what an operator wants to know, in order', () => {
    const text = inspectText(document(), { color: false });
    const titles = text.split('\n').filter(line => /^[A-Z]/.test(line));
    expect(titles).toEqual([
      'NetBox starts and loads it (apps: netbox_example).',
      'Settings',
      'Routes (13)',
      'Tables (1)',
      'Menu',
      'Put into pages of NetBox',
      'Templates (2)',
      'Static files',
      'Signal handlers',
      'Permissions (4)',
    ]);
    expect(text).toContain('  required in PLUGINS_CONFIG: token\n  page_size = 50\n');
    expect(text).toContain('\n    device_id  bigint not null\n');
  });

  it('lets nothing of the package reach the terminal raw', () => {
    const text = inspectText(
      document({
        'netbox_example/navigation.py':
          "from netbox.plugins import PluginMenuItem\n\nmenu_items = [PluginMenuItem('home', '\\x1b[31mred\\u202e')]\n",
      }),
      { color: false },
    );
    expect(text).toContain('\\x1b[31mred\\u{202e}');
    expect(text).not.toContain('\u001b');
  });
});
