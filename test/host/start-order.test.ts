/** The order of NetBox's start, the words of CPython's import errors, and what ready() registers. */
import { describe, expect, it } from 'vitest';
import { start, told } from './start.ts';

const NAVIGATION = (call: string): Readonly<Record<string, string>> => ({
  'netbox_example/navigation.py': `from {base} import PluginMenu, PluginMenuButton, PluginMenuItem\n\n${call}\n`,
});

describe('imports', () => {
  const init = (line: string): string =>
    `${line}\nfrom {base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n\n\nconfig = ExampleConfig\n`;

  it('a module that the release does not have', () => {
    expect(told(start('4.4.10', { init: init('import netbox.ui.attrs') }))).toEqual({
      outcome: 'refused',
      step: 'import',
      exception: 'ModuleNotFoundError',
      message: "No module named 'netbox.ui'",
    });
    expect(start('4.7.3', { init: init('import netbox.ui.attrs') }).message).not.toBe("No module named 'netbox.ui'");
  });

  it('a name that the module does not have', () => {
    expect(told(start('4.4.10', { init: init('from utilities.choices import NoSuchChoice') }))).toEqual({
      outcome: 'refused',
      step: 'import',
      exception: 'ImportError',
      message: "cannot import name 'NoSuchChoice' from 'utilities.choices'",
    });
  });

  it('every import error is "Module not found" before 2.9.9', () => {
    const plugin = { init: init('import netbox.ui') };
    expect(start('2.9.9', plugin).message).toBe("No module named 'netbox.ui'");
    expect(start('2.9.8', plugin).message).toMatch(/^Unable to import plugin netbox_example: Module not found\./);
  });

  it('what a handler catches, or a fallback replaces, does not stop NetBox', () => {
    const fallback =
      'try:\n    from netbox.plugins import PluginConfig\nexcept ImportError:\n    from extras.plugins import PluginConfig';
    for (const version of ['4.4.10', '3.6.9']) expect(start(version, { init: init(fallback) }).outcome).toBe('loaded');
    const caught = 'try:\n    import netbox.ui\nexcept ImportError:\n    pass';
    expect(start('4.4.10', { init: init(caught) }).outcome).toBe('loaded');
  });

  it('an import for type checkers is none', () => {
    const line = 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import netbox.ui';
    expect(start('4.4.10', { init: init(line) }).outcome).toBe('loaded');
  });

  it('own modules that are not there, or are no packages', () => {
    expect(start('4.4.10', { init: init('from . import nowhere') }).message).toBe(
      "cannot import name 'nowhere' from partially initialized module 'netbox_example' (most likely due to a circular import)",
    );
    const files = { 'netbox_example/apps.py': '' };
    expect(start('4.4.10', { init: init('from .apps import nowhere'), files }).message).toBe(
      "cannot import name 'nowhere' from 'netbox_example.apps'",
    );
    expect(start('4.4.10', { init: init('import netbox_example.apps.more'), files }).message).toBe(
      "No module named 'netbox_example.apps.more'; 'netbox_example.apps' is not a package",
    );
  });

  it('models before the apps are there', () => {
    const files = {
      'netbox_example/models.py': 'from django.db import models\n\n\nclass Widget(models.Model):\n    pass\n',
    };
    for (const line of ['from .models import Widget', 'from dcim.models import Device']) {
      expect(told(start('4.4.10', { init: init(line), files }))).toEqual({
        outcome: 'refused',
        step: 'import',
        exception: 'django.core.exceptions.AppRegistryNotReady',
        message: "Apps aren't loaded yet.",
      });
    }
  });

  it('models that fail, once the apps are there', () => {
    const files = { 'netbox_example/models.py': 'from dcim.models import NoSuchModel\n' };
    expect(told(start('4.4.10', { files }))).toEqual({
      outcome: 'refused',
      step: 'models',
      exception: 'ImportError',
      message: "cannot import name 'NoSuchModel' from 'dcim.models'",
    });
  });

  it('a file that is no Python', () => {
    const result = start('4.4.10', { files: { 'netbox_example/models.py': 'class Widget(:\n' } });
    expect([result.outcome, result.step, result.exception]).toEqual(['refused', 'models', 'SyntaxError']);
  });
});

