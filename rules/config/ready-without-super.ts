import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'ready-without-super',
  limit: 'config',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: "An override of `ready()` does not call NetBox's own.",
  why: "NetBox registers a plugin's models, menus, template extensions, search indexes and GraphQL schema in `PluginConfig.ready()`. An override that does not call it leaves all of them out, without a word.",
  remedy: 'Call `super().ready()` first.',
  source: {
    sentence: 'super().ready()',
    where: 'docs/plugins/development/background-jobs.md, Scheduled Jobs (the example of ready())',
  },
  messages: {
    ready:
      "ready() never calls PluginConfig's own, so NetBox registers none of the plugin's models, menus, template extensions or search indexes. Begin it with super().ready().",
  },
  invalid: [
    {
      forms: [141],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        from . import signals


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'ready', message: 'ready' }],
    },
    {
      title: 'In a base class of its own',
      forms: [141],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


class Base(PluginConfig):
    def prepare(self):
        pass

    def ready(self):
        self.prepare()
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'

    def ready(self):
        super().ready()


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'ready', nth: 1, message: 'ready' }],
    },
    {
      title: 'Only defined, not called, or called on the wrong class',
      files: {
        'netbox_example/__init__.py': `from django.apps import AppConfig
from netbox.plugins import PluginConfig


def start(config):
    PluginConfig.ready(config)


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        AppConfig.ready(self)


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'ready', nth: 2, message: 'ready' }],
    },
    {
      title: 'The second of two classes ends the chain',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class Early:
    def ready(self):
        super().ready()


class Late:
    def ready(self):
        self.late = True


class ExampleConfig(Early, Late, PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'ready', nth: 3, message: 'ready' }],
    },
  ],
  valid: [
    {
      title: 'A class behind PluginConfig, whose methods Python does not ask for',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class Behind:
    queues = ('a', 'b')

    def ready(self):
        pass

    @classmethod
    def validate(cls, user_config):
        pass


class ExampleConfig(PluginConfig, Behind):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
    },
    {
      title: 'The method as it was before another took its place',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


original = ExampleConfig.ready


def ready(self):
    original(self)


ExampleConfig.ready = ready
config = ExampleConfig
`,
      },
    },
    {
      title: 'Through a helper, or by the name of the class',
      forms: [141],
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


class Base(PluginConfig):
    def start(self):
        PluginConfig.ready(self)
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'

    def ready(self):
        self.start()


config = ExampleConfig
`,
      },
    },
    {
      title: 'After an early return',
      files: {
        'netbox_example/__init__.py': `import os

from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        if os.environ.get('SKIP'):
            return
        super(ExampleConfig, self).ready()


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, hooks } of model.settings.startup) {
      if (hooks.ready && !hooks.ready.callsHost) report(hooks.ready.at, 'ready', undefined, { plugin: plugin.module });
    }
  },
});
