import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-search-index',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A search index is registered for a core model.',
  why: "NetBox keeps one search index a model, and the last one registered wins without a word: core's own index, with its fields and weights, is gone.",
  remedy: "Register indexes for the plugin's own models only.",
  source: {
    sentence: "Plugins can define and register their own models to extend NetBox's core search functionality.",
    where: 'docs/plugins/development/search.md',
  },
  messages: {
    replaced:
      "{cls} is registered as the search index of {model}, in the place of NetBox's own. Index the plugin's own models only.",
  },
  invalid: [
    {
      title: 'In the list of indexes',
      forms: [98],
      files: {
        'netbox_example/search.py': `from dcim.models import Device
from netbox.search import SearchIndex


class DeviceIndex(SearchIndex):
    model = Device
    fields = (('name', 1),)


indexes = [DeviceIndex]
`,
      },
      reports: [{ file: 'netbox_example/search.py', at: 'model', nth: 2, message: 'replaced' }],
    },
    {
      title: 'By the decorator, the model from a helper',
      forms: [98],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from django.apps import apps


def sites():
    return apps.get_model('dcim', 'Site')
`,
        'netbox_example/signals.py': `from netbox import search

from .helpers import sites


@search.register_search
class Places(search.SearchIndex):
    model = sites()
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'model', message: 'replaced' }],
    },
    {
      title: "An index of NetBox's, derived from",
      forms: [98],
      flow: true,
      files: {
        'netbox_example/search.py': `from dcim.search import DeviceIndex
from netbox.search import register_search


@register_search
class ShortDeviceIndex(DeviceIndex):
    fields = (('name', 100),)
`,
      },
      reports: [{ file: 'netbox_example/search.py', at: 'ShortDeviceIndex', message: 'replaced' }],
    },
  ],
  valid: [
    {
      title: 'An own model',
      forms: [98],
      files: {
        'netbox_example/search.py': `from netbox.search import SearchIndex, register_search

from .models import Widget


@register_search
class WidgetIndex(SearchIndex):
    model = Widget
    fields = (('name', 100),)


indexes = [WidgetIndex]
`,
      },
    },
  ],
  check(model, host, report) {
    for (const index of model.registrations.searchIndexes) {
      if (!index.core || index.model === null) continue;
      const releases = (host.facts.model(index.model)?.releases ?? 0) & host.releases;
      if (releases === 0) continue;
      report(
        index.modelAt,
        'replaced',
        { cls: index.path, model: index.model },
        {
          ...(index.optIn ? { severity: 'warning' as const } : {}),
          ...(releases === host.releases ? {} : { releases: host.versions(releases) }),
        },
      );
    }
  },
});
