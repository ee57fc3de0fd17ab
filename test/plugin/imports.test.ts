/** In which releases imports resolve, when they run, and whether they surely do. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { modelOf } from './touches.ts';
import type { ImportUse } from '../../src/plugin/imports.ts';

const { facts } = loadNetBox();

const minors = (set: number): string[] =>
  facts.releases.filter((_, index) => (set >> index) & 1).map(release => release.replace(/\.\d+$/, ''));

function usesIn(file: string, files: Readonly<Record<string, string>>): readonly ImportUse[] {
  return modelOf('', files).model.imports.filter(use => use.at.file === `netbox_example/${file}`);
}

function only(file: string, files: Readonly<Record<string, string>>): ImportUse {
  const uses = usesIn(file, files);
  expect(uses).toHaveLength(1);
  const [use] = uses;
  if (!use) throw new Error('no import was found');
  return use;
}

describe('releases', () => {
  test('a moved module resolves up to the release that dropped it', () => {
    const use = only('patches.py', { 'patches.py': 'from extras.plugins import PluginMenuItem\n' });
    expect(minors(use.resolves).at(-1)).toBe('3.7');
    expect(use.missing).toBe('module');
  });

  test('an attribute of a module counts like a name that is imported', () => {
    const [module, attribute] = usesIn('patches.py', {
      'patches.py': 'from utilities import forms\n\nselect = forms.StaticSelect\n',
    });
    expect(module).toMatchObject({ kind: 'import', missing: null });
    expect(attribute).toMatchObject({ kind: 'attribute', module: 'utilities.forms', name: 'StaticSelect' });
    expect(minors(attribute?.resolves ?? 0)).not.toContain('4.4');
  });

  test('a default of getattr() takes the certainty away', () => {
    const uses = usesIn('patches.py', {
      'patches.py': "from utilities import forms\n\nselect = getattr(forms, 'StaticSelect', None)\n",
    });
    expect(uses.find(use => use.kind === 'attribute')?.certain).toBe(false);
  });

  test("a name that Python's standard library has too is not missing where core lacks it", () => {
    expect(only('patches.py', { 'patches.py': 'import secrets\n' }).resolves).toBe(facts.all);
  });

  test('files that each installation writes for itself are not looked for', () => {
    expect(usesIn('patches.py', { 'patches.py': 'from netbox.configuration import PLUGINS\n' })).toEqual([]);
  });
});

describe('fallbacks', () => {
  const source = `try:
    from netbox.plugins import PluginMenuItem
except ImportError:
    from extras.plugins import PluginMenuItem
`;

  test('a handler runs only where the first choice fails', () => {
    const [first, second] = usesIn('patches.py', { 'patches.py': source });
    expect(first?.certain).toBe(false);
    expect(second?.certain).toBe(true);
    expect(minors(second?.runs ?? 0).at(-1)).toBe('3.6');
    expect((second?.runs ?? 0) & ~(second?.resolves ?? 0)).toBe(0);
  });

  test('a handler of an import of somebody else may run anywhere, and is not certain', () => {
    const use = only('patches.py', { 'patches.py': source.replace('netbox.plugins', 'other.plugins') });
    expect(use.certain).toBe(false);
    expect(use.runs).toBe(facts.all);
  });

  test.each(['with suppress(ImportError):', 'with suppress(Exception):'])('%s', line => {
    const files = {
      'patches.py': `from contextlib import suppress\n\n${line}\n    from extras.plugins import PluginMenuItem\n`,
    };
    expect(only('patches.py', files).certain).toBe(false);
  });

  test('TYPE_CHECKING', () => {
    const files = {
      'patches.py': `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from extras.plugins import PluginMenuItem\n`,
    };
    expect(only('patches.py', files)).toMatchObject({ typing: true, certain: false });
  });
});

describe('moments', () => {
  const line = 'from extras.plugins import PluginMenuItem\n';

  test.each([
    ['models import it', 'start', { 'models.py': 'from . import helpers\n' }],
    ['URLs import it', 'start', { 'urls.py': 'from .helpers import PluginMenuItem\n' }],
    ['template tags import it', 'start', { 'templatetags/widgets.py': 'import netbox_example.helpers\n' }],
    ['the navigation imports it', 'resource', { 'navigation.py': 'from .helpers import PluginMenuItem\n' }],
    ['a migration imports it', 'migrate', { 'migrations/0001_initial.py': 'from netbox_example import helpers\n' }],
    ['a function imports it', 'later', { 'models.py': 'def run():\n    from . import helpers\n' }],
    [
      'only a caught import leads to it',
      'later',
      { 'models.py': 'try:\n    from . import helpers\nexcept ImportError:\n    pass\n' },
    ],
    ['nothing imports it', 'later', {}],
  ])('%s: %s', (_title, moment, files) => {
    expect(only('helpers.py', { 'helpers.py': line, ...files }).moment).toBe(moment);
  });

  test('the trace leads from what the host loads', () => {
    const use = only('helpers.py', {
      'helpers.py': line,
      'models.py': 'from .a import x\n',
      'a.py': 'from . import helpers as x\n',
    });
    expect(use.trace.map(step => step.at.file)).toEqual(['netbox_example/models.py', 'netbox_example/a.py']);
  });
});

describe('own modules', () => {
  test('a name that is not there is certain; one that a star may bring is not', () => {
    const files = { 'helpers.py': 'x = 1\n', 'models.py': 'from .helpers import y\n' };
    expect(only('models.py', files)).toMatchObject({ own: true, missing: 'name', certain: true });
    const starred = { ...files, 'helpers.py': 'from django.forms import *\n' };
    expect(only('models.py', starred).certain).toBe(false);
  });

  test('a version module that the build writes is not missing from a source tree', () => {
    expect(only('models.py', { 'models.py': 'from ._version import version\n' }).certain).toBe(false);
  });
});