describe('the order of the steps', () => {
  it('4.3 validates before it looks at django_apps, 4.2 after', () => {
    const plugin = { config: "min_version = '9.0'\ndjango_apps = ['netbox_example']" };
    expect(start('4.4.10', plugin).outcome).toBe('skipped');
    expect(start('4.2.9', plugin).step).toBe('django-apps');
  });

  it('the bounds go before required settings', () => {
    const plugin = { config: "max_version = '1.0'\nrequired_settings = ['TOKEN']" };
    const { outcome, requires } = start('4.4.10', plugin, 'PLUGINS_CONFIG = {}\n');
    expect([outcome, requires]).toEqual(['skipped', []]);
  });

  it('takes settings that the configuration computes as given', () => {
    const plugin = { config: "required_settings = ['TOKEN']" };
    const computed = "import os\nPLUGINS_CONFIG = {'netbox_example': os.environ['X']}\n";
    expect(start('4.4.10', plugin, computed).outcome).toBe('loaded');
    const value = "import os\nPLUGINS_CONFIG = {'netbox_example': {'TOKEN': os.environ['X']}}\n";
    expect(start('4.4.10', plugin, value).outcome).toBe('loaded');
  });
});

describe('validate()', () => {
  it('with one argument, from 2.9.11 on', () => {
    const plugin = { config: '@classmethod\ndef validate(cls, user_config):\n    super().validate(user_config)' };
    expect(start('2.9.10', plugin).outcome).toBe('loaded');
    expect(told(start('4.4.10', plugin))).toEqual({
      outcome: 'refused',
      step: 'validate',
      exception: 'TypeError',
      message: 'ExampleConfig.validate() takes 2 positional arguments but 3 were given',
    });
  });

  it('that is not that of PluginConfig leaves the bounds open', () => {
    const plugin = { config: "min_version = '9.0'\n\n@classmethod\ndef validate(cls, config, version):\n    pass" };
    const { outcome, open } = start('4.4.10', plugin);
    expect(outcome).toBe('loaded');
    expect(open).toHaveLength(1);
  });
});

