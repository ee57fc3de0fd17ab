/**
 * The facts file: what every known release of a host contains, as one compact JSON document.
 *
 * A *fact* is a short string in a *group* (a module, a model, a template …) of a *kind*; it holds in a set of releases, a
 * bit mask. Masks repeat (a few hundred distinct ones for tens of thousands of facts), so they stand once in a table.
 * A group is a text of lines `<mask index> fact;fact;…`. Facts of one mask that share a prefix up to their first `:` are folded:
 * `a:x;a:y` is written `a:x,y`, and heads with the same items share them: `a+b:x,y`. The names in them are coded (words.ts).
 */
import { findCode, holdsMark, isWord, WordReader, wordTable } from './words.ts';

/** Version of the layout; a file with another number is refused. */
export const FORMAT = 2;

/** Name of the checked-in file; it stands next to the module that reads it, in `src` and next to the bundle. */
export const FACTS_FILE = 'facts.json';

interface KindShape {
  /** True when facts are written `head:item,item`. */
  readonly folded: boolean;
  /** What the groups are named after; `none` for the one group with an empty name. */
  readonly group: string;
  /** How a fact is written; its fields are separated by `~`. */
  readonly fact: string;
}

/** The kinds of facts. */
export const KINDS = {
  app: {
    folded: false,
    group: 'none',
    fact: 'label~module~origin; origin c for an app of the host, f for a foreign one',
  },
  module: {
    folded: false,
    group: 'top-level package',
    fact: 'the rest of the dotted path, empty for the package itself',
  },
  class: {
    folded: true,
    group: 'module',
    fact: 'base~base:Class; bases as the class statement names them, ? for one that is no dotted name',
  },
  symbol: { folded: false, group: 'module', fact: 'f (function) or v (value), then the name' },
  import: {
    folded: true,
    group: 'module',
    fact: 'target module:name or target module:original=name; an empty original is the module itself',
  },
  member: { folded: true, group: 'module', fact: 'Class:member' },
  model: {
    folded: false,
    group: 'none',
    fact: 'app.Model~class path~flags~table; flags a abstract, p proxy, u unmanaged; no table when abstract',
  },
  field: { folded: false, group: 'app.Model', fact: 'name~type~related' },
  m2m: { folded: false, group: 'app.Model', fact: 'field~table' },
  reverse: {
    folded: false,
    group: 'app.Model',
    fact: 'accessor~query name~app.Model.field: what a relation of another model puts on this one; either may be empty',
  },
  template: {
    folded: false,
    group: 'none',
    fact: 'path~origin; origin p for the directory of the project, a for that of an app',
  },
  block: { folded: false, group: 'template', fact: 'block name' },
  parent: { folded: false, group: 'template', fact: 'path of the template that it extends' },
  library: { folded: false, group: 'none', fact: 'name~module~builtin; builtin b or empty' },
  tag: { folded: false, group: 'library', fact: 'tag name' },
  filter: { folded: false, group: 'library', fact: 'filter name' },
  setting: { folded: false, group: 'none', fact: 'name that the settings module binds' },
  parameter: {
    folded: false,
    group: 'none',
    fact: 'name~kind; kind s read from the configuration file, d dynamic (kept in the database)',
  },
  middleware: { folded: false, group: 'none', fact: 'dotted path, in the order of MIDDLEWARE' },
  registry: { folded: false, group: 'none', fact: 'key of the registry' },
  url: { folded: false, group: 'namespace', fact: 'name~path; path ? when unknown' },
  view: { folded: false, group: 'app.Model', fact: 'name~path~level; level d (object) or l (list)' },
  feature: {
    folded: false,
    group: 'none',
    fact: 'mixin path~name~path~level~view path: the view that every model with the mixin gets',
  },
  menu: { folded: false, group: 'none', fact: 'menu, menu~group, or menu~group~link~text, in the order of the menu' },
  migration: { folded: false, group: 'app label', fact: 'migration name' },
  replaces: { folded: true, group: 'app label', fact: 'migration:app.name' },
  depends: { folded: true, group: 'app label', fact: 'migration:app.name' },
  static: { folded: false, group: 'none', fact: 'path under the static root' },
  command: { folded: false, group: 'none', fact: 'name~module' },
} as const satisfies Record<string, KindShape>;

export type Kind = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

