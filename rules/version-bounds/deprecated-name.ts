import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'deprecated-name',
  limit: 'version-bounds',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'A name of NetBox is used that is about to go away.',
  why: 'NetBox announces what a later release will take out. Until then both names work; afterwards the import fails, and NetBox does not start with the plugin.',
  remedy: 'Use what has come in its place, which all releases that the plugin accepts have already.',
  source: {
    sentence: 'Internal elements of NetBox are subject to change at any time and without warning.',
    where: 'docs/plugins/development/index.md, introduction',
  },
  messages: {
    deprecated: '{path} is deprecated from NetBox {from} on, and a later release takes it out. Use {instead}.',
  },
  invalid: [
    {
      title: 'A base class',
      forms: [183],
      netbox: '4.7',
      files: {
        'netbox_example/groups.py': `from netbox.models import NestedGroupModel


class WidgetGroup(NestedGroupModel):
    class Meta:
        abstract = True
`,
      },
      reports: [{ file: 'netbox_example/groups.py', at: 'NestedGroupModel', nth: 1, message: 'deprecated' }],
    },
    {
      title: 'Through a module of its own, by an alias',
      forms: [183],
      flow: true,
      netbox: '4.7',
      files: {
        'netbox_example/bases.py': `from netbox import models as core

BASES = {'group': core.NestedGroupModel}
`,
        'netbox_example/groups.py': `from .bases import BASES


class WidgetGroup(BASES['group']):
    class Meta:
        abstract = True
`,
      },
      reports: [{ file: 'netbox_example/bases.py', at: 'core.NestedGroupModel', message: 'deprecated' }],
    },
    {
      files: {
        'netbox_example/api/pages.py': `from netbox.api.pagination import OptionalLimitOffsetPagination
`,
      },
      netbox: '4.6',
      reports: [{ file: 'netbox_example/api/pages.py', at: 'OptionalLimitOffsetPagination', message: 'deprecated' }],
    },
  ],
  valid: [
    {
      title: 'The only one that an older release has; what came in its place',
      forms: [183],
      netbox: '>=4.6,<4.8',
      files: {
        'netbox_example/groups.py': `from netbox.models import NestedGroupModel


class WidgetGroup(NestedGroupModel):
    class Meta:
        abstract = True
`,
      },
    },
  ],
  check(model, host, report) {
    for (const use of model.imports) {
      const { deprecation } = use;
      if (!deprecation || use.typing) continue;
      const concerned = deprecation.releases & use.runs & host.releases;
      const replaced = host.facts.symbol(deprecation.instead)?.releases ?? host.facts.module(deprecation.instead);
      if (concerned === 0 || (host.releases & ~replaced) !== 0) continue;
      const some = concerned === host.releases ? {} : { releases: host.versions(concerned) };
      const { path, from, instead } = deprecation;
      report(use.at, 'deprecated', { path, from, instead }, { ...some, trace: use.trace });
    }
  },
});
