/** `plugin-lint completion`: what a shell needs to complete calls. The candidates come from yargs. */
import yargs from 'yargs';
import { didYouMean } from '../../settings/nearest.ts';
import { CliError, type Command } from '../command.ts';
import { TOOL } from '../tool.ts';

const ASK = `${TOOL.name} completion --words --`;
const FUNCTION = `_${TOOL.name.replaceAll('-', '_')}`;

/** Each script asks the program for candidates, one a line, and falls back on file names where there is none. */
const SCRIPTS = {
  bash: `${FUNCTION}() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(${ASK} "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F ${FUNCTION} ${TOOL.name}
`,
  zsh: `#compdef ${TOOL.name}
${FUNCTION}() {
  local -a candidates
  candidates=(\${(f)"$(${ASK} "\${(@)words[1,CURRENT]}" 2>/dev/null)"})
  if (( \${#candidates} )); then compadd -- "\${candidates[@]}"; else _files; fi
}
compdef ${FUNCTION} ${TOOL.name}
`,
  fish: `complete -c ${TOOL.name} -a '(${ASK} (commandline -opc) (commandline -ct) 2>/dev/null)'
`,
} as const;

const SHELLS = Object.keys(SCRIPTS);

const isShell = (name: string): name is keyof typeof SCRIPTS => Object.hasOwn(SCRIPTS, name);

/**
 * What may stand for the last of the words.
 * @param words the call so far, the program first, the word that is being written last
 */
export async function candidates(words: readonly string[]): Promise<readonly string[]> {
  const { COMMANDS } = await import('./index.ts');
  const [, ...typed] = words;
  const current = typed.at(-1) ?? '';
  const command = COMMANDS.find(({ name }) => name !== '' && name === typed[0] && typed.length > 1);
  if (command?.name === 'explain' && !current.startsWith('-')) {
    const { rules } = await import('../../../rules/index.ts');
    return rules.map(({ limit, id }) => `${limit}/${id}`).filter(name => name.startsWith(current));
  }
  if (command?.name === 'completion' && !current.startsWith('-')) return SHELLS.filter(one => one.startsWith(current));
  const parser = yargs([])
    .scriptName(TOOL.name)
    .detectLocale(false)
    .exitProcess(false)
    .help(false)
    .version(false)
    .options((command ?? COMMANDS.find(({ name }) => name === ''))?.options ?? {})
    .options({ help: { type: 'boolean' }, version: { type: 'boolean' } });
  if (command === undefined) for (const { name, summary } of COMMANDS) if (name !== '') parser.command(name, summary);
  const found = await parser.getCompletion([TOOL.name, ...(command === undefined ? typed : typed.slice(1))]);
  return [...new Set(found)].filter(one => one !== '$0' && one.startsWith(current));
}

export const completion: Command = {
  name: 'completion',
  operands: '<shell>',
  summary: 'Print a script that completes calls in bash, zsh or fish.',
  options: { words: { type: 'boolean', hidden: true } },
  examples: [
    [`eval "$(${TOOL.name} completion bash)"`, 'in ~/.bashrc'],
    [`eval "$(${TOOL.name} completion zsh)"`, 'in ~/.zshrc, after compinit'],
    [`${TOOL.name} completion fish | source`, 'in config.fish'],
  ],
  async run(operands, options, io) {
    if (options.boolean('words') === true) {
      const list = await candidates(operands);
      io.writeOut(list.map(one => `${one}\n`).join(''));
      return 0;
    }
    const [shell, ...more] = operands;
    if (shell === undefined) throw new CliError(`completion: for which shell? One of ${SHELLS.join(', ')}.`);
    if (more.length > 0) throw new CliError('completion: one shell at a time.');
    if (!isShell(shell)) {
      throw new CliError(
        `completion: unknown shell "${shell}"; one of ${SHELLS.join(', ')}.${didYouMean(shell, SHELLS)}`,
      );
    }
    io.writeOut(SCRIPTS[shell]);
    return 0;
  },
};
