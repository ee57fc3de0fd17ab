import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'missing-module',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'The code imports a module or name of its own package that is not there.',
  why: 'The import fails: when the plugin is loaded NetBox does not start, otherwise the request or job fails.',
  remedy: 'Correct the import, or include the module in the distribution.',
  source: {
    sentence:
      'The plugin source directory contains all the actual Python code and other resources used by your plugin.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    start: '{what} is not in the package, so that NetBox cannot load the plugin. Correct the import.',
    later: {
      text: '{what} is not in the package, so that this import fails when it is run. Correct it.',
      severity: 'warning',
    },
    unshipped: '{what} is not installed: {file} is left out of the distribution. Include it, or do without it.',
  },
  invalid: [
    {
      title: 'A module and a name that are not there',
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .choices import COLOURS
from .forms import WidgetFilter


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)


def later():
    from netbox_example.reports import build

    return build
`,
        'netbox_example/forms.py': `class WidgetForm:
    pass
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'COLOURS', message: 'start' },
        { file: 'netbox_example/models.py', at: 'WidgetFilter', message: 'start' },
        { file: 'netbox_example/models.py', at: 'build', nth: 1, message: 'later' },
      ],
    },
    {
      title: 'A module that does not ship',
      files: {
        'netbox_example/signals.py': `from netbox_example.helpers.names import NAME
`,
        'netbox_example/helpers/names.py': `NAME = 'x'
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "netbox_example.api", "netbox_example.migrations"]
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'NAME', message: 'unshipped' }],
    },
  ],
  valid: [
    {
      title: 'An optional module, and one that a build makes',
      files: {
        'netbox_example/signals.py': `try:
    from ._version import version
except ImportError:
    version = 'unknown'
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const use of model.imports) {
      if (!use.own || !use.certain || use.typing) continue;
      const what =
        use.missing === 'module' || use.name === null ? `The module ${use.module}` : `${use.name} of ${use.module}`;
      const details = { trace: use.trace };
      if (use.unshipped !== null) {
        report(
          use.at,
          'unshipped',
          { what, file: use.unshipped },
          use.moment === 'later' ? { ...details, severity: 'warning' } : details,
        );
      } else if (use.moment === 'start' || use.moment === 'migrate') report(use.at, 'start', { what }, details);
      else report(use.at, 'later', { what }, details);
    }
  },
});
