import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unavailable-model',
  limit: 'version-bounds',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A model of NetBox is named by a text, and a supported release does not have it.',
  why: 'No import fails for a name in a text. Django finds out when it checks the models: migrate stops, and whatever uses the relation, or looks the model up, raises an exception.',
  remedy: 'Correct the name, or set `min_version` and `max_version` to the releases that have the model.',
  source: {
    sentence: 'A plugin can specify a minimum and/or maximum NetBox version with which it is compatible.',
    where: 'docs/plugins/index.md, Capabilities',
  },
  messages: {
    field:
      "No NetBox under check has the model '{label}', so that Django refuses the relation (fields.E300) and migrate stops. {advice}.",
    someField: {
      text: "NetBox {releases} has no model '{label}', so that Django refuses the relation there (fields.E300) and migrate stops. {advice}.",
      severity: 'warning',
    },
    lookUp: {
      text: "NetBox {releases} has no model '{label}', so that this raises LookupError there. {advice}.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'Relations and a look-up',
      forms: [194],
      flow: true,
      files: {
        'netbox_example/models.py': `from django.apps import apps
from django.db import models
from netbox.models import NetBoxModel

APP = 'ipam'


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    device = models.ForeignKey('dcim.Devices', on_delete=models.CASCADE)
    tunnels = models.ManyToManyField(to=f'{APP}.L2VPN')

    def box(self):
        return apps.get_model('dcim', 'Box')
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: "'dcim.Devices'", message: 'field' },
        { file: 'netbox_example/models.py', at: "f'{APP}.L2VPN'", message: 'field' },
        { file: 'netbox_example/models.py', at: "apps.get_model('dcim', 'Box')", message: 'lookUp' },
      ],
    },
    {
      title: 'A model that only newer releases have',
      netbox: '>=4.1,<4.5',
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    address = models.ForeignKey('dcim.MACAddress', on_delete=models.CASCADE)
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "'dcim.MACAddress'", message: 'someField' }],
    },
  ],
  valid: [
    {
      title: 'Models that are there, those of others, and a look-up that may fail',
      forms: [194],
      files: {
        'netbox_example/models.py': `from django.apps import apps
from django.conf import settings
from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    device = models.ForeignKey('dcim.device', on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    thing = models.ForeignKey('netbox_other.Thing', on_delete=models.CASCADE)
    parent = models.ForeignKey('self', on_delete=models.CASCADE)
    twin = models.ForeignKey('Widget', on_delete=models.CASCADE)

    def box(self):
        try:
            return apps.get_model('dcim', 'Box')
        except LookupError:
            return None
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { kind, label, at, has } of model.modelReferences) {
      const lacking = host.releases & ~has;
      if (lacking === 0) continue;
      const versions = host.versions(lacking);
      const had = host.versions(has);
      const advice =
        had.length === 0
          ? 'No release has it: correct the name'
          : `Releases ${rangeText(had)} have it: name its successor, or correct the version bounds`;
      const data = { label, releases: rangeText(versions), advice };
      if (kind === 'call') report(at, 'lookUp', data, { releases: versions });
      else if (lacking === host.releases) report(at, 'field', data);
      else report(at, 'someField', data, { releases: versions });
    }
  },
});

function rangeText(versions: readonly string[]): string {
  const [first = ''] = versions;
  const last = versions.at(-1) ?? first;
  return first === last ? first : `${first} to ${last}`;
}
