/** Plugins that break the rules: the exceptions and warnings in NetBox's words, release by release. */
import { describe, expect, it } from 'vitest';
import { start, told } from './start.ts';

const LOADED = { outcome: 'loaded', step: null, exception: null, message: null };
const IMPROPER = 'django.core.exceptions.ImproperlyConfigured';

describe('versions', () => {
  it.each(['not-a-version', '', '4.4.x'])('min_version %j stops every release', bound => {
    for (const version of ['4.7.3', '4.4.10', '4.2.9', '3.7.8']) {
      expect(told(start(version, { config: `min_version = '${bound}'` }))).toEqual({
        outcome: 'refused',
        step: 'validate',
        exception: 'packaging.version.InvalidVersion',
        message: `Invalid version: '${bound}'`,
      });
    }
  });

  it.each([
    ['4.7.3', 'skipped', true],
    ['4.4.10', 'skipped', true],
    ['4.2.9', 'refused', true],
    ['3.7.8', 'refused', false],
    ['3.2.9', 'refused', false],
    ['2.11.12', 'refused', false],
  ] as const)('a minimum too high on %s: %s', (version, outcome, current) => {
    const because = `Plugin netbox_example requires NetBox minimum version 9.0${current ? ` (current: ${version})` : ''}.`;
    const warning = `Unable to load plugin netbox_example: ${because}`;
    expect(told(start(version, { config: "min_version = '9.0'" }))).toEqual({
      outcome,
      step: 'validate',
      exception: outcome === 'skipped' ? null : IMPROPER,
      message: outcome === 'skipped' ? warning : because,
    });
  });

  it('a maximum of 4.4 shuts 4.4.10 out', () => {
    expect(start('4.4.10', { config: "max_version = '4.4'" }).message).toBe(
      'Unable to load plugin netbox_example: Plugin netbox_example requires NetBox maximum version 4.4 (current: 4.4.10).',
    );
    expect(told(start('4.4.10', { config: "max_version = '4.4.99'" }))).toEqual(LOADED);
    expect(told(start('4.4.0', { config: "max_version = ' v4.4 '" }))).toEqual(LOADED);
  });

  it('a bound that is no text', () => {
    expect(told(start('4.7.3', { config: 'min_version = 4.4' }))).toEqual({
      outcome: 'refused',
      step: 'validate',
      exception: 'TypeError',
      message: "expected string or bytes-like object, got 'float'",
    });
  });
});

describe('what stops NetBox', () => {
  it('the label of a core app', () => {
    expect(told(start('4.4.10', { config: "label = 'dcim'" }))).toEqual({
      outcome: 'refused',
      step: 'apps',
      exception: IMPROPER,
      message: "Application labels aren't unique, duplicates: dcim",
    });
  });

  it.each(['4.7.3', '4.4.10', '4.2.9', '3.7.8'])('django_apps with the plugin itself on %s', version => {
    expect(told(start(version, { config: "django_apps = ['netbox_example']" }))).toEqual({
      outcome: 'refused',
      step: 'django-apps',
      exception: 'TypeError',
      message: "'str' object cannot be interpreted as an integer",
    });
  });

  it('django_apps, which 3.3 does not read', () => {
    const result = start('3.3.10', { config: "django_apps = ['netbox_example']" });
    expect(told(result)).toEqual(LOADED);
    expect(result.ignored).toEqual(['django_apps']);
  });

  it('an app that is not installed', () => {
    expect(told(start('4.4.10', { config: "django_apps = ['no_such_app']" }))).toEqual({
      outcome: 'refused',
      step: 'django-apps',
      exception: IMPROPER,
      message:
        "Failed to load django_apps specified by plugin netbox_example: ['no_such_app', 'netbox_example.ExampleConfig'] The module no_such_app cannot be imported. Check that the necessary package has been installed within the correct Python environment.",
    });
  });

  it('a required setting that is not given', () => {
    const plugin = { config: "required_settings = ['TOKEN']\ndefault_settings = {'TOKEN': 'x'}" };
    const without = start('4.4.10', plugin);
    expect(told(without)).toEqual(LOADED);
    expect(without.requires).toEqual(['TOKEN']);
    expect(told(start('4.4.10', plugin, "PLUGINS = ['netbox_example']\n"))).toEqual({
      outcome: 'refused',
      step: 'validate',
      exception: IMPROPER,
      message:
        "Plugin netbox_example requires 'TOKEN' to be present in the PLUGINS_CONFIG section of configuration.py.",
    });
    const given = start('4.4.10', plugin, "PLUGINS_CONFIG = {'netbox_example': {'TOKEN': 'secret'}}\n");
    expect(told(given)).toEqual(LOADED);
    expect(given.requires).toEqual([]);
  });

  it('no config', () => {
    const init =
      "from {base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n";
    for (const version of ['4.4.10', '3.2.9']) {
      expect(told(start(version, { init }))).toEqual({
        outcome: 'refused',
        step: 'config',
        exception: IMPROPER,
        message:
          "Plugin netbox_example does not provide a 'config' variable. This should be defined in the plugin's __init__.py file and point to the PluginConfig subclass.",
      });
    }
  });

  it('queues that are a tuple', () => {
    for (const version of ['4.7.3', '3.0.12']) {
      expect(told(start(version, { config: "queues = ('a',)" }))).toEqual({
        outcome: 'refused',
        step: 'queues',
        exception: IMPROPER,
        message: 'Plugin netbox_example queues must be a list.',
      });
    }
    expect(told(start('2.11.12', { config: "queues = ('a',)" }))).toEqual(LOADED);
  });

  it('default settings that are a list', () => {
    expect(told(start('4.4.10', { config: "default_settings = ['a']" }))).toEqual({
      outcome: 'refused',
      step: 'validate',
      exception: 'AttributeError',
      message: "'list' object has no attribute 'items'",
    });
  });

  it('an events pipeline that is a text, in the words of NetBox', () => {
    expect(told(start('4.4.10', { config: "events_pipeline = 'netbox_example.events.run'" }))).toEqual({
      outcome: 'refused',
      step: 'events-pipeline',
      exception: IMPROPER,
      message: 'events_pipline in plugin: netbox_example must be a list or tuple',
    });
  });
});

