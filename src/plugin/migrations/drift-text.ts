/** Values as the texts of src/host/declared.ts, so that what models and migrations say can be compared as Django compares it. */
import { djangoPath, TRANSLATION } from '../../host/declared.ts';
import { alternativesOf, ancestorPaths } from '../../program/index.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';

/** Text of what is not known. */
export const OPEN = '?';

const DEEPEST = 10;

/** False when a text has a part that is not known, so that a different text does not mean a different value. */
export function isFirm(text: string): boolean {
  return !text.replace(/"(?:[^"\\]|\\.)*"/g, '').includes(OPEN);
}

/** A tuple as the list of the same items; other texts as they are. */
export function asList(text: string): string {
  return /^\(.*,\)$/.test(text) ? `[${text.slice(1, -2)}]` : text;
}

/** The text of a value. */
export function textOf(base: ModelBase, value: Value | undefined, depth = DEEPEST): string {
  if (value === undefined || depth === 0) return OPEN;
  const texts = new Set(alternativesOf(value).map(one => textOfOne(base, one, depth)));
  const [only] = texts;
  return texts.size === 1 && only !== undefined ? only : OPEN;
}

function textOfOne(base: ModelBase, value: Value, depth: number): string {
  const text = (one: Value | undefined): string => textOf(base, one, depth - 1);
  const member = choices(base).get(value);
  if (member) return text(member);
  switch (value.kind) {
    case 'constant': {
      const raw = value.value;
      if (typeof raw === 'string') return JSON.stringify(raw);
      if (typeof raw === 'boolean') return raw ? 'True' : 'False';
      if (raw === null) return 'None';
      return typeof raw === 'bigint' || typeof raw === 'number' ? String(raw) : OPEN;
    }
    case 'sequence': {
      const items = value.items.map(text);
      if (value.open) items.push(OPEN);
      switch (value.type) {
        case 'list':
          return `[${items.join(', ')}]`;
        case 'tuple':
          return `(${items.map(one => `${one},`).join(' ')})`;
        case 'set':
        case 'frozenset':
          return `{${items.sort().join(', ')}}`;
        case 'generator':
          return OPEN;
      }
      return OPEN;
    }
    case 'mapping': {
      const entries = [...value.entries.values()].map(one => `${text(one.key)}: ${text(one.value)}`);
      if (value.open) entries.push(OPEN);
      return `{${entries.sort().join(', ')}}`;
    }
    case 'class':
      return `${value.module.name}.${value.qualname}`;
    case 'function':
      if (value.node.type === 'Lambda') return OPEN;
      return [value.module.name, ...(value.owner ? [value.owner.qualname] : []), value.name].join('.');
    case 'symbol':
      return pathText(base.host.facts, value.path);
    case 'call': {
      const callee = value.callee.kind === 'symbol' ? djangoPath(value.callee.path) : OPEN;
      if (TRANSLATION.test(callee) && value.args[0]) return text(value.args[0]);
      if (callee === 'django.db.models.Q') return conditionText(value.args.map(text), value.keywords, text);
      return callText(callee, value.args.map(text), keywordTexts(value.keywords, text));
    }
    case 'instance':
      return callText(
        `${value.cls.module.name}.${value.cls.qualname}`,
        value.args.map(text),
        keywordTexts(value.keywords, text),
      );
    default:
      return OPEN;
  }
}

const members = new WeakMap<ModelBase['program'], ReadonlyMap<Value, Value>>();

/** Members of Django's enumerations: `RETIRED = 'retired', 'Retired'` has the value `'retired'` (django/db/models/enums.py). */
function choices({ program }: ModelBase): ReadonlyMap<Value, Value> {
  let known = members.get(program);
  if (known) return known;
  const made = new Map<Value, Value>();
  for (const cls of program.classes) {
    if (!ancestorPaths(program.interpreter, cls).some(path => /^django\.db\.models\.(?:\w+\.)*\w*Choices$/.test(path)))
      continue;
    for (const value of cls.namespace.values()) {
      const first = value.kind === 'sequence' && value.type === 'tuple' ? value.items[0] : undefined;
      if (first) made.set(value, first);
    }
  }
  members.set(program, (known = made));
  return known;
}

/** `Q(b=1, a=2)` has the children `('a', 2), ('b', 1)` (django/db/models/query_utils.py). */
function conditionText(
  args: readonly string[],
  keywords: ReadonlyMap<string, Value>,
  text: (value: Value) => string,
): string {
  const own = [...keywords].filter(([name]) => name === '_connector' || name === '_negated');
  const children = [...keywords]
    .filter(([name]) => name !== '_connector' && name !== '_negated')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `(${JSON.stringify(name)}, ${text(value)},)`);
  return callText(
    'django.db.models.Q',
    [...args, ...children],
    own.map(([name, value]) => `${name}=${text(value)}`),
  );
}

function keywordTexts(keywords: ReadonlyMap<string, Value>, text: (value: Value) => string): string[] {
  return [...keywords].map(([name, value]) => `${name}=${text(value)}`).sort();
}

/** Two calls may be equal though their texts differ; of Django's validators Django itself compares the arguments. */
function callText(callee: string, args: readonly string[], keywords: readonly string[]): string {
  const text = `${callee}(${[...args, ...keywords].join(', ')})`;
  return /^django\.core\.validators\.\w+$/.test(callee) ? text : `${OPEN}${text}`;
}

/** A name of somebody else's: the path where it is defined; open for a constant, whose value is not known. */
export function pathText(facts: HostFacts, path: string): string {
  if (!facts.ownsTopLevel(path.split('.')[0] ?? path)) return isSetting(path) ? `${OPEN}${path}` : djangoPath(path);
  const fact = facts.symbol(path);
  return fact && (fact.kind === 'class' || fact.kind === 'function') ? fact.path : `${OPEN}${path}`;
}

const isSetting = (path: string): boolean => path.startsWith('django.conf.settings.');
