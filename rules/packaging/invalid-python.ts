import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'invalid-python',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A Python file does not parse.',
  why: 'Whatever imports it fails with a SyntaxError, and nothing after the error could be analysed.',
  remedy: 'Correct the syntax; leave files that are no Python out of the package, or give them another suffix.',
  source: {
    sentence:
      'The plugin source directory contains all the actual Python code and other resources used by your plugin.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    installed:
      'This file is installed, and no Python from 3.6 to 3.14 can read it: {problem}. Whatever imports it fails.',
    aside: {
      text: 'This file is not installed, and no Python from 3.6 to 3.14 can read it: {problem}.',
      severity: 'info',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'A file that does not parse',
      files: {
        'netbox_example/jobs.py': `def run(:
    pass
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: '(', message: 'installed' }],
    },
    {
      files: {
        'tests/test_jobs.py': `print "no"
`,
      },
      reports: [{ file: 'tests/test_jobs.py', at: '"no"', message: 'aside' }],
    },
  ],
  valid: [
    {
      title: 'The newest syntax',
      files: {
        'netbox_example/jobs.py': `type Pair[T] = tuple[T, T]

text = f"{"quoted"}"
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { message, at, ships } of model.distribution.unparsed) {
      report(at, ships ? 'installed' : 'aside', { problem: message.replace(/\.$/, '') });
    }
  },
});
