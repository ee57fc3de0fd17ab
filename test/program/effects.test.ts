/** What statements do, when, and what is not done. */
import { describe, expect, test } from 'vitest';
import { programOf, writesOf } from './program.ts';

const EFFECTS: Readonly<Record<string, readonly (readonly [name: string, source: string, ...writes: string[]])[]>> = {
  writes: [
    ['an attribute', 'host.a = 1', 'host.a = 1'],
    ['an item', "host.a['b'] = 1", "host.a['b'] = 1"],
    ['a deletion', "del host.a, host.b['c']", 'del host.a', "del host.b['c']"],
    ['augmented', 'host.a += [1]', 'host.a = […]'],
    ['several targets', 'host.a = host.b = 1', 'host.a = 1', 'host.b = 1'],
    ['unpacked', '(host.a, [host.b, *host.c]) = 1, (2, 3, 4)', 'host.a = 1', 'host.b = 2', 'host.c = list(3, 4)'],
    ['annotated', 'host.a: int = 1\nhost.b: int', 'host.a = 1'],
    ['as the target of a loop', 'for host.a in (1,):\n    pass', 'host.a = 1'],
    ['as the target of with', 'with open(1) as host.a:\n    pass', 'host.a = builtins.open(1)'],
    ['own things are not recorded', 'class A:\n    pass\na = A()\na.y = 2\nb = {}\nb[1] = 2\nc = []\nc[0] = 1'],
  ],
  branches: [
    ['both sides', 'if host.x:\n    host.a = 1\nelse:\n    host.b = 1', 'host.a = 1', 'host.b = 1'],
    ['a false one is dead', 'if 1 > 2:\n    host.a = 1'],
    ['a true one is alone', 'if True:\n    host.a = 1\nelse:\n    host.b = 1', 'host.a = 1'],
    ['what both bind is joined', 'x = 1\nif host.x:\n    x = 2\nhost.a = x', 'host.a = 2 or 1'],
    [
      'a branch that returns binds nothing after',
      'def f():\n    x = 1\n    if host.x:\n        x = 2\n        return\n    host.a = x\nf()',
      'host.a = 1',
    ],
    ['while', 'while host.x:\n    host.a = 1', 'host.a = 1'],
    ['while with a counter', 'n = 0\nwhile n < 3:\n    n += 1\n    host.a = n', 'host.a = 1'],
    [
      'while takes from a list until it is empty',
      'xs = ["a", "b"]\nwhile xs:\n    setattr(host, xs.pop(), 1)\nelse:\n    host.c = 1',
      'host.b = 1',
      'host.a = 1',
      'host.c = 1',
    ],
    [
      'a call that gave the same each time gives it again, however often the rest changes',
      'seen = []\ndef pick():\n    return [1, host.b]\n' + 'seen.append(1)\npick()\n'.repeat(5) + 'host.a = pick()[0]',
      'host.a = 1',
    ],
    ['break', 'for x in (1, 2):\n    host.a = x\n    break', 'host.a = 1'],
    ['else of a loop', 'for x in ():\n    pass\nelse:\n    host.a = 1', 'host.a = 1'],
    [
      'try, except, else, finally',
      'try:\n    host.a = 1\nexcept ValueError:\n    host.b = 1\nelse:\n    host.c = 1\nfinally:\n    host.d = 1',
      'host.a = 1',
      'host.c = 1',
      'host.b = 1',
      'host.d = 1',
    ],
    ['after raise', 'def f():\n    raise host.E\n    host.a = 1\nf()'],
    [
      'a handler begins where the body may have stopped',
      'x = 1\ntry:\n    x = host.f()\n    host.y()\nexcept ValueError:\n    host.a = x',
      'host.a = host.f() or 1',
    ],
    [
      'patterns of classes, sequences and mappings',
      'class P:\n    __match_args__ = ("x",)\n    def __init__(self, x):\n        self.x = x\ndef f(v):\n    match v:\n        case [1, *r]:\n            host.a = r\n        case {"k": k}:\n            host.b = k\n        case P(x) if x > 2:\n            host.c = x\n        case str():\n            host.d = v\n        case _:\n            host.e = v\nf([1, 2])\nf({"k": 3})\nf(P(4))\nf("s")\nf(None)',
      'host.a = list(2)',
      'host.b = 3',
      'host.c = 4',
      "host.d = 's'",
      'host.e = None',
    ],
    ['match', "match 'a':\n    case 'b':\n        host.a = 1\n    case 'a':\n        host.b = 1", 'host.b = 1'],
  ],
  functions: [
    ['defaults', 'def f(a, b=2, *, c=3):\n    host.x = (a, b, c)\nf(1)', 'host.x = tuple(1, 2, 3)'],
    ['a default is made once', 'def f(a=[]):\n    a.append(1)\n    host.x = a\nf()', 'host.x = list(1)'],
    [
      'rest',
      'def f(*a, **k):\n    host.x = a\n    host.y = k\nf(1, 2, b=3)',
      'host.x = tuple(1, 2)',
      "host.y = {'b': 3}",
    ],
    ['a result', 'def f():\n    return 1\nhost.a = f()', 'host.a = 1'],
    ['several results', 'def f(x):\n    if x:\n        return 1\n    return 2\nhost.a = f(host.x)', 'host.a = 1 or 2'],
    ['recursion ends', 'def f(n):\n    host.a = 1\n    return f(n)\nf(1)', 'host.a = 1'],
    [
      'nonlocal',
      'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    g()\n    host.a = x\nf()',
      'host.a = 2',
    ],
    ['a generator', 'def g():\n    yield 1\n    yield 2\nhost.a = list(g())', 'host.a = list(1, 2)'],
    ['async', 'async def f():\n    return 1\nasync def g():\n    host.a = await f()\ng()', 'host.a = 1'],
    ['lambda', 'host.a = (lambda x, y=2: x + y)(1)', 'host.a = 3'],
    [
      'equal calls are followed again where state has changed',
      'n = 0\ndef f():\n    global n\n    n += 1\n    setattr(host, f"a{n}", 1)\nf()\nf()',
      'host.a1 = 1',
      'host.a2 = 1',
    ],
    [
      'five objects of a class act each for itself',
      'class P:\n    def __init__(self, n):\n        self.n = n\n    def act(self):\n        setattr(host, self.n, 1)\nfor n in "abcde":\n    P(n).act()',
      ...['a', 'b', 'c', 'd', 'e'].map(name => `host.${name} = 1`),
    ],
    [
      'no keyword is given, so none is there',
      'def f(**k):\n    if k:\n        host.a = 1\n    host.b = 1\nf()',
      'host.b = 1',
    ],
    ['equal calls are followed once', 'def f(x):\n    host.a = x\nf(1)\nf(1)', 'host.a = 1'],
  ],
  classes: [
    [
      'a property is set',
      'class A:\n    @property\n    def v(self):\n        return self._v\n    @v.setter\n    def v(self, x):\n        self._v = x + 1\na = A()\na.v = 1\nhost.a = a.v',
      'host.a = 2',
    ],
    [
      'operators, truth and text of an own class',
      'class A:\n    def __bool__(self):\n        return False\n    def __str__(self):\n        return "t"\n    def __eq__(self, o):\n        return True\nhost.a = (f"{A()}", not A(), A() == 1)',
      "host.a = tuple('t', True, True)",
    ],
    [
      'attributes',
      'class A:\n    x = 1\n    def __init__(self, y):\n        self.y = y\na = A(2)\nhost.a = a.x + a.y',
      'host.a = 3',
    ],
    [
      'inheritance',
      'class A:\n    def f(self):\n        return 1\nclass B(A):\n    def f(self):\n        return super().f() + 1\nhost.a = B().f()',
      'host.a = 2',
    ],
    [
      'the order of two bases',
      'class A:\n    x = 1\nclass B:\n    x = 2\nclass C(B, A):\n    pass\nhost.a = C.x',
      'host.a = 2',
    ],
    [
      'class and static methods',
      'class A:\n    x = 1\n    @classmethod\n    def c(cls):\n        return cls.x\n    @staticmethod\n    def s(y):\n        return y\nhost.a = (A.c(), A().c(), A.s(2))',
      'host.a = tuple(1, 1, 2)',
    ],
    [
      'a property and its setter',
      'class A:\n    @property\n    def p(self):\n        return 1\nhost.a = A().p',
      'host.a = 1',
    ],
    [
      'a descriptor that is set',
      'class D:\n    def __set__(self, o, v):\n        host.d = v\nclass A:\n    d = D()\nA().d = 1',
      'host.d = 1',
    ],
    ['__setattr__', 'class A:\n    def __setattr__(self, n, v):\n        setattr(host, n, v)\nA().x = 1', 'host.x = 1'],
    [
      '__setitem__',
      'class A:\n    def __setitem__(self, k, v):\n        host.x = (k, v)\nA()[1] = 2',
      'host.x = tuple(1, 2)',
    ],
    [
      'an operator in place',
      'class A:\n    def __iadd__(self, o):\n        host.x = o\n        return self\na = A()\na += 1',
      'host.x = 1',
    ],
    ['a dict of its own', 'class A(dict):\n    pass\na = A(x=1)\na["y"] = 2\nhost.a = a["x"] + a["y"]', 'host.a = 3'],
    [
      'an enumeration',
      'from enum import Enum\nclass E(Enum):\n    A = 1\nhost.a = E.A.value\nhost.b = [e.value for e in E]',
      'host.a = 1',
      'host.b = list(1)',
    ],
  ],
};

