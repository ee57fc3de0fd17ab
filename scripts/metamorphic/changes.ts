/** Changes of a package's Python files that leave alone what the package does. */
import { children, parsePython } from '../../src/python/index.ts';
import { copied, edited, fresh } from './pieces.ts';
import type { Node, Statement } from '../../src/python/index.ts';
import type { Edit, Piece } from './pieces.ts';

/** A Python file that ships. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly body: readonly Statement[];
}

/** Files after a change, by their paths; new ones among them. Empty where the change does not apply. */
export type Change = (source: Source) => ReadonlyMap<string, readonly Piece[]>;

/** Reads a file; `undefined` for what is not whole. */
export function sourceOf(file: string, text: string): Source | undefined {
  // A byte order mark is no part of what the tree's offsets count.
  if (text.startsWith('\uFEFF')) return undefined;
  const { problems, tree } = parsePython(text);
  return problems.length > 0 ? undefined : { file, text, body: tree.body };
}

const NONE: ReadonlyMap<string, readonly Piece[]> = new Map();

const withEdits = ({ file, text }: Source, edits: readonly Edit[]): ReadonlyMap<string, readonly Piece[]> =>
  edits.length === 0 ? NONE : new Map([[file, edited(file, text, edits)]]);

function* nodesIn(roots: readonly Node[]): Iterable<Node> {
  const pending: Node[] = [...roots].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    pending.push(...[...children(node)].reverse());
  }
}

const insertion = (at: number, text: string): Edit => ({ start: at, end: at, text });

/** How many statements must come first: a docstring, and imports from `__future__`. */
function prologue(body: readonly Statement[]): number {
  const future = body.findLastIndex(one => one.type === 'ImportFrom' && one.module === '__future__');
  const first = body[0];
  const docstring =
    first?.type === 'Expr' && first.value.type === 'Constant' && first.value.value.kind === 'str' ? 1 : 0;
  return Math.max(future + 1, docstring);
}

