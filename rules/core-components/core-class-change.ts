import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-class-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A panel, middleware or other class of NetBox is changed.',
  why: 'The class works for all of NetBox and every other plugin; a changed method can remove content, checks or behaviour anywhere it is used.',
  remedy: 'Subclass it in the plugin, or use the extension points that the documentation names.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} is changed by the plugin, which alters a component of NetBox wherever it is used. Subclass it, or use a documented extension point.',
  },
  invalid: [
    {
      title: 'A panel',
      files: {
        'netbox_example/patches.py': `from netbox.ui.panels import Panel

Panel.render = lambda self, context: ''
`,
      },
      netbox: '4.7',
      reports: [{ file: 'netbox_example/patches.py', at: 'Panel.render', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from netbox.plugins import PluginConfig


def silence(target):
    target.validate = classmethod(lambda cls, user_config, version: None)


silence(PluginConfig)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'target.validate', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'A subclass, and an instance',
      files: {
        'netbox_example/patches.py': `from netbox.ui.panels import Panel


class Mine(Panel):
    pass


Mine.render = lambda self, context: ''
panel = Panel()
panel.title = 'x'
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (
        !lasts(touch) ||
        !(
          (touch.area === 'panel' || touch.area === 'plugin-api' || touch.area === 'class') &&
          touch.name !== 'template_name'
        )
      )
        continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
