import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-choices-change',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A choice set of a core model is changed.',
  why: 'Choices decide what core models accept and show. A choice that the plugin adds or removes leaves rows that NetBox cannot read once the plugin is gone.',
  remedy: 'Ask the operator to set `FIELD_CHOICES` in configuration.py, the documented way to extend core choices.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} is changed by the plugin, so core models accept or show other values. Use FIELD_CHOICES in configuration.py instead.',
  },
  invalid: [
    {
      title: 'A choice added',
      forms: [21],
      files: {
        'netbox_example/patches.py': `from dcim.choices import DeviceStatusChoices

DeviceStatusChoices.CHOICES += [('lost', 'Lost', 'red')]
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: 'DeviceStatusChoices.CHOICES',
          message: 'changed',
        },
      ],
    },
    {
      forms: [21],
      flow: true,
      files: {
        'netbox_example/patches.py': `from dcim import choices

kind = choices.InterfaceTypeChoices
kind.TYPE_MINE = 'mine'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'kind.TYPE_MINE', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'An own choice set',
      forms: [21],
      files: {
        'netbox_example/patches.py': `from utilities.choices import ChoiceSet


class Colours(ChoiceSet):
    CHOICES = [('red', 'Red')]


Colours.CHOICES += [('blue', 'Blue')]
`,
      },
    },
    {
      title: 'Choices that are copied',
      forms: [21],
      files: {
        'netbox_example/patches.py': `from dcim.choices import DeviceStatusChoices
from utilities.choices import ChoiceSet


class Statuses(ChoiceSet):
    key = 'Widget.status'
    CHOICES = [*DeviceStatusChoices.CHOICES, ('lost', 'Lost', 'red')]


choices = list(DeviceStatusChoices.CHOICES)
choices.append(('lost', 'Lost', 'red'))
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'choices')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
