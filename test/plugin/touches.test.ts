/** What a plugin does to NetBox is found whatever the way, and nothing else is. */
import { describe, expect, test } from 'vitest';
import { FINE } from './fine.ts';
import { COMPONENT_FORMS, MODEL_FORMS, SETTINGS_FORMS, TEMPLATE_FORMS, URL_FORMS } from './forms.ts';
import { CERTAIN, OPTIONAL } from './optional.ts';
import { modelOf, touchesOf } from './touches.ts';
import { MORE_FINE, MORE_FORMS, MORE_WAYS, PATCHING_LIBRARIES } from './more-ways.ts';
import { WAYS } from './ways.ts';

const SAVE = 'model/write Device.save';

describe('detours to a core class', () => {
  test.each([...Object.entries(WAYS), ...Object.entries(MORE_WAYS)])('%s', (_, source) => {
    expect(touchesOf(source)).toEqual([SAVE]);
  });
});

describe.each([
  ['models', MODEL_FORMS],
  ['urls', URL_FORMS],
  ['templates', TEMPLATE_FORMS],
  ['settings', SETTINGS_FORMS],
  ['components', COMPONENT_FORMS],
  ['further', MORE_FORMS],
])('forms: %s', (_, forms) => {
  test.each(Object.entries(forms))('%s', (_name, [source, ...touches]) => {
    expect(touchesOf(source)).toEqual(touches);
  });
});

describe('libraries that patch', () => {
  test.each(Object.entries(PATCHING_LIBRARIES))('%s', (_, source) => {
    expect(touchesOf(source)).toEqual(['model/patch Device.save']);
  });
});

describe('look-alikes', () => {
  test.each([...Object.entries(FINE), ...Object.entries(MORE_FINE)])('%s', (_, source) => {
    expect(touchesOf(source)).toEqual([]);
  });
});

describe('behind a setting that is off by default', () => {
  test.each(Object.entries(OPTIONAL))('%s', (_, source) => {
    expect(touchesOf(source)).toEqual([`${SAVE} (opt-in)`]);
  });
});

describe('not behind one', () => {
  test.each(Object.entries(CERTAIN))('%s', (_, source) => {
    expect(touchesOf(source)).toEqual([SAVE]);
  });
});

test("entries under the plugin's own key are told apart", () => {
  const source = `from netbox.registry import registry
registry['views']['netbox_example']['widget'] = []
registry['views']['dcim']['device'] = []`;
  expect(touchesOf(source)).toEqual([
    "registry/write registry['views']['dcim']['device']",
    "registry/write registry['views']['netbox_example']['widget'] (own)",
  ]);
});

test('a helper in another module, re-exported', () => {
  const files = {
    'tools/__init__.py': 'from .install import *\n',
    'tools/install.py': `__all__ = ['install']\ndef install(m):\n    m.save = None\n`,
    'names.py': 'from dcim.models import Device as Target\n',
  };
  expect(touchesOf('from .tools import install\nfrom . import names\ninstall(names.Target)', files)).toEqual([SAVE]);
});

test('the ready() of a second app', () => {
  const files = {
    'sub/__init__.py': '',
    'sub/apps.py': `from django.apps import AppConfig
class SubConfig(AppConfig):
    name = 'netbox_example.sub'
    def ready(self):
        self.module.install(self.get_target())
    def get_target(self):
        from dcim.models import Device
        return Device
    @property
    def module(self):
        from . import tools
        return tools
`,
    'sub/tools.py': 'def install(m):\n    m.save = None\n',
  };
  expect(touchesOf('', files)).toEqual([SAVE]);
});

test('the trace names the steps: where it comes in, the call, the element of the loop', () => {
  const source = `from dcim.models import Device, Rack
def install(target):
    target.save = None
for model in (Device, Rack):
    install(model)`;
  const [touch] = modelOf(source).model.touches;
  expect(touch?.trace.map(step => step.message)).toEqual([
    'dcim.models.devices.Device comes in',
    'loops: dcim.models.devices.Device',
    'calls install()',
  ]);
});

test('code that is made at run time is said to be undecided', () => {
  const { model } = modelOf('exec(open("x.py").read())');
  expect(model.program.cuts.map(cut => cut.reason)).toEqual(['code from a text that is not known is executed']);
});

test('what is looked up by a computed name is left open', () => {
  const source = `from importlib import import_module
from django.conf import settings
for path in settings.PLUGINS_CONFIG['netbox_example']['targets']:
    module, name = path.rsplit('.', 1)
    getattr(import_module(module), name).save = None`;
  expect(modelOf(source).model.undecided.map(one => one.limit)).toEqual(['core-models', 'core-components']);
});

test('the names of a module are no reads of them', () => {
  const source = `from dcim import views
for name, view in vars(views).items():
    if name == 'DeviceView':
        view.queryset = None
for name in dir(views):
    getattr(views, name)`;
  const { model } = modelOf(source);
  expect(model.touches.map(touch => touch.target)).toEqual(['dcim.views.DeviceView.queryset']);
  expect(model.imports.filter(use => use.name !== null && use.resolves === 0)).toEqual([]);
});
