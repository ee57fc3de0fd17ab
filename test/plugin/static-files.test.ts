/** Static files, and what styles and scripts do to pages of the host. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSelector } from '../../src/asset/index.ts';
import { prefixesOf, selectedBy } from '../../src/plugin/static-files/selector.ts';
import { modelOf } from './touches.ts';
import type { OwnNames } from '../../src/plugin/static-files/selector.ts';
import type { StaticFilesModel } from '../../src/plugin/static-files.ts';

const OWN: OwnNames = {
  ids: new Set(['content', 'panel']),
  classes: new Set(['panel-row', 'card', 'footer']),
  prefixes: prefixesOf(['netbox_scope_switcher']),
};

const verdict = (text: string, within: readonly string[] = []): string => {
  const [selector] = parseSelector(text);
  const selected = selector ? selectedBy(selector, OWN, within) : null;
  return selected ? `${selected.kind}${selected.conditional ? ' ?' : ''}` : 'own';
};

function assetsOf(files: Readonly<Record<string, string>>): StaticFilesModel {
  return modelOf('', files).model.staticFiles;
}

/** A plugin whose extension puts one template into core pages. */
function onCorePages(html: string, files: Readonly<Record<string, string>> = {}): StaticFilesModel {
  return assetsOf({
    'templates/netbox_example/head.html': html,
    'template_content.py': `from netbox.plugins import PluginTemplateExtension


class Head(PluginTemplateExtension):
    def head(self):
        return self.render('netbox_example/head.html')


template_extensions = [Head]
`,
    ...files,
  });
}

describe('whose a selector is', () => {
  test.each([
    ['.navbar-vertical', 'frame'],
    ['#sidebar-menu', 'frame'],
    ['#sidebar-menu li a', 'frame'],
    ['.page .navbar .btn', 'frame'],
    ['.object-list', 'part'],
    ['a[href^="/dcim/"]', 'part'],
    ['[href*="/ipam/prefixes/"]', 'part'],
    ['[href="/plugins/example/"]', 'common'],
    ['.card', 'common'],
    ['td', 'common'],
    ['body > *', 'common'],
    ['.row.mb-3:has(> .col > input.hidden-mark)', 'common ?'],
    ['.page-title:not(.x-shown)', 'part ?'],
    ['.nothing-known', 'own'],
    ['.nothing-known .card', 'own'],
    ['.card .nothing-known', 'own'],
    ['.scope-switcher-widget .ss-hide', 'own'],
    ['.card-scope-switcher', 'own'],
    ['#content .btn', 'own'],
    ['#panel', 'own'],
    ['.nothing-known + .card', 'common ?'],
    ['.nothing-known > .a + .card', 'own'],
    ['body.nothing-known .navbar', 'frame ?'],
    ['.footer', 'frame ?'],
    ['.navbar::after', 'own'],
    ['.navbar:hover', 'frame ?'],
    ['[data-widget] .btn', 'own'],
    ['[data-bs-toggle] .btn', 'common'],
    [':is(.navbar, .nothing-known)', 'frame'],
    [':is(.nothing-known, #panel)', 'own'],
    ['#id_status', 'common'],
  ])('%s: %s', (selector, expected) => {
    expect(verdict(selector)).toBe(expected);
  });

  test('rules around a nested rule count as containers, media conditions as conditions', () => {
    expect(verdict('.card', ['.nothing-known'])).toBe('own');
    expect(verdict('& .btn', ['.navbar'])).toBe('frame');
    expect(verdict('.navbar', ['@media (max-width: 100px)'])).toBe('frame ?');
  });

  test("a container of the plugin's own makes any selector its own", () => {
    const any = fc.constantFrom(
      '.navbar',
      '#sidebar-menu',
      '.card',
      'td',
      '.object-list',
      'a[href^="/dcim/"]',
      '*',
      '.x-y',
    );
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', ' > '), (parts, combinator) => {
        expect(verdict(`.nothing-known ${parts.join(combinator)}`)).toBe('own');
      }),
    );
  });

  test('words of names', () => {
    expect(prefixesOf(['netbox_scope_switcher'])).toEqual(
      expect.arrayContaining(['netbox_scope_switcher', 'scope-switcher', 'scopeswitcher']),
    );
    // `search` and `device` would make parts of core the plugin's own.
    expect(prefixesOf(['netbox_search', 'netbox_rack'])).toEqual([
      'netbox-rack',
      'netbox-search',
      'netbox_rack',
      'netbox_search',
      'netboxrack',
      'netboxsearch',
    ]);
  });
});

