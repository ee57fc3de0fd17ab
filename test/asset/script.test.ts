import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScript, scriptMayMatter, UNKNOWN_PART, type ScriptOptions } from '../../src/asset/index.ts';

/** Facts, a line each: unknown parts as `…`. */
function facts(text: string, options?: ScriptOptions): string[] {
  const parsed = parseScript(text, options);
  if (parsed.skipped) return [`skipped: ${parsed.skipped}`];
  const lines = parsed.facts.map(fact => {
    switch (fact.kind) {
      case 'dom':
        return `${fact.operation} ${fact.targets.map(({ selector, via }) => [selector ?? '?', ...via].join(' → ')).join(' | ')}`;
      case 'global':
        return `global ${fact.operation} ${fact.path}${fact.shared ? '' : ' (own)'}`;
      case 'request':
        return `${fact.api} ${fact.method ?? '?'} ${fact.url ?? '?'}`;
      case 'path':
        return `path ${fact.value}`;
      case 'style':
        return `style ${fact.text}`;
    }
  });
  return lines.map(line => line.replaceAll(UNKNOWN_PART, '…'));
}

type Cases = readonly (readonly [string, readonly string[]])[];

describe('elements that are removed, hidden or rewritten', () => {
  const cases: Cases = [
    [`document.querySelector('.navbar').remove()`, ['remove .navbar']],
    [
      `const el = document.querySelector('#x'); el.style.display = 'none'; el.classList.add('d-none')`,
      ['hide #x', 'hide #x'],
    ],
    [`document.getElementById('x').innerHTML = y`, ['rewrite #x']],
    [
      `for (const n of document.getElementsByClassName('a b')) n.parentElement.remove()`,
      ['remove .a.b → parentElement'],
    ],
    [`document.querySelectorAll('nav a').forEach(a => { a.hidden = true })`, ['hide nav a']],
    [`[...document.querySelectorAll('.i')].map(x => x.remove())`, ['remove .i']],
    [`document.body.innerHTML = ''; document.documentElement.remove()`, ['rewrite body', 'remove html']],
    [`const { body } = document; body.replaceChildren()`, ['rewrite body']],
    [`Object.assign(document.querySelector('#x').style, { display: 'none' })`, ['hide #x']],
    [`document.head.insertAdjacentHTML('beforeend', '<style>.x {}</style>')`, ['style .x {}']],
    [
      `$('head').append('<style>.x {}</style>'); document.createElement('p').append('<style>.y {}</style>')`,
      ['style .x {}'],
    ],
    [`p.removeChild(document.querySelector('#x'))`, ['remove #x']],
    [`document.querySelector('#x').setAttribute('style', 'display: none')`, ['hide #x']],
    [`document.querySelector('#x').style.setProperty('visibility', 'hidden')`, ['hide #x']],
    [`document.querySelector('#x').disabled = true`, ['disable #x']],
    [`document.write('x')`, ['rewrite body']],
    [
      `$('#x').hide(); $('.a').find('.b').remove(); $('#y').parent().empty()`,
      ['hide #x', 'remove .a .b', 'rewrite #y → parent'],
    ],
    [
      `$('#x').css({ display: 'none' }); $('#y').css('opacity', 0); $('#z').html('<b>')`,
      ['hide #x', 'hide #y', 'rewrite #z'],
    ],
    [`$(document).on('click', '.own', function () { $(this).remove() })`, ['remove .own']],
    [`$('.a').each(function () { this.remove() }); $('.b').each((i, e) => e.remove())`, ['remove .a', 'remove .b']],
    [`function kill(node) { node.remove() } kill(document.getElementById('core'))`, ['remove #core']],
    [
      `const hide = e => { e.style.display = 'none' }; hide($('#a')[0]); hide(document.createElement('p'))`,
      ['hide #a'],
    ],
    [`const get = id => document.getElementById(id); get('q').remove()`, ['remove #q']],
    [`const ui = { nav: $('#nav'), sel: '.s' }; ui.nav.hide(); $(ui.sel).remove()`, ['hide #nav', 'remove .s']],
    [`class A { constructor() { this.el = document.querySelector('#k') } go() { this.el.remove() } }`, ['remove #k']],
    [`const id = 'a' + n; document.querySelector('#' + id).remove()`, ['remove #a…']],
    [`const el = a ? document.body : document.querySelector('#x'); el.remove()`, ['remove body | #x']],
    [
      `function f(e) { e.target.closest('.card').remove(); e.currentTarget.innerHTML = '' }`,
      ['remove .card', 'rewrite ? → event'],
    ],
    [`function f(el) { el.innerHTML = 'x' }`, ['rewrite ?']],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(facts(text)).toEqual(expected);
  });

  const silent: readonly string[] = [
    `const set = new Set(); set.delete(1); list.remove(x); items.filter(x => x).map(y => y)`,
    `const d = document.createElement('div'); d.innerHTML = '<p>'; d.querySelector('p').remove(); d.style.display = 'none'`,
    `$('<div>').hide().appendTo('body')`,
    `document.querySelector('#x').classList.remove('d-none'); document.querySelector('#x').style.display = ''`,
    `document.querySelector('#x').hidden = false; $('#x').show(); $('#x').html()`,
    `document.body.appendChild(x); document.querySelector('#x').addEventListener('click', f)`,
  ];
  it.each(silent)('nothing: %s', text => {
    expect(facts(text)).toEqual([]);
  });

  it('gathers the ids and classes that the script makes', () => {
    const parsed = parseScript(
      `const d = document.createElement('div'); d.id = 'own'; d.className = 'a b'; d.classList.add('c'); x.insertAdjacentHTML('beforeend', '<p id="q" class="r s">'); e.innerHTML = \`<i class="t">\${u}</i>\``,
    );
    expect(parsed).toMatchObject({ ids: ['own', 'q'], classes: ['a', 'b', 'c', 'r', 's', 't'] });
  });

  it('gives the styles that it adds', () => {
    expect(
      facts(
        `const s = document.createElement('style'); s.textContent = '#sidebar{display:none}'; document.head.append(s)`,
      ),
    ).toEqual(['style #sidebar{display:none}']);
  });
});

