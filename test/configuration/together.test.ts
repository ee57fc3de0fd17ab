/** Several plugins in one configuration.py: who needs whom, and the order of PLUGINS. */
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/configuration/check.ts';
import { interactionsOf } from '../../src/configuration/together.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { settingsOf, type ReleasedSettings } from '../../src/configuration/packages.ts';
import { host } from './plugin.ts';

/** A plugin of that name; `body` goes into its class. */
function plugin(name: string, files: Readonly<Record<string, string>> = {}, body = '', before = ''): ReleasedSettings {
  const all: Record<string, string> = {
    'pyproject.toml': `[project]\nname = "${name}"\nversion = "1.0"\n\n[tool.setuptools.package-data]\n${name} = ["**/*"]\n`,
    [`${name}/__init__.py`]: `from netbox.plugins import PluginConfig
${before}

class Config(PluginConfig):
    name = '${name}'
    version = '1.0'
    min_version = '4.4.0'
    max_version = '4.4.99'
${body}

config = Config
`,
  };
  for (const [path, text] of Object.entries(files)) all[`${name}/${path}`] = text;
  const [settings] = settingsOf(packageFromFiles(all), { host });
  if (!settings) throw new Error(`${name} is no plugin`);
  return settings;
}

const MODELS = `from django.db import models
from netbox.models import NetBoxModel


class Secret(NetBoxModel):
    name = models.CharField(max_length=50)
`;
const base = plugin('netbox_base', {
  'models.py': MODELS,
  'templates/netbox_base/secret.html': '<p>{{ object }}</p>',
  'static/netbox_base/base.css': 'p { color: red }',
});

const RELATION = `from django.db import models
from netbox.models import NetBoxModel


class Use(NetBoxModel):
    secret = models.ForeignKey('netbox_base.Secret', on_delete=models.CASCADE)
`;
const MIGRATION = `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_base', '0001_initial')]
    operations = []
`;
const EARLY = "from django.conf import settings\n\nCOLOUR = settings.PLUGINS_CONFIG['netbox_base']['colour']\n";

const CASES: readonly (readonly [what: string, ReleasedSettings, order: string, ...problems: string[]])[] = [
  [
    'an import',
    plugin('netbox_more', { 'models.py': 'from netbox_base.models import Secret\n' }),
    'netbox_more',
    "needed-plugin netbox_more imports 'netbox_base.models'",
  ],
  [
    'a relation',
    plugin('netbox_more', { 'models.py': RELATION }),
    'netbox_more',
    "needed-plugin netbox_more has a model with a relation to 'netbox_base.Secret'",
  ],
  [
    'a migration',
    plugin('netbox_more', { 'migrations/__init__.py': '', 'migrations/0001_initial.py': MIGRATION }),
    'netbox_more',
    "needed-plugin netbox_more has a migration that comes after 'netbox_base.0001_initial'",
  ],
  ['a relation, any order', plugin('netbox_more', { 'models.py': RELATION }), 'netbox_more netbox_base'],
  [
    'a caught import',
    plugin('netbox_more', {
      'models.py': 'try:\n    from netbox_base.models import Secret\nexcept ImportError:\n    Secret = None\n',
    }),
    'netbox_more',
  ],
  [
    'a template behind',
    plugin('netbox_more', { 'templates/netbox_base/secret.html': '<b>{{ object }}</b>' }),
    'netbox_base netbox_more',
    'plugin-order netbox_more has its own template',
  ],
  [
    'a template in front',
    plugin('netbox_more', { 'templates/netbox_base/secret.html': '<b>{{ object }}</b>' }),
    'netbox_more netbox_base',
  ],
  [
    'a static file behind',
    plugin('netbox_more', { 'static/netbox_base/base.css': 'p { color: blue }' }),
    'netbox_base netbox_more',
    'plugin-order netbox_more has its own file',
  ],
  [
    'early settings in front',
    plugin('netbox_more', { 'options.py': EARLY }, '', 'from . import options'),
    'netbox_more netbox_base',
    'plugin-order netbox_more reads settings of',
  ],
  [
    'early settings behind',
    plugin('netbox_more', { 'options.py': EARLY }, '', 'from . import options'),
    'netbox_base netbox_more',
  ],
  [
    'one base URL',
    plugin('netbox_more', {}, "    base_url = 'netbox_base'"),
    'netbox_base netbox_more',
    "plugin-clash netbox_base has the base URL 'netbox_base'",
  ],
  [
    'one label',
    plugin('netbox_more', {}, "    label = 'netbox_base'\n    base_url = 'more'"),
    'netbox_base netbox_more',
    "plugin-clash netbox_base has the app label 'netbox_base'",
  ],
  ['nothing', plugin('netbox_more'), 'netbox_more netbox_base'],
];

describe('plugins together', () => {
  const cases = CASES.map(([what, other, order, ...expected]) => ({ what, other, order, expected }));

  it.each(cases)('$what', ({ other, order, expected }) => {
    const text = `PLUGINS = ${JSON.stringify(order.split(' '))}\n`;
    const problems = checkConfiguration(Buffer.from(text), [base, other], host.facts);
    const found = problems.filter(one => one.id !== 'plugin-not-enabled').map(one => `${one.id} ${one.message}`);
    expect(found.map((one, index) => one.slice(0, expected[index]?.length))).toEqual(expected);
  });

  it('does not depend on the order in which packages are given', () => {
    const [, other] = CASES[0] ?? [];
    if (!other) throw new Error('no case');
    expect(interactionsOf([base, other])).toEqual(interactionsOf([other, base]));
  });
});