describe('files', () => {
  test('a Python package named static holds none; core paths and library copies are known', () => {
    const model = assetsOf({
      'static/__init__.py': '',
      'static/models.py': '',
      'static/netbox.js': 'x',
      'static/netbox_example/vendor/lib.js': 'document.querySelector(".navbar").remove()',
      'static/netbox_example/a.css': '',
    });
    expect(model.files.map(one => [one.path, one.kind, one.origin, one.shadows !== 0])).toEqual([
      ['netbox.js', 'script', 'source', true],
      ['netbox_example/a.css', 'style', 'source', false],
      ['netbox_example/vendor/lib.js', 'script', 'vendored', false],
    ]);
    expect(model.unread.map(one => one.reason)).toEqual(['a copy of a library']);
    expect(model.undecided).toEqual([]);
    expect(model.scripted).toEqual([]);
  });

  test('a well-known library on core pages leaves nothing open, whatever its name; other built files do', () => {
    const built = 'var a=function(b){return c(b,1)};'.repeat(200);
    const model = onCorePages(
      '{% load static %}<script src="{% static \'netbox_example/x.js\' %}"></script><script src="{% static \'netbox_example/jquery.js\' %}"></script>',
      {
        'static/netbox_example/x.js': `/*! Bootstrap v5.3.3 (https://getbootstrap.com/) Licensed under MIT */\n${built}`,
        'static/netbox_example/jquery.js': built,
      },
    );
    expect(model.unread.map(one => one.reason).sort()).toEqual(['a copy of Bootstrap', 'a copy of a library']);
    expect(model.undecided.map(one => one.at.file)).toEqual(['netbox_example/static/netbox_example/jquery.js']);
  });

  test('what core pages load is known through static tags and Python, and decides whether an unread script is undecided', () => {
    const model = onCorePages('{% load static %}<script src="{% static \'netbox_example/a.min.js\' %}"></script>', {
      'static/netbox_example/a.min.js': 'x',
      'static/netbox_example/b.min.js': 'x',
    });
    expect(model.files.map(one => [one.path, one.onCorePages])).toEqual([
      ['netbox_example/a.min.js', true],
      ['netbox_example/b.min.js', false],
    ]);
    expect(model.undecided.map(one => [one.limit, one.at.file])).toEqual([
      ['core-components', 'netbox_example/static/netbox_example/a.min.js'],
    ]);
  });
});

test('style sheets and scripts that others load are on the same pages', () => {
  const model = onCorePages(
    '{% load static %}<link rel="stylesheet" href="{% static \'netbox_example/css/a.css\' %}">',
    {
      'static/netbox_example/css/a.css': "@import url('../b.css');",
      'static/netbox_example/b.css': '.navbar { display: none }',
      'static/netbox_example/c.css': '.navbar { display: none }',
    },
  );
  expect(model.hidden.map(one => [one.at.file.slice(-5), one.onCorePages])).toEqual([
    ['b.css', true],
    ['c.css', false],
  ]);
});

describe('styles', () => {
  test('each hiding selector, with its place in the template', () => {
    const html = `<style>
  .navbar, .nothing-known { display: none }
  .card { color: red }
  .btn.{{ word }} { display: none }
  @media print { .navbar { display: none } }
</style>`;
    const { hidden } = onCorePages(html);
    expect(hidden.map(one => [html.slice(one.at.start, one.at.end), one.selected.kind, one.onCorePages])).toEqual([
      ['.navbar', 'frame', true],
    ]);
  });

  test('those that a script inserts', () => {
    const { hidden } = onCorePages(
      "<script>const s = document.createElement('style'); s.textContent = '.navbar { display: none }'; document.head.append(s)</script>",
    );
    expect(hidden.map(one => one.selector)).toEqual(['.navbar']);
  });
});

describe('scripts', () => {
  const selectors = (script: string, files: Readonly<Record<string, string>> = {}): string[] =>
    onCorePages(`<div id="panel"></div><script>${script}</script>`, files).scripted.map(
      one => `${one.operation} ${one.selector}${one.selected.conditional ? ' ?' : ''}`,
    );

  test.each([
    ["document.querySelector('.navbar').remove()", ['remove .navbar']],
    ["const bar = document.getElementById('sidebar-menu'); const b = bar; b.hidden = true", ['hide #sidebar-menu']],
    ["$('.object-list').hide()", ['hide .object-list']],
    ["document.querySelectorAll('.navbar, .mine').forEach(x => x.remove())", ['remove .navbar']],
    ["document.getElementById('panel').remove()", []],
    ["document.getElementById('panel').closest('.card').remove()", []],
    [
      "document.querySelectorAll('a[href^=\"/ipam/\"]').forEach(link => link.closest('li').remove())",
      ['remove a[href^="/ipam/"] … li'],
    ],
    ["event.target.closest('.object-list').remove()", ['remove .object-list ?']],
    ["document.querySelector('.navbar').parentElement.remove()", ['remove .navbar ?']],
    ["document.querySelector('#x-' + id).remove()", []],
    ["const made = document.createElement('nav'); made.className = 'navbar'; made.remove()", []],
  ])('%s', (script, expected) => {
    expect(selectors(script)).toEqual(expected);
  });

  test('globals and writes to core objects', () => {
    const model = onCorePages(
      "<script>window.fetch = null; window.example = {}; fetch('/api/dcim/devices/1/', { method: 'DELETE' }); fetch('/api/plugins/example/', { method: 'POST' })</script>",
    );
    expect(model.globals.map(one => one.path)).toEqual(['fetch']);
    expect(model.coreWrites.map(one => `${one.method} ${one.url}`)).toEqual(['DELETE /api/dcim/devices/1/']);
  });

  test('addresses that are written out', () => {
    const model = assetsOf({
      'templates/netbox_example/a.html': `<a href="/plugins/example/">x</a><form action="/dcim/devices/"></form>
<a href="//cdn.example.com/static/">y</a><a href="{% url 'x' %}">z</a><a href="/elsewhere/">w</a>
<script>
  location.pathname.startsWith('/plugins/');
  fetch('/api/' + kind);
  fetch(base + '/api/x/');
</script>`,
    });
    expect(model.rootPaths.map(one => one.value)).toEqual(['/plugins/example/', '/dcim/devices/', '/api/']);
  });

  test('a script of a page of its own is read only where it can concern the frame', () => {
    const page = (script: string): StaticFilesModel =>
      assetsOf({ 'templates/netbox_example/a.html': `<script>${script}</script>` });
    expect(page("document.querySelector('.object-list').remove()").scripted).toEqual([]);
    expect(page("document.querySelector('.navbar').remove()").scripted.map(one => one.selector)).toEqual(['.navbar']);
  });
});
