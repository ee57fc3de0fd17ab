import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-form-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core form is changed, or fields of core forms are hidden.',
  why: 'People can no longer enter or see what NetBox offers, and values they cannot see are lost or kept without their knowledge.',
  remedy:
    'Leave core forms alone; write a form of your own for your own view, or ask for custom field visibility settings.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} is changed by the plugin, so a core form no longer shows or accepts what NetBox ships. Use a form and a view of the plugin's own.",
    hidden: '{target} hides or disables a field in forms of NetBox. Leave core forms as they are.',
  },
  invalid: [
    {
      title: "A form of a module that older releases had from Django's forms",
      files: {
        'netbox_example/patches.py': `from utilities.forms import ConfirmationForm
from utilities.forms.forms import BulkEditForm

ConfirmationForm.base_fields['confirm'] = None
BulkEditForm.base_fields.pop('background_job')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "ConfirmationForm.base_fields['confirm']", message: 'changed' },
        { file: 'netbox_example/patches.py', at: "BulkEditForm.base_fields.pop('background_job')", message: 'changed' },
      ],
    },
    {
      title: 'A field taken away',
      forms: [109],
      files: {
        'netbox_example/patches.py': `from dcim.forms import DeviceForm

DeviceForm.base_fields.pop('serial')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "DeviceForm.base_fields.pop('serial')", message: 'changed' }],
    },
    {
      title: 'Fields hidden by a patched constructor',
      files: {
        'netbox_example/patches.py': `from django import forms
from netbox.forms import NetBoxModelForm

original = NetBoxModelForm.__init__


def patched(self, *args, **kwargs):
    original(self, *args, **kwargs)
    field = self.fields.get('tags')
    field.widget = forms.HiddenInput()


NetBoxModelForm.__init__ = patched
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'field.widget', message: 'hidden' },
        { file: 'netbox_example/patches.py', at: 'NetBoxModelForm.__init__', nth: 2, message: 'changed' },
      ],
    },
    {
      forms: [109],
      flow: true,
      files: {
        'netbox_example/helpers.py': `def hide(form, name):
    form.base_fields[name].required = False
`,
        'netbox_example/patches.py': `from dcim import forms

from .helpers import hide

hide(forms.SiteForm, 'tags')
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'form.base_fields[name].required', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'An own subclass, and an own instance',
      forms: [109],
      files: {
        'netbox_example/patches.py': `from dcim.forms import DeviceForm
from django import forms


class Mine(DeviceForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields['serial'].widget = forms.HiddenInput()


Mine.base_fields.pop('serial')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'form' && touch.name !== 'template_name')) continue;
      report(touch.at, touch.action === 'hide' ? 'hidden' : 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
