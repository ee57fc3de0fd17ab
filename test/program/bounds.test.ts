/** Any source is handled without an exception and in little time; what is cut off is said. */
import { expect, test } from 'vitest';
import { programOf } from './program.ts';

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const SOURCES: Readonly<Record<string, string>> = {
  'a long chain of attributes': `import host\nx = host${'.a'.repeat(5000)}\nx.b = 1`,
  'a long chain of calls': `import host\nx = host${'.a()'.repeat(3000)}\nx.b = 1`,
  'a long chain of items': `import host\nx = host${'[0]'.repeat(5000)}\nx[1] = 1`,
  'a long list': `x = [${'1,'.repeat(100_000)}]\nfor a in x:\n    a.b = 1`,
  'mutual recursion': 'def f(x):\n    return g([x])\ndef g(x):\n    return f((x,))\nf(1)',
  'growing arguments': 'def f(*a):\n    f(*a, 1)\nf()',
  'a list in itself': 'a = []\na.append(a)\nfor x in a:\n    x.append(a)\nb = a + a\nf"{a}"',
  'a dict in itself': 'a = {}\na["a"] = a\na.update(a)\nb = {**a}',
  'an object in itself': 'class A:\n    pass\na = A()\na.a = a\na.a.a.b = 1',
  'classes that inherit from themselves': 'class A: pass\nclass A(A): pass\nclass A(A): pass\nA().x',
  'classes that inherit from each other':
    'A = B = None\nclass A(B): pass\nclass B(A): pass\nA.__bases__ = (B,)\nA().x.y()',
  'a metaclass that calls itself':
    'class M(type):\n    def __new__(m, n, b, d):\n        return M(n, b, d)\nclass A(metaclass=M): pass',
  '__getattr__ that asks itself':
    'class A:\n    def __getattr__(self, n):\n        return getattr(self, n + "a")\nA().x',
  '__setattr__ that sets': 'class A:\n    def __setattr__(self, n, v):\n        setattr(self, n, v)\nA().x = 1',
  'an iterator that gives itself':
    'class I:\n    def __iter__(self): return self\n    def __next__(self): return self\nfor x in I():\n    for y in x:\n        pass\na, b = I()',
  'a generator that gives itself': 'def g():\n    yield from g()\n    yield g\nfor x in g():\n    x()',
  'an operator that gives itself': 'class A:\n    def __or__(self, o): return self | o\nA() | A()',
  'exec of itself': 'code = "exec(code)"\nexec(code)',
  'a text that doubles': `s = "ab"\n${'s = s + s\n'.repeat(60)}exec(s)\nsetattr(s, s, s)`,
  'a format that doubles': `s = "ab"\n${'s = f"{s}{s}"\n'.repeat(60)}`,
  'a text of unknown parts that doubles': `s = f"a{unknown}"\n${'s = f"{s}{s}"\n'.repeat(60)}`,
  'a number that grows': `n = 9\n${'n = n * n\n'.repeat(60)}`,
  'lists that share': `x = [1]\n${'x = [x, x]\n'.repeat(200)}x == [x]`,
  'tuples that share': `x = (1,)\n${'x = (x, x)\n'.repeat(60)}d = {}\nd[x] = 1\nx < (x,)`,
  'partials that share': `from functools import partial\nf = print\n${'f = partial(f, f)\n'.repeat(40)}f()`,
  'many decorators': `def d(f):\n    def w(*a, **k):\n        return f(*a, **k)\n    return w\n${'@d\n'.repeat(200)}def f(x):\n    x.y = 1\nf(1)`,
  'functions that call each other twice': `${many(40, i => `def f${i}(x):\n    f${i + 1}([x, 1])\n    f${i + 1}([x, 2])`)}\ndef f40(x): x.y = 1\nf0(1)`,
  'nested comprehensions': 'x = [a for a in range(400) for b in range(400) for c in range(400)]',
  'nested loops':
    'for a in range(400):\n    for b in range(400):\n        for c in range(400):\n            x = [a, b, c]',
  'many branches': `if a:\n    x = 1\n${many(3000, i => `elif b == ${i}:\n    x = ${i}`)}`,
  'a long condition': `if ${many(3000, i => `a${i}`).replaceAll('\n', ' and ')}:\n    x = 1`,
  'deep nesting': `x = ${'not '.repeat(5000)}y`,
  'names of the language that runs us':
    'x = {"__proto__": 1}\nx["__proto__"]["a"] = 1\nimport constructor\nconstructor.__proto__.a = 1\nsetattr(constructor, "__proto__", 1)',
};

test.each(Object.entries(SOURCES))('%s', (_, source) => {
  const first = programOf(source);
  const again = programOf(source);
  // The same twice, and no more than the work allowed for a package of one module.
  expect(again.writes.map(write => [write.name, write.at])).toEqual(first.writes.map(write => [write.name, write.at]));
  expect(first.cuts.length).toBeLessThan(4);
});

test('what is cut off is said', () => {
  const { cuts } = programOf(SOURCES['nested loops'] ?? '');
  expect(cuts.map(cut => cut.reason)).toContain('the work for one entry point is bounded, and the bound was reached');
});

test('twice the package is no more than twice the calls and writes', () => {
  const module = `from dcim.models import Device
def install(target, name):
    setattr(target, name, None)
class Box:
    def __init__(self, target):
        self.target = target
    def run(self):
        for name in ('a', 'b'):
            install(self.target, name)
Box(Device).run()
`;
  const sizeOf = (copies: number): number => {
    const files = Object.fromEntries(Array.from({ length: copies }, (_, i) => [`m${i}.py`, module]));
    const { calls, writes } = programOf({ '__init__.py': '', ...files });
    return calls.length + writes.length;
  };
  expect(sizeOf(16)).toBe(2 * sizeOf(8));
});
