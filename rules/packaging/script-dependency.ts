import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'script-dependency',
  limit: 'packaging',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A package.json that ships asks for versions that npm cannot read.',
  why: 'Who rebuilds or audits the scripts of the plugin reads this file; a range that npm refuses stops the installation, and no tool can say whether a version is affected.',
  remedy: 'Write a range as npm has it (`^1.2.3`, `>=1.2 <2`), a tag or a URL; or leave the file out of the package.',
  source: {
    sentence:
      'The plugin source directory contains all the actual Python code and other resources used by your plugin.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    range:
      'The range "{range}" of {name} is none that npm can read, so its scripts cannot be installed again. Write a semver range.',
    json: 'This is no package.json ({problem}), so nobody can tell what the shipped scripts are built with. Mend it, or leave it out.',
  },
  invalid: [
    {
      title: 'A range of another ecosystem',
      files: {
        'netbox_example/static/netbox_example/package.json': '{"dependencies": {"vis-network": ">=9.1,<10"}}\n',
      },
      reports: [{ file: 'netbox_example/static/netbox_example/package.json', at: '">=9.1,<10"', message: 'range' }],
    },
    {
      files: { 'netbox_example/static/netbox_example/package.json': '{"dependencies": \n' },
      reports: [
        { file: 'netbox_example/static/netbox_example/package.json', at: '{"dependencies": \n', message: 'json' },
      ],
    },
  ],
  valid: [
    {
      title: 'Ranges, tags and URLs',
      files: {
        'netbox_example/static/netbox_example/package.json':
          '{"dependencies": {"a": "^1.2.3", "b": "latest", "c": "git+https://example.org/c.git", "d": "1 || 2", "e": "workspace:*"}}\n',
      },
    },
  ],
  check(model, _host, report) {
    for (const { file, problem, dependencies } of model.scriptPackages) {
      if (problem !== null) {
        const text = model.package.files.get(file);
        report({ file, start: 0, end: text?.size ?? 0 }, 'json', { problem });
      }
      for (const { name, range, kind, at } of dependencies)
        if (kind === 'invalid') report(at, 'range', { name, range });
    }
  },
});
