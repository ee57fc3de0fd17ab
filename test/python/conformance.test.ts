import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../../src/python/index.ts';
import { canonical } from '../conformance/canonical.ts';
import { firstDifference } from '../conformance/compare.ts';
import { INVALID } from '../conformance/invalid.ts';
import { SNIPPETS } from '../conformance/snippets.ts';

const EXPECTED = readFileSync(new URL('../conformance/expected.txt', import.meta.url), 'utf8').split('\n\n');

describe("CPython's ast", () => {
  it('has an expected tree for each snippet', () => {
    expect(EXPECTED).toHaveLength(SNIPPETS.length);
  });

  it.each(SNIPPETS.map((source, index) => [source, index] as const))('is ours for %j', (source, index) => {
    const { tree, problems } = parsePython(source);
    expect(problems).toEqual([]);
    expect(firstDifference(canonical(tree, source), EXPECTED[index]?.trimEnd() ?? '')).toBeNull();
  });

  it('is not simply said to be ours: another tree is told apart', () => {
    const { tree } = parsePython('x = y');
    expect(firstDifference(canonical(tree, 'x = y'), canonical(parsePython('x = z').tree, 'x = z'))).toContain(
      'id="y"',
    );
    expect(canonical(tree, ' x = y')).toBe(canonical(tree, 'x = y'));
    expect(canonical(tree, 'é = y')).not.toBe(canonical(tree, 'x = y'));
  });
});

describe('broken Python', () => {
  it('is refused wherever ast.parse refuses it', () => {
    expect(INVALID.length).toBeGreaterThan(300);
    const accepted = INVALID.filter(source => parsePython(source).problems.length === 0);
    expect(accepted).toEqual([]);
  });

  it('has its problems inside the text', () => {
    for (const source of INVALID) {
      for (const { start, end } of parsePython(source).problems) {
        expect(start, source).toBeGreaterThanOrEqual(0);
        expect(end, source).toBeGreaterThanOrEqual(start);
        expect(end, source).toBeLessThanOrEqual(source.length);
      }
    }
  });
});

const only = (source: string): unknown => {
  const { tree, problems } = parsePython(source);
  expect(problems).toEqual([]);
  expect(tree.body).toHaveLength(1);
  return tree.body[0];
};

describe('Python 3.14, newer than the Python that made the expected trees', () => {
  it('reads template strings (PEP 750)', () => {
    expect(only("t'a{ x = !r:>{w}}' t'b'")).toMatchObject({
      value: {
        type: 'TemplateStr',
        start: 0,
        end: 23,
        values: [
          { type: 'Constant', value: { value: 'a x = ' } },
          {
            type: 'Interpolation',
            str: ' x',
            conversion: 114,
            value: { id: 'x' },
            format_spec: { type: 'JoinedStr', values: [{ value: { value: '>' } }, { type: 'FormattedValue' }] },
          },
          { type: 'Constant', value: { value: 'b' } },
        ],
      },
    });
    expect(only("rT'\\n'")).toMatchObject({ value: { values: [{ value: { value: '\\n' } }] } });
    expect(only("t''")).toMatchObject({ value: { type: 'TemplateStr', values: [] } });
  });

  it('refuses to mix template strings with others', () => {
    for (const source of ["t'a' 'b'", "'a' t'b'", "t'a' f'b'", "b'a' t'b'"]) {
      expect(parsePython(source).problems[0]?.message).toContain('cannot mix');
    }
  });

  it('reads exception types without parentheses (PEP 758)', () => {
    expect(only('try: a\nexcept B, C.d: e\n')).toMatchObject({
      handlers: [{ exc: { type: 'Tuple', start: 14, end: 20, elts: [{ id: 'B' }, { attr: 'd' }] }, name: null }],
    });
    expect(only('try: a\nexcept* B, C: e\n')).toMatchObject({
      type: 'TryStar',
      handlers: [{ exc: { type: 'Tuple' } }],
    });
  });
});
