/**
 * The table of plugins that break the rules, row by row, each with what `inspect` says that it does and touches. Every row was tried on a
 * running NetBox: 4.4.10 unless its releases say otherwise; that 4.7.3 does the same was read in its source.
 */
import { describe, expect, it } from 'vitest';
import { inspected } from './start.ts';
import type { InspectedPlugin } from '../../src/inspect/index.ts';
import type { Plugin } from './start.ts';

/** What one release does with the plugin of a row. */
interface Outcome {
  readonly load: 'loaded' | 'skipped' | `refused at ${string}: ${string}`;
  /** `step: exception`, or `step` alone for what raises nothing. */
  readonly problems?: readonly string[];
  /** Parts of the document, as `part: text`. */
  readonly touches: readonly string[];
}

interface Row {
  /** The plugin … */
  readonly plugin: string;
  readonly releases?: readonly string[];
  readonly files: Plugin;
  /** The user's configuration.py. */
  readonly configuration?: string;
  readonly outcome: Outcome | ((version: string) => Outcome);
}

const RELEASES = ['4.4.10', '4.7.3'] as const;

const ready = (...lines: readonly string[]): string =>
  ['def ready(self):', '    super().ready()', ...lines.map(line => `    ${line}`)].join('\n');

const NAMED_CONFIG = (lines: string): string =>
  `${lines}\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n\n\nconfig = ExampleConfig\n`;

const PAGE: Readonly<Record<string, string>> = {
  'netbox_example/views.py': 'from django.views.generic import View\n\n\nclass Page(View):\n    pass\n',
  'netbox_example/urls.py':
    "from django.urls import path\n\nfrom . import views\n\nurlpatterns = [path('page/', views.Page.as_view(), name='page')]\n",
  'netbox_example/api/__init__.py': '',
  'netbox_example/api/urls.py':
    "from django.urls import path\n\nfrom .. import views\n\nurlpatterns = [path('page/', views.Page.as_view(), name='page')]\n",
};

const migration = (operations: string, before = '', after = ''): Readonly<Record<string, string>> => ({
  'netbox_example/migrations/__init__.py': '',
  'netbox_example/migrations/0001_initial.py': `from django.db import migrations, models
${before}

class Migration(migrations.Migration):
    dependencies = [('dcim', '0001_squashed')]
    operations = [${operations}]
${after}`,
});

const model = (...options: readonly string[]): Readonly<Record<string, string>> => ({
  'netbox_example/models.py': `from django.db import models\n\n\nclass Mine(models.Model):\n    class Meta:\n${options.map(line => `        ${line}\n`).join('')}`,
});

const FIELD = "models.CharField(max_length=1, default='')";
const ADD_FIELD = `migrations.AddField('device', 'mine', ${FIELD})`;
const TEMPLATE = { 'netbox_example/templates/dcim/device.html': '<p>mine</p>\n' };
const IMPROPER = 'django.core.exceptions.ImproperlyConfigured';
const INVALID_VERSION = 'refused at validate: packaging.version.InvalidVersion';
const BROKEN = 'import netbox_example.nowhere\n';

const silent = (...touches: readonly string[]): Outcome => ({ load: 'loaded', touches });
const refused = (step: string, exception: string): Outcome => ({
  load: `refused at ${step}: ${exception}`,
  touches: [],
});
const later = (problems: readonly string[], ...touches: readonly string[]): Outcome => ({
  load: 'loaded',
  problems,
  touches,
});

