import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkup, parseTemplate } from '../../src/template/index.ts';
import { splitContents } from '../../src/template/lexer.ts';

const problems = (text: string): string[] =>
  parseTemplate(text).problems.map(problem => `${problem.code} @${text.slice(problem.start, problem.end)}`);

describe('lexing', () => {
  it('keeps a tag on one line, as Django does', () => {
    const text = '{% include "a"\n with b=c %}{{ x\n}}';
    const template = parseTemplate(text);
    expect(template.tags).toEqual([]);
    expect(template.variables).toEqual([]);
    expect(problems(text)).toEqual(['unclosed-delimiter @{%']);
    expect(problems('<style>a { width: 50%}</style>')).toEqual([]);
  });

  it('leaves comments and verbatim alone', () => {
    const text =
      '{# {% if %} #}{% comment "x" %}{% if %}{{ a b }}{% endcomment %}{% verbatim w %}{{ a b }}{% endverbatim %}{% endverbatim w %}';
    const template = parseTemplate(text);
    expect(template.tags.map(tag => tag.name)).toEqual(['comment', 'endcomment', 'verbatim', 'endverbatim']);
    expect(template.variables).toEqual([]);
    expect(template.problems).toEqual([]);
  });

  it('splits arguments at space, but not in quotes or _()', () => {
    expect(splitContents(`a "b c" d='e f' g|h:"i j" _("k l") _('m')`, 0).map(bit => bit.text)).toEqual([
      'a',
      '"b c"',
      "d='e f'",
      'g|h:"i j"',
      '_("k l")',
      "_('m')",
    ]);
    expect(splitContents(String.raw`x "a \" b" c`, 5)).toEqual([
      { text: 'x', start: 5, end: 6 },
      { text: String.raw`"a \" b"`, start: 7, end: 15 },
      { text: 'c', start: 16, end: 17 },
    ]);
  });
});

describe('references', () => {
  it('reads extends, with what a variable may come to', () => {
    expect(parseTemplate('{% extends "generic/object.html" %}').extends?.template).toMatchObject({
      kind: 'literal',
      value: 'generic/object.html',
    });
    expect(parseTemplate('\n{# a #} {% extends base|default:"a.html" %}').extends?.template).toMatchObject({
      kind: 'dynamic',
      expression: 'base|default:"a.html"',
      candidates: ['a.html'],
    });
    expect(parseTemplate('{% if x %}{% endif %}').extends).toBeNull();
  });

  it('reads include, url and static', () => {
    const text = `{% include 'inc/a.html' with x=y only %}{% include name %}{% url "dcim:device" pk=a.pk as link %}{% url view %}{% static 'p/a.js' %}`;
    const template = parseTemplate(text);
    expect(
      template.includes.map(({ template: value }) => (value.kind === 'literal' ? value.value : `?${value.expression}`)),
    ).toEqual(['inc/a.html', '?name']);
    expect(
      template.urls.map(({ name, as }) => [name.kind === 'literal' ? name.value : `?${name.expression}`, as]),
    ).toEqual([
      ['dcim:device', 'link'],
      ['?view', undefined],
    ]);
    const [path] = template.statics;
    expect(path && text.slice(path.path.start, path.path.end)).toBe("'p/a.js'");
  });

  it('says which libraries a tag and a filter can come from', () => {
    const template = parseTemplate('{% early %}{% load a b %}{% load c d from e %}{{ x|late:"1" }}');
    expect(template.loads.map(load => [load.library, load.names])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['e', ['c', 'd']],
    ]);
    expect(template.tags[0]).toMatchObject({ name: 'early', loads: 0, role: 'single' });
    expect(template.filters).toMatchObject([{ name: 'late', argument: '"1"', loads: 3 }]);
  });

  it('finds filters in variables and in arguments, not in quotes', () => {
    const text = `{{ a.b|c:d|e }}{% if f|g > 1 and "h|i" %}{% endif %}{% with j=k|l %}{% endwith %}{% filter m|n %}{% endfilter %}{{ "o|p"|q }}`;
    const { filters } = parseTemplate(text);
    expect(filters.map(filter => filter.name)).toEqual(['c', 'e', 'g', 'l', 'm', 'n', 'q']);
    for (const filter of filters) expect(text.slice(filter.start, filter.end)).toBe(filter.name);
  });
});

