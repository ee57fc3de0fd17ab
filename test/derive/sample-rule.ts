import Type from 'typebox';
import { defineRule } from '../../src/rule.ts';

/** A rule with everything that can be derived from. It checks nothing. */
export const sampleRule = defineRule({
  id: 'model-attributes',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'Attributes of core models that a plugin writes.',
  why: 'Every other plugin sees the changed class.',
  remedy: 'Keep data in a model of your own.',
  source: { sentence: 'Plugins must not change core models.', where: 'plugin documentation, "Limitations"' },
  messages: {
    written: '{model}.{name} is written, which changes {model} for everyone; use a model of your own.',
    deleted: { text: '{model} loses an attribute; leave it alone.', severity: 'warning' },
  },
  options: Type.Object({
    allow: Type.Array(Type.String(), { default: ['a|b'], description: 'Names that may be written.' }),
    mode: Type.Optional(Type.Enum(['strict', 'loose'])),
  }),
  invalid: [
    {
      title: 'A plain write',
      files: { 'netbox_acme/patches.py': 'Device.x = 1\ns = """```"""\n', 'netbox_acme/old.py': null },
      reports: [{ file: 'netbox_acme/patches.py', at: 'Device.x', message: 'written' }],
    },
    {
      files: { 'netbox_acme/patches.py': 'untitled = 1\n' },
      reports: [{ file: 'netbox_acme/patches.py', at: 'untitled', message: 'deleted' }],
    },
  ],
  valid: [{ title: 'A model of its own', files: { 'netbox_acme/models.py': 'class Label: pass\n' } }],
  check() {},
});