const ROWS: readonly Row[] = [
  {
    plugin: 'appends to core urlpatterns in ready(), even /login/',
    files: {
      config: ready(
        'from django.urls import path',
        'from netbox import urls',
        "urls.urlpatterns.insert(0, path('login/', print))",
      ),
    },
    outcome: silent('core: netbox.urls.urlpatterns.insert(): mutate, ready'),
  },
  {
    plugin: "registers a view under the name of a core model's",
    files: {
      files: {
        'netbox_example/urls.py': 'from . import views\n\nurlpatterns = []\n',
        'netbox_example/views.py':
          "from dcim.models import Device\nfrom netbox.views import generic\nfrom utilities.views import register_model_view\n\n\n@register_model_view(Device, 'edit')\nclass Edit(generic.ObjectEditView):\n    queryset = Device.objects.all()\n",
      },
    },
    outcome: silent(
      "core: dcim.Device, view 'edit': replaced by netbox_example.views.Edit, import",
      'route: dcim/devices/<int:pk>/edit/ dcim:device_edit netbox_example.views.Edit',
    ),
  },
  {
    plugin: "has the base_url of the API's list of plugins",
    files: { config: "base_url = 'installed-plugins'", files: PAGE },
    outcome: silent(
      'route: api/plugins/installed-plugins/page/ plugins-api:netbox_example-api:page netbox_example.views.Page',
      'route: plugins/installed-plugins/page/ plugins:netbox_example:page netbox_example.views.Page',
    ),
  },
  {
    plugin: 'has a base_url that climbs',
    files: { config: "base_url = '/../dcim'", files: PAGE },
    outcome: silent(
      'route: api/plugins//../dcim/page/ plugins-api:netbox_example-api:page netbox_example.views.Page',
      'route: plugins//../dcim/page/ plugins:netbox_example:page netbox_example.views.Page',
    ),
  },
  {
    plugin: 'ships a template at a core path',
    releases: ['4.7.3', '4.4.10', '4.2.9', '3.7.8'],
    files: { files: TEMPLATE },
    outcome: silent('shadow: dcim/device.html, core wins', 'template: dcim/device.html'),
  },
  {
    plugin: "inserts its directory into TEMPLATES[0]['DIRS']",
    files: {
      config: ready(
        'import os',
        'from django.conf import settings',
        "settings.TEMPLATES[0]['DIRS'].insert(0, os.path.join(os.path.dirname(__file__), 'templates'))",
      ),
      files: TEMPLATE,
    },
    outcome: silent(
      "core: django.conf.settings.TEMPLATES[…]['DIRS'].insert(): mutate, ready",
      'setting: TEMPLATES',
      'shadow: dcim/device.html, plugin wins',
      'template: dcim/device.html',
    ),
  },
  {
    plugin: 'changes settings in ready()',
    files: { config: ready('from django.conf import settings', 'settings.PAGINATE_COUNT = 5') },
    outcome: silent('core: django.conf.settings.PAGINATE_COUNT: write, ready', 'setting: PAGINATE_COUNT'),
  },
  {
    plugin: 'changes netbox.settings while it is imported',
    files: {
      init: NAMED_CONFIG('from {base} import PluginConfig\nfrom netbox import settings\n\nsettings.DEBUG = True\n'),
    },
    outcome: silent('core: netbox.settings.DEBUG: write, import', 'setting: DEBUG'),
  },
  { plugin: 'has the app label dcim', files: { config: "label = 'dcim'" }, outcome: refused('apps', IMPROPER) },
  {
    plugin: "has a managed model with the table of a core model's",
    files: { files: model("db_table = 'dcim_site'") },
    outcome: later(
      ['check', 'migrate: django.core.management.base.SystemCheckError'],
      'core: dcim_site: taken as the table of netbox_example.Mine, import',
      'model: netbox_example.Mine in dcim_site',
    ),
  },
  {
    plugin: 'has an unmanaged model on it',
    files: { files: model('managed = False', "db_table = 'dcim_site'") },
    outcome: silent(
      'core: dcim_site: taken as the table of the unmanaged model netbox_example.Mine, import',
      'model: netbox_example.Mine in dcim_site, unmanaged',
    ),
  },
  {
    plugin: 'runs SQL on a core table',
    files: { files: migration("migrations.RunSQL('ALTER TABLE dcim_device ADD COLUMN mine text')") },
    outcome: silent('core: dcim_device: SQL: alter table, migration'),
  },
  {
    plugin: 'adds a field to a core model with the schema editor',
    files: {
      files: migration(
        'migrations.RunPython(add, migrations.RunPython.noop)',
        `
def add(apps, schema_editor):
    Device = apps.get_model('dcim', 'Device')
    field = ${FIELD}
    field.set_attributes_from_name('mine')
    schema_editor.add_field(Device, field)
`,
      ),
    },
    outcome: silent('core: dcim.Device: schema_editor.add_field(), migration'),
  },
  {
    plugin: 'redirects a migration to dcim',
    files: {
      files: migration(
        ADD_FIELD,
        '',
        "\n    def __init__(self, name, app_label):\n        super().__init__(name, 'dcim')\n",
      ),
    },
    outcome: silent('core: dcim.Device: add-field mine, migration'),
  },
  {
    plugin: 'redirects one operation to dcim',
    files: {
      files: migration(
        `IntoCore('device', 'mine', ${FIELD})`,
        `
class IntoCore(migrations.AddField):
    def state_forwards(self, app_label, state):
        super().state_forwards('dcim', state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards('dcim', schema_editor, from_state, to_state)
`,
      ),
    },
    outcome: silent('core: dcim.Device: add-field mine, migration'),
  },
  {
    plugin: 'adds a field to Device and replaces a method in ready()',
    files: {
      config: ready(
        'from django.db import models',
        'from dcim.models import Device',
        "Device.add_to_class('extra', models.CharField(max_length=1))",
        'Device.save = print',
      ),
    },
    outcome: silent(
      'core: dcim.models.devices.Device.extra: add-field, ready',
      'core: dcim.models.devices.Device.save: write, ready',
    ),
  },
  {
    plugin: 'removes a core menu group',
    files: { config: ready('from netbox.navigation import menu', 'del menu.ORGANIZATION_MENU.groups[0]') },
    outcome: silent('core: netbox.navigation.menu.ORGANIZATION_MENU.groups[…]: delete, ready'),
  },
  {
    plugin: 'has middleware that rewrites core pages',
    files: {
      config: "middleware = ['netbox_example.middleware.Rewrite']",
      files: {
        'netbox_example/middleware.py': `class Rewrite:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith('/dcim/'):
            response.content = response.content.replace(b'Devices', b'')
        return response
`,
      },
    },
    outcome: silent(
      'core: pages at /dcim/: rewritten by netbox_example.middleware.Rewrite, request',
      'middleware: netbox_example.middleware.Rewrite',
      'setting: MIDDLEWARE',
    ),
  },
  {
    plugin: 'names a middleware class that does not exist',
    files: { config: "middleware = ['netbox_example.middleware.Missing']" },
    outcome: later(
      ['wsgi: ModuleNotFoundError'],
      'middleware: netbox_example.middleware.Missing',
      'setting: MIDDLEWARE',
    ),
  },
  {
    plugin: "has min_version 'not-a-version'",
    releases: ['4.7.3', '4.4.10', '4.2.9', '3.7.8', '3.2.9', '2.11.12'],
    files: { config: "min_version = 'not-a-version'" },
    outcome: { load: INVALID_VERSION, touches: [] },
  },
  {
    plugin: "has min_version ''",
    releases: ['4.7.3', '4.4.10', '4.2.9', '3.7.8', '3.2.9', '2.11.12'],
    files: { config: "min_version = ''" },
    outcome: { load: INVALID_VERSION, touches: [] },
  },
  ...["min_version = '99.0'", "max_version = '1.0'"].map((bound): Row => ({
    plugin: `has ${bound}`,
    releases: ['4.7.3', '4.4.10', '4.3.7', '4.2.9', '3.7.8', '3.2.9', '2.11.12'],
    files: { config: bound },
    outcome: version =>
      ['4.7.3', '4.4.10', '4.3.7'].includes(version) ? { load: 'skipped', touches: [] } : refused('validate', IMPROPER),
  })),
  {
    plugin: "has max_version '4.4' on 4.4.10",
    releases: ['4.4.10'],
    files: { config: "max_version = '4.4'" },
    outcome: { load: 'skipped', touches: [] },
  },
  {
    plugin: 'takes dcim into django_apps',
    files: { config: "django_apps = ['dcim']" },
    outcome: silent("core: the app dcim: moved behind the plugin's apps by django_apps, import"),
  },
  {
    plugin: 'takes itself into django_apps',
    releases: ['4.7.3', '4.4.10', '4.2.9', '3.7.8'],
    files: { config: "django_apps = ['netbox_example']" },
    outcome: refused('django-apps', 'TypeError'),
  },
  {
    plugin: 'wants an app that is not there',
    files: { config: "django_apps = ['no_such_app']" },
    outcome: refused('django-apps', IMPROPER),
  },
  {
    plugin: 'requires a setting that is not given',
    releases: ['4.7.3', '4.4.10', '4.2.9', '3.7.8', '2.11.12'],
    files: { config: "required_settings = ['TOKEN']" },
    configuration: "PLUGINS = ['netbox_example']\n",
    outcome: refused('validate', IMPROPER),
  },
  {
    plugin: 'has no config',
    files: {
      init: "from {base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n",
    },
    outcome: refused('config', IMPROPER),
  },
  { plugin: 'has a tuple of queues', files: { config: "queues = ('a',)" }, outcome: refused('queues', IMPROPER) },
  {
    plugin: 'has default_settings that are a list',
    files: { config: "default_settings = ['a']" },
    outcome: refused('validate', 'AttributeError'),
  },
  {
    plugin: 'has a broken urls.py',
    files: { files: { 'netbox_example/urls.py': BROKEN } },
    outcome: later(['urls: ModuleNotFoundError'], 'undecided: routes'),
  },
  {
    plugin: 'has a broken navigation.py',
    // 2.8.8 to 3.3 and 4.7 pass over the absence of the module itself alone; the releases between over any missing module.
    releases: ['4.7.3', '4.4.10', '3.4.10', '3.4.3', '3.3.10'],
    files: { files: { 'netbox_example/navigation.py': BROKEN } },
    outcome: version =>
      version === '4.7.3' || version === '3.3.10'
        ? refused('ready', 'ModuleNotFoundError')
        : later(['resource: ModuleNotFoundError']),
  },
  {
    plugin: 'has a static file at a core path',
    files: { files: { 'netbox_example/static/netbox.js': '' } },
    outcome: later(['collectstatic'], 'static: netbox.js'),
  },
];

