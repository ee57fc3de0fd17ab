import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'misleading-app-name',
  limit: 'urls',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: '`app_name` in urls.py says another namespace than the one that the URLs get.',
  why: "NetBox mounts the patterns under the plugin's label and does not read `app_name`. Whoever reads the file will write `reverse('plugins:<app_name>:…')`, which fails when the page is rendered.",
  remedy: "Take `app_name` out, or set it to the plugin's label (in api/urls.py: the label and `-api`).",
  source: {
    sentence: 'This makes our view accessible at the URL `/plugins/animal-sounds/random/`.',
    where: 'docs/plugins/development/views.md, URL Registration',
  },
  messages: {
    differs:
      "app_name is '{name}', but NetBox does not read it: the URLs are in the namespace '{namespace}'. Take it out or correct it.",
  },
  invalid: [
    {
      title: 'Another name than the label',
      forms: [40],
      files: {
        'netbox_example/urls.py': `app_name = 'widgets'
urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/urls.py', at: "'widgets'", message: 'differs' }],
    },
    {
      forms: [40],
      flow: true,
      files: {
        'netbox_example/const.py': `NAME = 'example-api'
`,
        'netbox_example/api/urls.py': `from netbox_example.const import NAME as app_name

urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/const.py', at: "'example-api'", message: 'differs' }],
    },
  ],
  valid: [
    {
      title: 'The label',
      forms: [40],
      files: {
        'netbox_example/urls.py': `app_name = 'netbox_example'
urlpatterns = ()
`,
        'netbox_example/api/urls.py': `app_name = 'netbox_example-api'
urlpatterns = ()
`,
      },
    },
    {
      forms: [40],
      files: {
        'netbox_example/api/urls.py': `from netbox_example import urls

app_name = 'netbox_example'
urlpatterns = ()
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const mount of model.routes.mounts) {
      const name = mount.appName?.known ? mount.appName.value : undefined;
      if (typeof name !== 'string' || !mount.appNameAt) continue;
      const label = mount.namespace.slice(mount.namespace.indexOf(':') + 1);
      // `<label>` in api/urls.py is what NetBox 2.8 wanted, and misleads nobody.
      if (name === label || `${name}-api` === label) continue;
      report(mount.appNameAt, 'differs', { name, namespace: mount.namespace }, { plugin: mount.plugin });
    }
  },
});
