/** What the first words of a statement say, for statements with holes that do not parse: what is done to which object. */
import { HOLE, type SqlEffect, type SqlObjectType, type TextSpan } from './model.ts';
import { nameTokens, type NameToken } from './scan.ts';

const ROWS = {
  insert: ['insert', 'into'],
  delete: ['delete', 'from'],
  update: ['update'],
  truncate: ['truncate'],
} as const;

const DEFINITIONS = new Set(['create', 'alter', 'drop']);
/** Words that may stand before the object's type. */
const BEFORE_TYPE = new Set([
  'or',
  'replace',
  'temp',
  'temporary',
  'unlogged',
  'unique',
  'global',
  'local',
  'recursive',
]);
/** Words that may stand between the object's type and its name. */
const BEFORE_NAME = new Set(['if', 'not', 'exists', 'only', 'concurrently', 'table']);
const TYPES: ReadonlySet<string> = new Set<SqlObjectType>([
  'table',
  'view',
  'index',
  'sequence',
  'function',
  'procedure',
  'type',
  'domain',
  'schema',
  'extension',
  'trigger',
  'policy',
  'rule',
]);
const isType = (word: string): word is SqlObjectType => TYPES.has(word);

export interface Head {
  readonly kind: string;
  readonly effects: readonly SqlEffect[];
}

/** Reads the head of a statement; `offset` is where its text stands in the whole. Undefined when even that is unknown. */
export function readHead(text: string, offset: number): Head | undefined {
  const tokens = nameTokens(text, 0, Math.min(text.length, 1000));
  const words = tokens.map(token => token.text);
  const [verb = ''] = words;
  for (const [operation, start] of Object.entries(ROWS)) {
    if (!start.every((word, i) => words[i] === word)) continue;
    const [effect] = named(text, tokens, start.length, offset);
    if (!effect) return undefined;
    // The keys of ROWS are the operations.
    const written = {
      action: 'write',
      objectType: 'table',
      detail: { operation: operation as keyof typeof ROWS },
    } as const;
    return { kind: operation, effects: [{ ...effect, ...written }] };
  }
  if (verb !== 'create' && verb !== 'alter' && verb !== 'drop') return undefined;
  let i = 1;
  while (BEFORE_TYPE.has(words[i] ?? '')) i++;
  const type = words[i] ?? '';
  if (!DEFINITIONS.has(verb) || !isType(type)) return undefined;
  const [effect, next] = named(text, tokens, i + 1, offset);
  if (!effect) return { kind: `${verb}-${type}`, effects: [] };
  const effects: SqlEffect[] = [{ ...effect, action: verb, objectType: type }];
  const hung = type === 'trigger' || type === 'policy' || type === 'rule' || type === 'index';
  const on = hung ? words.indexOf('on', next) : -1;
  if (on > 0 && verb !== 'alter') {
    const [relation] = named(text, tokens, on + 1, offset);
    const action = verb === 'create' ? type : 'alter';
    if (
      relation &&
      (action === 'alter' || action === 'index' || action === 'trigger' || action === 'policy' || action === 'rule')
    ) {
      effects.push({ ...relation, action, objectType: 'table' });
    }
  }
  return { kind: `${verb}-${type}`, effects };
}

/** The qualified name at a token, and the index past it. */
function named(
  text: string,
  tokens: readonly NameToken[],
  start: number,
  offset: number,
): [Omit<SqlEffect, 'action' | 'objectType'> | undefined, number] {
  let i = start;
  while (BEFORE_NAME.has(tokens[i]?.text ?? '')) i++;
  const first = tokens[i];
  if (!first) return [undefined, i];
  const parts = [first];
  while (parts.at(-1)?.dotted) {
    const next = tokens[++i];
    if (!next) break;
    parts.push(next);
  }
  const last = parts.at(-1) ?? first;
  const span: TextSpan = { start: offset + first.start, end: offset + last.end };
  const schema = parts.at(-2)?.text ?? null;
  const partial = last.text.includes(HOLE) || (schema?.includes(HOLE) ?? false);
  const temporary = /^\s*create\s+(?:(?:local|global)\s+)?temp/i.test(text);
  return [{ schema, name: last.text, partial, temporary, deferred: false, span }, i + 1];
}
