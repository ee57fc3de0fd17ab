import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth, drawLine, escapeText, wrap } from '../../src/report/terminal.ts';

describe('escapeText', () => {
  test('terminal sequences, line ends, reordering and invisible characters become visible', () => {
    expect(escapeText('a\u001b[2Jb\nc\u202ed\u200be\u2028\ud800\u009b')).toBe(
      'a\\x1b[2Jb\\x0ac\\u{202e}d\\u{200b}e\\u{2028}\\u{d800}\\x9b',
    );
  });

  test('ordinary text of any script stays', () => {
    const text = 'Gerät 標籤 🙂 é naïve';
    expect(escapeText(text)).toBe(text);
  });

  test('nothing unprintable is left of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(escapeText(text)).not.toMatch(/\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u);
      }),
    );
  });
});

test('displayWidth counts two columns for wide characters and none for combining marks', () => {
  expect(['abc', '標籤', '🙂', 'e\u0301', '한글', 'ｱ', '…'].map(displayWidth)).toEqual([3, 4, 2, 1, 4, 1, 1]);
});

describe('drawLine', () => {
  test('expands tabs and measures wide characters', () => {
    expect(drawLine('\tx = "標籤"', 5, 9, 80)).toEqual({ text: '    x = "標籤"', markStart: 8, markWidth: 6 });
  });

  test('measures escapes as they are printed', () => {
    expect(drawLine('a\u001bb', 2, 3, 80)).toEqual({ text: 'a\\x1bb', markStart: 5, markWidth: 1 });
  });

  test('cuts a long line around the mark', () => {
    const drawn = drawLine(`${'a'.repeat(300)}MARK${'b'.repeat(300)}`, 300, 304, 40);
    expect(drawn.text).toMatch(/^…a+MARKb+…$/);
    expect(drawn.text.slice(drawn.markStart, drawn.markStart + drawn.markWidth)).toBe('MARK');
  });

  test('keeps to the width, and the mark inside the line or just past it, for any line and mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fc.nat(600), fc.nat(600), (line, start, length) => {
        const text = line.replace(/[\r\n]/g, '');
        const from = Math.min(start, text.length);
        const drawn = drawLine(text, from, Math.min(text.length, from + length), 40);
        expect(displayWidth(drawn.text)).toBeLessThanOrEqual(42);
        expect(drawn.markWidth).toBeGreaterThanOrEqual(1);
        expect(drawn.markStart + drawn.markWidth).toBeLessThanOrEqual(44);
      }),
    );
  });

  test('a line of megabytes takes no longer than a short one', () => {
    const drawn = drawLine('x'.repeat(5_000_000), 2_500_000, 5_000_000, 80);
    expect(displayWidth(drawn.text)).toBeLessThanOrEqual(82);
  });
});

test('wrap keeps the first indentation and indents what follows', () => {
  expect(wrap('  one two three', 9, 4)).toBe('  one two\n    three');
  expect(wrap('one\ntwo', 80, 2)).toBe('one\n  two');
  expect(wrap('unbreakablyLong', 5)).toBe('unbreakablyLong');
});