/** What every loaded plugin adds. */
const USUAL = new Set(['INSTALLED_APPS', 'PLUGINS', 'PLUGINS_CONFIG']);

/** All that the document says of the plugin's reach, in one form. */
function touchesOf(plugin: InspectedPlugin): readonly string[] {
  return [
    ...plugin.coreChanges.map(one => `core: ${one.target}: ${one.what}, ${one.phase}`),
    ...plugin.routes.map(one => `route: ${one.path} ${one.name ?? ''} ${one.view}`),
    ...plugin.models.map(one => `model: ${one.model} in ${one.table}${one.managed ? '' : ', unmanaged'}`),
    ...plugin.middleware.map(one => `middleware: ${one}`),
    ...Object.keys(plugin.settings).flatMap(name => (USUAL.has(name) ? [] : [`setting: ${name}`])),
    ...plugin.templates.map(one => `template: ${one}`),
    ...plugin.shadows.map(one => `shadow: ${one.template}, ${one.wins} wins`),
    ...plugin.static.map(one => `static: ${one}`),
    ...plugin.undecided.map(one => `undecided: ${one.field ?? ''}`),
  ].sort();
}

function loadOf({ load: { outcome, step, exception } }: InspectedPlugin): string {
  return outcome === 'refused' ? `refused at ${step ?? ''}: ${exception ?? ''}` : outcome;
}

describe.each(ROWS)('a plugin that $plugin', ({ releases = RELEASES, files, configuration, outcome }) => {
  it.each(releases)('on %s', async version => {
    const { load, problems = [], touches } = typeof outcome === 'function' ? outcome(version) : outcome;
    const plugin = await inspected(version, files, configuration);
    expect(loadOf(plugin)).toBe(load);
    expect(
      plugin.load.problems.map(one => (one.exception === null ? one.step : `${one.step}: ${one.exception}`)),
    ).toEqual(problems);
    expect(touchesOf(plugin)).toEqual(touches);
  });
});
