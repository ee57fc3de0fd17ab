/**
 * What is found does not hang on how a plugin is written: renaming, dead code, a function around, split strings, another module.
 * `METAMORPHIC=all` takes every source and example; else a part of them.
 */
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { lintFiles } from '../../src/example.ts';
import { COMPONENT_FORMS, MODEL_FORMS, SETTINGS_FORMS, TEMPLATE_FORMS, URL_FORMS } from '../plugin/forms.ts';
import { FINE } from '../plugin/fine.ts';
import { touchesOf } from '../plugin/touches.ts';
import { WAYS } from '../plugin/ways.ts';
import { renamed, reordered, splitStrings, withDeadCode, wrapped } from './changes.ts';

const SOURCES: readonly (readonly [name: string, source: string])[] = [
  ...Object.entries(WAYS),
  // A `global` statement names the function that nothing else may name.
  ...Object.entries(FINE).filter(([name]) => name !== 'never called'),
  ...[MODEL_FORMS, URL_FORMS, TEMPLATE_FORMS, SETTINGS_FORMS, COMPONENT_FORMS].flatMap(forms =>
    Object.entries(forms).map(([name, [source]]) => [name, source] as const),
  ),
];

/** The source in another module, which the first one only imports. */
const moved = (source: string): string[] | undefined =>
  /\b(__name__|_getframe|currentframe|stack)\b|from \.(?! |\w)/.test(source)
    ? undefined
    : touchesOf('from .inner import elsewhere\n', {
        'inner/__init__.py': '',
        'inner/elsewhere.py': source
          .replaceAll('from . import', 'from .. import')
          .replaceAll('from .models', 'from ..models'),
      });

const CHANGES = {
  renamed,
  'with dead code': withDeadCode,
  'in a function': wrapped,
  'with split strings': splitStrings,
  reordered,
};

const every = process.env.METAMORPHIC === 'all' ? 1 : 4;

describe.each(Object.entries(CHANGES))('%s', (_, change) => {
  const cases = SOURCES.flatMap(([name, source], index) => {
    const changed = index % every === 0 || change === reordered ? change(source) : undefined;
    return changed === undefined || changed === source ? [] : [[name, source, changed] as const];
  });
  test.each(cases)('%s', (_name, source, changed) => {
    expect(touchesOf(changed), changed).toEqual(touchesOf(source));
  });
});

test.each(SOURCES.filter((_, index) => index % every === 1))('in another module: %s', (_, source) => {
  const found = moved(source);
  if (found) expect(found).toEqual(touchesOf(source));
});

/** Files of examples that hold plain code: nothing in NetBox asks for them by name. */
const PLAIN = /^netbox_example\/(patches|helpers|signals|more)\w*\.py$/;

const EXAMPLES = rules.flatMap(rule =>
  [...rule.invalid, ...rule.valid].flatMap((example, index) =>
    Object.entries(example.files).flatMap(([file, text]) =>
      text !== null && PLAIN.test(file) ? [{ name: `${rule.id} ${index} ${file}`, rule, example, file, text }] : [],
    ),
  ),
);

// Names of helpers are imported by other files, and no two definitions of an example stand side by side.
const { reordered: _, ...WITHIN } = CHANGES;

describe.each(Object.entries(WITHIN))("rules' examples, %s", (_change, change) => {
  const cases = EXAMPLES.flatMap((one, index) => {
    const helper = change === renamed && !one.file.includes('patches');
    const changed = index % every === 0 && !helper ? change(one.text) : undefined;
    return changed === undefined || changed === one.text ? [] : [{ ...one, changed }];
  });
  test.each(cases)('$name', ({ rule, example, file, changed }) => {
    const found = (files: typeof example.files): string[] => {
      const options = { rules: [rule], ...(example.netbox === undefined ? {} : { netbox: example.netbox }) };
      const { findings, crashes } = lintFiles(
        files,
        example.options ? { ...options, options: example.options } : options,
      );
      expect(crashes).toEqual([]);
      return findings.map(one => `${one.messageId} ${one.severity} ${JSON.stringify(one.data)}`).sort();
    };
    expect(found({ ...example.files, [file]: changed }), changed).toEqual(found(example.files));
  });
});
