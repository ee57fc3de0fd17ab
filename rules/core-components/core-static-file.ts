import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-static-file',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "The plugin ships a static file at the path of one of NetBox's.",
  why: "collectstatic keeps the first of several files of one path: NetBox's own, so that the plugin gets a file it does not know. Where the order of the apps is changed, NetBox's pages get the plugin's.",
  remedy: 'Move the file below `static/<plugin>/`.',
  source: {
    sentence:
      'Plugins may package static resources like images or scripts to be served directly by the HTTP front end.',
    where: 'docs/plugins/installation.md, Collect Static Files',
  },
  messages: {
    static:
      "NetBox has a static file '{path}' too: collectstatic reports the conflict and keeps NetBox's, so that this one is never served. Move it to static/{module}/.",
  },
  invalid: [
    {
      title: "The path of NetBox's own script",
      forms: [191],
      files: { 'netbox_example/static/netbox.js': 'export {};\n' },
      reports: [{ file: 'netbox_example/static/netbox.js', at: 'export {};', message: 'static' }],
    },
  ],
  valid: [
    {
      title: "The same name in the plugin's own folder",
      forms: [191],
      files: { 'netbox_example/static/netbox_example/netbox.js': 'export {};\n' },
    },
  ],
  check(model, host, report) {
    for (const { path, shadows, top, app } of model.staticFiles.files) {
      if (shadows === 0) continue;
      const details = shadows === host.releases ? {} : { releases: host.versions(shadows) };
      report(top, 'static', { path, module: app.module.split('.').at(-1) ?? app.module }, details);
    }
  },
});