describe('what all scripts share', () => {
  const cases: Cases = [
    [`window.fetch = f`, ['global assign fetch']],
    [`(function (w) { w.fetch = f })(window)`, ['global assign fetch']],
    [`const w = window; w['alert'] = f`, ['global assign alert']],
    [
      `htmx.config.timeout = 1; const c = htmx.config; c.x = 2`,
      ['global assign htmx.config.timeout', 'global assign htmx.config.x'],
    ],
    [
      `XMLHttpRequest.prototype.open = f; delete window.alert`,
      ['global assign XMLHttpRequest.prototype.open', 'global delete alert'],
    ],
    [
      `Object.defineProperty(window, 'fetch', {}); Object.assign(htmx.config, {})`,
      ['global define fetch', 'global assign htmx.config'],
    ],
    [`window.myPlugin = {}; window.myPlugin.x = 1`, ['global assign myPlugin (own)', 'global assign myPlugin.x (own)']],
    [
      `localStorage.setItem('a', 1); localStorage.clear()`,
      ["global configure localStorage['a']", "global configure localStorage['*']"],
    ],
    [`$.ajaxSetup({})`, ['global configure $.ajaxSetup']],
    [`document.title = 'x'; document.addEventListener('x', f); $.fn.mine = f; window.onload = f`, []],
    [`let fetch; fetch = 1; function g(window) { window.fetch = 1 }`, []],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(facts(text)).toEqual(expected);
  });
});

describe('requests and paths', () => {
  const cases: Cases = [
    [`fetch('/api/x/', { method: 'post' })`, ['fetch POST /api/x/', 'path /api/x/']],
    ['fetch(`/api/x/${id}/`, options)', ['fetch ? /api/x/…/', 'path /api/x/…/']],
    [`const m = { method: 'PUT' }; const u = base + '/x/'; fetch(u, m)`, ['fetch PUT …/x/']],
    [`xhr.open('PATCH', '/api/y/'); file.open('a.txt', 'r')`, ['XMLHttpRequest PATCH /api/y/', 'path /api/y/']],
    [
      `$.ajax({ url: u, type: 'DELETE' }); $.post('/z/'); axios.put('/w/')`,
      ['$.ajax DELETE ?', '$.post POST /z/', 'path /z/', 'axios.put PUT /w/', 'path /w/'],
    ],
    [`htmx.ajax('POST', '/a/', '#b')`, ['htmx.ajax POST /a/', 'path /a/']],
    [
      `location.href = '/dcim/x/'; window.open('/y/')`,
      ['location GET /dcim/x/', 'path /dcim/x/', 'open GET /y/', 'path /y/'],
    ],
    [`const u = '/plugins/p/' + id + '/'`, ['path /plugins/p/']],
    [
      `x = 'text/plain'; y = '/'; z = '//cdn/x'; w = a + '/b/'; q = s.replace(/\\/api\\//, ''); const o = { '/k/': 1 }`,
      [
        'global assign x (own)',
        'global assign y (own)',
        'global assign z (own)',
        'global assign w (own)',
        'global assign q (own)',
      ],
    ],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(facts(text)).toEqual(expected);
  });
});

