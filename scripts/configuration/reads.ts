/** Reads of plugin settings as the program finds them, held against a plain search of the text. */
import { settingsAccess } from '../../src/host/netbox/knowledge.ts';
import { LineIndex } from '../../src/source.ts';
import type { PackageModel } from '../../src/plugin/index.ts';
import type { Span } from '../../src/source.ts';

export interface ReadComparison {
  /** Mentions of `get_plugin_config(` and `PLUGINS_CONFIG` in code. */
  readonly mentions: number;
  /** Those at which the program found no read, as `file:line`. */
  readonly unseen: readonly string[];
  /** Names that stand beside such a mention as a string, and that the program has no read of. */
  readonly missed: readonly string[];
  /** Names that the program found, those read by a road that the search does not see included. */
  readonly names: number;
  readonly byOtherRoads: number;
}

const MENTION = /\bget_plugin_config\s*\(|\bPLUGINS_CONFIG\b/g;
const NAMED =
  /\bget_plugin_config\s*\(\s*[^,()]+,\s*(?:parameter\s*=\s*)?(['"])(\w+)\1|\bPLUGINS_CONFIG(?:\[[^\]]*\]|\.get\([^()]*\))(?:\[\s*(['"])(\w+)\3|\.get\(\s*(['"])(\w+)\5)/g;

export function compareReads(model: PackageModel): ReadComparison {
  const { program } = model;
  const seen = new Set<string>();
  const indexes = new Map([...program.modules.values()].map(one => [one.file, new LineIndex(one.text)]));
  const see = ({ file, start, end }: Span): void => {
    const index = indexes.get(file);
    if (!index) return;
    for (let line = index.position(start).line; line <= index.position(end).line; line++) seen.add(`${file}:${line}`);
  };
  for (const { value, at } of program.reads) {
    if (settingsAccess(value) || (value.kind === 'symbol' && value.path.endsWith('.PLUGINS_CONFIG'))) see(at);
  }
  for (const { callee, result, at } of program.calls) {
    const reader = callee.kind === 'symbol' && callee.path.endsWith('.get_plugin_config');
    if (reader || settingsAccess(result)) see(at);
  }
  const { uses } = model.settings;
  const found = new Set(uses.flatMap(use => use.name ?? []));
  const unseen: string[] = [];
  const named = new Set<string>();
  let mentions = 0;
  for (const module of program.modules.values()) {
    const code = codeOf(module.text, module.parsed.comments);
    const index = indexes.get(module.file);
    for (const mention of code.matchAll(MENTION)) {
      const { line } = index?.position(mention.index) ?? { line: 0 };
      const before = code.slice(code.lastIndexOf('\n', mention.index) + 1, mention.index);
      if (/\bdef\s+$/.test(before)) continue;
      mentions++;
      if (!seen.has(`${module.file}:${line}`)) unseen.push(`${module.file}:${line}`);
    }
    for (const [, , first, , second, , third] of code.matchAll(NAMED)) {
      const name = first ?? second ?? third;
      if (name !== undefined) named.add(name);
    }
  }
  return {
    mentions,
    unseen: [...new Set(unseen)],
    missed: [...named].filter(name => !found.has(name)).sort(),
    names: found.size,
    byOtherRoads: [...found].filter(name => !named.has(name)).length,
  };
}

/** The text with comments and texts of several lines made blank, so that offsets stay. */
function codeOf(text: string, comments: readonly { readonly start: number; readonly end: number }[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of comments) {
    out += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  // What stands between triple quotes is prose, or code for somebody else.
  return (out + text.slice(at)).replaceAll(/("""|''')[\s\S]*?\1/g, prose => prose.replaceAll(/[^\n]/g, ' '));
}
