import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'related-name-collision',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'The reverse name of a relation takes the place of something that the core model has.',
  why: "Django puts the reverse accessor on the core model's class. Where the model has a field of that name its checks stop NetBox (fields.E302, E303); where it has a method or property, the accessor silently replaces it.",
  remedy:
    "Begin the name with the plugin's label (`related_name='my_plugin_widgets'`), or use `related_name='+'` for none.",
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    field:
      "The reverse name '{name}' of {model}.{own} is a field of {core}, so Django's checks stop NetBox (fields.E302). Begin the name with the plugin's label.",
    member:
      "The reverse name '{name}' of {model}.{own} replaces {core}.{name}, which NetBox itself uses. Begin the name with the plugin's label.",
    query:
      "The reverse query name '{name}' of {model}.{own} is a field of {core}, so Django's checks stop NetBox (fields.E303). Set related_query_name to a name with the plugin's label.",
  },
  invalid: [
    {
      title: 'A field and a method of the core model; names from a constant and a pattern',
      files: {
        'netbox_example/models.py': `from dcim import models as dcim
from django.db import models
from netbox.models import NetBoxModel

NAME = 'get_' + 'children'


class Base(models.Model):
    racks = models.ManyToManyField(dcim.Rack, related_name='%(class)s')

    class Meta:
        abstract = True


class Widget(NetBoxModel):
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='serial')
    other = models.ForeignKey(dcim.Device, on_delete=models.CASCADE, related_name=NAME)


class Role(Base):
    pass


class Third(models.Model):
    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='+', related_query_name='x')
    rack = models.ForeignKey('dcim.Rack', on_delete=models.CASCADE, related_name='example_things', related_query_name='serial')
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: "'serial'", nth: 1, message: 'field' },
        {
          file: 'netbox_example/models.py',
          at: 'models.ForeignKey(dcim.Device, on_delete=models.CASCADE, related_name=NAME)',
          message: 'member',
        },
        { file: 'netbox_example/models.py', at: "'%(class)s'", message: 'field' },
        { file: 'netbox_example/models.py', at: "'serial'", nth: 2, message: 'query' },
      ],
    },
    {
      title: 'The name of a field of the core model',
      forms: [12],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='serial')
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "'serial'", message: 'field' }],
    },
    {
      forms: [12],
      flow: true,
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

REVERSE = {'related_name': 'get_' + 'children'}


def device(**options):
    return models.ForeignKey('dcim.Device', on_delete=models.CASCADE, **options)


class Widget(NetBoxModel):
    device = device(**REVERSE)
`,
      },
      reports: [
        {
          file: 'netbox_example/models.py',
          at: "models.ForeignKey('dcim.Device', on_delete=models.CASCADE, **options)",
          message: 'member',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'A name of its own, none at all, and a pattern with the label',
      forms: [12],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.ForeignKey('netbox_example.Widget', on_delete=models.CASCADE, related_name='serial')
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='netbox_example_widgets')
    site = models.ForeignKey('dcim.Site', on_delete=models.CASCADE, related_name='+')
    rack = models.ForeignKey('dcim.Rack', on_delete=models.CASCADE, related_name='%(app_label)s_%(class)ss')
`,
      },
    },
  ],
  check(model, host, report) {
    for (const one of model.models) {
      if (one.abstract || one.registered === 'never') continue;
      const seen = (name: string): string =>
        name
          .replaceAll('%(class)s', one.name.toLowerCase())
          .replaceAll('%(model_name)s', one.name.toLowerCase())
          .replaceAll('%(app_label)s', one.app.toLowerCase());
      for (const field of one.fields.values()) {
        const target = field.related === null ? undefined : host.facts.model(field.related);
        if (!target || target.abstract || (field.kind === 'virtual' && field.type !== 'GenericRelation')) continue;
        const data = { model: one.name, own: field.name, core: target.label };
        const releasesOf = (set: number): readonly string[] => host.versions(set & host.releases);
        const given = field.relatedName ?? null;
        // Without a name of its own a one-to-one relation is reached by the model's name, others by `<model>_set`.
        const accessor = given
          ? seen(given.text)
          : field.kind === 'column' && /OneToOne/.test(field.type)
            ? one.name.toLowerCase()
            : null;
        if (accessor !== null && !accessor.endsWith('+') && field.type !== 'GenericRelation') {
          const at = given?.at ?? field.at;
          const asField = (target.fields.get(accessor)?.releases ?? 0) & host.releases;
          const asMember = memberReleases(host.facts.class(target.path), accessor) & host.releases;
          if (asField) report(at, 'field', { ...data, name: accessor }, some(asField));
          else if (asMember) report(at, 'member', { ...data, name: accessor }, some(asMember));
        }
        const query = field.relatedQueryName;
        if (query && !given?.text.endsWith('+')) {
          const name = seen(query.text);
          const clash = (target.fields.get(name)?.releases ?? 0) & host.releases;
          if (clash) report(query.at ?? field.at, 'query', { ...data, name }, some(clash));
        }
        function some(set: number): { releases?: readonly string[] } {
          return set === host.releases ? {} : { releases: releasesOf(set) };
        }
      }
    }

    function memberReleases(cls: ReturnType<typeof host.facts.class>, name: string): number {
      if (!cls) return 0;
      let set = cls.members.get(name) ?? 0;
      for (const [path, releases] of cls.ancestorReleases)
        set |= (host.facts.class(path)?.members.get(name) ?? 0) & releases;
      return set;
    }
  },
});
