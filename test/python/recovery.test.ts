import { describe, expect, it } from 'vitest';
import { children, parsePython, walk } from '../../src/python/index.ts';

/** Types of the statements and text of the problems. */
function outline(source: string): { readonly body: string[]; readonly problems: string[] } {
  const { tree, problems } = parsePython(source);
  return {
    body: tree.body.map(({ type, start, end }) => `${type} ${source.slice(start, end)}`),
    problems: problems.map(({ message, start }) => `${start} ${message}`),
  };
}

describe('after a broken statement', () => {
  it('goes on with the next', () => {
    expect(outline('a = 1\nb = = 2\nc = 3\n')).toEqual({
      body: ['Assign a = 1', 'Assign c = 3'],
      problems: ['10 invalid syntax'],
    });
  });

  it('keeps what holds it', () => {
    const { tree, problems } = parsePython('class C:\n  x = 1\n  y = (\n  def f(self): pass\nz = 2\n');
    expect(problems).toEqual([{ message: "'(' was never closed", start: 23, end: 24 }]);
    expect(tree.body).toMatchObject([
      { type: 'ClassDef', body: [{ type: 'Assign' }, { type: 'FunctionDef', name: 'f' }] },
      { type: 'Assign' },
    ]);
  });

  it('skips the block of a broken header', () => {
    expect(outline('if x y:\n  a\n  if b:\n    c\nd\n').body).toEqual(['Expr d']);
  });

  it('takes a missing block for empty', () => {
    expect(outline('def f():\nx = 1\n')).toEqual({
      body: ['FunctionDef def f():', 'Assign x = 1'],
      problems: ['9 expected an indented block after function definition'],
    });
  });

  it('reads what is indented too far or not far enough', () => {
    expect(outline('a\n  b\nc\n')).toEqual({ body: ['Expr a', 'Expr b', 'Expr c'], problems: ['4 unexpected indent'] });
    expect(outline('if a:\n    b\n  c\nd').problems).toEqual([
      '14 unindent does not match any outer indentation level',
    ]);
  });

  it('reports a case and keeps the others', () => {
    const { tree } = parsePython('match x:\n  case 1 +: pass\n  case 2: pass\n');
    expect(tree.body).toMatchObject([{ type: 'Match', cases: [{ pattern: { type: 'MatchValue' } }] }]);
  });
});

describe('messages', () => {
  it.each([
    ['print "x"', "Missing parentheses in call to 'print'. Did you mean print(...)?"],
    ['f() = 1', "cannot assign to function call here. Maybe you meant '==' instead of '='?"],
    ['(a, 1) = b', 'cannot assign to literal'],
    ['del f()', 'cannot delete function call'],
    ['if x\n  y', "expected ':'"],
    ['[a b]', 'invalid syntax. Perhaps you forgot a comma?'],
    ['x = (1,', "'(' was never closed"],
    ['x = 1)', "unmatched ')'"],
    ["x = 'abc", 'unterminated string literal'],
    ["f'{}'", "f-string: valid expression required before '}'"],
    ['f(a=1, b)', 'positional argument follows keyword argument'],
    ['def f(a=1, b): pass', 'parameter without a default follows parameter with a default'],
    ['x = “a”', "invalid character '“' (U+201C)"],
    ['try: pass\nx', "expected 'except' or 'finally' block"],
    ['a\0', 'source code string cannot contain null bytes'],
    ['\tx\n        y', 'unexpected indent'],
    ["b'a' 'b'", 'cannot mix bytes and nonbytes literals'],
  ])('%j: %s', (source, message) => {
    expect(parsePython(source).problems[0]?.message).toBe(message);
  });
});

describe('walk', () => {
  it('goes through every node before its children', () => {
    const { tree } = parsePython('@d\ndef f(a: b = c, *e) -> g:\n  return {h: i, **j}\n');
    const names = [...walk(tree)].flatMap(node => (node.type === 'Name' ? [node.id] : []));
    expect(names).toEqual(['b', 'c', 'h', 'i', 'j', 'd', 'g']);
    expect(children(tree).map(({ type }) => type)).toEqual(['FunctionDef']);
  });
});