describe('what shows later', () => {
  it('a managed model on a core table', () => {
    const { outcome, problems } = start('4.4.10', {
      files: {
        'netbox_example/models.py':
          "from django.db import models\n\n\nclass Mine(models.Model):\n    class Meta:\n        db_table = 'dcim_site'\n",
      },
    });
    expect(outcome).toBe('loaded');
    expect(problems.map(problem => [problem.step, problem.exception])).toEqual([
      ['check', null],
      ['migrate', 'django.core.management.base.SystemCheckError'],
    ]);
    expect(problems[0]?.message).toBe(
      "(models.E028) db_table 'dcim_site' is used by multiple models: dcim.Site, netbox_example.Mine.",
    );
  });

  it('names that relations of core put on their targets', () => {
    const relation = (options: string): readonly string[] =>
      start('4.4.10', {
        files: {
          'netbox_example/models.py': `from django.db import models\n\n\nclass Mine(models.Model):\n    device = models.ForeignKey('dcim.Device', ${options}on_delete=models.CASCADE)\n`,
        },
      }).problems.flatMap(problem => (problem.step === 'check' ? [problem.message] : [problem.step]));
    expect(relation("related_name='mine', ")).toEqual([]);
    expect(relation("related_name='interfaces', ")).toEqual([
      "(fields.E304) Reverse accessor 'Device.interfaces' for 'netbox_example.Mine.device' clashes with reverse accessor for 'dcim.Interface.device'.",
      'migrate',
    ]);
    expect(relation("related_name='serial', ")).toEqual([
      "(fields.E302) Reverse accessor 'Device.serial' for 'netbox_example.Mine.device' clashes with field name 'dcim.Device.serial'.",
      'migrate',
    ]);
    expect(relation("related_query_name='modules', ")).toEqual([
      "(fields.E305) Reverse query name for 'netbox_example.Mine.device' clashes with reverse query name for 'dcim.Module.device'.",
      'migrate',
    ]);
  });

  it('middleware that does not exist', () => {
    const name = start('4.4.10', {
      config: "middleware = ['netbox_example.middleware.Missing']",
      files: { 'netbox_example/middleware.py': 'class Present:\n    pass\n' },
    });
    expect(told(name)).toEqual(LOADED);
    expect(name.problems).toMatchObject([
      {
        step: 'wsgi',
        exception: 'ImportError',
        message: 'Module "netbox_example.middleware" does not define a "Missing" attribute/class',
      },
    ]);
    const module = start('4.7.3', { config: "middleware = ['netbox_example.middleware.Missing']" });
    expect(module.problems).toMatchObject([
      { step: 'wsgi', exception: 'ModuleNotFoundError', message: "No module named 'netbox_example.middleware'" },
    ]);
  });

  it('URLs that fail to import', () => {
    const { outcome, problems } = start('4.4.10', {
      files: { 'netbox_example/urls.py': 'import netbox_example.nowhere\n\nurlpatterns = []\n' },
    });
    expect(outcome).toBe('loaded');
    expect(problems).toMatchObject([
      {
        step: 'urls',
        exception: 'ModuleNotFoundError',
        message: "No module named 'netbox_example.nowhere'",
        swallowed: false,
      },
    ]);
  });

  it('navigation that fails to import: swallowed by 4.4, raised by 4.7', () => {
    const plugin = { files: { 'netbox_example/navigation.py': 'import netbox_example.nowhere\n\nmenu_items = ()\n' } };
    const older = start('4.4.10', plugin);
    expect(told(older)).toEqual(LOADED);
    expect(older.problems).toMatchObject([
      {
        step: 'resource',
        exception: 'ModuleNotFoundError',
        message: "No module named 'netbox_example.nowhere'",
        swallowed: true,
      },
    ]);
    expect(told(start('4.7.3', plugin))).toEqual({
      outcome: 'refused',
      step: 'ready',
      exception: 'ModuleNotFoundError',
      message: "No module named 'netbox_example.nowhere'",
    });
  });

  it('a static file at a core path', () => {
    const { outcome, problems } = start('4.4.10', { files: { 'netbox_example/static/netbox.js': '' } });
    expect(outcome).toBe('loaded');
    expect(problems.map(problem => problem.step)).toEqual(['collectstatic']);
  });

  it('a name that is not the entry in PLUGINS, from 4.7 on', () => {
    const init =
      "from {base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example.core'\n    label = 'netbox_example'\n\n\nconfig = ExampleConfig\n";
    const files = { 'netbox_example/core/__init__.py': '' };
    expect(start('4.6.8', { init, files }).problems).toEqual([]);
    expect(start('4.7.3', { init, files }).problems).toMatchObject([
      {
        step: 'graphql',
        exception: IMPROPER,
        message:
          "Plugin 'netbox_example' has no AppConfig named after its PLUGINS entry. PluginConfig.name must match the configured plugin name.",
      },
    ]);
  });
});
