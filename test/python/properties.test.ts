import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { children, decodePython, parsePython, walk } from '../../src/python/index.ts';
import type { Node } from '../../src/python/index.ts';
import { TOKENS, mutate } from '../conformance/mutate.ts';
import { SNIPPETS } from '../conformance/snippets.ts';

/** Checks that every node lies in the text and in the node above it; decorators stand before what they decorate. */
function checkSpans(source: string): void {
  const { tree, problems, comments, needs } = parsePython(source);
  const check = (node: Node, low: number, high: number): void => {
    const located = 'start' in node;
    const [start, end] = located ? [node.start, node.end] : [low, high];
    if (start < low || end > high || end < start) {
      throw new Error(`${node.type} ${start}-${end} is not in ${low}-${high} of ${JSON.stringify(source)}`);
    }
    const decorators: readonly Node[] = 'decorator_list' in node ? node.decorator_list : [];
    for (const child of children(node)) {
      if (decorators.includes(child)) check(child, low, start);
      else check(child, start, end);
    }
  };
  check(tree, 0, source.length);
  for (const { start, end } of [...problems, ...comments, ...needs]) {
    if (!(0 <= start && start <= end && end <= source.length)) throw new Error(`${start}-${end} is not in the text`);
  }
}

describe('whatever the text', () => {
  it('any string is parsed, with spans in each other', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), checkSpans), { numRuns: 500 });
  });

  it('any soup of tokens is parsed, with spans in each other', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS, 'x', 'if x:\n', '  ', '\n'), { maxLength: 30 });
    fc.assert(
      fc.property(soup, tokens => {
        checkSpans(tokens.join(''));
      }),
      { numRuns: 2000 },
    );
  });

  it('any change of good Python is parsed, with spans in each other', () => {
    const all = SNIPPETS.join('\n');
    for (let seed = 0; seed < 500; seed++) checkSpans(mutate(all, seed));
    for (const snippet of SNIPPETS) checkSpans(snippet);
  });

  it('any bytes are decoded and parsed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
        parsePython(decodePython(bytes).text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('however long', () => {
  const long = 20_000;

  it.each([
    ['a' + '+a'.repeat(long), 2 * long + 3],
    ['a' + '.b'.repeat(long), long + 3],
    ['a' + '()'.repeat(long), long + 3],
    ['a' + '[0]'.repeat(long), 2 * long + 3],
    ['-'.repeat(long) + 'a', long + 3],
    ['not '.repeat(long) + 'a', long + 3],
    ['a if b else '.repeat(long) + 'c', 3 * long + 3],
    ['if a: b\n' + 'elif a: b\n'.repeat(long), 4 * long + 5],
    ['a='.repeat(long) + '1', long + 3],
    ['('.repeat(200) + 'a' + ')'.repeat(200), 3],
  ])('a chain is parsed without recursion: %#', (source, nodes) => {
    const { tree, problems } = parsePython(source);
    expect(problems).toEqual([]);
    let count = 0;
    for (const node of walk(tree)) if (node.type !== 'arguments') count++;
    expect(count).toBe(nodes);
  });

  it.each([
    ['('.repeat(10_000) + ')'.repeat(10_000), 'too many nested parentheses'],
    ['('.repeat(10_000), 'too many nested parentheses'],
    [')'.repeat(10_000), "unmatched ')'"],
    ['a' + '**a'.repeat(long), 'too deeply nested to be parsed'],
    ['lambda: '.repeat(long) + 'a', 'too deeply nested to be parsed'],
    ["f'{".repeat(10_000), 'too many nested f-strings or t-strings'],
    [Array.from({ length: 150 }, (_, i) => ' '.repeat(i) + 'if x:\n').join(''), 'too many levels of indentation'],
    ['x = = 1\n'.repeat(2000), 'invalid syntax'],
  ])('nesting beyond bounds is refused: %#', (source, message) => {
    const { problems } = parsePython(source);
    expect(problems.map(problem => problem.message)).toContain(message);
    expect(problems.length).toBeLessThanOrEqual(100);
  });
});
