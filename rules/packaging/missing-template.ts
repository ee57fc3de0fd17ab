import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'missing-template',
  limit: 'packaging',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: "The code names a template of the plugin's own that is not installed.",
  why: 'The page fails with TemplateDoesNotExist when it is opened.',
  remedy: 'Add the template, or correct its name.',
  source: {
    sentence: 'Plugin templates should live in the `templates/<plugin-name>/` path within the plugin root.',
    where: 'docs/plugins/development/templates.md, Template File Structure',
  },
  messages: {
    missing:
      "There is no template '{name}' in the distribution, so that rendering it fails. Add it, or correct the name.",
    unshipped: {
      text: "The template '{name}' is not installed: {source} is left out of the distribution. Include it as package data.",
      severity: 'error',
    },
  },
  invalid: [
    {
      title: 'A template that is not there',
      forms: [189],
      flow: true,
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

CARD = 'netbox_example/inc/cards.html'


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return self.card(CARD)

    def card(self, name):
        return self.render(name)


template_extensions = [DeviceWidgets]
`,
      },
      reports: [
        { file: 'netbox_example/template_content.py', at: "'netbox_example/inc/cards.html'", message: 'missing' },
      ],
    },
    {
      title: 'A template that does not ship',
      forms: [189],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools.packages.find]
include = ["netbox_example*"]

[tool.setuptools]
include-package-data = false

[tool.setuptools.package-data]
netbox_example = ["templates/netbox_example/*.html"]
`,
      },
      reports: [
        {
          file: 'netbox_example/template_content.py',
          at: "'netbox_example/inc/device_widgets.html'",
          message: 'unshipped',
        },
      ],
    },
  ],
  valid: [
    {
      title: "NetBox's own templates, and a name that is no template",
      forms: [189],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return self.render('generic/object.html', extra_context={'next': 'netbox_example/widgets'})


template_extensions = [DeviceWidgets]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { name, at, source } of model.distribution.missingTemplates) {
      if (source === null) report(at, 'missing', { name });
      else report(at, 'unshipped', { name, source });
    }
  },
});
