/** What a plugin's own code raises while NetBox starts. Each case was tried on a running NetBox 4.4.10. */
import { describe, expect, it } from 'vitest';
import { start, told } from './start.ts';

const READY = (body: string): string => `def ready(self):\n    super().ready()\n${indented(body)}`;
const VALIDATE = (body: string): string =>
  `@classmethod\ndef validate(cls, user_config, netbox_version):\n    super().validate(user_config, netbox_version)\n${indented(body)}`;

function indented(body: string): string {
  return body
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
}

function refused(step: string, exception: string, message: string) {
  return { outcome: 'refused', step, exception, message };
}

const LOADED = { outcome: 'loaded', step: null, exception: null, message: null };

describe('ready()', () => {
  it.each([
    ["raise RuntimeError('no way')", 'RuntimeError', 'no way'],
    ["assert False, 'asserted'", 'AssertionError', 'asserted'],
    [
      "from django.conf import settings\nif settings.VERSION.startswith('4.4'):\n    raise OSError('old')",
      'OSError',
      'old',
    ],
    ["from django.conf import settings\nsettings.PLUGINS_CONFIG['netbox_example']['absent']", 'KeyError', "'absent'"],
    [
      "from django.apps import apps\nif not apps.is_installed('netbox_other'):\n    raise ValueError('other')",
      'ValueError',
      'other',
    ],
    [
      "from django.conf import settings\nif 'netbox_other' not in settings.PLUGINS:\n    raise ValueError('other')",
      'ValueError',
      'other',
    ],
    ['from . import absent', 'ImportError', "cannot import name 'absent' from 'netbox_example'"],
    ["try:\n    raise KeyError('a')\nexcept ValueError:\n    pass", 'KeyError', "'a'"],
    ["try:\n    raise KeyError('a')\nexcept LookupError:\n    raise", 'KeyError', "'a'"],
  ])('%j stops the start', (body, exception, message) => {
    expect(told(start('4.4.10', { config: READY(body) }))).toEqual(refused('ready', exception, message));
  });

  it.each([
    "try:\n    raise KeyError('a')\nexcept LookupError:\n    pass",
    "import contextlib\nwith contextlib.suppress(Exception):\n    raise KeyError('a')",
    "from django.conf import settings\nif settings.VERSION.startswith('4.7'):\n    raise OSError('new')",
    "from django.conf import settings\nif 'dcim' not in settings.INSTALLED_APPS:\n    raise OSError('no dcim')",
    'for one in []:\n    raise OSError(one)',
    'assert True',
  ])('%j does not', body => {
    const found = start('4.4.10', { config: READY(body) });
    expect(told(found)).toEqual(LOADED);
    expect(found.open).toEqual([]);
  });

  it.each([
    "from django.conf import settings\nif settings.DEBUG:\n    raise OSError('debug')",
    'import os\nfor one in os.environ:\n    raise OSError(one)',
    "from .checks import check\ntry:\n    check()\nexcept TypeError:\n    raise OSError('type')",
  ])('%j is an open question', body => {
    const found = start('4.4.10', {
      config: READY(body),
      files: { 'netbox_example/checks.py': 'def check():\n    pass\n' },
    });
    expect(told(found)).toEqual(LOADED);
    expect(found.open.map(one => one.reason)).toEqual(['OSError is raised under conditions that cannot be decided']);
  });

  it('raises what a helper raises for a setting, by its default or by what the user gives', () => {
    const plugin = {
      config: `default_settings = {'mode': 'bad'}\n${READY('from .checks import check\ncheck()')}`,
      files: {
        'netbox_example/checks.py':
          "from django.core.exceptions import ImproperlyConfigured\nfrom netbox.plugins import get_plugin_config\n\n\ndef check():\n    mode = get_plugin_config('netbox_example', 'mode')\n    if mode == 'bad':\n        raise ImproperlyConfigured(f'{mode} mode')\n",
      },
    };
    const improper = refused('ready', 'django.core.exceptions.ImproperlyConfigured', 'bad mode');
    expect(told(start('4.4.10', plugin))).toEqual(improper);
    const good = "PLUGINS_CONFIG = {'netbox_example': {'mode': 'good'}}";
    expect(told(start('4.4.10', plugin, good))).toEqual(LOADED);
  });
});

