import { expect, it } from 'vitest';
import { parsePython } from '../../src/python/index.ts';

/** The versions a source needs, each with the text that needs it. */
function needs(source: string): string[] {
  const parsed = parsePython(source);
  expect(parsed.problems).toEqual([]);
  return parsed.needs.map(({ version, start, end }) => `${version.join('.')} ${source.slice(start, end)}`);
}

it.each([
  ['from __future__ import annotations', ['3.7 annotations']],
  ['(x := 1)', ['3.8 x := 1']],
  ['def f(a, /): pass', ['3.8 /']],
  ['lambda a, /: a', ['3.8 /']],
  ["f'{x=}'", ['3.8 =']],
  ['return *a, b', ['3.8 *a, b']],
  ['return (*a, b)', []],
  ['yield *a, b', ['3.8 *a, b']],
  ['x: t = 1, 2', ['3.8 1, 2']],
  ['x: t = (1, 2)', []],
  ['for x in *a, b: pass', ['3.9 *a, b']],
  ['@a.b(c)\ndef f(): pass', []],
  ['@a[0]\ndef f(): pass', ['3.9 a[0]']],
  ['with (a as b, c): pass', ['3.9 (a as b, c)']],
  ['with (a): pass', []],
  ['with (a, b) as c: pass', []],
  ['with (f(x := 1)): pass', ['3.8 x := 1']],
  ['a[b := 1]', ['3.8 b := 1', '3.10 b := 1']],
  ['{b := 1}', ['3.8 b := 1', '3.10 b := 1']],
  ['match x:\n  case 1: pass', ['3.10 match']],
  ['match = 1', []],
  ['try: a\nexcept* B: c', ['3.11 except*']],
  ['a[*b]', ['3.11 *b']],
  ['def f(*a: *b): pass', ['3.11 *b']],
  ['def f[T](): pass', ['3.12 [T]']],
  ['type X = int', ['3.12 type X = int']],
  ["f'{a['b']}'", ["3.12 a['b']"]],
  ['f\'{a["b"]}\'', []],
  ["f'''{a['b']}'''", []],
  ["f'''{'''a'''}'''", ["3.12 '''a'''"]],
  ['f\'{"\\n"}\'', ['3.12 "\\n"']],
  ["f'''{a # c\n}'''", ['3.12 a # c\n']],
  ["f'{a\n}'", ['3.12 a\n']],
  ["f'''{a\n}'''", []],
  ["f'\\n{a}\\'' 'b' # c", []],
  ["f'{a:{b['c']}}'", ["3.12 b['c']"]],
  ['class C[T = int]: pass', ['3.12 [T = int]', '3.13 = int']],
  ["t'{a}'", ["3.14 t'{a}'"]],
  ['try: a\nexcept B, C: d', ['3.14 B, C']],
  ['async def f():\n  return [x async for x in y if await z]\nprint(f"{x!r:>{w}}", *a, **b)\nx: int = 1_000', []],
])('%j needs %j', (source, expected) => {
  expect(needs(source)).toEqual(expected);
});
