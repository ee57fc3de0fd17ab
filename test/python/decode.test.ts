import { describe, expect, it } from 'vitest';
import { decodePython, parsePython } from '../../src/python/index.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('decodePython', () => {
  it('reads UTF-8, with and without a byte-order mark', () => {
    expect(decodePython(bytes('é = 1\r\n'))).toEqual({ text: 'é = 1\r\n', problems: [] });
    expect(decodePython(bytes([0xef, 0xbb, 0xbf], 'é'))).toEqual({ text: 'é', problems: [] });
    expect(decodePython(bytes([0xef, 0xbb, 0xbf], '# coding: utf-8\né')).problems).toEqual([]);
    expect(decodePython(new Uint8Array()).text).toBe('');
  });

  it('says where the bytes are not UTF-8', () => {
    const { text, problems } = decodePython(bytes('\ufffdé = "', [0xff], '"'));
    expect(text).toBe('\ufffdé = "\ufffd"');
    expect(problems).toEqual([{ message: "(unicode error) 'utf-8' codec can't decode byte 0xff", start: 6, end: 7 }]);
  });

  it.each([
    ['# -*- coding: latin-1 -*-\nx = "\u00e9"', [0xe9], 'é'],
    ['#!/bin/x\n# vim: set fileencoding=iso-8859-15 :\n', [0xa4], '€'],
    ['# coding: cp1252\n', [0x80], '€'],
    ['# coding: koi8-r\n', [0xc1], 'а'],
    ['# coding: utf8\n', [0xc3, 0xa9], 'é'],
    ['# coding: Shift_JIS\n', [0x82, 0xa0], 'あ'],
  ])('reads %j', (head, tail, expected) => {
    const ascii = head.replace('\u00e9', '');
    const { text, problems } = decodePython(bytes(ascii, tail));
    expect(problems).toEqual([]);
    expect(text.slice(ascii.length)).toBe(expected);
  });

  it('looks for a cookie in the first two lines only, in comments only', () => {
    expect(decodePython(bytes('x = 1\n# coding: nonsense\n')).problems).toEqual([]);
    expect(decodePython(bytes('\n\n# coding: nonsense\n')).problems).toEqual([]);
    expect(decodePython(bytes('"coding: nonsense"\n')).problems).toEqual([]);
  });

  it('refuses what CPython refuses', () => {
    const first = (data: Uint8Array): string | undefined => decodePython(data).problems[0]?.message;
    expect(first(bytes('# coding: nonsense\n'))).toBe('unknown encoding: nonsense');
    expect(first(bytes([0xef, 0xbb, 0xbf], '# coding: latin-1\n'))).toBe('encoding problem: latin-1 with BOM');
    expect(first(bytes('# coding: ascii\n', [0xe9]))).toBe("(unicode error) 'ascii' codec can't decode byte 0xe9");
    expect(first(bytes('# coding: euc-jp\n', [0xff, 0xff]))).toContain("'euc-jp' codec");
  });
});

describe('parsePython', () => {
  it('passes over a byte-order mark left in the text', () => {
    expect(parsePython('\ufeffx')).toMatchObject({ problems: [], tree: { body: [{ start: 1, end: 2 }] } });
  });

  it('gives comments without their line ends', () => {
    const source = '# a\r\nx = [ # b\n]\nf"{x # c\n}"  # d';
    expect(parsePython(source).comments.map(({ start, end }) => source.slice(start, end))).toEqual([
      '# a',
      '# b',
      '# c',
      '# d',
    ]);
  });

  it('leaves characters named with \\N undecoded', () => {
    expect(parsePython("'a\\N{BULLET}b'").tree.body).toMatchObject([{ value: { value: { value: 'a\ufffdb' } } }]);
  });
});
