/** The installation plan of plugins made here: the steps, what is configured already, releases, and hostile names. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { planPackages } from '../../src/installation/index.ts';
import { installMarkdown, installText } from '../../src/installation/text.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { parsePython } from '../../src/python/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import type { InstallPlan, InstallStep } from '../../src/installation/schema.ts';

const host = loadNetBox();
await prepareReaders();

type Files = Readonly<Record<string, string>>;

function plan(
  options: { files?: Files; netbox?: string; configuration?: string; more?: readonly Files[] } = {},
): InstallPlan {
  const packages = [{ ...baseFiles(), ...options.files }, ...(options.more ?? [])].map(one => packageFromFiles(one));
  return planPackages(packages, host, {
    ...(options.netbox === undefined ? {} : { netbox: options.netbox }),
    ...(options.configuration === undefined
      ? {}
      : { configuration: { file: 'configuration.py', bytes: Buffer.from(options.configuration) } }),
  });
}

function step(made: InstallPlan, id: InstallStep['id']): InstallStep {
  const found = made.steps.find(one => one.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
}
const linesOf = (made: InstallPlan, id: InstallStep['id']): string =>
  step(made, id)
    .lines.map(one => one.text)
    .join('\n');

const CONFIG = (attributes: string): string => `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = '1.0'
${attributes}

config = ExampleConfig
`;

describe('the plan', () => {
  const made = plan();

  it('has the documented steps in their order', () => {
    expect(made.steps.map(one => one.id)).toEqual([
      'install',
      'requirements',
      'enable',
      'configure',
      'migrate',
      'collectstatic',
      'restart',
    ]);
    expect(made.documentation).toBe('docs/plugins/installation.md');
    expect(step(made, 'requirements').documented).toBe(true);
    expect(
      step(plan({ files: { 'netbox_example/__init__.py': CONFIG('') }, netbox: '4.4.10' }), 'requirements').documented,
    ).toBe(false);
  });

  it('says what the plugin brings', () => {
    expect(made.plugins).toMatchObject([
      {
        module: 'netbox_example',
        outcome: 'loaded',
        enabled: false,
        requiredSettings: ['token'],
        missingSettings: ['token'],
        creates: { tables: ['netbox_example_widget'], apps: ['netbox_example'] },
      },
    ]);
    expect(linesOf(made, 'migrate')).toContain('netbox_example makes 1 table: netbox_example_widget.');
    expect(made.loads).toBe(true);
    expect(made.conflicts).toEqual([]);
  });

  it('shows what goes into configuration.py, as Python', () => {
    const [enable = '', configure = ''] = [step(made, 'enable'), step(made, 'configure')].map(one =>
      one.lines.flatMap(line => (line.kind === 'python' ? [line.text] : [])).join('\n'),
    );
    expect(enable).toBe("PLUGINS = [\n    'netbox_example',\n]");
    expect(configure).toContain("'token': '<token>',  # required");
    expect(configure).not.toContain('page_size');
    for (const text of [enable, configure]) expect(parsePython(`${text}\n`).problems).toEqual([]);
  });

  it('fits its schema', () => {
    const schema = JSON.parse(readFileSync('schema/install-plan.schema.json', 'utf8')) as object;
    const validate = new Ajv2020({ strict: true }).compile(schema);
    const given = plan({
      configuration: "PLUGINS = ['netbox_other']\nPLUGINS_CONFIG = {'netbox_example': {'tokn': 1}}\n",
    });
    for (const one of [made, given]) {
      validate(one);
      expect(validate.errors).toBeNull();
    }
    expect(validate({ ...made, version: 2 })).toBe(false);
  });

  it('is the same in text and Markdown', () => {
    const text = installText(made);
    expect(text).toContain('Installing netbox-example 1.0.0 in NetBox 4.7');
    expect(text).toContain('5. Run database migrations\n   $ cd /opt/netbox/netbox/\n   $ python3 manage.py migrate\n');
    const markdown = installMarkdown(made);
    expect(markdown).toContain(
      '## 5. Run database migrations\n\n```sh\ncd /opt/netbox/netbox/\npython3 manage.py migrate\n```\n',
    );
    expect(markdown).toContain('**netbox\\_example**: made for NetBox 4.5.0 to 4.7.99');
  });
});

describe('with a configuration', () => {
  it('leaves out what is there', () => {
    const made = plan({
      configuration:
        "PLUGINS = ['netbox_other', 'netbox_example']\nPLUGINS_CONFIG = {'netbox_other': {}, 'netbox_example': {'token': 'x'}}\n",
    });
    expect(step(made, 'enable').needed).toBe('no');
    expect(step(made, 'configure').needed).toBe('no');
    expect(made.plugins[0]).toMatchObject({ enabled: true, missingSettings: [] });
    expect(made.conflicts).toEqual([]);
  });

  it('tells what does not fit, with its line', () => {
    const made = plan({
      configuration:
        "PLUGINS = ['netbox_other']\nPLUGINS_CONFIG = {\n    'netbox_example': {'token': 'hunter2', 'page_size': '50'},\n}\n",
    });
    expect(made.conflicts).toMatchObject([{ id: 'setting-value', plugin: 'netbox_example', line: 3 }]);
    expect(JSON.stringify(made)).not.toContain('hunter2');
    expect(linesOf(made, 'enable')).toContain("PLUGINS = [\n    # …\n    'netbox_example',\n]");
  });
});

describe('releases', () => {
  it('that do not load the plugin are told in the words of NetBox', () => {
    const made = plan({ netbox: '4.4.10' });
    expect(made.loads).toBe(false);
    expect(made.conflicts).toMatchObject([{ id: 'plugin-skipped', severity: 'error', plugin: 'netbox_example' }]);
    expect(made.conflicts[0]?.message).toContain('requires NetBox minimum version 4.5.0 (current: 4.4.10)');
  });

  it.each([
    ['2.8.0', 'docs/plugins/index.md', false, 'netbox'],
    ['3.7.4', 'docs/plugins/index.md', true, 'netbox'],
    ['3.7.8', 'docs/plugins/installation.md', true, 'netbox netbox-rq'],
  ])('%s', (netbox, page, migrations, services) => {
    const made = plan({ netbox });
    expect(made.documentation).toBe(page);
    expect(step(made, 'migrate').documented).toBe(migrations);
    expect(linesOf(made, 'restart')).toBe(`sudo systemctl restart ${services}`);
  });

  it('are one for several packages: the newest that all are made for', () => {
    const more = {
      'pyproject.toml': '[project]\nname = "netbox-more"\nversion = "1.0"\n',
      'netbox_more/__init__.py': CONFIG("    max_version = '4.6.99'\n").replace('netbox_example', 'netbox_more'),
    };
    expect(plan({ more: [more] }).netbox).toMatch(/^4\.6\./);
  });
});

describe('what a plugin asks for beyond NetBox', () => {
  it('queues need a worker', () => {
    const made = plan({
      files: { 'netbox_example/__init__.py': CONFIG("    queues = ['slow', 'qu ick']") },
      netbox: '4.7',
    });
    expect(linesOf(made, 'worker')).toContain("manage.py rqworker netbox_example.slow 'netbox_example.qu ick'");
    expect(made.plugins[0]?.creates.queues).toEqual(['netbox_example.slow', 'netbox_example.qu ick']);
  });

  it('an app that a migration depends on', () => {
    const migration = `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_secrets', '0001_initial'), ('dcim', '0001_squashed'), ('taggit', '0001_initial')]
    operations = []
`;
    const made = plan({ files: { 'netbox_example/migrations/0009_more.py': migration } });
    expect(made.conflicts).toMatchObject([{ id: 'needed-app', plugin: 'netbox_example' }]);
    expect(made.conflicts[0]?.message).toContain("depends on the app 'netbox_secrets'");
  });

  it('what it makes searchable', () => {
    const search = `from netbox.search import SearchIndex, register_search

from .models import Widget


@register_search
class WidgetIndex(SearchIndex):
    model = Widget
    fields = (('name', 100),)


indexes = [WidgetIndex]
`;
    const made = plan({ files: { 'netbox_example/search.py': search } });
    expect(step(made, 'reindex')).toMatchObject({ needed: 'unknown', documented: false });
  });

  it('a plugin without models, files and settings asks for little', () => {
    const made = planPackages(
      [
        packageFromFiles({
          'pyproject.toml': '[project]\nname = "x"\nversion = "1"\n',
          'netbox_example/__init__.py': CONFIG(''),
        }),
      ],
      host,
      { netbox: '4.7' },
    );
    const needed = made.steps.map(one => `${one.id} ${one.needed}`);
    expect(needed).toEqual([
      'install yes',
      'requirements yes',
      'enable yes',
      'configure no',
      'migrate no',
      'collectstatic no',
      'restart yes',
    ]);
  });
});

it('lets nothing of a package into a command', () => {
  const files = {
    'netbox_example-1.dist-info/METADATA': 'Metadata-Version: 2.1\nName: x; rm -rf /\nVersion: 1 && reboot\n',
    'netbox_example-1.dist-info/WHEEL': 'Wheel-Version: 1.0\n',
    'netbox_example/__init__.py': CONFIG("    queues = ['$(reboot)', \"'; reboot\", '-x\\x1b[2J']"),
  };
  const pkg = packageFromFiles(files, { kind: 'wheel', path: 'dist/it is.whl' });
  const made = planPackages([pkg], host, { netbox: '4.7' });
  expect(linesOf(made, 'install')).toContain("pip install 'dist/it is.whl'");
  expect(linesOf(made, 'worker')).toContain(String.raw`'netbox_example.$(reboot)' 'netbox_example.'\''; reboot'`);
  for (const text of [installText(made), installMarkdown(made)]) expect(text).not.toContain('\u001b');
});