/** Starts of the lines behind top-level statements, where another statement can stand. */
function gaps({ text, body }: Source): number[] {
  const out: number[] = [];
  for (let index = Math.max(1, prologue(body)) - 1; index < body.length; index++) {
    const statement = body[index];
    const next = body[index + 1];
    if (!statement) continue;
    const newline = text.indexOf('\n', statement.end);
    if (newline < 0 || (next && next.start <= newline)) continue;
    if (/^[ \t\r]*(?:#.*)?$/.test(text.slice(statement.end, newline))) out.push(newline + 1);
  }
  return out;
}

/** Blank lines, also at the top, and functions that nothing calls, between the statements of the top level. */
const unrelated: Change = source =>
  withEdits(source, [
    // What tells the encoding must stay on the first two lines (PEP 263).
    // An empty file stays empty: whether there is anything in it is a question of its own.
    ...(source.body.length === 0 || /^#/.test(source.text) ? [] : [insertion(0, '\n\n')]),
    ...gaps(source).map((at, index) =>
      insertion(at, `\n\ndef zz_unrelated_${index}(zz_value):\n    return zz_value\n\n\n`),
    ),
  ]);

/** Comments, and code that never runs, between the statements of the top level. */
const deadCode: Change = source =>
  withEdits(
    source,
    gaps(source).map(at => insertion(at, "# Nothing.\nif False:\n    raise RuntimeError('never')\n")),
  );

type Definition = Extract<Node, { type: 'FunctionDef' | 'AsyncFunctionDef' }>;

const isFunction = (node: Node): node is Definition => node.type === 'FunctionDef' || node.type === 'AsyncFunctionDef';

/** Functions of the top level and methods of its classes. */
function outermost(body: readonly Statement[]): Definition[] {
  return body.flatMap(one => (isFunction(one) ? [one] : one.type === 'ClassDef' ? outermost(one.body) : []));
}

function parametersOf({ args }: Extract<Node, { type: 'FunctionDef' | 'AsyncFunctionDef' | 'Lambda' }>): string[] {
  const { posonlyargs, args: plain, vararg, kwonlyargs, kwarg } = args;
  const all = [...posonlyargs, ...plain, ...kwonlyargs, ...(vararg ? [vararg] : []), ...(kwarg ? [kwarg] : [])];
  return all.map(one => one.arg);
}

/** Names that a node binds otherwise than by assigning to a plain name. */
function boundBy(node: Node): readonly string[] {
  switch (node.type) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      return [node.name, ...parametersOf(node)];
    case 'Lambda':
      return parametersOf(node);
    case 'ClassDef':
      return [node.name];
    case 'Import':
    case 'ImportFrom':
      return node.names.map(alias => alias.asname ?? alias.name.split('.', 1)[0] ?? alias.name);
    case 'Global':
    case 'Nonlocal':
      return node.names;
    case 'ExceptHandler':
    case 'MatchAs':
    case 'MatchStar':
      return node.name === null ? [] : [node.name];
    case 'MatchMapping':
      return node.rest === null ? [] : [node.rest];
    default:
      return [];
  }
}

const ASKS_FOR_NAMES = /\b(?:locals|globals|vars|dir|exec|eval|format_map|_getframe|currentframe)\b|=\}|=!/;

/** Variables of functions under other names. */
const renamed: Change = source => {
  const { text, body } = source;
  const shared = new Set<string>();
  for (const node of nodesIn(body)) {
    if (isFunction(node)) shared.add(node.name);
    else for (const name of boundBy(node)) if (node.type !== 'Lambda') shared.add(name);
  }
  for (const statement of body) {
    if (isFunction(statement) || statement.type === 'ClassDef') continue;
    for (const node of nodesIn([statement])) if (node.type === 'Name' && node.ctx === 'Store') shared.add(node.id);
  }
  const edits: Edit[] = [];
  for (const fn of outermost(body)) {
    const whole = text.slice(fn.start, fn.end);
    if (ASKS_FOR_NAMES.test(whole)) continue;
    const fixed = new Set(shared);
    const assigned = new Set<string>();
    const uses: Extract<Node, { type: 'Name' }>[] = [];
    for (const node of nodesIn(fn.body)) {
      if (node.type === 'Name') {
        uses.push(node);
        if (node.ctx === 'Store') assigned.add(node.id);
      } else if (node.type === 'ClassDef') {
        for (const inner of nodesIn(node.body)) if (inner.type === 'Name') fixed.add(inner.id);
      }
      for (const name of boundBy(node)) fixed.add(name);
    }
    for (const name of parametersOf(fn)) fixed.add(name);
    for (const { id, start, end } of uses) {
      if (!assigned.has(id) || fixed.has(id) || BUILTINS.has(id) || text.slice(start, end) !== id) continue;
      edits.push({ start, end, text: `zz_${id}` });
    }
  }
  return withEdits(source, edits);
};

/** Builtins that a function may read although a function within it binds the same name. */
const BUILTINS = new Set(
  'id type list dict set str int filter map max min sum all any next iter input len dir vars'.split(' '),
);

/** The whole module in a function that is called; its names stay the module's. */
const wrapped: Change = source => {
  const { file, text, body } = source;
  const first = body[prologue(body)];
  // A host asks for these by what stands at their top level.
  if (!first || /(?:^|\/)(?:__init__|apps|setup|conftest)\.py$|\/migrations\//.test(file)) return NONE;
  if (
    /import \*|"""|'''|\\\r?\n|__name__|__class__|\bsuper\(\)|^[ \t]*(?:global|nonlocal) /m.test(
      text.slice(first.start),
    )
  )
    return NONE;
  if (ASKS_FOR_NAMES.test(text)) return NONE;
  const names = new Set<string>();
  const visit = (statements: readonly Node[]): void => {
    for (const node of statements) {
      if (node.type === 'Name' && node.ctx === 'Store') names.add(node.id);
      if (isFunction(node) || node.type === 'ClassDef') names.add(node.name);
      else {
        if (node.type !== 'Lambda') for (const name of boundBy(node)) names.add(name);
        visit([...children(node)]);
      }
    }
  };
  visit(body.slice(prologue(body)));
  const start = text.lastIndexOf('\n', first.start - 1) + 1;
  const edits: Edit[] = [
    insertion(
      start,
      `def zz_everything():\n${names.size > 0 ? `    global ${[...names].join(', ')}\n` : '    pass\n'}`,
    ),
  ];
  for (let line = start; line < text.length;) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(line, end).trim() !== '') edits.push(insertion(line, '    '));
    line = end + 1;
  }
  edits.push(insertion(text.length, `${text.endsWith('\n') ? '' : '\n'}\n\nzz_everything()\n`));
  const [head, ...rest] = edits;
  // Two insertions at one place stay in their order.
  return head ? withEdits(source, [head, ...rest]) : NONE;
};

/** Imported names used under a second name. */
const aliased: Change = source => {
  const { text, body } = source;
  if (ASKS_FOR_NAMES.test(text)) return NONE;
  const bindings = new Map<string, number>();
  for (const node of nodesIn(body)) {
    const bound = node.type === 'Name' && node.ctx !== 'Load' ? [node.id] : boundBy(node);
    for (const name of bound) bindings.set(name, (bindings.get(name) ?? 0) + 1);
  }
  const edits: Edit[] = [];
  const names = new Set<string>();
  const behind = new Set(gaps(source));
  for (const statement of body) {
    if (statement.type !== 'ImportFrom' || statement.module === '__future__') continue;
    const at = text.indexOf('\n', statement.end) + 1;
    const fit = boundBy(statement).filter(name => name !== '*' && bindings.get(name) === 1);
    if (!behind.has(at) || fit.length === 0) continue;
    for (const name of fit) names.add(name);
    edits.push(insertion(at, fit.map(name => `zz_${name} = ${name}\n`).join('')));
  }
  const last = body.findLast(one => one.type === 'ImportFrom')?.end ?? 0;
  for (const node of nodesIn(body)) {
    if (node.type !== 'Name' || node.ctx !== 'Load' || !names.has(node.id) || node.start < last) continue;
    if (text.slice(node.start, node.end) === node.id)
      edits.push({ start: node.start, end: node.end, text: `zz_${node.id}` });
  }
  return withEdits(source, edits);
};

const PLAIN_STRING = /^(?:'[^'\\\n{}%]*'|"[^"\\\n{}%]*")$/;

/** Constants of the top level written where they are used. */
const inlined: Change = source => {
  const { text, body } = source;
  const constants = new Map<string, string>();
  for (const statement of body) {
    if (statement.type !== 'Assign' || statement.targets.length !== 1 || statement.value.type !== 'Constant') continue;
    const [target] = statement.targets;
    const literal = text.slice(statement.value.start, statement.value.end);
    if (target?.type === 'Name' && (PLAIN_STRING.test(literal) || /^\d+$/.test(literal)))
      constants.set(target.id, literal);
  }
  const bindings = new Map<string, number>();
  const inTexts = new Set<Node>();
  for (const node of nodesIn(body)) {
    const bound = node.type === 'Name' && node.ctx !== 'Load' ? [node.id] : boundBy(node);
    for (const name of bound) bindings.set(name, (bindings.get(name) ?? 0) + 1);
    if (node.type === 'JoinedStr' || node.type === 'TemplateStr')
      for (const inner of nodesIn([node])) inTexts.add(inner);
  }
  const edits: Edit[] = [];
  for (const node of nodesIn(body)) {
    if (node.type !== 'Name' || node.ctx !== 'Load' || inTexts.has(node) || bindings.get(node.id) !== 1) continue;
    const literal = constants.get(node.id);
    if (literal !== undefined) edits.push({ start: node.start, end: node.end, text: `(${literal})` });
  }
  return withEdits(source, edits);
};

/** Strings that are given to calls named at the top of the module. */
const outlined: Change = source => {
  const { file, text, body } = source;
  const first = body[prologue(body)];
  if (!first) return NONE;
  const at = text.lastIndexOf('\n', (startOf(first) ?? first.start) - 1) + 1;
  const names = new Map<string, string>();
  const definitions: Piece[] = [];
  const edits: Edit[] = [];
  for (const node of nodesIn(body)) {
    if (node.type !== 'Call') continue;
    for (const argument of [...node.args, ...node.keywords.map(one => one.value)]) {
      const literal = text.slice(argument.start, argument.end);
      if (argument.type !== 'Constant' || argument.value.kind !== 'str' || !PLAIN_STRING.test(literal)) continue;
      // Each use has a constant of its own, so that a place tells which use it is; `import *` leaves it where it is.
      const name = `_ZZ_TEXT_${names.size}`;
      names.set(name, literal);
      definitions.push(fresh(`${name} = `), copied(file, text, argument.start, argument.end), fresh('\n'));
      edits.push({ start: argument.start, end: argument.end, text: name });
    }
  }
  return edits.length === 0 ? NONE : withEdits(source, [{ start: at, end: at, text: definitions }, ...edits]);
};

/** A decorated definition starts at its first decorator. */
function startOf(statement: Statement): number | undefined {
  return 'decorator_list' in statement ? statement.decorator_list[0]?.start : undefined;
}

/** Lists put together from two. */
const splitLists: Change = source => {
  const { text, body } = source;
  const skipped = new Set<Node>();
  const edits: Edit[] = [];
  for (const node of nodesIn(body)) {
    // `Callable[[int, str], None]` is no list of things.
    if (node.type === 'Subscript') for (const inner of nodesIn([node.slice])) skipped.add(inner);
    if (node.type === 'JoinedStr' || node.type === 'TemplateStr')
      for (const inner of nodesIn([node])) skipped.add(inner);
    if (node.type !== 'List' || node.ctx !== 'Load' || skipped.has(node)) continue;
    const [a, b] = node.elts;
    if (!a || !b) continue;
    const comma = /^\s*,/.exec(text.slice(a.end, b.start))?.[0].length;
    if (comma === undefined) continue;
    edits.push(
      insertion(node.start, '('),
      { start: a.end + comma - 1, end: a.end + comma, text: [fresh('] + [')] },
      insertion(node.end, ')'),
    );
  }
  return withEdits(source, edits);
};

/** Functions moved to another module, from which the old one imports them. */
const moved: Change = source => {
  const { file, text, body } = source;
  if (ASKS_FOR_NAMES.test(text) || /__(?:name|file|module)__|\bglobal\b/.test(text)) return NONE;
  const imports = body.filter(one => one.type === 'Import' || one.type === 'ImportFrom');
  const imported = new Set(imports.flatMap(boundBy));
  const counts = new Map<string, number>();
  const module = new Set<string>();
  for (const statement of body) {
    const inner = isFunction(statement) || statement.type === 'ClassDef' ? [statement.name] : namesBoundIn(statement);
    for (const name of inner) {
      module.add(name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const chosen = body.filter(isFunction).filter(fn => {
    if (fn.decorator_list.length > 0 || counts.get(fn.name) !== 1) return false;
    for (const node of nodesIn([fn])) {
      if (node.type !== 'Name') continue;
      if (module.has(node.id) && (!imported.has(node.id) || counts.get(node.id) !== 1)) return false;
    }
    return !/^\S/m.test(text.slice(fn.start, fn.end).split('\n').slice(1).join('\n'));
  });
  const [first] = chosen;
  if (!first) return NONE;
  const dot = file.lastIndexOf('/');
  // Django takes modules that begin with an underscore for no migration, command or tag library.
  const name = `_zz_${file
    .slice(dot + 1)
    .replace(/\.py$/, '')
    .replaceAll('__', '')
    .replaceAll(/\W/g, '_')}`;
  const target = `${file.slice(0, dot + 1)}${name}.py`;
  const edits: Edit[] = chosen.map(fn => ({
    start: fn.start,
    end: fn.end,
    text: [fresh(`from .${name} import ${fn.name}`)],
  }));
  const future = imports.filter(one => one.type === 'ImportFrom' && one.module === '__future__');
  const rest = imports.filter(one => !future.includes(one));
  const pieces = [
    ...[...future, ...rest].map(one => fresh(`${text.slice(one.start, one.end)}\n`)),
    ...chosen.flatMap(fn => [fresh('\n\n'), copied(file, text, fn.start, fn.end), fresh('\n')]),
  ];
  return new Map([
    [file, edited(file, text, edits)],
    [target, pieces],
  ]);
};

/** Names that a statement of the top level binds in the module. */
function namesBoundIn(statement: Statement): string[] {
  const names: string[] = [];
  const visit = (node: Node): void => {
    if (isFunction(node) || node.type === 'ClassDef') {
      names.push(node.name);
      return;
    }
    if (node.type === 'Lambda') return;
    if (node.type === 'Name' && node.ctx !== 'Load') names.push(node.id);
    names.push(...boundBy(node));
    for (const child of children(node)) visit(child);
  };
  visit(statement);
  return names;
}

export interface NamedChange {
  readonly name: string;
  readonly change: Change;
  /** Places stay the same; else a finding may be told where a constant is used in place of where it is defined. */
  readonly places: boolean;
  /** Lines stay as they are, so that fingerprints must stay as well. */
  readonly lines: boolean;
}

export const CHANGES: readonly NamedChange[] = [
  { name: 'unrelated functions', change: unrelated, places: true, lines: true },
  { name: 'dead code', change: deadCode, places: true, lines: true },
  { name: 'renamed variables', change: renamed, places: true, lines: false },
  { name: 'imports aliased', change: aliased, places: true, lines: false },
  { name: 'in a function', change: wrapped, places: true, lines: true },
  { name: 'constants inlined', change: inlined, places: false, lines: false },
  { name: 'constants outlined', change: outlined, places: true, lines: false },
  { name: 'lists split', change: splitLists, places: true, lines: false },
  { name: 'functions moved', change: moved, places: true, lines: false },
];
