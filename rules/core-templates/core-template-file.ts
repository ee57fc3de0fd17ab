import { releasesText } from '../../src/plugin/templates/releases.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-template-file',
  limit: 'core-templates',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'The plugin ships a template under the name of a core template.',
  why: "Templates are found by name alone. NetBox's own directory is searched first, so the file is usually dead; where the order is changed it takes the place of a core page, for everybody.",
  remedy: 'Move the file below `templates/<plugin>/`, and add to core pages with PluginTemplateExtension.',
  source: {
    sentence: 'Plugins can inject additional content where supported, but may not manipulate or remove core content.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    dead: "'{name}' is the name of a template of NetBox, whose own file wins in {releases}: this one is never used, and is an attempt to override a core page. Move it to templates/{module}/.",
    wins: "'{name}' is the name of a template of NetBox, and the plugin makes its own file win in {releases}, so that a core page is replaced. Move it to templates/{module}/ and add content with a PluginTemplateExtension.",
  },
  invalid: [
    {
      title: 'A core page, and one that core keeps in an app',
      forms: [48],
      files: {
        'netbox_example/templates/dcim/device.html': "{% extends 'generic/object.html' %}\n",
        'netbox_example/templates/buttons/add.html': '<a href="{{ url }}">Add</a>\n',
      },
      reports: [
        {
          file: 'netbox_example/templates/dcim/device.html',
          at: "{% extends 'generic/object.html' %}",
          message: 'dead',
        },
        {
          file: 'netbox_example/templates/buttons/add.html',
          at: '<a href="{{ url }}">Add</a>',
          message: 'dead',
        },
      ],
    },
    {
      title: 'With its directory put first',
      forms: [48],
      flow: true,
      files: {
        'netbox_example/templates/base/base.html': "{% extends 'base/base.html' %}\n",
        'netbox_example/helpers.py': `def first(options, directory):
    options.insert(0, directory)
`,
        'netbox_example/patches.py': `from pathlib import Path

from django.conf import settings

from .helpers import first

engine = settings.TEMPLATES[0]
first(engine['DIRS'], str(Path(__file__).parent / 'templates'))
`,
      },
      reports: [
        { file: 'netbox_example/templates/base/base.html', at: "{% extends 'base/base.html' %}", message: 'wins' },
      ],
    },
  ],
  valid: [
    {
      title: "A copy of a core template in the plugin's own folder",
      forms: [48],
      files: {
        'netbox_example/templates/netbox_example/dcim/device.html': "{% extends 'generic/object.html' %}\n",
      },
    },
    {
      title: 'Templates that are no part of an installed app',
      files: { 'docs/templates/dcim/device.html': '<p></p>\n' },
    },
  ],
  check(model, host, report) {
    for (const { name, shadowed, top, onCorePages, app } of model.templates.templates) {
      if (!shadowed) continue;
      const details = shadowed.releases === host.releases ? {} : { releases: host.versions(shadowed.releases) };
      const data = {
        name,
        releases: releasesText(host, shadowed.releases),
        module: app.module.split('.').at(-1) ?? app.module,
      };
      report(top, onCorePages ? 'wins' : 'dead', data, details);
    }
  },
});
