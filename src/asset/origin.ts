/** Whether a file of CSS or JavaScript was written by hand, or is the output of a build or a copy of somebody's library. */

export type AssetOrigin = 'source' | 'minified' | 'vendored';

/** Names of files that are builds by convention. */
const MINIFIED_NAME = /[.-]min\.(?:m?js|cjs|css)$/i;
const VENDOR_NAME = /(?:^|\/)(?:vendors?|node_modules|bower_components|third[-_]?party)\//i;
/** Well-known libraries that are shipped under their own name. */
const LIBRARY_NAME =
  /(?:^|\/)(?:jquery|bootstrap|popper|htmx|d3|vis(?:-network)?|chart|moment|select2|tom-?select|datatables?|cytoscape|leaflet|three|vue|react(?:-dom)?|angular|lodash|underscore|alpine|sortable|mermaid|highlight|codemirror|ace|monaco|xterm|konva|gojs|mxgraph|jstree|fullcalendar|echarts|plotly)(?:[.-](?:v?\d[\w.]*|slim|bundle|core|all|full|umd|esm|common|global|prod|production|pkgd|standalone))*\.(?:m?js|cjs|css)$/i;
/** A licence banner that names a version or a licence, at the head of the file. */
const BANNER =
  /^\s*(?:\/\*[!*][^]{0,2000}?(?:@license|@preserve|licensed under|released under|\blicense\b|\bv\d+\.\d+)[^]*?\*\/)/i;
const BUNDLER =
  /__webpack_(?:require|modules|exports)__|webpackChunk|webpackBootstrap|__esModule[^\n]{0,40}default:\(\)=>|parcelRequire|System\.register\(\[|\/\/# sourceMappingURL=\S+\s*$/;

/** Judges by the name, when there is one, and the text. `vendored` is said only of what carries a banner or a library's name. */
export function originOf(text: string, path = ''): AssetOrigin {
  if (VENDOR_NAME.test(path) || LIBRARY_NAME.test(path)) return 'vendored';
  if (MINIFIED_NAME.test(path)) return 'minified';
  if (isDense(text)) return BANNER.test(text.slice(0, 4000)) ? 'vendored' : 'minified';
  const edges = text.length > 8000 ? `${text.slice(0, 4000)}\n${text.slice(-4000)}` : text;
  if (BANNER.test(text.slice(0, 4000)) && text.length > 5000) return 'vendored';
  return BUNDLER.test(edges) && text.length > 5000 ? 'minified' : 'source';
}

/** Libraries whose copies plugins ship, as their licence banners name them. */
const LIBRARY =
  /\b(jQuery(?: UI)?|Bootstrap|Popper(?:\.js|js)?|htmx(?:\.org)?|d3(?:js)?|vis-(?:network|data|timeline|graph3d)|vis\.js|Chart\.js|moment(?:\.js)?|Select2|Tom Select|DataTables|Cytoscape|Leaflet|three\.js|Vue(?:\.js)?|React(?:DOM)?|AngularJS|lodash|Underscore\.js|Alpine\.js|Sortable|Mermaid|highlight\.js|CodeMirror|Ace editor|Monaco|xterm(?:\.js)?|Konva|fabric(?:\.js)?|mxGraph|jsTree|FullCalendar|ECharts|Apache ECharts|plotly(?:\.js)?|Marked|DOMPurify|GridStack|flatpickr|SweetAlert2|Clipboard\.js|axios|Ajv|core-js|noVNC|SheetJS|PDF\.js|Dygraphs?|uPlot|ApexCharts|Highcharts|Tabulator|Handlebars|Mustache\.js|Raphael|Snap\.svg|Dagre|elkjs|JointJS|GoJS)\b/i;
const BANNER_SAYS = /\bv?\d+\.\d+|@?licen[cs]e|\bcopyright\b|\(c\)/i;
/** What builds of a library hold, whose minified form has no banner. */
const SIGNATURES: readonly (readonly [name: string, ...parts: readonly string[]])[] = [
  ['htmx', 'htmx:configRequest', 'htmx:beforeSwap', 'hx-boost', 'hx-swap-oob'],
  ['jQuery', '.fn.init', 'jQuery requires a window with a document'],
  ['fabric', 'fabric=fabric||{version:'],
  ['moment', '.updateLocale', 'moment construction falls back'],
  ['Alpine.js', 'x-transition', 'Alpine Warning'],
  ['Mermaid', 'mermaidAPI', 'sequenceDiagram'],
];
/** The least that a build of such a library has, in UTF-16 units. */
const LEAST = 5000;

/**
 * The well-known library that a script is a copy of, by its licence banner or by what only its builds hold; `undefined` for
 * anything else, and where the text speaks of NetBox, which no such library does.
 */
export function libraryIn(text: string): string | undefined {
  if (text.length < LEAST || /netbox/i.test(text)) return undefined;
  const banner = /^(?:\s|["']use strict["'];?|\/\*[^]*?\*\/|\/\/[^\n]*\n)*/.exec(text.slice(0, 4000))?.[0] ?? '';
  const named = LIBRARY.exec(banner)?.[1];
  if (named !== undefined && BANNER_SAYS.test(banner)) return named;
  return SIGNATURES.find(([, ...parts]) => parts.every(part => text.includes(part)))?.[0];
}

/** True when most of the text stands on lines far longer than anybody writes. */
function isDense(text: string): boolean {
  if (text.length < 1000) return false;
  let long = 0;
  let start = 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const length = end - start;
    // Data (an image, a table of glyphs) is one string; code has marks all over it.
    if (length > 500 && (text.slice(start, end).match(/[;{}(),]/g)?.length ?? 0) > length / 40) long += length;
    if (newline < 0) break;
    start = newline + 1;
  }
  return long > text.length / 2;
}
