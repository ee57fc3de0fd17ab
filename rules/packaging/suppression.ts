import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'suppression',
  limit: 'packaging',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A comment that suppresses findings says nothing, too little, or what no longer holds.',
  why: 'A suppression is an answer to a finding. Without a reason nobody can judge it later, and one that covers nothing hides the next real finding on its line.',
  remedy:
    'Write `# plugin-lint: ignore[<rule>] -- reason (until 2027-01-01)`; the date is optional. Take out what is no longer needed.',
  source: {
    sentence:
      'Plugin authors are strongly encouraged to develop plugins using only the officially supported components discussed here and those provided by the underlying Django framework to avoid breaking changes in future releases.',
    where: 'docs/plugins/development/index.md',
  },
  messages: {
    malformed: 'This is not understood: {text}. It suppresses nothing; write `plugin-lint: ignore[<rule>] -- reason`.',
    unknownRule: 'The suppression does not count, since no rule has that name: {problem} Correct the name.',
    missingReason:
      'The suppression gives no reason, so it does not count. Write one behind the rule: `ignore[<rule>] -- reason`.',
    expired:
      'The suppression was for the time until {until}, and no longer counts. Mend the finding, or give a new date.',
    useless:
      'Nothing on this line is found by {rules}, so the suppression would only hide a later finding. Take it out.',
  },
  invalid: [
    {
      title: 'Without a reason',
      files: { 'netbox_example/jobs.py': 'WIDGETS = 1  # plugin-lint: ignore[packaging/suppression]\n' },
      reports: [
        {
          file: 'netbox_example/jobs.py',
          at: '# plugin-lint: ignore[packaging/suppression]',
          message: 'missingReason',
        },
      ],
    },
    {
      title: 'Nothing to suppress',
      files: { 'netbox_example/jobs.py': 'WIDGETS = 1  # plugin-lint: ignore[suppression] -- reviewed\n' },
      reports: [
        { file: 'netbox_example/jobs.py', at: '# plugin-lint: ignore[suppression] -- reviewed', message: 'useless' },
      ],
    },
    {
      files: { 'netbox_example/jobs.py': '# plugin-lint: ignore[suppresion] -- reviewed\nWIDGETS = 1\n' },
      reports: [
        { file: 'netbox_example/jobs.py', at: '# plugin-lint: ignore[suppresion] -- reviewed', message: 'unknownRule' },
      ],
    },
    {
      files: {
        'netbox_example/jobs.py': '# plugin-lint: ignore[suppression] -- reviewed (until 2001-01-01)\nWIDGETS = 1\n',
      },
      reports: [
        {
          file: 'netbox_example/jobs.py',
          at: '# plugin-lint: ignore[suppression] -- reviewed (until 2001-01-01)',
          message: 'expired',
        },
      ],
    },
    {
      files: {
        'netbox_example/templates/netbox_example/x.html': '{# plugin-lint: ignor[suppression] -- reviewed #}\n',
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/x.html',
          at: '{# plugin-lint: ignor[suppression] -- reviewed',
          message: 'malformed',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'A comment about the linter',
      files: { 'netbox_example/jobs.py': '# Checked with plugin-lint in CI.\nWIDGETS = 1\n' },
    },
  ],
  check() {
    // What suppressions cover is known only when all rules have run: src/check.ts reports through this rule.
  },
});
