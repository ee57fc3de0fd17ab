/** What expressions evaluate to. */
import { describe, expect, test } from 'vitest';
import { valueOf } from './program.ts';

const EXPRESSIONS: Readonly<Record<string, readonly (readonly [source: string, value: string])[]>> = {
  literals: [
    ["'a' 'b'", "'ab'"],
    ['1_000', '1000'],
    ['-3', '-3'],
    ['None', 'None'],
    ['...', '...'],
    ["b'a'", "b'…'"],
    ['[1, *[2, 3], 4]', 'list(1, 2, 3, 4)'],
    ["{'a': 1, **{'b': 2}}", "{'a': 1, 'b': 2}"],
    ['(1,)', 'tuple(1)'],
  ],
  strings: [
    ['f\'{1}-{"a"}\'', "'1-a'"],
    ["'%s.%s' % ('a', 1)", "'a.1'"],
    ["'%(x)s' % {'x': 'y'}", "'y'"],
    ["'{}{}'.format('a', 'b')", "'ab'"],
    ["'{x}'.format(x='y')", "'y'"],
    ["'.'.join(['a', 'b'])", "'a.b'"],
    ["'a.b.c'.rsplit('.', 1)", "list('a.b', 'c')"],
    ["'a.b'.partition('.')[2]", "'b'"],
    ["'Ab'.lower() + 'c'.upper()", "'abC'"],
    ["' a '.strip()", "'a'"],
    ["'aXb'.replace('X', '.')", "'a.b'"],
    ["'ab' * 2", "'abab'"],
    ["'abc'[1:]", "'bc'"],
    ["'abc'[::-1]", "'cba'"],
    ["'a_b'.removeprefix('a_')", "'b'"],
    ['str(1) + str(None)', "'1None'"],
    ["'abc'[0]", "'a'"],
    ['chr(97)', "'a'"],
    ["bytes.fromhex('61').decode()", "'a'"],
    ["__import__('base64').b64decode('YWI=').decode()", "'ab'"],
  ],
  containers: [
    ['[1, 2][0]', '1'],
    ["{'a': 1}['a']", '1'],
    ["{'a': 1}.get('b', 2)", '2'],
    ['dict(a=1)', "{'a': 1}"],
    ["dict([('a', 1)])", "{'a': 1}"],
    ["list(zip('ab', [1, 2]))", "list(tuple('a', 1), tuple('b', 2))"],
    ["list(enumerate('a'))", "list(tuple(0, 'a'))"],
    ['[x + 1 for x in range(3) if x != 1]', 'list(1, 3)'],
    ["{k: v for k, v in {'a': 1}.items()}", "{'a': 1}"],
    ['sorted([1])', 'list(1)'],
    ['[*map(str, [1, 2])]', "list('1', '2')"],
    ['len([1, 2])', '2'],
    ['[1, 2] + [3]', 'list(1, 2, 3)'],
    ["{'a': 1} | {'b': 2}", "{'a': 1, 'b': 2}"],
    ['next(iter([1]))', '1'],
    ["list(__import__('itertools').chain([1], [2]))", 'list(1, 2)'],
  ],
  operators: [
    ['1 + 2 * 3', '7'],
    ['7 // 2 + 7 % 2', '4'],
    ['not []', 'True'],
    ["'' or 'a'", "'a'"],
    ["'a' and 'b'", "'b'"],
    ["1 if 'a' == 'a' else 2", '1'],
    ["'b' in ('a', 'b')", 'True'],
    ['None is None', 'True'],
    ['(4, 5) >= (4, 3)', 'True'],
    ["'4.5' < '4.3'", 'False'],
    ['(x := 3) + x', '6'],
  ],
  'what is not known': [
    ['host.a.b', 'host.a.b'],
    ["host.f(1)['x'].y", "host.f(1)['x'].y"],
    ['[x for x in host.xs][0]', 'each of host.xs'],
    ['1 if host.flag else 2', '1 or 2'],
    ["f'a{host.b}'", "'a{…}'"],
    ["getattr(host, 'a')", 'host.a'],
    ['getattr(host, host.name)', 'host.*'],
    ["int('12') + int('3')", '15'],
  ],
};

describe.each(Object.entries(EXPRESSIONS))('%s', (_, rows) => {
  test.each(rows)('%s', (source, value) => {
    expect(valueOf(`host.x = ${source}`)).toBe(value);
  });
});

test('a list may be extended by itself', () => {
  expect(valueOf('xs = [1, 2]\nxs.extend(xs)\nhost.x = xs')).toBe('list(1, 2, 1, 2)');
  expect(valueOf('xs = [1]\nxs += xs\nhost.x = xs')).toBe('list(1, 1)');
});