describe('blocks', () => {
  it('nests them', () => {
    const text =
      '{% block a %}{{ block.super }}{% if x %}{% block b %}{% endblock b %}{% endif %}{% endblock %}{% block c %}{% endblock %}';
    expect(
      parseTemplate(text).blocks.map(block => [
        block.name,
        block.parent,
        block.super,
        text.slice(block.nameSpan.start, block.nameSpan.end),
      ]),
    ).toEqual([
      ['a', null, true, 'a'],
      ['b', 'a', false, 'b'],
      ['c', null, false, 'c'],
    ]);
  });

  it('knows the middle and end tags of others by their names', () => {
    const template = parseTemplate(
      '{% for x in y %}{% can_do %}{% else %}{% endcan_do %}{% single %}{% empty %}{% endfor %}',
    );
    expect(template.problems).toEqual([]);
    expect(template.tags.map(tag => [tag.name, tag.role])).toEqual([
      ['for', 'open'],
      ['can_do', 'open'],
      ['else', 'middle'],
      ['endcan_do', 'end'],
      ['single', 'single'],
      ['empty', 'middle'],
      ['endfor', 'end'],
    ]);
  });
});

it.each([
  ["{% with part='a.html' %}{% include part %}{% endwith %}", 'a.html'],
  ["{% with 'a.html' as part %}{% include part %}{% endwith %}", 'a.html'],
  ["{% with part='a.html' %}{% with part='b.html' %}{% include part %}{% endwith %}{% endwith %}", 'b.html'],
  ["{% with part='a.html' %}{% if x %}{% include part %}{% endif %}{% endwith %}", 'a.html'],
  ["{% with part='a.html' %}{% endwith %}{% include part %}", null],
  ["{% with part='a.html' %}{% for part in parts %}{% include part %}{% endfor %}{% endwith %}", null],
  ["{% with part='a.html' %}{% with part=other %}{% include part %}{% endwith %}{% endwith %}", null],
  ["{% with part='a.html' %}{% include part.name %}{% endwith %}", null],
] as const)('a name that with binds: %s', (text, expected) => {
  const [include] = parseTemplate(text).includes;
  expect(include?.template.kind === 'literal' ? include.template.value : null).toBe(expected);
});

describe('problems', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['{% if x %}', ['unclosed-tag @{% if x %}']],
    ['{% block a %}', ['unclosed-tag @{% block a %}']],
    ['{% endif %}', ['unexpected-end @{% endif %}']],
    ['{% else %}', ['unexpected-end @{% else %}']],
    ['{% for x in y %}{% endif %}{% endfor %}', ['mismatched-end @{% endif %}']],
    ['{% for x in y %}{% else %}{% endfor %}', ['mismatched-end @{% else %}']],
    ['{% if x %}{% for y in z %}{% endif %}', ['mismatched-end @{% endif %}']],
    ['{% block a %}{% endblock b %}', ['mismatched-end @{% endblock b %}']],
    ['{% block a %}{% endblock %}{% block a %}{% endblock %}', ['duplicate-block @a']],
    ['{% load a %}{% extends "b" %}', ['extends-not-first @{% extends "b" %}']],
    ['{{ x }}{% extends "b" %}', ['extends-not-first @{% extends "b" %}']],
    ['text {% extends "b" %}', []],
    ['{% extends "a" %}{% extends "b" %}', ['extends-twice @{% extends "b" %}']],
    ['{% %}{{ }}', ['empty-tag @{% %}', 'empty-tag @{{ }}']],
    ['{{ a b }}', ['malformed-expression @ b ']],
    ['{{ a|b:"c"|d.e }}', ['malformed-expression @.e ']],
    ['{{ a | b }}{{ -1.5 }}{{ _("x y") }}{{ a.0.b }}', []],
    [
      '{% include %}{% url %}{% block %}{% endblock %}',
      ['malformed-tag @{% include %}', 'malformed-tag @{% url %}', 'malformed-tag @{% block %}'],
    ],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

it('answers to any text, with places in it', () => {
  const words = fc.constantFrom(
    ...'{% %} {{ }} {# #} if endif else for endfor block endblock extends include url static load from comment endcomment verbatim endverbatim x "a b" \' | : < > / script style </script> = \n é💥 foo endfoo'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 40 }).map(parts => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, source => {
      const template = parseTemplate(source);
      expect(template.tokens.map(token => source.slice(token.start, token.end)).join('')).toBe(source);
      for (const tag of template.tags) expect(source.slice(tag.nameSpan.start, tag.nameSpan.end)).toBe(tag.name);
      for (const filter of template.filters) expect(source.slice(filter.start, filter.end)).toBe(filter.name);
      for (const block of template.blocks)
        expect(source.slice(block.nameSpan.start, block.nameSpan.end)).toBe(block.name);
      const markup = parseMarkup(template);
      for (const place of [...markup.links, ...markup.htmx]) expect(place.value.length).toBe(place.end - place.start);
      for (const place of [...markup.scripts, ...markup.styles])
        expect(place.text.length).toBe(place.end - place.start);
    }),
    { numRuns: 500 },
  );
});
