import { explainRule } from '../../derive/explain.ts';
import { findRule } from '../../settings/rule-setting.ts';
import { CliError, type Command } from '../command.ts';

/** `plugin-lint explain <rule>` */
export const explain: Command = {
  name: 'explain',
  operands: '<rule>',
  summary: 'Tell what a rule looks for, why, and what to do.',
  options: {},
  examples: [
    ['plugin-lint explain core-models/model-attributes', 'a rule by its full name; the part after "/" will do'],
  ],
  async run(operands, _options, io) {
    const [name, ...more] = operands;
    if (name === undefined) throw new CliError('explain: which rule? `plugin-lint rules` lists all.');
    if (more.length > 0) throw new CliError(`explain: one rule at a time, not also "${more.join('", "')}".`);
    const { rules } = await import('../../../rules/index.ts');
    const found = findRule(
      name,
      rules.map(rule => `${rule.limit}/${rule.id}`),
    );
    if (!found.ok) throw new CliError(`explain: ${found.problem}`);
    const rule = rules.find(({ limit, id }) => `${limit}/${id}` === found.value);
    if (rule) io.writeOut(explainRule(rule, { color: io.color }));
    return 0;
  },
};
