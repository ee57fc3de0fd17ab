import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IgnorePatterns } from '../../src/package/ship/gitignore.ts';
import { compileGlob, fnmatch } from '../../src/package/ship/glob.ts';

describe('fnmatch', () => {
  test('agrees with a regular expression', () => {
    const unit = fc.constantFrom('a', 'b', '/', '*', '?');
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 7 }),
        fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }),
        (pattern, text) => {
          const source = pattern.map(part => (part === '*' ? '.*' : part === '?' ? '.' : part)).join('');
          expect(fnmatch(pattern.join(''), text.join(''))).toBe(new RegExp(`^${source}$`).test(text.join('')));
        },
      ),
    );
  });

  test.each([
    ['[abc]', 'b', true],
    ['[!abc]', 'b', false],
    ['[a-c]x', 'bx', true],
    ['[]]', ']', true],
    ['[', '[', true],
    ['[._]*', '.git', true],
    ['*.py[cod]', 'a/b.pyc', true],
  ])('%s against %s', (pattern, text, matches) => {
    expect(fnmatch(pattern, text)).toBe(matches);
  });

  test('many stars are no trap', () => {
    expect(fnmatch(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

test.each([
  ['a/*.py', 'a/b.py', true],
  ['a/*.py', 'a/b/c.py', false],
  ['a/**/*.py', 'a/c.py', true],
  ['a/**/*.py', 'a/b/b/c.py', true],
  ['**/x', 'x', true],
  ['a/**', 'a/b/c', true],
  ['**/b/**/d', 'a/b/c/b/d', true],
  ['./a//b', 'a/b', true],
  ['a*/b', 'b/b', false],
])('the glob %s against %s', (pattern, path, matches) => {
  expect(compileGlob(pattern)(path)).toBe(matches);
});

test('names with a dot are hidden from wildcards where the tool says so', () => {
  expect(compileGlob('a/**/*', false)('a/.b/c')).toBe(false);
  expect(compileGlob('a/*', false)('a/.b')).toBe(false);
  expect(compileGlob('a/.*', false)('a/.b')).toBe(true);
  expect(compileGlob('a/*')('a/.b')).toBe(true);
});

test.each([
  [['*.log'], 'a/b.log', true],
  [['/x'], 'a/x', false],
  [['/x'], 'x/y', true],
  [['x/'], 'x', false],
  [['x/'], 'a/x/y', true],
  [['a/b'], 'a/b/c', true],
  [['a/b'], 'c/a/b', false],
  [['**/b'], 'c/a/b', true],
  [['*', '!keep'], 'keep', false],
  [['!keep', '*'], 'keep', true],
  [['*.json', '!/a/b.json'], 'a/b.json', false],
  [['# x', '', '  '], '# x', false],
  [['\\#x'], '#x', true],
  [['x\r'], 'x', true],
])('%j ignores %s: %s', (patterns, path, ignored) => {
  expect(new IgnorePatterns(patterns).matches(path)).toBe(ignored);
});
