/** A core class reached by detours of the language and of Django: the same touch is found whatever the way. */
import { expect, test } from 'vitest';
import { touchesOf } from './touches.ts';
import { WAYS } from './ways.ts';

const SAVE = 'model/write Device.save';

test.each(Object.entries(WAYS))('%s', (_, source) => {
  expect(touchesOf(source)).toEqual([SAVE]);
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
