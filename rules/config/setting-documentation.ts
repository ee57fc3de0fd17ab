import { defineRule } from '../../src/rule.ts';

const CONFIG = `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50, 'queue': {'name': 'default'}}


config = ExampleConfig
`;

export default defineRule({
  id: 'setting-documentation',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The README and the code disagree on the settings.',
  why: 'Operators write `PLUGINS_CONFIG` after the README. A setting that only the README knows has no effect, and NetBox says nothing; one that the README does not know is found only in the code.',
  remedy: 'Let the README name the settings that the plugin declares, and no others.',
  source: {
    sentence: 'A dictionary of configuration parameters and their default values',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    unknown:
      "The plugin neither declares nor reads the setting '{name}', so that setting it has no effect. Correct the README, or use the setting.",
    misspelt:
      "The plugin knows no setting '{name}', so that setting it has no effect. It knows '{meant}': is that what is meant?",
    required: {
      text: "NetBox does not start without the setting '{name}', and the README does not mention it. Describe it there.",
      severity: 'info',
    },
    missing: {
      text: 'The README describes other settings, but does not mention {names}. Describe what an operator may set.',
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'A table and an example that are out of date',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'README.md': `# Example

| Setting | Default | Description |
| --- | --- | --- |
| \`token\` | | Token of the service |
| \`page_sise\` | 50 | Widgets on a page |
| \`colour\` | red | Colour of widgets |

\`\`\`python
PLUGINS_CONFIG = {
    'netbox_example': {'token': '…', 'proxy': None},
}
\`\`\`
`,
      },
      reports: [
        { file: 'README.md', at: 'page_sise', message: 'misspelt' },
        { file: 'README.md', at: 'colour', message: 'unknown' },
        { file: 'README.md', at: "'proxy'", message: 'unknown' },
        { file: 'netbox_example/__init__.py', at: "'page_size'", message: 'missing' },
      ],
    },
    {
      title: 'A required setting that nobody is told of',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'README.md': `# Example

Install it, and restart NetBox.
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'token'", message: 'required' }],
    },
  ],
  valid: [
    {
      title: 'Described, mentioned, or of something else',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'README.md': `# Example

| Setting | Description |
| --- | --- |
| \`token\` | Token of the service |
| \`queue.name\` | Name of the queue |

Lists have \`page_size\` rows.

| Release | Notes |
| --- | --- |
| latest | The newest |

\`\`\`python
PLUGINS_CONFIG = {
    'netbox_other': {'proxy': None},
    'netbox_example': {'token': '…'},
}
\`\`\`
`,
      },
    },
    {
      title: 'Without a README',
      files: { 'netbox_example/__init__.py': CONFIG, 'README.md': null },
    },
    {
      title: 'Where any setting may be read',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'netbox_example/jobs.py': `from django.conf import settings


def read(name):
    return settings.PLUGINS_CONFIG['netbox_example'][name]
`,
        'netbox_example/views.py': `from acme import name

from .jobs import read

value = read(name)
`,
        'README.md': `The settings are \`page_size\`, \`queue\` and \`token\`:

- \`token\`: Token of the service
- \`colour\`: Colour of widgets
`,
      },
    },
  ],
  check(model, _host, report) {
    const { readme, known, declared } = model.settings;
    if (readme.file === null) return;
    for (const { plugin, names: settings, required, closed } of known) {
      if (plugin.config?.base !== 'plugin-config') continue;
      const details = { plugin: plugin.module };
      const all = [...settings];
      const isKnown = (name: string): boolean => settings.has(name) || settings.has(name.split('.', 1)[0] ?? '');
      const reported = new Set<string>();
      // Of several plugins the README does not say which one a table is for.
      const tables = model.plugins.length === 1 ? readme.groups : [];
      // Tables and lists are about many things: those are about settings of which most are known.
      const ofSettings = tables.filter(group => {
        const hits = group.filter(one => isKnown(one.name)).length;
        return hits > 0 && hits * 3 >= group.length;
      });
      const named = [
        ...ofSettings.flat(),
        ...readme.examples.flatMap(one => one.settings.filter(({ plugin: of }) => of === plugin.module)),
      ];
      for (const { name, at } of named) {
        if (isKnown(name) || reported.has(name)) continue;
        reported.add(name);
        const unset = all.filter(one => !readme.mentions(one));
        const meant = model.settings.misspelt(name, unset);
        if (meant !== null) report(at, 'misspelt', { name, meant }, details);
        else if (closed) report(at, 'unknown', { name }, details);
      }
      const own = declared.find(one => one.plugin === plugin)?.settings ?? [];
      const told = new Set<string>();
      const missing: { readonly name: string; readonly at: (typeof own)[number]['at'] }[] = [];
      for (const { name, at } of own) {
        if (told.has(name) || readme.mentions(name)) continue;
        told.add(name);
        if (required.has(name)) report(at, 'required', { name }, details);
        else if (named.some(one => isKnown(one.name))) missing.push({ name, at });
      }
      const [first] = missing;
      const names = missing.map(one => `'${one.name}'`).join(', ');
      if (first) report(first.at, 'missing', { names }, details);
    }
  },
});
