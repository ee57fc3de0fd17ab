/** Changes of a module's text that leave alone what the module does. */
import { children, parsePython } from '../../src/python/index.ts';
import type { Node, Statement } from '../../src/python/index.ts';

/** The source after a change; `undefined` where the change does not apply to it. */
export type Change = (source: string) => string | undefined;

function bodyOf(source: string): readonly Statement[] | undefined {
  const parsed = parsePython(source);
  return parsed.problems.length > 0 ? undefined : parsed.tree.body;
}

function* nodesOf(roots: readonly Node[]): Iterable<Node> {
  const pending: Node[] = [...roots].reverse();
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    pending.push(...[...children(node)].reverse());
  }
}

const SPACED = /^(from __future__|"""|''')/;

/** Text with a comment at the end of every line of the top level, and dead code in between. */
export const withDeadCode: Change = source => {
  const body = bodyOf(source);
  if (!body || SPACED.test(source)) return undefined;
  let out = '';
  let last = 0;
  for (const statement of body) {
    // A decorated definition starts at its first decorator, which the text before it belongs to.
    const start = source.lastIndexOf('\n', statement.start - 1) + 1;
    if (start !== statement.start || /@|;/.test(source.slice(last, statement.start))) continue;
    out += `${source.slice(last, start)}# nothing\nif False:\n    raise RuntimeError('never')\n`;
    last = start;
  }
  return out + source.slice(last);
};

/** Text in which every local name that is only assigned and read is another one. */
export const renamed: Change = source => {
  const body = bodyOf(source);
  if (!body) return undefined;
  // Names in texts, keywords, attributes or parameters may be asked for by name: those stay.
  const bound = new Set<string>();
  const fixed = new Set<string>(['self', 'cls', 'config', 'apps', 'settings']);
  const uses: { start: number; end: number; name: string }[] = [];
  for (const node of nodesOf(body)) {
    switch (node.type) {
      case 'Name':
        if (node.ctx === 'Store') bound.add(node.id);
        uses.push({ start: node.start, end: node.end, name: node.id });
        break;
      case 'ImportFrom':
      case 'Import':
        for (const alias of node.names) fixed.add(alias.asname ?? alias.name.split('.', 1)[0] ?? alias.name);
        break;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
        fixed.add(node.name);
        if (node.type === 'ClassDef') for (const one of nodesOf(node.body)) if (one.type === 'Name') fixed.add(one.id);
        for (const one of node.type === 'ClassDef' ? [] : argumentNames(node)) fixed.add(one);
        break;
      case 'Lambda':
        for (const one of argumentNames(node)) fixed.add(one);
        break;
      case 'Global':
      case 'Nonlocal':
        for (const name of node.names) fixed.add(name);
        break;
      case 'MatchAs':
      case 'MatchStar':
        if (node.name !== null) fixed.add(node.name);
        break;
      case 'ExceptHandler':
        if (node.name !== null) fixed.add(node.name);
        break;
      default:
        break;
    }
  }
  const changes = uses.filter(({ name }) => bound.has(name) && !fixed.has(name) && !mentionedInText(source, name));
  if (changes.length === 0) return undefined;
  return replaced(
    source,
    changes.map(({ start, end, name }) => ({ start, end, text: `zz_${name}` })),
  );
};

function argumentNames(node: Extract<Node, { type: 'FunctionDef' | 'AsyncFunctionDef' | 'Lambda' }>): string[] {
  const { posonlyargs, args, vararg, kwonlyargs, kwarg } = node.args;
  return [...posonlyargs, ...args, ...kwonlyargs, ...(vararg ? [vararg] : []), ...(kwarg ? [kwarg] : [])].map(
    one => one.arg,
  );
}

/** Whether a name stands in a string, or the names of the scope are asked for. */
function mentionedInText(source: string, name: string): boolean {
  return (
    new RegExp(`['"{][^'"\\n]*\\b${name}\\b`).test(source) ||
    /\b(locals|globals|vars|exec|eval|sys\.modules)\b/.test(source)
  );
}

function replaced(source: string, changes: readonly { start: number; end: number; text: string }[]): string {
  let out = '';
  let last = 0;
  for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
    if (start < last) continue;
    out += source.slice(last, start) + text;
    last = end;
  }
  return out + source.slice(last);
}

/** Text whose top level runs inside of a function that is called; names that others import stay global. */
export const wrapped: Change = source => {
  const body = bodyOf(source);
  if (!body || body.length === 0) return undefined;
  // What cannot stand in a function, or means something else there.
  if (
    /import \*|^\s*(global|nonlocal) |"""|'''|\\\n|\b(locals|globals|vars|exec|eval|_getframe|currentframe)\b|__name__/m.test(
      source,
    )
  )
    return undefined;
  const names = new Set<string>();
  for (const node of nodesOf(body)) {
    if (node.type === 'Name' && node.ctx === 'Store') names.add(node.id);
    if (node.type === 'FunctionDef' || node.type === 'AsyncFunctionDef' || node.type === 'ClassDef')
      names.add(node.name);
    if (node.type === 'Import' || node.type === 'ImportFrom')
      for (const alias of node.names) names.add(alias.asname ?? alias.name.split('.', 1)[0] ?? alias.name);
  }
  const lines = source
    .trimEnd()
    .split('\n')
    .map(line => (line === '' ? '' : `    ${line}`));
  const global = names.size > 0 ? `    global ${[...names].join(', ')}\n` : '';
  return `def everything():\n${global}${lines.join('\n')}\n\n\neverything()\n`;
};

/** Text in which each string of the top level's expressions is joined from two halves. */
export const splitStrings: Change = source => {
  const body = bodyOf(source);
  if (!body) return undefined;
  const skipped = new Set<Node>();
  const changes: { start: number; end: number; text: string }[] = [];
  for (const node of nodesOf(body)) {
    // Docstrings, parts of f-strings, patterns and annotations are no expressions of their own.
    if (
      node.type === 'Expr' ||
      node.type === 'JoinedStr' ||
      node.type === 'TemplateStr' ||
      node.type === 'MatchValue' ||
      node.type === 'MatchMapping'
    )
      for (const one of nodesOf([node]))
        if (one !== node && (node.type !== 'Expr' || one === node.value) && one.type === 'Constant') skipped.add(one);
    if (node.type !== 'Constant' || skipped.has(node) || node.value.kind !== 'str') continue;
    const text = source.slice(node.start, node.end);
    const match = /^'(\w\w+)'$/.exec(text);
    if (!match?.[1]) continue;
    const half = Math.floor(match[1].length / 2);
    changes.push({
      start: node.start,
      end: node.end,
      text: `('${match[1].slice(0, half)}' + '${match[1].slice(half)}')`,
    });
  }
  return changes.length > 0 ? replaced(source, changes) : undefined;
};

/** Text whose neighbouring function definitions are the other way round. */
export const reordered: Change = source => {
  const body = bodyOf(source);
  if (!body) return undefined;
  for (let i = 0; i + 1 < body.length; i++) {
    const [a, b] = [body[i], body[i + 1]];
    if (a?.type !== 'FunctionDef' || b?.type !== 'FunctionDef' || a.decorator_list.length + b.decorator_list.length > 0)
      continue;
    return (
      source.slice(0, a.start) +
      source.slice(b.start, b.end) +
      source.slice(a.end, b.start) +
      source.slice(a.start, a.end) +
      source.slice(b.end)
    );
  }
  return undefined;
};
