import { describe, expect, it } from 'vitest';
import { parseMarkup, parseTemplate, TEMPLATE_FILLER } from '../../src/template/index.ts';

const read = (text: string): ReturnType<typeof parseMarkup> => parseMarkup(parseTemplate(text));
/** A text with runs of filler shown as `…`. */
const visible = (text: string): string => text.replace(new RegExp(`${TEMPLATE_FILLER}+`, 'g'), '…');

describe('links', () => {
  it('gives constant and computed addresses, with the method', () => {
    const text = `<a href="/plugins/p/{{ x.pk }}/">a</a><a href="{% url "a" %}">b</a><img src=/a.png>
<form method="post" action="/dcim/x/"></form><button hx-delete="/api/x/" data-hx-get='/y/'>c</button><a href={{ u }} class="d">e</a>`;
    expect(
      read(text).links.map(link => [link.element, link.attribute, visible(link.value), link.dynamic, link.method]),
    ).toEqual([
      ['a', 'href', '/plugins/p/…/', true, null],
      ['a', 'href', '…', true, null],
      ['img', 'src', '/a.png', false, null],
      ['form', 'action', '/dcim/x/', false, 'POST'],
      ['button', 'hx-delete', '/api/x/', false, 'DELETE'],
      ['button', 'hx-get', '/y/', false, 'GET'],
      ['a', 'href', '…', true, null],
    ]);
    const [first] = read(text).links;
    expect(first && text.slice(first.start, first.end)).toBe('/plugins/p/{{ x.pk }}/');
  });

  it('gives the other attributes of htmx', () => {
    expect(
      read('<a hx-target="#sidebar" hx-swap="delete">').htmx.map(({ attribute, value }) => [attribute, value]),
    ).toEqual([
      ['hx-target', '#sidebar'],
      ['hx-swap', 'delete'],
    ]);
  });
});

describe('scripts and styles', () => {
  it('masks what the template prints, unit for unit', () => {
    const text = `<script type="module">var x = {{ data|safe }};{% if a %} f("{% url 'b' %}") {% endif %}</script><style>.{{ c }} { color: red }</style>`;
    const { scripts, styles } = read(text);
    expect(scripts.map(script => [script.kind, script.type, visible(script.text)])).toEqual([
      ['element', 'module', `var x = …;           f("…")            `],
    ]);
    expect(styles.map(style => visible(style.text))).toEqual(['.… { color: red }']);
    for (const { start, end, text: masked } of [...scripts, ...styles]) expect(masked).toHaveLength(end - start);
  });

  it('takes event handlers, and no scripts from comments', () => {
    expect(
      read('<!-- <script>a()</script> --><b onclick="go({{ x }})" hx-on:click="y()">').scripts.map(script => [
        script.kind,
        visible(script.text),
      ]),
    ).toEqual([
      ['handler', 'go(…)'],
      ['handler', 'y()'],
    ]);
    expect(read('{% comment %}<script>a()</script>{% endcomment %}').scripts).toEqual([]);
    expect(read('<script src="a.js"></script>').scripts).toEqual([]);
    expect(read('<script>a()').scripts.map(script => script.text)).toEqual(['a()']);
  });
});

describe('elements', () => {
  it('tells which are hidden', () => {
    const text = `<div id="core" class="a {{ b }}" style="color: red; display: none !important"></div><p hidden></p><i style="display: block">`;
    expect(read(text).hidden.map(({ element, id, classes, hiding }) => [element, id, classes, hiding])).toEqual([
      ['div', 'core', ['a'], ['display']],
      ['p', null, [], ['hidden']],
    ]);
  });

  it('gathers the ids and classes of its own', () => {
    const { ids, classes } = read('<a id="z" class="y x"></a><b id="row-{{ n }}" class="x {% if a %}w{% endif %}">');
    expect(ids).toEqual(['z']);
    expect(classes).toEqual(['w', 'x', 'y']);
  });
});
