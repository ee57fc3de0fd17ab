import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { libraryIn, originOf, parseCss, parseSelector } from '../../src/asset/index.ts';

const hiding = (text: string): string[] =>
  parseCss(text).rules.flatMap(rule =>
    rule.hiding.length > 0
      ? [`${rule.selectors.map(selector => selector.text).join(' ; ')} ${rule.hiding.join(',')}`]
      : [],
  );

describe('rules that hide', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['#a, .b > a[href^="/dcim"]:hover { display: none }', ['#a ; .b > a[href^="/dcim"]:hover display']],
    ['a { DISPLAY: NONE !important }', ['a display']],
    ['a { visibility: hidden } b { visibility: collapse } c { visibility: visible }', ['a visibility', 'b visibility']],
    ['a { opacity: 0 } b { opacity: 0.0% } c { opacity: 0.5 }', ['a opacity', 'b opacity']],
    [
      'a { height: 0; overflow: hidden } b { max-height: 0px; overflow-y: clip } c { height: 0 } d { overflow: hidden }',
      ['a collapsed', 'b collapsed'],
    ],
    ['a { clip: rect(0, 0, 0, 0) } b { clip-path: inset(50%) } c { clip-path: inset(5%) }', ['a clipped', 'b clipped']],
    [
      'a { position: absolute; left: -9999px } b { left: -9999px } c { position: fixed; left: -10px } d { text-indent: -9999px }',
      ['a off-screen', 'd off-screen'],
    ],
    ['a { transform: scale(0) } b { transform: scale(0.5) }', ['a transform']],
    ['a { pointer-events: none }', ['a pointer-events']],
    ['a { display: none; display: block }', []],
    ['@keyframes k { from { opacity: 0 } }', []],
    ['/* a { display: none } */', []],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(hiding(text)).toEqual(expected);
  });

  it('says what is around a rule, nested ones without & too', () => {
    const text =
      '@media print { .p { color: red; .q { display: none } & .r { opacity: 0 } a:hover { display: none } } }';
    const { rules, problems } = parseCss(text);
    expect(problems).toEqual([]);
    expect(rules.map(rule => [rule.selectors.map(selector => selector.text).join(), rule.within, rule.hiding])).toEqual(
      [
        ['.p', ['@media print'], []],
        ['.q', ['@media print', '.p'], ['display']],
        ['& .r', ['@media print', '.p'], ['opacity']],
        ['a:hover', ['@media print', '.p'], ['display']],
      ],
    );
    for (const rule of rules)
      for (const selector of rule.selectors) expect(text.slice(selector.start, selector.end)).toBe(selector.text);
  });

  it('lists imports and problems', () => {
    const { imports, problems, rules } = parseCss(
      '@import url("a.css") print; @import \'b.css\'; .x { ; } } y { display: none }',
    );
    expect(imports.map(entry => entry.url)).toEqual(['a.css', 'b.css']);
    expect(problems.length).toBeGreaterThan(0);
    expect(rules.length).toBeGreaterThan(0);
  });
});

describe('selectors', () => {
  it('takes them apart', () => {
    const [selector] = parseSelector('main > A#x.y[href^="/dcim"]:not(.z, #w)::before');
    expect(selector?.compounds).toMatchObject([
      { combinator: '', tag: 'main' },
      {
        combinator: '>',
        tag: 'a',
        ids: ['x'],
        classes: ['y'],
        attributes: [{ name: 'href', operator: '^=', value: '/dcim' }],
        pseudos: ['not', '::before'],
        nested: [{ pseudo: 'not', selectors: [{ text: '.z' }, { text: '#w' }] }],
      },
    ]);
    expect(parseSelector('#a .b, c').map(entry => entry.text)).toEqual(['#a .b', 'c']);
  });

  it('gives nothing for what is none', () => {
    for (const text of ['', '::::', '{', 'a {} b', '('.repeat(5000)]) expect(parseSelector(text)).toEqual([]);
  });
});

