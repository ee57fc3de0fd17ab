import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unnamespaced-file',
  limit: 'packaging',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "Static files or templates lie outside a folder of the plugin's name.",
  why: 'All apps share one space of static files and one of templates. A file of a plain name is taken for that of another plugin, or the other way round, by the order of the apps.',
  remedy: 'Move them to `static/<plugin>/` and `templates/<plugin>/`.',
  source: {
    sentence: 'Plugin templates should live in the `templates/<plugin-name>/` path within the plugin root.',
    where: 'docs/plugins/development/templates.md, Template File Structure',
  },
  messages: {
    static:
      "The static file '{path}'{others} has no folder of the plugin's own, so that collectstatic lets one app's file hide another's. Move it to static/{module}/.",
    template: {
      text: "The template '{path}'{others} has no folder of the plugin's own, so that one of another app can hide it. Move it to templates/{module}/.",
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'Files that other plugins may have as well',
      forms: [191],
      files: {
        'netbox_example/static/app.css': 'p { color: red; }',
        'netbox_example/templates/cards/a.html': '<p></p>',
        'netbox_example/templates/cards/b.html': '<p></p>',
      },
      reports: [
        { file: 'netbox_example/static/app.css', at: '', message: 'static' },
        { file: 'netbox_example/templates/cards/a.html', at: '', message: 'template' },
      ],
    },
    {
      title: 'A template',
      forms: [49],
      files: {
        'netbox_example/templates/inc/widget.html': `<p></p>
`,
      },
      reports: [{ file: 'netbox_example/templates/inc/widget.html', at: '', message: 'template' }],
    },
  ],
  valid: [
    {
      title: 'A Python package named static',
      forms: [191],
      files: {
        'netbox_example/static/__init__.py': '',
        'netbox_example/static/routes.py': '',
      },
    },
    {
      title: "The plugin's own folder",
      forms: [49],
      files: {
        'netbox_example/templates/netbox_example/inc/part.html': `<p></p>
`,
      },
    },
  ],
  check(model, host, report) {
    for (const plugin of model.plugins) {
      for (const { kind, path, at, others } of model.distribution.unnamespaced) {
        if (!at.file.startsWith(plugin.file.slice(0, plugin.file.lastIndexOf('/') + 1))) continue;
        // Files at a path of core's own are another matter than a missing folder.
        const core = kind === 'template' ? (host.facts.template(path)?.releases ?? 0) : host.facts.staticFile(path);
        if (core !== 0) continue;
        const module = plugin.module.split('.').at(-1) ?? plugin.module;
        const more = others === 0 ? '' : ` (and ${others} more)`;
        report(
          at,
          kind === 'template' ? 'template' : 'static',
          { path, others: more, module },
          { plugin: plugin.module },
        );
      }
    }
  },
});
