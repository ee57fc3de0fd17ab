import { defineRule } from '../../src/rule.ts';
import { unreadOf } from '../../src/plugin/distribution/unread.ts';
import type { Severity } from '../../src/finding.ts';
import type { Unread } from '../../src/plugin/distribution/unread.ts';

/** What a problem leads to, and how grave it is; what may be no fault of the package is a warning. */
const CONSEQUENCES: Readonly<Record<Exclude<Unread['kind'], 'layout'>, readonly [text: string, severity: Severity]>> = {
  file: ['It belongs to what is installed, and what it does is not known', 'error'],
  aside: ['It is not installed', 'info'],
  link: ['What is behind it may be installed, and was not judged', 'warning'],
  rest: ['What was not looked at was not judged', 'warning'],
  entry: ['Do not install this archive before it is known how that came into it', 'error'],
  name: ['Whether it is installed is not known, and it was not judged', 'warning'],
  twice: ['What another tool installs may not be what was judged here', 'warning'],
  packaging: ['pip refuses the package', 'error'],
};

export default defineRule({
  id: 'unread-file',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A file of the package, or its packaging, cannot be read.',
  why: 'What cannot be read cannot be judged: it leaves every limit undecided that it could break. A file that cannot be opened does not work in NetBox either, packaging that does not parse cannot be installed, and an archive whose entries lead out of it is refused by pip, or was made to harm.',
  remedy:
    'Give the file its permissions, or take it out of the package; put files in the place of links that lead out of it; correct the metadata; build archives with the build tool.',
  source: {
    sentence:
      'The plugin source directory contains all the actual Python code and other resources used by your plugin.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    unread: '{problem}. {consequence}.',
  },
  invalid: [
    {
      title: 'Packaging that does not parse',
      files: {
        'pyproject.toml': `[project
name = "netbox-example"
`,
      },
      reports: [{ file: 'pyproject.toml', at: '[project', message: 'unread' }],
    },
  ],
  valid: [
    {
      title: 'Packaging that parses',
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { kind, message, at } of unreadOf(model)) {
      if (kind === 'layout') continue;
      const [consequence, severity] = CONSEQUENCES[kind];
      const data = { problem: message.replace(/^the entry /, '').replace(/^the /, 'The '), consequence };
      report(at, 'unread', data, { severity, breaks: severity === 'error' });
    }
  },
});
