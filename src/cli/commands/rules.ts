import { ruleMeta } from '../../derive/meta.ts';
import { didYouMean } from '../../settings/nearest.ts';
import { CliError, type Command } from '../command.ts';

const FORMATS = ['text', 'json'];

/** `plugin-lint rules` */
export const rulesCommand: Command = {
  name: 'rules',
  operands: '',
  summary: 'List the rules.',
  options: {
    format: { type: 'string', choices: FORMATS, defaultDescription: 'text', describe: 'How to print the list.' },
  },
  examples: [['plugin-lint rules --format json', 'names, severities and words of all rules, for a program']],
  async run(operands, options, io) {
    if (operands.length > 0) {
      throw new CliError(
        `rules: takes no "${operands.join(' ')}". \`plugin-lint explain <rule>\` tells about one rule.`,
      );
    }
    const format = options.string('format') ?? 'text';
    if (!FORMATS.includes(format)) {
      throw new CliError(
        `--format: unknown format "${format}" for the list of rules; text or json.${didYouMean(format, FORMATS)}`,
      );
    }
    const { rules } = await import('../../../rules/index.ts');
    const metas = rules.map(ruleMeta);
    if (format === 'json') {
      const list = metas.map(({ name, limit, severity, breaks, since, summary }) => ({
        rule: name,
        limit,
        severity,
        breaks,
        since,
        summary,
      }));
      io.writeOut(`${JSON.stringify(list, null, 2)}\n`);
      return 0;
    }
    const width = Math.max(0, ...metas.map(({ name }) => name.length));
    const lines = metas.map(
      ({ name, severity, breaks, summary }) =>
        `${name.padEnd(width)}  ${severity.padEnd(7)}  ${breaks ? 'breaks' : '      '}  ${summary}`,
    );
    io.writeOut(
      `${[...lines, '', `${metas.length} rules. "breaks": a finding means that the limit is broken.`].join('\n')}\n`,
    );
    return 0;
  },
};