describe('bounds', () => {
  it('refuses what is too deep or too large', () => {
    expect(parseCss('a{'.repeat(10_000)).skipped).toBe('too-deep');
    expect(parseCss(`a{b:${'('.repeat(10_000)}`).skipped).toBe('too-deep');
    expect(parseCss('a'.repeat(3_000_000)).skipped).toBe('too-large');
  });

  it('does not depend on what was read before', () => {
    // An opening bracket at just the place in the token buffer where this text's length points to.
    const text = 'noneurl(.b))a:not(é💥';
    parseCss(`${';'.repeat(text.length)}(`);
    expect(parseCss(text).rules).toEqual([]);
    const open = 'a { color: red; b { display: none';
    const before = parseCss(open);
    for (let i = 0; i < 60; i++) parseCss(`${';'.repeat(i)}{${';'.repeat(i)}(`);
    expect(parseCss(open)).toEqual(before);
    expect(before.rules.map(rule => open.slice(rule.start, rule.end))).toEqual([open, 'b { display: none']);
  });

  it('answers to any text', () => {
    const words = fc.constantFrom(
      ...'a .b #c { } ( ) [ ] : ; , & > + ~ @media @import @layer display none opacity 0 url( "x" \' \\ /* */ ! é💥 \0'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words, { maxLength: 40 }).map(parts => parts.join(' ')),
        ),
        text => {
          const css = parseCss(text);
          for (const place of [...css.rules, ...css.imports, ...css.problems]) {
            expect(place.start).toBeGreaterThanOrEqual(0);
            expect(place.end).toBeLessThanOrEqual(text.length);
          }
          parseSelector(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('where a file comes from', () => {
  const source = 'function f(a) {\n  return a + 1;\n}\n'.repeat(300);
  it('goes by name, banner and density', () => {
    expect(originOf(source)).toBe('source');
    expect(originOf(source, 'static/p/app.js')).toBe('source');
    expect(originOf(source, 'static/p/app.min.js')).toBe('minified');
    expect(originOf(source, 'static/p/vendor/app.js')).toBe('vendored');
    expect(originOf(source, 'static/p/jquery-3.7.1.js')).toBe('vendored');
    expect(originOf(source, 'static/p/bootstrap.bundle.js')).toBe('vendored');
    expect(originOf(source, 'static/p/jquery-helpers.js')).toBe('source');
    expect(originOf(`/*! thing v1.2.3 | released under MIT */\n${source}`)).toBe('vendored');
    expect(originOf('var a=function(b){return c(b,1)};'.repeat(200))).toBe('minified');
    expect(originOf(`var image = "${'A'.repeat(5000)}";\n`)).toBe('source');
    expect(originOf(`${source}//# sourceMappingURL=a.js.map\n`)).toBe('minified');
    expect(originOf('a{b:c}\n//# sourceMappingURL=a.js.map')).toBe('source');
  });

  it('knows libraries by their banners and by what only their builds hold', () => {
    expect(libraryIn(`/*! jQuery v3.7.1 | (c) OpenJS Foundation | jquery.org/license */\n${source}`)).toBe('jQuery');
    expect(libraryIn(`// https://d3js.org v7.9.0 Copyright 2010-2023 Mike Bostock\n${source}`)).toBe('d3js');
    expect(libraryIn(`/**\n * vis-network\n *\n * @version 9.1.2\n */\n'use strict';${source}`)).toBe('vis-network');
    expect(libraryIn(`${source}"htmx:configRequest","htmx:beforeSwap","hx-boost","hx-swap-oob"`)).toBe('htmx');
    expect(libraryIn(source)).toBe(undefined);
    expect(libraryIn('/*! jQuery v3.7.1 | MIT license */')).toBe(undefined);
    expect(libraryIn(`// Uses jQuery\n${source}`)).toBe(undefined);
    expect(libraryIn(`/*! jQuery v3.7.1 | MIT license */\n${source}"netbox-data"`)).toBe(undefined);
  });
});
