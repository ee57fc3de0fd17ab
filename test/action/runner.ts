/** Reads what an action prints and writes as the runner of GitHub does (actions/runner: ActionCommandManager, FileCommandManager). */

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const KNOWN = new Set([
  ...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'add-matcher', 'remove-matcher', 'echo'],
  ...['set-env', 'add-path', 'set-output', 'save-state', 'stop-commands', 'internal-set-repo-path'],
]);

const decode = (text: string): string =>
  text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');

function properties(list: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    list
      .split(/[,;]/)
      .filter(pair => pair.includes('='))
      .map(pair => [pair.slice(0, pair.indexOf('=')).trim(), decode(pair.slice(pair.indexOf('=') + 1))]),
  );
}

/** One line: the form with `::` at its start, or the older one with `##[` anywhere. */
function parseLine(line: string, known: ReadonlySet<string>): Command | undefined {
  const forms = [/^\s*::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/, /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/];
  for (const form of forms) {
    const [, name = '', list = '', message = ''] = form.exec(line) ?? [];
    if (known.has(name.toLowerCase())) return { name, properties: properties(list), message: decode(message) };
  }
  return undefined;
}

/** The commands that the runner would carry out, in order. */
export function commandsIn(log: string): readonly Command[] {
  const commands: Command[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = parseLine(line, stopped === undefined ? KNOWN : new Set([stopped]));
    if (command === undefined) continue;
    if (stopped !== undefined) stopped = undefined;
    else if (command.name === 'stop-commands') stopped = command.message;
    else commands.push(command);
  }
  if (stopped !== undefined) throw new Error('commands were stopped and never resumed');
  return commands;
}

/** The values in a file of GITHUB_OUTPUT. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name === undefined || delimiter === undefined) throw new Error(`no output: ${line}`);
    const end = lines.indexOf(delimiter, i + 1);
    if (end < 0) throw new Error(`${name} does not end`);
    outputs[name] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return outputs;
}