/** The document as it stands in the file. */
export interface FactsFile {
  readonly format: typeof FORMAT;
  readonly host: 'netbox';
  /** Exact versions, oldest first; bit i of a mask is `releases[i]`. */
  readonly releases: readonly string[];
  /** Lowest Python of each release, `3.12`. */
  readonly python: readonly string[];
  readonly masks: readonly number[];
  /** The table of words, with spaces between. */
  readonly words: string;
  /** Kind → group → lines of coded facts. */
  readonly facts: { readonly [K in Kind]?: Readonly<Record<string, string>> };
}

/** The facts of one release: kind → group → facts, in a meaningful order where the kind has one. */
export interface ReleaseFacts {
  readonly version: string;
  readonly python: readonly [number, number];
  readonly facts: ReadonlyMap<Kind, ReadonlyMap<string, ReadonlySet<string>>>;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A fact that contains a separator would decode to something else: that is a bug of the extractor. */
function checkFact(kind: Kind, fact: string): void {
  const reserved = KINDS[kind].folded ? /[;,+\n]/ : /[;\n]/;
  if (reserved.test(fact) || holdsMark(fact)) throw new Error(`fact of kind ${kind} contains a separator: ${fact}`);
}

/** Folds `a:x`, `a:y` into `a:x,y`, and `a:x,y`, `b:x,y` into `a+b:x,y`; the order of first appearance is kept. */
function fold(facts: readonly string[]): string {
  const heads = new Map<string, string[]>();
  for (const fact of facts) {
    const colon = fact.indexOf(':');
    const head = fact.slice(0, colon);
    const items = heads.get(head);
    if (items) items.push(fact.slice(colon + 1));
    else heads.set(head, [fact.slice(colon + 1)]);
  }
  const shared = new Map<string, string[]>();
  for (const [head, items] of heads) {
    const key = items.join(',');
    const list = shared.get(key);
    if (list) list.push(head);
    else shared.set(key, [head]);
  }
  return [...shared].map(([items, owners]) => `${owners.join('+')}:${items}`).join(';');
}

/** Kinds whose facts keep the order in which the releases give them; all others are sorted. */
const ORDERED: ReadonlySet<Kind> = new Set(['middleware', 'menu']);

/** One order for the lists of all releases: the newest list's; what only an older one has stands after what precedes it there. */
function mergeOrders(lists: readonly Iterable<string>[]): readonly string[] {
  const out: string[] = [];
  for (const list of [...lists].reverse()) {
    let at = 0;
    for (const item of list) {
      const found = out.indexOf(item);
      if (found < 0) out.splice(at++, 0, item);
      else at = found + 1;
    }
  }
  return out;
}

/**
 * Merges releases (oldest first) into one document. The same input gives the same bytes: groups and facts are sorted by
 * code unit, but for the kinds whose order means something.
 */
export function mergeReleases(releases: readonly ReleaseFacts[]): FactsFile {
  if (releases.length > 31) throw new Error('a release set is a 31-bit mask');
  const masks: number[] = [];
  const maskIndex = new Map<number, number>();
  const indexOf = (mask: number): number => {
    let index = maskIndex.get(mask);
    if (index === undefined) {
      index = masks.length;
      masks.push(mask);
      maskIndex.set(mask, index);
    }
    return index;
  };
  // The full set first: it is by far the commonest, and so the shortest index.
  indexOf(2 ** releases.length - 1);
  const plain: [Kind, string, [number, string][]][] = [];
  for (const kind of KIND_NAMES) {
    const groups = new Map<string, Map<string, number>>();
    for (const [bit, release] of releases.entries()) {
      for (const [group, items] of release.facts.get(kind) ?? []) {
        let merged = groups.get(group);
        if (!merged) groups.set(group, (merged = new Map()));
        for (const item of items) {
          checkFact(kind, item);
          merged.set(item, (merged.get(item) ?? 0) | (1 << bit));
        }
      }
    }
    for (const group of [...groups.keys()].sort(compareText)) {
      const runs: [number, string[]][] = [];
      if (ORDERED.has(kind)) {
        const masks = groups.get(group) ?? new Map<string, number>();
        for (const fact of mergeOrders(releases.map(release => release.facts.get(kind)?.get(group) ?? []))) {
          const mask = masks.get(fact) ?? 0;
          const last = runs.at(-1);
          if (last?.[0] === mask) last[1].push(fact);
          else runs.push([mask, [fact]]);
        }
      } else {
        const byMask = new Map<number, string[]>();
        for (const [fact, mask] of groups.get(group) ?? []) {
          const list = byMask.get(mask);
          if (list) list.push(fact);
          else byMask.set(mask, [fact]);
        }
        runs.push(...byMask);
        runs.sort((a, b) => b[0] - a[0]);
        for (const [, list] of runs) list.sort(compareText);
      }
      const lines = runs.map(([mask, list]): [number, string] => [
        indexOf(mask),
        KINDS[kind].folded ? fold(list) : list.join(';'),
      ]);
      plain.push([kind, group, lines]);
    }
  }
  const table = wordTable(plain.flatMap(([, , lines]) => lines.map(([, text]) => text)));
  const facts: { [K in Kind]?: Record<string, string> } = Object.fromEntries(KIND_NAMES.map(kind => [kind, {}]));
  for (const [kind, group, lines] of plain) {
    const groups = (facts[kind] ??= {});
    groups[group] = lines.map(([index, text]) => `${index} ${table.encode(text)}`).join('\n');
  }
  return {
    format: FORMAT,
    host: 'netbox',
    releases: releases.map(release => release.version),
    python: releases.map(release => release.python.join('.')),
    masks,
    words: table.words,
    facts,
  };
}

/** The document's text: compact JSON, one line a group. */
export function formatFacts(file: FactsFile): string {
  const { facts, ...head } = file;
  const kinds = Object.entries(facts).map(([kind, groups]) => {
    const lines = Object.entries(groups).map(([group, text]) => `${JSON.stringify(group)}:${JSON.stringify(text)}`);
    return `${JSON.stringify(kind)}:{\n${lines.join(',\n')}\n}`;
  });
  return `${JSON.stringify(head).slice(0, -1)},"facts":{\n${kinds.join(',\n')}\n}}\n`;
}

const readers = new WeakMap<FactsFile, WordReader>();

function readerOf(file: FactsFile): WordReader {
  let reader = readers.get(file);
  if (!reader) readers.set(file, (reader = new WordReader(file.words)));
  return reader;
}

/** The coded lines of a group. */
function linesOf(file: FactsFile, kind: Kind, group: string): string | undefined {
  const groups = file.facts[kind];
  return groups !== undefined && Object.hasOwn(groups, group) ? groups[group] : undefined;
}

/** Each line of a group: coded facts with their releases. */
function eachRun(file: FactsFile, kind: Kind, group: string, visit: (coded: string, mask: number) => void): void {
  for (const line of linesOf(file, kind, group)?.split('\n') ?? []) {
    const space = line.indexOf(' ');
    visit(line.slice(space + 1), file.masks[Number(line.slice(0, space))] ?? 0);
  }
}

/** The line around an offset: its releases, and where its facts begin. */
function runAt(file: FactsFile, lines: string, at: number): { readonly mask: number; readonly start: number } {
  const start = lines.lastIndexOf('\n', at) + 1;
  const space = lines.indexOf(' ', start);
  return { mask: file.masks[Number(lines.slice(start, space))] ?? 0, start: space + 1 };
}

/** The end of the fact (or folded part) around an offset. */
function partEnd(lines: string, at: number): number {
  const line = lines.indexOf('\n', at);
  const part = lines.indexOf(';', at);
  return Math.min(line < 0 ? lines.length : line, part < 0 ? lines.length : part);
}

/** Releases that have a fact of a kind that is not folded; 0 when none. Nothing is decoded. */
export function findFact(file: FactsFile, kind: Kind, group: string, fact: string): number {
  const lines = linesOf(file, kind, group);
  if (lines === undefined) return 0;
  const coded = readerOf(file).encode(fact);
  for (let at = lines.indexOf(coded); at >= 0; at = lines.indexOf(coded, at + 1)) {
    const run = runAt(file, lines, at);
    const begins = at === run.start || (at > run.start && lines[at - 1] === ';');
    if (begins && partEnd(lines, at) === at + coded.length) return run.mask;
  }
  return 0;
}

function visitFolded(text: string, mask: number, visit: (head: string, item: string, mask: number) => void): void {
  for (const part of text.split(';')) {
    const colon = part.indexOf(':');
    const items = part.slice(colon + 1).split(',');
    for (const head of part.slice(0, colon).split('+')) for (const item of items) visit(head, item, mask);
  }
}

/**
 * Gives the facts of a folded group that contain a word, and others that are folded with them, as head and item, with their
 * releases. Only the parts of the text that hold the word are read.
 */
export function eachFolded(
  file: FactsFile,
  kind: Kind,
  group: string,
  word: string,
  visit: (head: string, item: string, mask: number) => void,
): void {
  const reader = readerOf(file);
  // A name with other letters is no single word of the table.
  if (!isWord(word)) {
    eachRun(file, kind, group, (coded, mask) => visitFolded(reader.read(coded) ?? '', mask, visit));
    return;
  }
  const lines = linesOf(file, kind, group);
  if (lines === undefined) return;
  const code = reader.code(word);
  for (let at = findCode(lines, code, 0); at >= 0;) {
    const run = runAt(file, lines, at);
    let end = run.start;
    // Not the index of the releases.
    if (at >= run.start) {
      end = partEnd(lines, at);
      const start = Math.max(run.start, lines.lastIndexOf(';', at) + 1);
      visitFolded(reader.read(lines.slice(start, end)) ?? '', run.mask, visit);
    }
    at = findCode(lines, code, end);
  }
}

/** Decodes one group: fact → mask, folded facts as `head:item`. A fact stands in a group once. */
export function decodeGroup(file: FactsFile, kind: Kind, group: string): Map<string, number> {
  const out = new Map<string, number>();
  const reader = readerOf(file);
  eachRun(file, kind, group, (coded, mask) => {
    const text = reader.read(coded) ?? '';
    if (KINDS[kind].folded) visitFolded(text, mask, (head, item) => out.set(`${head}:${item}`, mask));
    else for (const fact of text.split(';')) out.set(fact, mask);
  });
  return out;
}

/** Why a facts file cannot be used: for the user, with what would do. */
export type FactsProblem =
  | { readonly code: 'not-json'; readonly message: string }
  | { readonly code: 'not-facts'; readonly message: string }
  | { readonly code: 'other-format'; readonly message: string };

/**
 * Checks a parsed facts file (`--host <file>`) without decoding it: head, masks, and the shape of every group.
 * A file of another format version is named as such, with the version that is understood.
 */
export function validateFacts(json: unknown): { ok: true; file: FactsFile } | { ok: false; problem: FactsProblem } {
  const fail = (what: string): { ok: false; problem: FactsProblem } => ({
    ok: false,
    problem: { code: 'not-facts', message: `not a facts file of plugin-lint: ${what}` },
  });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail('the document is not an object');
  const record = json as Readonly<Record<string, unknown>>;
  if (!('format' in record)) return fail('it has no "format"');
  if (record['format'] !== FORMAT) {
    const found = JSON.stringify(record['format']);
    const message = `the facts file has format ${found}; this version of plugin-lint reads format ${FORMAT}. Extract it again with plugin-lint host extract`;
    return { ok: false, problem: { code: 'other-format', message } };
  }
  if (record['host'] !== 'netbox') return fail('its "host" is not "netbox"');
  const { releases, python, masks, words, facts } = record;
  if (!isListOf(releases, isText) || releases.length === 0 || releases.length > 31)
    return fail('"releases" is not a list of 1 to 31 versions');
  if (!isListOf(python, isPythonVersion) || python.length !== releases.length)
    return fail('"python" is not a list with one version for each release');
  const all = 2 ** releases.length - 1;
  if (!isListOf(masks, (mask): mask is number => Number.isInteger(mask) && Number(mask) > 0 && Number(mask) <= all))
    return fail('"masks" holds something other than sets of its releases');
  if (typeof words !== 'string') return fail('"words" is not a text');
  const reader = new WordReader(words);
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return fail('"facts" is not an object');
  for (const [kind, groups] of Object.entries(facts as Readonly<Record<string, unknown>>)) {
    if (!Object.hasOwn(KINDS, kind)) return fail(`unknown kind of facts ${JSON.stringify(kind)}`);
    if (typeof groups !== 'object' || groups === null || Array.isArray(groups))
      return fail(`"facts.${kind}" is not an object`);
    for (const [group, text] of Object.entries(groups as Readonly<Record<string, unknown>>)) {
      const sound = typeof text === 'string' && text.split('\n').every(line => isRun(line, masks.length, reader));
      if (!sound) return fail(`group ${JSON.stringify(group)} of "facts.${kind}" is malformed`);
    }
  }
  // Every part that the type names was checked above.
  return { ok: true, file: record as unknown as FactsFile };
}

/** A line of a group: the index of a mask, and facts whose words are all in the table. */
function isRun(line: string, masks: number, reader: WordReader): boolean {
  const [, index, text] = /^(\d+) (.*)$/s.exec(line) ?? [];
  return index !== undefined && Number(index) < masks && text !== undefined && reader.read(text) !== undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isPythonVersion = (value: unknown): value is string => typeof value === 'string' && /^\d+\.\d+$/.test(value);

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}