describe('validate()', () => {
  it.each([
    ["if not user_config.get('url'):\n    raise ValueError('no url')", 'ValueError', 'no url'],
    ["if 'url' not in user_config:\n    raise ValueError('no url')", 'ValueError', 'no url'],
    [
      "from packaging.version import Version\nif Version(netbox_version) < Version('4.5'):\n    raise OSError(f'not {netbox_version}')",
      'OSError',
      'not 4.4.10',
    ],
  ])('%j stops the start', (body, exception, message) => {
    expect(told(start('4.4.10', { config: VALIDATE(body) }))).toEqual(refused('validate', exception, message));
  });

  it('is told of a default, once NetBox has filled it in', () => {
    const check = "if not user_config.get('url'):\n    raise ValueError('no url')";
    const config = `default_settings = {'url': 'x'}\n${VALIDATE(check)}`;
    expect(told(start('4.4.10', { config }))).toEqual(LOADED);
    const before = `default_settings = {'url': 'x'}\n@classmethod\ndef validate(cls, user_config, netbox_version):\n${indented(check)}\n    super().validate(user_config, netbox_version)`;
    expect(told(start('4.4.10', { config: before }))).toEqual(refused('validate', 'ValueError', 'no url'));
  });

  it('leaves the plugin out by an IncompatiblePluginError from 4.3 on', () => {
    const config = VALIDATE(
      "from core.exceptions import IncompatiblePluginError\nraise IncompatiblePluginError('not me')",
    );
    expect(told(start('4.4.10', { config }))).toEqual({
      outcome: 'skipped',
      step: 'validate',
      exception: null,
      message: 'Unable to load plugin netbox_example: not me',
    });
  });
});

describe('modules', () => {
  const nothing = { config: 'version = "1"' };
  const with_ = (files: Readonly<Record<string, string>>) =>
    start('4.4.10', {
      ...nothing,
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`netbox_example/${name}`, text])),
    });

  it('are stopped by what nothing brings', () => {
    const message = "No module named 'surely_absent'";
    expect(told(with_({ 'models.py': 'import surely_absent\n' }))).toEqual(
      refused('models', 'ModuleNotFoundError', message),
    );
    expect(told(with_({ 'models.py': 'import yaml\nimport json\n' }))).toEqual(LOADED);
  });

  it('are stopped by names that a module of NetBox, or of their own, does not have', () => {
    const text = 'import netbox.plugins as p\nmenu_items = (p.SurelyAbsent,)\n';
    const message = "module 'netbox.plugins' has no attribute 'SurelyAbsent'";
    expect(told(with_({ 'navigation.py': text }))).toEqual(refused('ready', 'AttributeError', message));
    const own = with_({ 'navigation.py': 'from . import other\nmenu_items = other.items\n', 'other.py': 'x = 1\n' });
    expect(told(own)).toEqual(
      refused('ready', 'AttributeError', "module 'netbox_example.other' has no attribute 'items'"),
    );
  });

  it('cannot take from a module in the middle of its import what it binds later', () => {
    const found = with_({
      'models.py': 'from .views import V\n\n\nclass Thing:\n    pass\n',
      'views.py': 'from .models import Thing\n\nV = Thing\n',
    });
    const from = "partially initialized module 'netbox_example.models' (most likely due to a circular import)";
    expect(told(found)).toEqual(refused('models', 'ImportError', `cannot import name 'Thing' from ${from}`));
    const fine = with_({
      'models.py': 'class Thing:\n    pass\n\n\nfrom .views import V\n',
      'views.py': 'from .models import Thing\n\nV = Thing\n',
    });
    expect(told(fine)).toEqual(LOADED);
  });

  it('need on_delete, and converters that are there', () => {
    const text =
      "from django.db import models\n\n\nclass Thing(models.Model):\n    site = models.ForeignKey('dcim.Site')\n";
    const message = "ForeignKey.__init__() missing 1 required positional argument: 'on_delete'";
    expect(told(with_({ 'models.py': text }))).toEqual(refused('models', 'TypeError', message));
    const urls = with_({
      'urls.py':
        "from django.urls import path\nfrom django.views import View\n\nurlpatterns = [path('<nope:x>/', View.as_view())]\n",
    });
    expect(urls.problems.map(one => one.message)).toEqual(["URL route '<nope:x>/' uses invalid converter 'nope'."]);
  });

  it('have a submodule as an attribute once it is imported', () => {
    const found = with_({ 'graphql/__init__.py': '', 'graphql/schema.py': 'schema = 3\n' });
    expect(told(found)).toEqual(LOADED);
  });

  it('tell an AttributeError of the URLs as a missing name', () => {
    const found = with_({ 'urls.py': 'from . import views\n\nurlpatterns = [views.absent]\n', 'views.py': 'x = 1\n' });
    expect(found.problems.map(one => [one.exception, one.message])).toEqual([
      ['ImportError', 'Module "netbox_example.urls" does not define a "urlpatterns" attribute/class'],
    ]);
  });
});
