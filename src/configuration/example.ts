/** `config example`: a snippet for configuration.py, with what each setting is about. */
import { escapeText } from '../report/terminal.ts';
import type { Plain } from './plain.ts';
import type { PluginSetting, PluginSettings } from './schema.ts';

const STEP = '    ';
const WIDTH = 100;

/** The snippet: valid Python in which required settings are to be filled in and the others are shown with their defaults. */
export function exampleOf(plugins: readonly PluginSettings[]): string {
  const lines = ['# In configuration.py', 'PLUGINS = ['];
  for (const { plugin } of plugins) lines.push(`${STEP}${pythonString(plugin.module)},`);
  lines.push(']', '', 'PLUGINS_CONFIG = {');
  for (const { plugin, settings } of plugins) {
    lines.push(`${STEP}${pythonString(plugin.module)}: {`);
    const ordered = [...settings.filter(one => one.required), ...settings.filter(one => !one.required)];
    for (const setting of ordered) lines.push(...settingLines(setting).map(line => `${STEP}${STEP}${line}`));
    lines.push(`${STEP}},`);
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

function settingLines(setting: PluginSetting): string[] {
  const comments = wrapped(setting.description ?? '').map(line => `# ${line}`);
  const key = pythonString(setting.name);
  if (setting.required) return [...comments, `${key}: ${placeholder(setting)},  # required`];
  // A secret is given, not shown.
  if (setting.secret) return [...comments, `# ${key}: ${placeholder(setting)},`];
  if (setting.default === null) return [...comments, `# ${key}: ...,  # optional, no declared default`];
  return [...comments, ...`${key}: ${pythonText(setting.default, '')},`.split('\n').map(line => `# ${line}`)];
}

function placeholder({ name, default: value }: PluginSetting): string {
  return value && value.kind !== 'unknown' && value.kind !== 'scalar'
    ? pythonText(value, '')
    : pythonString(`<${name}>`);
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of escapeText(text.replaceAll(/\s+/g, ' ')).split(' ')) {
    if (line !== '' && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A value as Python source; a part that is computed is an ellipsis. */
function pythonText(value: Plain, indent: string): string {
  switch (value.kind) {
    case 'scalar':
      return scalarText(value);
    case 'unknown':
      return '...';
    case 'list': {
      const items = value.items.map(item => pythonText(item, indent + STEP));
      if (value.open) items.push('...');
      if (value.type === 'set' && items.length === 0) return 'set()';
      const [open, close] = ({ list: '[]', tuple: '()', set: '{}' } as const)[value.type];
      const comma = value.type === 'tuple' && items.length === 1 ? ',' : '';
      return bracketed(open ?? '', items, close ?? '', comma, indent);
    }
    case 'dict': {
      const entries = value.entries.map(
        ({ name, isText, value: one }) => `${isText ? pythonString(name) : name}: ${pythonText(one, indent + STEP)}`,
      );
      if (value.open) entries.push('...: ...');
      return bracketed('{', entries, '}', '', indent);
    }
  }
}

function bracketed(open: string, items: readonly string[], close: string, comma: string, indent: string): string {
  const flat = `${open}${items.join(', ')}${comma}${close}`;
  if (flat.length + indent.length <= WIDTH - 20 && !flat.includes('\n')) return flat;
  return `${open}\n${items.map(item => `${indent}${STEP}${item},\n`).join('')}${indent}${close}`;
}

function scalarText({ type, value }: Extract<Plain, { kind: 'scalar' }>): string {
  switch (type) {
    case 'str':
      return pythonString(String(value));
    case 'bool':
      return value === true ? 'True' : 'False';
    case 'None':
      return 'None';
    case 'int':
      return typeof value === 'number' ? BigInt(value).toString() : String(value);
    case 'float':
      return Number.isInteger(value) ? `${String(value)}.0` : String(value);
  }
}

/** A string literal in which nothing is left that a terminal would act upon. */
function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);
  // The reports' own escapes are Python's but for those in braces.
  const shown = escapeText(escaped).replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, code: string) =>
    code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`,
  );
  return `${quote}${shown}${quote}`;
}
