import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'validate-override',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "An override of `validate()` cannot be called as NetBox calls it, or leaves NetBox's own out.",
  why: "NetBox calls `validate(user_config, netbox_version)` on the class while it reads its settings. NetBox's own method checks the version bounds and the required settings, and fills in the defaults.",
  remedy:
    'Write `@classmethod def validate(cls, user_config, netbox_version)` and call `super().validate(user_config, netbox_version)` in it.',
  source: {
    sentence: 'All required settings must be configured by the user.',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    instance:
      'validate() is no class method, but NetBox calls it on the class, so that an argument is missing and NetBox does not start. Decorate it with @classmethod.',
    arguments:
      'validate() cannot take the two arguments that NetBox gives it (the configuration and the release), so NetBox does not start. Declare it as validate(cls, user_config, netbox_version).',
    super: {
      text: "validate() never calls PluginConfig's own: version bounds and required settings are not checked, and defaults are not filled in. Call super().validate(user_config, netbox_version).",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'The signature of old releases',
      forms: [143],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    @classmethod
    def validate(cls, user_config):
        super().validate(user_config, None)


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'validate', nth: 1, message: 'arguments' }],
    },
    {
      title: 'No class method',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def validate(self, user_config, netbox_version):
        super().validate(user_config, netbox_version)


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'validate', nth: 1, message: 'instance' }],
    },
    {
      title: 'Without the checks of NetBox',
      files: {
        'netbox_example/checks.py': `from netbox.plugins import PluginConfig


class Checked(PluginConfig):
    @classmethod
    def validate(cls, user_config, netbox_version):
        user_config.setdefault('page_size', 50)
`,
        'netbox_example/__init__.py': `from .checks import Checked


class ExampleConfig(Checked):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/checks.py', at: 'validate', message: 'super' }],
    },
    {
      forms: [143],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


def check(cls, user_config):
    if not user_config.get('token'):
        raise ValueError('token')
    return PluginConfig.validate.__func__(cls, user_config, None)


class Base(PluginConfig):
    validate = classmethod(check)
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'check', nth: 1, message: 'arguments' }],
    },
  ],
  valid: [
    {
      title: 'The function that the class method holds; a class behind PluginConfig',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class Behind:
    @classmethod
    def validate(cls, user_config):
        pass


class ExampleConfig(PluginConfig, Behind):
    name = 'netbox_example'

    @classmethod
    def validate(cls, user_config, netbox_version):
        PluginConfig.validate.__func__(cls, user_config, netbox_version)


config = ExampleConfig
`,
      },
    },
    {
      title: 'All arguments handed on',
      forms: [143],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    @classmethod
    def validate(cls, *args, **kwargs):
        super().validate(*args, **kwargs)


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, hooks } of model.settings.startup) {
      const { validate } = hooks;
      if (!validate || validate.binding === 'property') continue;
      const details = { plugin: plugin.module };
      const { least, most } = validate.accepts;
      if (least > 2 || most < 2) {
        report(
          validate.first,
          validate.binding === 'function' && least === 3 ? 'instance' : 'arguments',
          undefined,
          details,
        );
      } else if (!validate.callsHost) report(validate.at, 'super', undefined, details);
    }
  },
});
