import { defineRule } from '../../src/rule.ts';

const CONFIG = `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token', 'region']
    default_settings = {'page_size': 50, 'queue': {'name': 'default'}}


config = ExampleConfig
`;

export default defineRule({
  id: 'shipped-schema',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "The JSON Schema of its settings that the package ships is not valid, or not the plugin's.",
  why: 'An operator whose tools check `configuration.py` against the schema is told of mistakes that are none, and is not told of those that NetBox refuses to start with.',
  remedy: 'Mend the schema, or derive it anew: `plugin-lint config schema`.',
  source: {
    sentence: 'A list of any configuration parameters that **must** be defined by the user',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    missing: "pyproject.toml names '{file}' as the schema of the settings, and the package has no such file.",
    'no-json': 'This is not JSON, so that no tool can read the schema.',
    draft:
      'The schema is written for {draft}. It is to be one of draft 2020-12, which this is not held against: nothing more can be said of it.',
    invalid: 'No valid JSON Schema (draft 2020-12): at {where}, {why}.',
    default: "The schema does not accept the default of '{name}' that the plugin declares: {why}.",
    'other-default': "The schema tells another default of '{name}' than the plugin declares.",
    optional:
      "NetBox does not start without '{name}', and the schema takes it for optional. Put it into the schema's `required`.",
    'over-required':
      "The schema requires '{name}', for which the plugin has a default. Take it out of the schema's `required`.",
    'without-property': "'{name}' is required, and the schema has no property of that name.",
    refused:
      "The plugin takes the setting '{name}', and the schema, which has no such property, lets no further ones be. Add the property.",
    unread: {
      text: "The plugin neither declares nor reads a setting '{name}', so that setting it has no effect. Take the property out of the schema.",
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'A schema that the code has left behind',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'netbox_example/plugin_config.schema.json': `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "token": { "type": "string" },
    "page_size": { "type": "string", "default": 20 },
    "colour": { "type": "string" }
  },
  "required": ["page_size", "size"],
  "additionalProperties": false
}
`,
      },
      reports: [
        { file: 'netbox_example/plugin_config.schema.json', at: '"page_size"', nth: 1, message: 'default' },
        { file: 'netbox_example/plugin_config.schema.json', at: '20', nth: 3, message: 'other-default' },
        { file: 'netbox_example/plugin_config.schema.json', at: '"page_size"', nth: 2, message: 'over-required' },
        { file: 'netbox_example/plugin_config.schema.json', at: '"size"', message: 'without-property' },
        { file: 'netbox_example/__init__.py', at: "'region'", message: 'without-property' },
        { file: 'netbox_example/plugin_config.schema.json', at: '["page_size", "size"]', message: 'optional' },
        { file: 'netbox_example/plugin_config.schema.json', at: 'false', message: 'refused' },
        { file: 'netbox_example/plugin_config.schema.json', at: '"colour"', message: 'unread' },
      ],
    },
    {
      title: 'No schema',
      files: {
        'plugin_config.schema.json': `{
  "type": "object",
  "properties": {
    "page_size": { "type": "number of rows", "minimum": "1" }
  }
}
`,
      },
      reports: [
        { file: 'plugin_config.schema.json', at: '"number of rows"', message: 'invalid' },
        { file: 'plugin_config.schema.json', at: '"1"', message: 'invalid' },
      ],
    },
    {
      title: 'One that is named, and not there',
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.plugin-lint]
settings-schema = "schema/settings.json"
`,
      },
      reports: [{ file: 'pyproject.toml', at: '"schema/settings.json"', message: 'missing' }],
    },
    {
      files: { 'plugin_config.schema.json': '{ "type": "object", }\n' },
      reports: [{ file: 'plugin_config.schema.json', at: '', message: 'no-json' }],
    },
    {
      files: { 'plugin_config.schema.json': '["object"]\n' },
      reports: [{ file: 'plugin_config.schema.json', at: '["object"]', message: 'invalid' }],
    },
    {
      files: { 'plugin_config.schema.json': '{ "$schema": "http://json-schema.org/draft-07/schema#" }\n' },
      reports: [
        { file: 'plugin_config.schema.json', at: '"http://json-schema.org/draft-07/schema#"', message: 'draft' },
      ],
    },
    {
      files: { 'plugin_config.schema.json': '{ "$ref": "other.json" }\n' },
      reports: [{ file: 'plugin_config.schema.json', at: '{ "$ref": "other.json" }', message: 'invalid' }],
    },
  ],
  valid: [
    {
      title: 'The schema of the plugin',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.plugin-lint]
settings-schema = "schema/settings.json"
`,
        'schema/settings.json': `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "token": { "type": "string", "writeOnly": true },
    "region": { "enum": ["north", "south"] },
    "page_size": { "type": "integer", "minimum": 1, "default": 50 },
    "queue": { "type": "object", "properties": { "name": { "type": "string", "pattern": "^\\\\w+$" } } }
  },
  "required": ["token", "region"],
  "additionalProperties": false
}
`,
      },
    },
    {
      title: 'Properties that stand elsewhere in the schema',
      files: {
        'netbox_example/__init__.py': CONFIG,
        'plugin_config.schema.json': `{
  "$defs": { "all": { "properties": { "token": {}, "region": {} } } },
  "allOf": [{ "$ref": "#/$defs/all" }],
  "required": ["token", "region"]
}
`,
      },
    },
    {
      title: 'A pattern that would take forever',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'mark': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'}


config = ExampleConfig
`,
        'plugin_config.schema.json': `{
  "properties": { "token": {}, "mark": { "pattern": "^(a+)+$" } },
  "required": ["token"]
}
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, findings } of model.settings.schemas) {
      const owner = plugin ? { plugin: plugin.module } : {};
      for (const finding of findings) {
        const { at } = finding;
        const details =
          'declaredAt' in finding
            ? { ...owner, related: [{ at: finding.declaredAt, message: 'declared here' }] }
            : owner;
        switch (finding.kind) {
          case 'missing':
            report(at, 'missing', { file: finding.file }, details);
            break;
          case 'no-json':
            report(at, 'no-json', undefined, details);
            break;
          case 'draft':
            report(at, 'draft', { draft: finding.draft }, details);
            break;
          case 'invalid':
            report(at, 'invalid', { where: finding.where, why: finding.why }, details);
            break;
          case 'default':
            report(at, 'default', { name: finding.name, why: finding.why }, details);
            break;
          case 'other-default':
          case 'optional':
          case 'over-required':
          case 'without-property':
          case 'refused':
          case 'unread':
            report(at, finding.kind, { name: finding.name }, details);
            break;
        }
      }
    }
  },
});
