/** Changes of files as pieces: places are told back, and insertions leave fingerprints alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { CHANGES, sourceOf } from '../../scripts/metamorphic/changes.ts';
import { edited, placeBefore, textOf } from '../../scripts/metamorphic/pieces.ts';
import { lintFiles } from '../../src/example.ts';
import { parsePython } from '../../src/python/index.ts';
import { fingerprints } from '../../src/report/fingerprint.ts';
import { Places } from '../../src/report/places.ts';
import type { PackageResult } from '../../src/result.ts';

test('a place behind, within and around edits is told back', () => {
  const text = 'abcdef';
  const pieces = edited('a.py', text, [
    { start: 0, end: 0, text: '12' },
    { start: 2, end: 3, text: 'CCC' },
    { start: 5, end: 5, text: '!' },
  ]);
  expect(textOf(pieces)).toBe('12abCCCde!f');
  const back = (start: number, end: number): string => {
    const place = placeBefore(pieces, { file: 'a.py', start, end });
    return text.slice(place.start, place.end);
  };
  expect(back(2, 4)).toBe('ab');
  expect(back(4, 7)).toBe('c');
  expect(back(3, 8)).toBe('bcd');
  expect(back(0, 11)).toBe(text);
  expect(back(10, 11)).toBe('f');
});

test('text that no edit touches is told back as it was', () => {
  const edit = fc.tuple(fc.nat(30), fc.nat(3), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.array(edit, { maxLength: 5 }), (text, edits) => {
      const pieces = edited(
        'a.py',
        text,
        edits.map(([start, length, replacement]) => ({
          start: Math.min(start, text.length),
          end: Math.min(start + length, text.length),
          text: replacement,
        })),
      );
      const now = textOf(pieces);
      let offset = 0;
      for (const piece of pieces) {
        const end = offset + piece.text.length;
        if (piece.copied) {
          const place = placeBefore(pieces, { file: 'a.py', start: offset, end });
          expect(text.slice(place.start, place.end)).toBe(now.slice(offset, end));
        }
        offset = end;
      }
    }),
  );
});

const SOURCE = `"""Text."""
from __future__ import annotations

from dcim.models import Device
from django.db import models

NAME = 'colour'


def extend(model):
    field = models.CharField(max_length=10)
    model.add_to_class(NAME, field)


def show(value):
    print(value)


for one in [Device, Device]:
    extend(one)
show('x')
`;

describe('each change', () => {
  test.each(CHANGES)('$name applies, and gives whole Python', ({ change }) => {
    const source = sourceOf('netbox_example/patches.py', SOURCE);
    const files = source ? change(source) : new Map<string, never>();
    const texts = [...files.values()].map(textOf);
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      expect(text).not.toBe(SOURCE);
      expect(parsePython(text).problems).toEqual([]);
    }
  });
});

const prints = (result: PackageResult): readonly string[] => fingerprints(result.findings, new Places(result));

/** Examples with Python files that something is found in. */
const EXAMPLES = rules.flatMap(rule =>
  rule.invalid
    .filter(example => example.reports.some(report => report.file.endsWith('.py')))
    .map(example => ({ rule, example })),
);

test('blank lines and functions that nothing calls leave fingerprints as they are', () => {
  const unrelated = CHANGES.find(one => one.name === 'unrelated functions')?.change;
  fc.assert(
    fc.property(fc.nat(EXAMPLES.length - 1), fc.nat(3), (index, lines) => {
      const { rule, example } = EXAMPLES[index] ?? {};
      if (!rule || !example || !unrelated) return;
      const options = {
        rules: [rule],
        ...(example.netbox === undefined ? {} : { netbox: example.netbox }),
        ...(example.options === undefined ? {} : { options: example.options }),
      };
      const files: Record<string, string | null> = { ...example.files };
      for (const [file, text] of Object.entries(example.files)) {
        const source = text !== null && file.endsWith('.py') ? sourceOf(file, text) : undefined;
        const pieces = source && unrelated(source).get(file);
        if (pieces) files[file] = '\n'.repeat(lines) + textOf(pieces);
      }
      expect(prints(lintFiles(files, options))).toEqual(prints(lintFiles(example.files, options)));
    }),
    { numRuns: 30 },
  );
});