describe.each(Object.entries(EFFECTS))('%s', (_, rows) => {
  test.each(rows)('%s', (_name, source, ...writes) => {
    expect(writesOf(`import host\n${source}`)).toEqual(writes);
  });
});

describe('phases', () => {
  const phasesOf = (files: Readonly<Record<string, string>>): string[] =>
    programOf({ '__init__.py': '', ...files }).writes.map(({ phase, name }) => `${phase} ${name ?? ''}`);

  test.each([
    ['import', { 'a.py': 'import host\nhost.x = 1' }],
    ['migration', { 'migrations/__init__.py': '', 'migrations/0001_a.py': 'import host\nhost.x = 1' }],
    [
      'command',
      {
        'management/__init__.py': '',
        'management/commands/__init__.py': '',
        'management/commands/a.py': 'import host\nhost.x = 1',
      },
    ],
    [
      'signal',
      {
        'a.py':
          'import host\nfrom django.db.models.signals import post_save\ndef f(**kwargs):\n    host.x = 1\npost_save.connect(f)',
      },
    ],
    [
      'request',
      {
        'a.py':
          'import host\nfrom django.views import View\nclass V(View):\n    def get(self, request):\n        host.x = 1',
      },
    ],
    [
      'command',
      {
        'a.py':
          'import host\nfrom django.core.management.base import BaseCommand\nclass C(BaseCommand):\n    def handle(self):\n        host.x = 1',
      },
    ],
    [
      'job',
      {
        'a.py':
          'import host\nfrom netbox.jobs import JobRunner\nclass J(JobRunner):\n    def run(self):\n        host.x = 1',
      },
    ],
    [
      'migration',
      {
        'a.py':
          'import host\nfrom django.db import migrations\ndef f(apps, editor):\n    host.x = 1\nmigrations.RunPython(f)',
      },
    ],
    ['dead', { 'a.py': 'import host\ndef nobody():\n    host.x = 1' }],
    ['call', { 'a.py': 'import host\ndef some():\n    host.x = 1\ntable = {"some": "some"}' }],
  ] as const)('%s', (phase, files) => {
    expect(phasesOf(files)).toEqual([`${phase} x`]);
  });

  test('tests that ship are not run', () => {
    expect(
      phasesOf({
        'tests/__init__.py': '',
        'tests/test_a.py': 'import host\nhost.x = 1',
        'conftest.py': 'import host\nhost.x = 1',
      }),
    ).toEqual([]);
  });
});

describe('modules', () => {
  test('star imports, relative imports and cycles', () => {
    expect(
      writesOf({
        '__init__.py': 'from . import a',
        'a.py': 'import host\nX = 1\nfrom .b import *\nhost.x = Y',
        'b.py': 'from . import a\nY = a.X + 1\n_Z = 3',
      }),
    ).toEqual(['host.x = 2']);
  });

  test('a module that does not exist is a failed import, and its fallback runs', () => {
    const { imports, writes } = programOf({
      '__init__.py': '',
      'a.py': 'import host\ntry:\n    from .b import nothing\nexcept ImportError:\n    host.x = 1',
      'b.py': '',
    });
    expect(imports.map(({ name, found, caught }) => [name, found, caught])).toEqual([
      [null, true, false],
      ['nothing', false, true],
    ]);
    expect(writes).toHaveLength(1);
  });
});
