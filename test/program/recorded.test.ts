/**
 * What CPython 3.12 made of generated expressions and programs (`test/data/program`), held against the interpreter: it may not
 * know a value, but it never gives another one, and it never passes over an act in silence.
 */
import { readFileSync } from 'node:fs';
import { describe as group, expect, test } from 'vitest';
import { pathText } from '../../src/program/index.ts';
import type { Value } from '../../src/program/index.ts';
import { programOf } from './program.ts';

/** A value of CPython's: its kind, and its text or its parts. */
type Recorded =
  | readonly ['c' | 'i' | 'f' | 's' | 'b' | 'o', string]
  | readonly ['l' | 'set', readonly Recorded[]]
  | readonly ['d', readonly (readonly [Recorded, Recorded])[]];

interface Programs {
  readonly files: Readonly<Record<string, string>>;
  readonly prelude: string;
  readonly programs: readonly {
    readonly prelude?: boolean;
    readonly source: string;
    readonly acts: readonly string[];
  }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../data/program/${name}`, import.meta.url), 'utf8')) as unknown;
// The project's own files.
const expressions = read('expressions.json') as readonly (readonly [string, Recorded])[];
const { files, prelude, programs } = read('programs.json') as Programs;

type Verdict = 'same' | 'open' | 'other';

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('other')) return 'other';
  return verdicts.includes('open') ? 'open' : 'same';
}

/** Whether a value of ours is the recorded one, may be it, or is another. */
function held(value: Value, recorded: Recorded): Verdict {
  const [kind, content] = recorded;
  switch (value.kind) {
    case 'constant': {
      const raw = value.value;
      if (typeof raw === 'string') return kind === 's' && content === raw ? 'same' : 'other';
      if (typeof raw === 'bigint') return kind === 'i' && content === String(raw) ? 'same' : 'other';
      if (typeof raw === 'number') return kind === 'f' && Number(content) === raw ? 'same' : 'other';
      if (raw instanceof Uint8Array)
        return kind === 'b' && content === Buffer.from(raw).toString('hex') ? 'same' : 'other';
      const word = raw === null ? 'None' : raw === true ? 'True' : 'False';
      return kind === 'c' && content === word ? 'same' : 'other';
    }
    case 'sequence': {
      if (value.open || kind === 'o') return 'open';
      if (recorded[0] !== 'l' && recorded[0] !== 'set') return 'other';
      const items = recorded[1];
      if (items.length !== value.items.length) return 'other';
      if (recorded[0] === 'set' || value.unordered || value.type === 'set' || value.type === 'frozenset') return 'open';
      return all(items.map((item, index) => held(value.items[index] ?? value, item)));
    }
    case 'mapping': {
      if (value.open || kind === 'o') return 'open';
      if (recorded[0] !== 'd' || recorded[1].length !== value.entries.size) return 'other';
      const entries = [...value.entries.values()];
      return all(
        recorded[1].map(([key, item], index) => {
          const entry = entries[index];
          return entry ? all([held(entry.key, key), held(entry.value, item)]) : 'other';
        }),
      );
    }
    case 'alternatives':
      return value.values.some(one => held(one, recorded) !== 'other') ? 'open' : 'other';
    default:
      return 'open';
  }
}

test('expressions', () => {
  const counts = { same: 0, open: 0 };
  const wrong: string[] = [];
  for (let from = 0; from < expressions.length; from += 100) {
    const some = expressions.slice(from, from + 100);
    const { writes } = programOf(['import host', ...some.map(([source], i) => `host.x${i} = ${source}`)].join('\n'));
    const values = new Map(writes.map(write => [write.name, write.value]));
    for (const [index, [source, recorded]] of some.entries()) {
      const value = values.get(`x${index}`);
      const verdict = value ? held(value, recorded) : 'other';
      if (verdict === 'other') wrong.push(source);
      else counts[verdict]++;
    }
  }
  expect(wrong).toEqual([]);
  // Most are known, not only not wrong.
  expect(counts.same).toBeGreaterThan(expressions.length * 0.95);
});

group('programs', () => {
  const sure: boolean[] = [];
  for (const program of programs) {
    test(program.source.slice(0, 200), () => {
      const source = program.prelude ? prelude + program.source : program.source;
      const { writes } = programOf({ ...files, '__init__.py': `${source}\n` });
      const names = writes
        .filter(one => one.phase !== 'dead' && /Device$/.test(pathText(one.object)))
        .map(one => one.name);
      const undecided = names.includes(null) || names.includes('*');
      const missed = program.acts.filter(act => !names.includes(act));
      sure.push(missed.length === 0);
      if (!undecided) expect(missed).toEqual([]);
    });
  }
  test('most acts are found by name', () => {
    expect(sure.filter(Boolean).length).toBeGreaterThan(programs.length * 0.7);
  });
});