describe('kinds of script', () => {
  it('reads TypeScript', () => {
    expect(
      facts(
        `const t: string = '#x'; document.querySelector<HTMLElement>(t)!.remove(); (document.body as any)?.remove()`,
        { language: 'ts' },
      ),
    ).toEqual(['remove #x', 'remove body']);
  });

  it('knows the element of a handler, and lets it return', () => {
    const parsed = parseScript(`this.remove(); document.querySelector('#x').remove(); return false`, {
      kind: 'handler',
    });
    expect(parsed).toMatchObject({ problems: [], facts: [{ targets: [{ selector: '#x' }] }] });
  });

  it('takes what a template prints as unknown', () => {
    expect(facts(`fetch("@@@@@"); document.querySelector('#row-@@@').remove()`, { filler: '@' })).toEqual([
      'fetch GET ?',
      'remove #row-…',
    ]);
  });

  it('skips what nobody wrote, and says so', () => {
    expect(facts('document.body.remove();\n', { path: 'a/b.min.js' })).toEqual(['skipped: minified']);
    expect(facts('document.body.remove();\n', { path: 'a/vendor/b.js' })).toEqual(['skipped: vendored']);
    expect(facts('//\n'.repeat(500_000))).toEqual(['skipped: too-large']);
    expect(facts(`document.body.remove(); x = ${'1 +\n'.repeat(50_000)} 1`)).toEqual(['skipped: too-deep']);
  });

  it('reads around syntax errors', () => {
    const parsed = parseScript(`document.body.remove(); if (`);
    expect(parsed).toMatchObject({ facts: [{ operation: 'remove' }] });
    expect(parsed.skipped === undefined && parsed.problems.length).toBeGreaterThan(0);
  });

  it('need not parse what has no facts', () => {
    expect(scriptMayMatter('const a = 1;\nexport default a;\n')).toBe(false);
    expect(scriptMayMatter('a.remove()')).toBe(true);
  });
});

describe('following values', () => {
  it('ends, on cycles and on a lattice of aliases', () => {
    let text = `let a0 = document.querySelector('#deep');`;
    for (let i = 1; i < 200; i++) text += `\nlet a${i} = c ? a${i - 1} : a${i - 1};`;
    expect(facts(`${text}\na199.remove()`)).toEqual(['remove #deep']);
    expect(
      facts(
        `let a = b; let b = a; a.innerHTML = 1; let el = document.body; while (el) el = el.parentElement; el.remove()`,
      ),
    ).toEqual(['rewrite ?', 'remove body | body → parentElement']);
  });

  it('answers to any text', () => {
    const words = fc.constantFrom(
      ...`document . querySelector ( ) ' " \` \${ } { [ ] ; , = => function f x this window fetch + ? : class let const return for of $ #a remove innerHTML = style display none new // /* */ /x/ < >`.split(
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
          const parsed = parseScript(text);
          if (parsed.skipped) return;
          for (const place of [...parsed.facts, ...parsed.problems]) {
            expect(place.start).toBeGreaterThanOrEqual(0);
            expect(place.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('navigation on load', () => {
  it.each([
    [`location.href = '/x/'`, []],
    [`window.onload = () => { location.replace('/x/') }`, []],
    [`$(function () { if (location.pathname === '/a/') location.assign('/x/') })`, ['/a/']],
    [`(() => { if (!ok) return; location.href = '/x/' })()`, ['']],
    [`document.addEventListener('DOMContentLoaded', () => { a && (location.href = '/x/') })`, ['']],
    [`button.addEventListener('click', () => { location.href = '/x/' })`, undefined],
    [`function go() { location.href = '/x/' }`, undefined],
    [`location.href = '?page=2'`, undefined],
  ])('%s', (text, conditions) => {
    const parsed = parseScript(text);
    const found = parsed.skipped === undefined ? parsed.facts.filter(fact => fact.kind === 'request') : [];
    expect(found.map(fact => fact.onLoad)).toEqual([conditions]);
  });
});
