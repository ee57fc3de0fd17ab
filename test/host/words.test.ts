import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCode, WordReader, wordTable } from '../../src/host/netbox/words.ts';

/** Few letters, so that words repeat and codes look like one another. */
const text = fc.stringMatching(/^[abAB01_.;:+,~ <>é-]{0,60}$/);

describe('words and codes', () => {
  it('give back every text', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), texts => {
        const table = wordTable(texts);
        const reader = new WordReader(table.words);
        for (const one of texts) {
          expect(reader.read(table.encode(one))).toBe(one);
          expect(reader.encode(one)).toBe(table.encode(one));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keep frequent words in the table, and others in the text', () => {
    const texts = [...Array<string>(5).fill('django.forms'), 'models'];
    const table = wordTable(texts);
    expect(table.words).toBe('django forms');
    expect(texts.map(one => table.encode(one)).at(-1)).toBe('`models');
    expect(table.encode('forms.django.models')).toBe('1.0.`models');
  });

  it('go on past the first sixty-two, and the first four thousand', () => {
    const words = Array.from({ length: 4100 }, (_, index) => `word_${index}`);
    const texts = words.map(word => `${word}.${word}`);
    const table = wordTable(texts);
    const reader = new WordReader(table.words);
    expect(new Set(words.map(word => reader.code(word))).size).toBe(words.length);
    for (const word of words) expect(reader.read(reader.code(word))).toBe(word);
  });

  it('tell a code that no word has', () => {
    expect(new WordReader('a').read('0')).toBe('a');
    expect(new WordReader('a').read('1')).toBeUndefined();
  });

  it('are found as a whole', () => {
    expect(findCode('1a;a1;`a;a', 'a', 0)).toBe(9);
    expect(findCode('ab.a', 'a', 0)).toBe(3);
    expect(findCode('`ab', '`a', 0)).toBe(-1);
  });
});
