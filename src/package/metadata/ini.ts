/** setup.cfg and entry_points.txt: the INI dialect of Python's configparser, with places. */

export interface IniValue {
  /** Lines joined by `\n`, each stripped, as configparser gives it. */
  readonly value: string;
  /** UTF-16 offsets of the value in the file. */
  readonly start: number;
  readonly end: number;
  /** Its lines that are not empty, each with its own place. */
  readonly lines: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

export type Ini = ReadonlyMap<string, ReadonlyMap<string, IniValue>>;

interface OpenValue {
  readonly indent: number;
  readonly lines: { text: string; start: number; end: number }[];
  readonly start: number;
}

/**
 * Reads sections of `key = value` or `key: value`; a line indented deeper than its key continues the value, `#` and `;` start a
 * comment line. What is no such line is passed over. `keepCase` leaves keys as they are (entry points), else they are
 * lower-cased as configparser does.
 */
export function parseIni(text: string, keepCase = false): Ini {
  const sections = new Map<string, Map<string, IniValue>>();
  let section: Map<string, IniValue> | undefined;
  let key = '';
  let open: OpenValue | undefined;
  const close = (): void => {
    if (open && section) section.set(key, finish(open));
    open = undefined;
  };
  let offset = 0;
  for (const line of text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const stripped = line.trim();
    if (stripped === '' || stripped.startsWith('#') || stripped.startsWith(';')) continue;
    const indent = line.length - line.trimStart().length;
    if (open && indent > open.indent) {
      open.lines.push({ text: stripped, start: start + indent, end: start + indent + stripped.length });
      continue;
    }
    close();
    const header = /^\[([^\]]+)\]/.exec(stripped);
    if (header?.[1] !== undefined) {
      section = sections.get(header[1]) ?? new Map<string, IniValue>();
      sections.set(header[1], section);
      continue;
    }
    const cut = stripped.search(/[=:]/);
    if (cut <= 0) continue;
    const name = stripped.slice(0, cut).trim();
    key = keepCase ? name : name.toLowerCase();
    const rest = stripped.slice(cut + 1);
    const first = rest.trim();
    const at = start + indent + cut + 1 + (rest.length - rest.trimStart().length);
    open = { indent, start: at, lines: first === '' ? [] : [{ text: first, start: at, end: at + first.length }] };
  }
  close();
  return sections;
}

function finish(open: OpenValue): IniValue {
  const first = open.lines[0];
  const last = open.lines.at(-1);
  return {
    value: open.lines.map(line => line.text).join('\n'),
    start: first?.start ?? open.start,
    end: last?.end ?? open.start,
    lines: open.lines,
  };
}
