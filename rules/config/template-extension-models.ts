import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'template-extension-models',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A template extension is not shown where it is meant to be.',
  why: 'NetBox 4.1 brought `models`, a list of labels in lower case; 4.3 stopped reading `model`. A class that has only `model` is since then shown on the pages of every model, one that has only `models` stops NetBox before 4.1, and a label that no model has is never shown, all without a word.',
  remedy:
    "Write `models = ['dcim.device']`, and `model = 'dcim.device'` as well where releases before 4.1 are supported.",
  source: {
    sentence: 'Extensions which do not specify a set of models will be invoked on every view, where supported.',
    where: 'docs/plugins/development/views.md, Extra Template Content',
  },
  messages: {
    everywhere:
      "NetBox does not read 'model' from 4.3 on, so that {cls} is shown on the pages of every model. Write models = ['{model}'].",
    required:
      "Before NetBox 4.1 a template extension must have 'model': {cls} has none, so NetBox raises a TypeError and does not start. Add it, or raise min_version to 4.1.",
    text: "'models' of {cls} is a string, which NetBox takes for a list of letters, so that it is never shown. Write a list.",
    unknown: "There is no model '{label}' in NetBox, so that {cls} is never shown there. Correct the label.",
    ownUnknown: {
      text: "The plugin has no model '{label}', so that {cls} is never shown there. Correct the label.",
      severity: 'warning',
    },
    letters: "NetBox looks for the label in lower case, so that {cls} is never shown for '{label}'. Write '{lower}'.",
    method: {
      text: '{cls}.{method}() is not called there: NetBox has it from {since} on. Raise min_version, or use another place.',
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Only `model`',
      forms: [158],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    model = 'dcim.device'

    def right_page(self):
        return ''


template_extensions = [DeviceWidgets]
`,
      },
      reports: [{ file: 'netbox_example/template_content.py', at: 'model', message: 'everywhere' }],
    },
    {
      title: 'Labels that no model has, in a list from elsewhere',
      forms: [160],
      flow: true,
      files: {
        'netbox_example/const.py': `LABELS = ['dcim.devices', 'ipam.Prefix', 'dcim.site']
`,
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

from .const import LABELS


class Widgets(PluginTemplateExtension):
    models = LABELS


class Sites(PluginTemplateExtension):
    models = 'dcim.site'


def extensions():
    return [Widgets, Sites]


template_extensions = extensions()
`,
      },
      reports: [
        { file: 'netbox_example/const.py', at: "'dcim.devices'", message: 'unknown' },
        { file: 'netbox_example/const.py', at: "'ipam.Prefix'", message: 'letters' },
        { file: 'netbox_example/template_content.py', at: 'models', message: 'text', nth: 2 },
      ],
    },
    {
      title: 'Too new for the releases that are supported',
      forms: [159, 161],
      netbox: '>=4.0,<4.3',
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def head(self):
        return ''


template_extensions = [DeviceWidgets]
`,
      },
      reports: [
        { file: 'netbox_example/template_content.py', at: 'DeviceWidgets', nth: 1, message: 'required' },
        { file: 'netbox_example/template_content.py', at: 'head', message: 'method' },
      ],
    },
    {
      forms: [158],
      flow: true,
      files: {
        'netbox_example/panels.py': `from netbox.plugins import PluginTemplateExtension

TARGETS = ('dcim.device', 'dcim.site')


def extension(label):
    class Widgets(PluginTemplateExtension):
        model = label

        def right_page(self):
            return ''

    return Widgets
`,
        'netbox_example/template_content.py': `from .panels import TARGETS, extension

template_extensions = [extension(label) for label in TARGETS]
`,
      },
      reports: [{ file: 'netbox_example/panels.py', at: 'model', message: 'everywhere' }],
    },
    {
      forms: [159],
      flow: true,
      netbox: '>=4.0,<4.3',
      files: {
        'netbox_example/panels.py': `from netbox.plugins import PluginTemplateExtension


class Panel(PluginTemplateExtension):
    models = []

    def right_page(self):
        return ''


def panel_for(*labels):
    return type('Widgets', (Panel,), {'models': list(labels)})
`,
        'netbox_example/template_content.py': `from .panels import panel_for

template_extensions = [panel_for('dcim.device', 'dcim.site')]
`,
      },
      reports: [
        {
          file: 'netbox_example/panels.py',
          at: "type('Widgets', (Panel,), {'models': list(labels)})",
          message: 'required',
        },
      ],
    },
    {
      forms: [160],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.devices']


template_extensions = [DeviceWidgets]
`,
      },
      reports: [{ file: 'netbox_example/template_content.py', at: "'dcim.devices'", message: 'unknown' }],
    },
    {
      forms: [161],
      flow: true,
      netbox: '>=4.1,<4.4',
      files: {
        'netbox_example/panels.py': `from netbox.plugins import PluginTemplateExtension


class Styled(PluginTemplateExtension):
    def head(self):
        return ''
`,
        'netbox_example/template_content.py': `from . import panels


class DeviceWidgets(panels.Styled):
    models = ['dcim.device']


template_extensions = (DeviceWidgets,)
`,
      },
      reports: [{ file: 'netbox_example/panels.py', at: 'head', message: 'method' }],
    },
    {
      title: 'A model of its own that it does not have',
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class Widgets(PluginTemplateExtension):
    models = ['netbox_example.widgets']

    def right_page(self):
        return ''


template_extensions = [Widgets]
`,
      },
      reports: [{ file: 'netbox_example/template_content.py', at: "'netbox_example.widgets'", message: 'ownUnknown' }],
    },
  ],
  valid: [
    {
      title: 'A class for each release, chosen by the version',
      netbox: '>=4.0',
      files: {
        'netbox_example/template_content.py': `import re

from django.conf import settings
from netbox.plugins import PluginTemplateExtension

major, minor = re.match(r'(\\d+)\\.(\\d+)', settings.VERSION).groups()

if int(major) * 100 + int(minor) >= 403:

    class Both(PluginTemplateExtension):
        models = ['dcim.device', 'dcim.site']

    template_extensions = [Both]

else:

    class DeviceWidgets(PluginTemplateExtension):
        model = 'dcim.device'

    template_extensions = [DeviceWidgets]
`,
      },
    },
    {
      netbox: '>=4.0',
      files: {
        'netbox_example/template_content.py': `from django.conf import settings
from netbox.plugins import PluginTemplateExtension
from packaging.version import parse

if parse(settings.VERSION) < parse('4.3'):

    class DeviceWidgets(PluginTemplateExtension):
        model = 'dcim.device'

else:

    class DeviceWidgets(PluginTemplateExtension):
        models = ['dcim.device']


template_extensions = [DeviceWidgets]
`,
      },
    },
    {
      title: "Both attributes; own models and another plugin's; every model on purpose",
      forms: [158, 159, 160],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    model = 'dcim.device'
    models = ['dcim.device', 'netbox_example.widget', 'netbox_other.thing']

    def right_page(self):
        return ''


class Everywhere(PluginTemplateExtension):
    def navbar(self):
        return ''


template_extensions = [DeviceWidgets, Everywhere]
`,
      },
    },
    {
      forms: [161],
      netbox: '>=4.1,<4.3',
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def alerts(self):
        return ''

    def heading(self):
        return 'Widgets'

    def right_page(self):
        return self.heading()


template_extensions = [DeviceWidgets]
`,
      },
    },
  ],
  check(model, host, report) {
    const core = host.facts.apps();
    const some = (mask: number): { releases?: readonly string[] } =>
      mask === host.releases ? {} : { releases: host.versions(mask) };
    for (const extension of model.navigation.templateExtensions) {
      const cls = extension.name;
      const refused = extension.refused & host.releases;
      if (refused !== 0) report(extension.at, 'required', { cls }, some(refused));
      const unlimited = extension.unlimited & host.releases;
      const old = extension.declaredModel;
      if (unlimited !== 0 && old?.literal.known && typeof old.literal.value === 'string') {
        report(old.at, 'everywhere', { cls, model: old.literal.value.toLowerCase() }, some(unlimited));
      }
      const declared = extension.declaredModels;
      if (declared?.literal.known && declared.literal.type === 'str' && declared.literal.value !== '') {
        report(declared.at, 'text', { cls });
      }
      for (const { label, at, own } of declared?.labels ?? []) {
        const fact = host.facts.model(label);
        const app = label.slice(0, label.indexOf('.')).toLowerCase();
        if (!own && (fact ? (fact.releases & host.releases) === 0 : core.get(app)?.core === true)) {
          report(at, 'unknown', { cls, label });
        } else if (
          !own &&
          model.migrations.labels.has(app) &&
          model.models.some(one => one.app.toLowerCase() === app)
        ) {
          report(at, 'ownUnknown', { cls, label });
        } else if (label !== label.toLowerCase() && (own || fact)) {
          report(at, 'letters', { cls, label, lower: label.toLowerCase() });
        }
      }
      for (const [method, hook] of extension.hooks) {
        const missing = host.releases & ~hook.releases;
        const [since] = host.versions(hook.releases);
        if (missing !== 0 && since !== undefined) report(hook.at, 'method', { cls, method, since }, some(missing));
      }
    }
  },
});
