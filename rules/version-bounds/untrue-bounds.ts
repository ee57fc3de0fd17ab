import { defineRule } from '../../src/rule.ts';
import type { Step } from '../../src/finding.ts';

export default defineRule({
  id: 'untrue-bounds',
  limit: 'version-bounds',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: 'The version bounds let in releases that the plugin cannot be loaded with.',
  why: 'In a release that lacks what the plugin imports NetBox does not start; with true bounds it says which release is needed (to 4.2), or leaves the plugin out (from 4.3).',
  remedy: 'Set `min_version` and `max_version` to the releases in which all imports resolve.',
  source: {
    sentence: 'A plugin can specify a minimum and/or maximum NetBox version with which it is compatible.',
    where: 'docs/plugins/index.md, Capabilities',
  },
  messages: {
    tooLow:
      "min_version '{text}' is not true: NetBox {releases} has no {what}, which the plugin imports when it is loaded. Raise it to '{instead}'.",
    tooHigh:
      "max_version '{text}' is not true: NetBox {releases} has no {what}, which the plugin imports when it is loaded. Lower it to '{instead}'.",
    noMinimum:
      "Without min_version the plugin claims to work with NetBox {releases}, which has no {what}. Add min_version = '{instead}'.",
    noMaximum:
      "Without max_version the plugin claims to work with NetBox {releases}, which has no {what} any more. Add max_version = '{instead}'.",
    gap: 'NetBox {releases} is inside the version bounds but has no {what}, which the plugin imports when it is loaded. Import it from where it is in those releases, or narrow the bounds.',
  },
  invalid: [
    {
      title: 'A minimum that is too low',
      forms: [148],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.5.0'


config = ExampleConfig
`,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'tooLow' }],
    },
    {
      title: 'Old imports and no maximum, or one that is too high',
      forms: [149],
      files: {
        'netbox_example/__init__.py': `from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.5.0'


config = ExampleConfig
`,
        'netbox_example/models.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'noMaximum' }],
    },
    {
      title: 'A maximum that is too high',
      files: {
        'netbox_example/__init__.py': `from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.5.0'
    max_version = '4.2.99'


config = ExampleConfig
`,
        'netbox_example/models.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'tooHigh' }],
    },
    {
      title: 'No minimum, through a module that the package imports',
      forms: [147],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig as Base
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'
    max_version = '4.7.99'


config = ExampleConfig
`,
        'netbox_example/models.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'noMinimum' }],
    },
    {
      title: 'A name that releases in the middle lack',
      files: {
        'netbox_example/__init__.py': `try:
    from netbox.plugins import PluginConfig
except ImportError:
    from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.0.0'


config = ExampleConfig
`,
        'netbox_example/models.py': `from netbox import models


class Widget(models.PrimaryModel):
    pass
`,
        'netbox_example/migrations/0001_initial.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'models.PrimaryModel', message: 'gap' }],
    },
    {
      forms: [147],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    max_version = '4.7.99'


config = ExampleConfig
`,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'noMinimum' }],
    },
    {
      forms: [148],
      flow: true,
      files: {
        'netbox_example/base.py': `from importlib import import_module

OLDEST = '.'.join(('3', '5', '0'))
plugins = import_module('netbox.plugins')
`,
        'netbox_example/__init__.py': `from .base import OLDEST, plugins


class ExampleConfig(plugins.PluginConfig):
    name = 'netbox_example'
    min_version = OLDEST


config = ExampleConfig
`,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'tooLow' }],
    },
    {
      forms: [149],
      flow: true,
      files: {
        'netbox_example/compat.py': `import extras.plugins as host

Base = host.PluginConfig
`,
        'netbox_example/bounds.py': `LAST = (4, 2, 99)


def text(parts):
    return '.'.join(str(part) for part in parts)
`,
        'netbox_example/__init__.py': `from .bounds import LAST, text
from .compat import Base


class ExampleConfig(Base):
    name = 'netbox_example'
    min_version = '3.5.0'
    max_version = text(LAST)


config = ExampleConfig
`,
        'netbox_example/models.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'tooHigh' }],
    },
  ],
  valid: [
    {
      title: 'Both places, one for the old releases',
      forms: [147, 148, 149],
      files: {
        'netbox_example/__init__.py': `try:
    from netbox.plugins import PluginConfig
except ImportError:
    from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.5.0'


config = ExampleConfig
`,
        'netbox_example/models.py': null,
        'netbox_example/navigation.py': null,
        'netbox_example/template_content.py': null,
        'netbox_example/urls.py': null,
        'netbox_example/views.py': null,
        'netbox_example/api/urls.py': null,
      },
    },
  ],
  check(model, host, report) {
    const [startup] = model.settings.startup;
    if (!startup || host.chosenBy === 'asked') return;
    const { plugin, bounds } = startup;
    const { min, max } = bounds;
    // Bounds that cannot be read, or that no known release is in, say nothing of releases.
    if (host.chosenBy === 'default' && (min || max)) return;
    if ((min && min.text === null) || (max && max.text === null)) return;
    const claimed = host.chosenBy === 'default' ? host.facts.all : host.releases;
    const uses = model.imports.filter(
      use =>
        !use.own &&
        use.certain &&
        (use.moment === 'start' || use.moment === 'migrate') &&
        (use.resolves & claimed) !== 0,
    );
    const works = uses.reduce((set, use) => set & (use.resolves | ~use.runs), claimed);
    if (works === claimed || works === 0) return;
    const low = lowest(works);
    const high = highest(works);
    const below = claimed & ((1 << low) - 1);
    const above = claimed & ~(2 ** (high + 1) - 1);
    const between = claimed & ~works & ~below & ~above;
    const sides = [
      // What the release next to the working ones lacks says where the bound belongs.
      { set: below, side: 'low', next: below === 0 ? 0 : 1 << highest(below) },
      { set: above, side: 'high', next: above & -above },
      { set: between, side: 'gap', next: between & -between },
    ] as const;
    for (const { set, side, next } of sides) {
      const use = uses.find(one => (next & one.runs & ~one.resolves) !== 0);
      if (set === 0 || !use) continue;
      const versions = host.versions(set & use.runs & ~use.resolves);
      const named = use.name !== null && (use.kind === 'attribute' || (host.facts.module(use.module) & next) !== 0);
      const what = named ? `${use.name} in ${use.module}` : `module ${use.module}`;
      const data = { releases: rangeText(versions), what };
      const details = {
        plugin: plugin.module,
        releases: host.versions(set),
        trace: use.trace,
      };
      const first = (host.facts.releases[low] ?? '').replace(/\.\d+$/, '.0');
      const last = (host.facts.releases[high] ?? '').replace(/\.\d+$/, '.99');
      const bound = side === 'low' ? (min ?? max) : (max ?? min);
      // A name that another file takes from a module may be mended there as well: by taking it from where it was before.
      const at = !bound || side === 'gap' || (named && use.at.file !== bound.at.file) ? use.at : bound.at;
      const related = at === use.at ? (bound ? [{ at: bound.at, message: bound.name }] : []) : [importStep(use)];
      const more = { ...details, related };
      if (side === 'gap') report(at, 'gap', data, more);
      else if (side === 'low') {
        if (min?.text) report(at, 'tooLow', { ...data, text: min.text, instead: first }, more);
        else if (max) report(at, 'noMinimum', { ...data, instead: first }, more);
        else report(at, 'noMinimum', { ...data, instead: first }, { ...more, severity: 'info', breaks: false });
      } else if (max?.text) report(at, 'tooHigh', { ...data, text: max.text, instead: last }, more);
      else report(at, 'noMaximum', { ...data, instead: last }, more);
    }
  },
});

const importStep = (use: { readonly at: Step['at']; readonly module: string; readonly name: string | null }): Step => ({
  at: use.at,
  message: `takes ${use.name === null ? use.module : `${use.module}.${use.name}`}`,
});

const lowest = (set: number): number => 31 - Math.clz32(set & -set);
const highest = (set: number): number => 31 - Math.clz32(set);

function rangeText(versions: readonly string[]): string {
  const minors = versions.map(version => version.replace(/\.\d+$/, ''));
  const [first = ''] = minors;
  const last = minors.at(-1) ?? first;
  return first === last ? first : `${first} to ${last}`;
}
