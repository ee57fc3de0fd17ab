import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unavailable-import',
  limit: 'version-bounds',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'An import of NetBox resolves in no release that the plugin accepts.',
  why: 'What is not documented moves or goes away between releases. An import that fails while the plugin is loaded stops NetBox, in every release that the version bounds let in.',
  remedy: 'Import the name from where it is now, catch ImportError where it is optional, or correct the bounds.',
  source: {
    sentence: 'Internal elements of NetBox are subject to change at any time and without warning.',
    where: 'docs/plugins/development/index.md, introduction',
  },
  messages: {
    start: 'NetBox has no {what} in {releases}, so that it cannot load the plugin; {advice}.',
    migrate: 'NetBox has no {what} in {releases}, so that the migrations cannot be loaded; {advice}.',
    resource: {
      text: 'NetBox has no {what} in {releases}, so that what this module provides is silently left out, or the start fails; {advice}.',
      severity: 'warning',
    },
    later: {
      text: 'NetBox has no {what} in {releases}, so that this code fails when it runs; {advice}.',
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'A module that has moved, while the package is imported',
      forms: [126],
      files: {
        'netbox_example/__init__.py': `from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.4.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'PluginConfig', nth: 1, message: 'start' }],
    },
    {
      title: 'A name that is gone, in a module that the models import; in a function; in a migration; in a resource',
      forms: [194],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from utilities.utils import get_viewname


def show():
    from utilities.forms import StaticSelect

    return StaticSelect, get_viewname
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .helpers import show


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
`,
        'netbox_example/migrations/0002_more.py': `from django.db import migrations
from extras.utils import FeatureQuery


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
`,
        'netbox_example/navigation.py': `from extras.plugins import PluginMenuItem

menu_items = ()
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.4.0'
    max_version = '4.6.99'


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'get_viewname', nth: 1, message: 'start' },
        { file: 'netbox_example/helpers.py', at: 'StaticSelect', nth: 1, message: 'later' },
        { file: 'netbox_example/migrations/0002_more.py', at: 'FeatureQuery', message: 'migrate' },
        { file: 'netbox_example/navigation.py', at: 'PluginMenuItem', message: 'resource' },
      ],
    },
    {
      forms: [126],
      flow: true,
      files: {
        'netbox_example/compat.py': `from importlib import import_module

plugins = import_module('extras.plugins')
PluginConfig = plugins.PluginConfig
`,
        'netbox_example/__init__.py': `from .compat import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.4.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/compat.py', at: "import_module('extras.plugins')", message: 'start' }],
    },
    {
      forms: [194],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel
from utilities.utils import get_viewname


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)

    def view(self):
        return get_viewname(self, 'list')
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'get_viewname', nth: 1, message: 'start' }],
    },
  ],
  valid: [
    {
      title: 'The old place as a fallback, or for a type checker',
      forms: [126, 194],
      files: {
        'netbox_example/helpers.py': `from typing import TYPE_CHECKING

try:
    from netbox.plugins import PluginMenuItem
except ImportError:
    from extras.plugins import PluginMenuItem

if TYPE_CHECKING:
    from extras.plugins import PluginTemplateExtension

try:
    from utilities.utils import get_viewname
except ImportError:
    get_viewname = None
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .helpers import get_viewname


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
`,
      },
    },
  ],
  check(model, host, report) {
    const modules = new Set<string>();
    for (const use of model.imports) {
      if (use.own || use.typing || !use.certain) continue;
      const wanted = host.releases & use.runs;
      if (wanted === 0 || (wanted & use.resolves) !== 0) continue;
      // Without bounds the newest release alone is under check: that it is too new is said of the bounds.
      if (host.chosenBy === 'default' && use.resolves !== 0 && use.moment !== 'later') continue;
      const named = use.name !== null && (use.kind === 'attribute' || (host.facts.module(use.module) & wanted) !== 0);
      // All names of a module that is missing are one import.
      const module = `${use.at.file} ${use.module}`;
      if (!named && modules.has(module)) continue;
      if (!named) modules.add(module);
      const what = named ? `${use.name} in ${use.module}` : `module ${use.module}`;
      const checked = host.versions(wanted);
      const [first = ''] = checked;
      const last = checked.at(-1) ?? first;
      const had = host.versions(use.resolves);
      const advice =
        had.length === 0
          ? 'no release has it: correct the name'
          : `releases ${rangeText(had)} have it: import it from its new place, or correct the version bounds`;
      report(
        use.at,
        use.moment,
        { what, releases: first === last ? first : `${first} to ${last}`, advice },
        { trace: use.trace },
      );
    }
  },
});

function rangeText(versions: readonly string[]): string {
  const [first = ''] = versions;
  const last = versions.at(-1) ?? first;
  return first === last ? first : `${first} to ${last}`;
}