describe('resources', () => {
  const broken = { 'netbox_example/menu.py': '' };

  it('an explicit path that leads nowhere: swallowed up to 3.4.3, raised since', () => {
    const plugin = { config: "menu_items = 'menu.items'", files: broken };
    expect(start('3.4.3', plugin).outcome).toBe('loaded');
    expect(told(start('4.4.10', plugin))).toEqual({
      outcome: 'refused',
      step: 'ready',
      exception: 'ImportError',
      message: 'Module "netbox_example.menu" does not define a "items" attribute/class',
    });
  });

  it('any explicit path in 3.4.4 and 3.4.5', () => {
    const plugin = { config: "menu_items = 'menu.items'", files: { 'netbox_example/menu.py': 'items = []\n' } };
    expect(start('3.4.5', plugin).outcome).toBe('refused');
    expect(start('3.4.6', plugin).outcome).toBe('loaded');
  });

  it('default paths below the module of the config class', () => {
    const result = start('4.4.10', {
      init: 'from .apps import ExampleConfig as config\n',
      files: {
        'netbox_example/apps.py':
          "from {base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n",
        ...NAVIGATION("menu_items = [PluginMenuItem('home', 'Home')]"),
      },
    });
    expect(result.outcome).toBe('loaded');
    expect([...result.resources]).toEqual([]);
    expect(result.problems).toMatchObject([
      {
        step: 'resource',
        exception: 'ModuleNotFoundError',
        message: "No module named 'netbox_example.apps.navigation'; 'netbox_example.apps' is not a package",
        swallowed: true,
      },
    ]);
  });

  it('a ready() that does not call that of PluginConfig', () => {
    const result = start('4.4.10', {
      config: 'def ready(self):\n    pass',
      files: NAVIGATION("menu_items = [PluginMenuItem('home', 'Home')]"),
    });
    expect(result.outcome).toBe('loaded');
    expect([...result.resources]).toEqual([]);
    expect(result.problems.map(problem => problem.step)).toEqual(['resource']);
  });

  it('imports in ready() come before or after the resources, as they stand', () => {
    const files = NAVIGATION("menu_items = [PluginMenuItem('home', 'Home', permissions='x')]");
    const before = 'def ready(self):\n    import netbox.nowhere\n    super().ready()';
    const after = 'def ready(self):\n    super().ready()\n    import netbox.nowhere';
    expect(start('4.4.10', { config: before, files }).exception).toBe('ModuleNotFoundError');
    expect(start('4.4.10', { config: after, files }).exception).toBe('TypeError');
  });

  it.each([
    [
      "[PluginMenuItem('home', 'Home', permissions='x')]",
      'TypeError',
      'Permissions must be passed as a tuple or list.',
    ],
    ["[PluginMenuItem('home', 'Home', buttons='x')]", 'TypeError', 'Buttons must be passed as a tuple or list.'],
    [
      "[PluginMenuButton('home', 'Add', 'mdi', color='primary')]",
      'ValueError',
      'Button color must be a choice within ButtonColorChoices.',
    ],
    ["['home']", 'TypeError', 'home must be an instance of netbox.plugins.PluginMenuItem'],
    ['5', 'TypeError', "'int' object is not iterable"],
  ])('menu_items = %s', (value, exception, message) => {
    const result = start('4.4.10', { files: NAVIGATION(`menu_items = ${value}`) });
    expect([result.outcome, result.exception, result.message]).toEqual(['refused', exception, message]);
  });

  it("3.1 took the colours of Bootstrap's names", () => {
    const files = NAVIGATION(
      "menu_items = [PluginMenuItem('home', 'Home', buttons=[PluginMenuButton('home', 'Add', 'mdi', color='primary')])]",
    );
    const text = (files['netbox_example/navigation.py'] ?? '').replace('PluginMenu, ', '');
    expect(start('3.1.11', { files: { 'netbox_example/navigation.py': text } }).outcome).toBe('loaded');
  });

  it('template extensions', () => {
    const extension = (base: string, list: string): Readonly<Record<string, string>> => ({
      'netbox_example/template_content.py': `from {base} import PluginTemplateExtension\n\n\nclass Mine(${base}):\n    models = ['dcim.device']\n\n\ntemplate_extensions = [${list}]\n`,
    });
    expect([...start('4.4.10', { files: extension('PluginTemplateExtension', 'Mine') }).resources]).toEqual([
      'template_extensions',
    ]);
    expect(start('4.4.10', { files: extension('object', 'Mine') }).message).toBe(
      "<class 'netbox_example.template_content.Mine'> is not a subclass of netbox.plugins.PluginTemplateExtension!",
    );
    expect(start('4.4.10', { files: extension('PluginTemplateExtension', 'Mine({})') }).message).toMatch(
      /^PluginTemplateExtension class <netbox_example\.template_content\.Mine object at …> was passed as an instance!$/,
    );
    expect(start('4.0.11', { files: extension('PluginTemplateExtension', 'Mine') }).message).toBe(
      "PluginTemplateExtension class <class 'netbox_example.template_content.Mine'> does not define a valid model!",
    );
  });

  it('a GraphQL schema that is a class, from 4.0 on', () => {
    const files = { 'netbox_example/graphql.py': 'class Query:\n    pass\n\n\nschema = Query\n' };
    const plugin = { config: "graphql_schema = 'graphql.schema'", files };
    expect(start('3.7.8', plugin).outcome).toBe('loaded');
    expect(start('4.4.10', plugin).message).toBe("'type' object is not iterable");
    expect(start('4.7.3', plugin).problems).toMatchObject([{ step: 'graphql', exception: 'TypeError' }]);
  });
});
