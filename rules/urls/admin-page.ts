import { releasesText } from '../../src/plugin/templates/releases.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'admin-page',
  limit: 'urls',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A model is registered with Django's admin site.",
  why: 'The pages of the admin site stand at `/admin/`, outside of `/plugins/`. The documentation offers that to plugins up to NetBox 3.1; NetBox 4.0 and 4.1 serve them only where the operator turns them on, and later releases have no admin site at all.',
  remedy: 'Give the model views of its own below `/plugins/`: `ObjectListView`, `ObjectEditView` and their like.',
  source: {
    sentence: 'All plugin URLs are restricted to this path to prevent path collisions with core or other plugins.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    served:
      "The pages that this registers stand at /admin/, outside of /plugins/, in {releases}. Give the model views of the plugin's own.",
    none: {
      text: "NetBox has no admin site in {releases}: the pages that this registers are never shown. Give the model views of the plugin's own.",
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'Where NetBox serves an admin site',
      forms: [44],
      netbox: '4.1',
      files: {
        'netbox_example/admin.py': `from django.contrib import admin

from .models import Widget

admin.site.register(Widget)
`,
      },
      reports: [{ file: 'netbox_example/admin.py', at: 'admin.site.register(Widget)', message: 'served' }],
    },
    {
      title: 'Where it has none',
      forms: [44],
      netbox: '4.5',
      files: {
        'netbox_example/admin.py': `from django.contrib import admin

from .models import Widget


@admin.register(Widget)
class WidgetAdmin(admin.ModelAdmin):
    list_display = ('name',)
`,
      },
      reports: [{ file: 'netbox_example/admin.py', at: 'admin.register(Widget)', message: 'none' }],
    },
    {
      forms: [44],
      flow: true,
      netbox: '3.6',
      files: {
        'netbox_example/helpers.py': `def show(site, *models):
    for model in models:
        site.register(model)
`,
        'netbox_example/admin.py': `from netbox.admin import admin_site as pages

from .helpers import show
from .models import Widget

show(pages, Widget)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'site.register(model)', message: 'served' }],
    },
  ],
  valid: [
    {
      title: 'For releases that offer it to plugins',
      forms: [44],
      netbox: '2.11',
      files: {
        'netbox_example/admin.py': `from django.contrib import admin

from .models import Widget

admin.site.register(Widget)
`,
      },
    },
    {
      title: 'A registry of its own',
      forms: [44],
      files: {
        'netbox_example/registry.py': `from .models import Widget


class Site:
    def __init__(self):
        self.models = []

    def register(self, model):
        self.models.append(model)


site = Site()
site.register(Widget)
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { at, served, none, optIn, trace } of model.registrations.adminPages) {
      if (served === 0) {
        if (none !== 0) report(at, 'none', { releases: releasesText(host, none) }, { trace });
        continue;
      }
      const details = {
        trace,
        ...(served === host.releases ? {} : { releases: host.versions(served) }),
        ...(optIn ? { severity: 'info' as const } : {}),
      };
      report(at, 'served', { releases: releasesText(host, served) }, details);
    }
  },
});
