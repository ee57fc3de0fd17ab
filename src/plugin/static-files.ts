/** Static files of the package, and what its style sheets and scripts do to the host's pages. */
import { libraryIn, originOf, parseCss, parseScript, UNKNOWN_PART } from '../asset/index.ts';
import { TEMPLATE_FILLER } from '../template/index.ts';
import { appEntries, filesIn, ownApps, textOf, topOf } from './templates/files.ts';
import { CorePages } from './templates/reach.ts';
import { findTemplates } from './templates.ts';
import { classBelongs, CORE_ADDRESS, CORE_API, idBelongs, NETBOX_ADDRESS } from './static-files/page.ts';
import { selectedBy, selectedByText, prefixesOf } from './static-files/selector.ts';
import type { AssetOrigin, DomFact, ElementTarget, Hiding, ParsedScript, ScriptFact } from '../asset/index.ts';
import type { Undecided } from '../finding.ts';
import type { ReleaseSet } from '../host/facts.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';
import type { OwnNames, Selected } from './static-files/selector.ts';
import type { App } from './templates/files.ts';

export interface StaticFile {
  readonly file: string;
  /** The path that `{% static %}` takes. */
  readonly path: string;
  readonly app: App;
  /** Its first line, where it is text: where a finding about the whole file stands. */
  readonly top: Span;
  readonly kind: 'style' | 'script' | 'other';
  readonly origin: AssetOrigin;
  /** Releases under check in which the host ships a file of this path. */
  readonly shadows: ReleaseSet;
  /** Loaded by what the plugin puts into core pages. */
  readonly onCorePages: boolean;
}

/** Elements that are, or may be, core's are hidden by a style rule. */
export interface HiddenSelector {
  readonly at: Span;
  readonly selector: string;
  readonly selected: Selected;
  readonly hiding: readonly Hiding[];
  readonly onCorePages: boolean;
}

/** A script removes, hides, disables or rewrites elements that are, or may be, core's. */
export interface ScriptedElement {
  readonly at: Span;
  readonly selector: string;
  readonly selected: Selected;
  readonly operation: DomFact['operation'];
  readonly method: string;
  readonly onCorePages: boolean;
}

/** A script replaces something that all scripts of the page share. */
export interface ScriptedGlobal {
  readonly at: Span;
  readonly path: string;
  readonly operation: 'assign' | 'delete' | 'define' | 'configure';
  readonly onCorePages: boolean;
}

/** A script changes objects of the host through its REST API. */
export interface ScriptedWrite {
  readonly at: Span;
  readonly url: string;
  readonly method: string;
}

export interface ScriptedRedirect {
  readonly at: Span;
  readonly url: string;
  /** The page of core that the script asks for; `null` when it asks for none. */
  readonly page: string | null;
}

/** An address of the host that is written out, so that it is wrong where NetBox runs under a base path. */
export interface RootPath {
  readonly at: Span;
  readonly value: string;
}

export interface StaticFilesModel {
  readonly files: readonly StaticFile[];
  readonly hidden: readonly HiddenSelector[];
  readonly scripted: readonly ScriptedElement[];
  readonly globals: readonly ScriptedGlobal[];
  readonly coreWrites: readonly ScriptedWrite[];
  /** Scripts on core pages that send whoever opens one to another page. */
  readonly redirects: readonly ScriptedRedirect[];
  readonly rootPaths: readonly RootPath[];
  /** Scripts that were not read, and why. */
  readonly unread: readonly { readonly at: Span; readonly reason: string; readonly onCorePages: boolean }[];
  readonly undecided: readonly Undecided[];
}

/** A text of CSS or JavaScript, wherever it stands. */
interface Source {
  readonly file: string;
  readonly text: string;
  /** Offset in the file of an offset of `text`. */
  readonly place: (offset: number) => number;
  /** Where the text is put together, for one that stands nowhere as such. */
  readonly whole?: Span;
  readonly onCorePages: boolean;
  /** Path of a file of its own; undefined for what stands in HTML. */
  readonly path?: string;
  readonly handler?: boolean;
  readonly module?: boolean;
}

const JAVASCRIPT_TYPE = /^(?:|module|text\/javascript|application\/javascript|text\/ecmascript)$/;

/** Finds static files and reads style sheets and scripts, also those in templates and in Python strings. */
export function findStaticFiles(base: ModelBase): StaticFilesModel {
  const reader = new AssetReader(base);
  reader.read();
  return reader;
}

/** The place of a part of a source's text. */
function spanIn({ file, place, whole }: Source, start: number, end: number): Span {
  return whole ?? { file, start: place(start), end: place(Math.max(start, end - 1)) + 1 };
}

class AssetReader implements StaticFilesModel {
  readonly files: StaticFile[] = [];
  readonly hidden: HiddenSelector[] = [];
  readonly scripted: ScriptedElement[] = [];
  readonly globals: ScriptedGlobal[] = [];
  readonly coreWrites: ScriptedWrite[] = [];
  readonly redirects: ScriptedRedirect[] = [];
  readonly rootPaths: RootPath[] = [];
  readonly unread: { at: Span; reason: string; onCorePages: boolean }[] = [];
  readonly undecided: Undecided[] = [];
  readonly #base: ModelBase;
  readonly #own: OwnNames;

  constructor(base: ModelBase) {
    this.#base = base;
    const ids = new Set<string>();
    const classes = new Set<string>();
    const { templates, inlineHtml } = findTemplates(base);
    for (const { markup } of [...templates.filter(one => one.shadowed === null), ...inlineHtml]) {
      for (const id of markup.ids) ids.add(id);
      for (const name of markup.classes) classes.add(name);
    }
    const prefixes = prefixesOf(base.plugins.flatMap(plugin => [plugin.module, plugin.label]));
    this.#own = { ids, classes, prefixes };
  }

  read(): void {
    const { templates, inlineHtml } = findTemplates(this.#base);
    const styles: Source[] = [];
    const scripts: Source[] = [];
    for (const one of [
      ...templates.map(template => ({ ...template, markup: template.markup, place: (offset: number) => offset })),
      ...inlineHtml.map(html => ({ ...html, file: html.at.file })),
    ]) {
      const { file, markup, place, onCorePages } = one;
      const whole = 'whole' in one && one.whole ? { whole: one.whole } : {};
      const at = (start: number) => (offset: number) => place(start + offset);
      for (const { text, start } of markup.styles) styles.push({ file, text, place: at(start), onCorePages, ...whole });
      for (const { text, start, kind, type } of markup.scripts) {
        if (!JAVASCRIPT_TYPE.test(type)) continue;
        scripts.push({
          file,
          text,
          place: at(start),
          onCorePages,
          ...whole,
          handler: kind === 'handler',
          module: type === 'module',
        });
      }
      for (const { attribute, value, start, end } of markup.htmx) {
        // htmx swaps what the response holds into, or for, any element of the page: `delete:#id`, `outerHTML:#id`.
        const [, how = '', selector = ''] = attribute === 'hx-swap-oob' ? (/^(\w+):(.+)$/.exec(value) ?? []) : [];
        for (const { text, selected } of selectedByText(selector, this.#own))
          this.scripted.push({
            at: whole.whole ?? { file, start: place(start), end: place(end) },
            selector: text,
            selected,
            operation: how === 'delete' ? 'remove' : 'rewrite',
            method: attribute,
            onCorePages,
          });
      }
      for (const link of markup.links) {
        if (!link.dynamic && NETBOX_ADDRESS.test(link.value))
          this.rootPaths.push({
            at: whole.whole ?? { file, start: place(link.start), end: place(link.end) },
            value: link.value,
          });
      }
    }
    this.#staticFiles(styles, scripts);
    for (const style of styles) this.#style(style);
    for (const script of scripts) this.#script(script);
  }

  #staticFiles(styles: Source[], scripts: Source[]): void {
    const base = this.#base;
    const apps = ownApps(base, appEntries(base));
    const found = filesIn(base, apps, 'static').map(one => {
      const kind = /\.css$/i.test(one.name) ? 'style' : /\.(?:m?js|cjs|tsx?|jsx)$/i.test(one.name) ? 'script' : 'other';
      return { ...one, kind, text: kind === 'other' ? undefined : textOf(one.file) } as const;
    });
    const onCore = this.#linkedFromCorePages(new Map(found.map(one => [one.name, one.text ?? ''])));
    for (const { file, name, app, kind, text } of found) {
      const origin = text === undefined ? 'source' : originOf(text, name);
      const onCorePages = onCore.has(name);
      const shadows = base.host.facts.staticFile(name) & base.host.releases;
      this.files.push({
        file: file.path,
        path: name,
        app,
        top: topOf(file.path, text ?? ''),
        kind,
        origin,
        shadows,
        onCorePages,
      });
      if (text === undefined) continue;
      const source: Source = { file: file.path, text, place: offset => offset, onCorePages, path: name };
      // A copy of a library is not the plugin's doing; on core pages its style sheet acts all the same.
      if (kind === 'style' && (origin === 'source' || (onCorePages && origin === 'minified'))) styles.push(source);
      else if (kind === 'script') {
        const library = origin === 'source' ? undefined : libraryIn(text);
        if (library !== undefined && !ADDRESS.test(text)) this.#unread(source, `a copy of ${library}`, true);
        else if (origin === 'vendored') this.#unread(source, 'a copy of a library');
        else if (origin === 'minified') this.#unread(source, 'minified');
        else if (BUNDLED.test(text.slice(0, 2000)) || text.length > MOST_BY_HAND)
          this.#unread(source, 'the output of a bundler');
        else scripts.push(source);
      }
    }
  }

  /**
   * Static paths named by templates that are on core pages, by Python code that writes into core pages, and by the style sheets
   * and scripts found so.
   */
  #linkedFromCorePages(texts: ReadonlyMap<string, string>): Set<string> {
    const base = this.#base;
    const found = new Set<string>();
    const { templates } = findTemplates(base);
    for (const { parsed, onCorePages } of templates) {
      if (!onCorePages) continue;
      for (const { path } of parsed.statics) if (path.kind === 'literal') found.add(path.value);
    }
    const pages = new CorePages(base);
    for (const module of base.program.modules.values()) {
      if (!pages.holds(module)) continue;
      for (const match of module.text.matchAll(/["'/]((?:[\w@.-]+\/)*[\w@.-]+\.(?:css|m?js))\b/g)) {
        if (match[1] !== undefined && pages.has(module, match.index)) found.add(match[1].replace(/^static\//, ''));
      }
    }
    for (const path of found) {
      for (const [, url = ''] of (texts.get(path) ?? '').matchAll(IMPORTS)) found.add(resolve(path, url));
    }
    return found;
  }

  /** @param harmless what a library does by being loaded (it defines itself) changes nothing of the host's */
  #unread(source: Source, reason: string, harmless = false): void {
    const at =
      source.path === undefined
        ? { file: source.file, start: source.place(0), end: source.place(0) }
        : topOf(source.file, source.text.slice(0, 200));
    this.unread.push({ at, reason, onCorePages: source.onCorePages });
    if (source.onCorePages && !harmless)
      this.undecided.push({
        limit: 'core-components',
        reason: `a script that is loaded into core pages could not be read: it is ${reason}`,
        at,
      });
  }

  #style(source: Source): void {
    if (!/none|hidden|collapse|opacity|clip|0|-\d|scale/i.test(source.text)) return;
    const css = parseCss(source.text, source.path === undefined ? {} : { path: source.path });
    for (const rule of css.rules) {
      if (rule.hiding.length === 0 || rule.within.some(one => /^@media\b.*\bprint\b/.test(one) && !/\bnot\b/.test(one)))
        continue;
      const within = rule.within;
      for (const selector of rule.selectors) {
        const selected = selectedBy(selector, this.#own, within);
        if (!selected) continue;
        this.hidden.push({
          at: spanIn(source, selector.start, selector.end),
          selector: selector.text.replaceAll(new RegExp(`${TEMPLATE_FILLER}+`, 'g'), '…').replace(/\s+/g, ' '),
          selected,
          hiding: rule.hiding,
          onCorePages: source.onCorePages,
        });
      }
    }
  }

  /** What of an operation's target is core's. */
  #selected(
    target: ElementTarget,
    source: Source,
    own: OwnNames,
  ): { readonly text: string; readonly selected: Selected }[] {
    const { selector, from, via } = target;
    if (selector === null) return [];
    const steps = via.length > 0;
    if (from !== undefined) {
      // What is around an element of core is core's; what is around one of the plugin's own may be its own.
      return selectedByText(from, own).map(({ text, selected }) => ({
        text: `${text} … ${selector}`,
        selected: { ...selected, conditional: selected.conditional || steps },
      }));
    }
    const around = AROUND.test(source.text.slice(target.start, target.end));
    return selectedByText(selector, own).flatMap(({ text, selected }) =>
      around && selected.kind === 'common'
        ? []
        : [{ text, selected: { ...selected, conditional: selected.conditional || around || steps } }],
    );
  }

  /** Whether a text of a condition names something of the plugin's own: an id, a class, an address below /plugins/. */
  #namesOwn(text: string, own: OwnNames): boolean {
    if (text.includes('/plugins/') || own.prefixes.some(prefix => text.toLowerCase().includes(prefix))) return true;
    return [...text.matchAll(/[\w-]+/g)].some(([name]) => own.ids.has(name) || own.classes.has(name));
  }

  /** A navigation on load: of every core page that has the script, or of those that its conditions name. */
  #redirect(fact: Extract<ScriptFact, { kind: 'request' }>, at: Span, source: Source, own: OwnNames): void {
    const { onLoad, url } = fact;
    if (!onLoad || url === null || !source.onCorePages || source.handler) return;
    if (onLoad.some(text => this.#namesOwn(text, own))) return;
    const page = onLoad.find(text => text === '/' || CORE_ADDRESS.test(text)) ?? null;
    // What else it asks for may be anything: a word in the address, an element of its own.
    if (page !== null || onLoad.length === 0) this.redirects.push({ at, url: url.replaceAll(UNKNOWN_PART, '…'), page });
  }

  #script(source: Source): void {
    if (!mayConcern(source.text, source.onCorePages)) return;
    const parsed: ParsedScript = parseScript(source.text, {
      language: /\.tsx$/i.test(source.path ?? '')
        ? 'tsx'
        : /\.ts$/i.test(source.path ?? '')
          ? 'ts'
          : /\.jsx$/i.test(source.path ?? '')
            ? 'jsx'
            : 'js',
      kind: source.handler ? 'handler' : source.module ? 'module' : 'script',
      ...(source.path === undefined ? { filler: TEMPLATE_FILLER } : { path: source.path }),
    });
    if (parsed.skipped !== undefined) {
      this.#unread(source, parsed.skipped.replace('-', ' '));
      return;
    }
    const own: OwnNames = { ...this.#own, ids: new Set([...this.#own.ids, ...parsed.ids]) };
    const { file, onCorePages } = source;
    for (const fact of parsed.facts) {
      const at = spanIn(source, fact.start, fact.end);
      switch (fact.kind) {
        case 'dom':
          // A listener that asks for something of the plugin's own acts on that alone.
          if (fact.conditions?.some(text => this.#namesOwn(text, own))) break;
          for (const target of fact.targets) {
            for (const { text, selected } of this.#selected(target, source, own))
              this.scripted.push({
                at,
                selector: text,
                selected,
                operation: fact.operation,
                method: fact.method,
                onCorePages,
              });
          }
          break;
        case 'global':
          if (fact.shared && !isOwnKey(fact.path))
            this.globals.push({ at, path: fact.path, operation: fact.operation, onCorePages });
          break;
        case 'path':
          if (isAddress(fact.value, source.text.slice(fact.end, fact.end + 20)))
            this.rootPaths.push({ at, value: fact.value.replaceAll(UNKNOWN_PART, '…') });
          break;
        case 'style':
          this.#style({ file, text: fact.text, place: () => at.start, whole: at, onCorePages });
          break;
        case 'request':
          this.#redirect(fact, at, source, own);
          if (fact.url !== null && CORE_API.test(fact.url) && /^(?:POST|PUT|PATCH|DELETE)$/.test(fact.method ?? ''))
            this.coreWrites.push({ at, url: fact.url.replaceAll(UNKNOWN_PART, '…'), method: fact.method ?? '' });
          break;
      }
    }
  }
}

/** Keys under which NetBox's own scripts keep what a user has chosen (project-static/src, 3.0 to 4.7). */
const CORE_KEYS = /^(?:local|session)Storage\['(?:\*|netbox-(?:color-mode|sidenav|object-depth|rack-images))'\]$/;

/** Whether a global is a place in the browser's storage that no script of NetBox uses. */
const isOwnKey = (path: string): boolean => /^(?:local|session)Storage\[/.test(path) && !CORE_KEYS.test(path);

/** Other files that a style sheet or a script loads. */
const IMPORTS = /(?:@import\s+(?:url\(\s*)?|\bfrom\s*|\bimport\s*\(?\s*)["']?([\w./@-]+\.(?:css|m?js))/g;

/** A path relative to a file, as a browser resolves it. */
function resolve(from: string, url: string): string {
  const parts = url.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of url.replace(/^\/static\//, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Ways from an element to those around it, where it is not known which element that is. */
const AROUND = /\.\s*(?:closest|parents?|parentsUntil)\s*\(/;

/** Beyond addresses and selectors: globals of all scripts, and the document as a whole. */
const GLOBALS =
  /\b(?:window|globalThis|self)\s*(?:\.|\[)\s*["']?(?:fetch|XMLHttpRequest|WebSocket|EventSource|Request|alert|confirm|prompt|open|history|localStorage|sessionStorage|console|htmx|jQuery|\$|bootstrap|TomSelect|document|setTimeout|addEventListener|on[a-z]+)\b[^;\n]*?=[^=]|\.prototype\.\w+\s*=[^=]|\bhtmx\.config\b|\bajax(?:Setup|Prefilter)\b|\bdefineProperty\s*\(\s*(?:window|document|globalThis|self)\b|document\s*\.\s*(?:body|documentElement|write)\b|<style|insertRule|^\s*(?:fetch|htmx|jQuery|\$|XMLHttpRequest|alert|confirm)(?:\.\w+)*\s*=[^=]/m;
/** More that a script may do to core pages alone, where it need not name anything of theirs. */
const SHARED =
  /\b(?:body|head|documentElement)\b[^}\n]*\}\s*=\s*document\b|Storage\s*\.\s*(?:clear|setItem|removeItem)\b|\blocation\b[^;\n]*(?:=[^=]|\.(?:replace|assign)\()|\bcustomElements\s*\.\s*\w+\s*=[^=]|\bconsole\s*\.\s*\w+\s*=[^=]|\bdelete\s+(?:window|globalThis|self)\b/;
const ADDRESS =
  /["'`]\/(?:plugins|api|static|media|graphql|login|logout|search|admin|circuits|core|dcim|extras|ipam|tenancy|users|virtualization|vpn|wireless|account|user)\//;
const LITERALS = /(["'`])((?:\\[^]|(?!\1)[^\\\n]){1,300})\1/g;

/**
 * False when nothing that a script does can concern the host, so that the compiler need not be loaded for it: on a page of the
 * plugin's own only NetBox's frame is of interest, on a core page everything that its pages share.
 */
function mayConcern(text: string, onCorePages: boolean): boolean {
  if (ADDRESS.test(text) || GLOBALS.test(text) || (onCorePages && SHARED.test(text))) return true;
  for (const [, , literal = ''] of text.matchAll(LITERALS)) {
    if (onCorePages && /^(?:[a-z]+[0-9]?|\*)\b/.test(literal) && /querySelector|\$\(|getElementsByTagName/.test(text))
      return true;
    for (const [name] of literal.matchAll(/[\w-]+/g)) {
      const whose = [idBelongs(name), classBelongs(name)];
      if (whose.includes('frame') || (onCorePages && whose.some(one => one !== 'unknown'))) return true;
    }
  }
  return false;
}

/** `'/plugins/'` alone is what a script looks for in an address; with more behind it, it is one. */
function isAddress(value: string, behind: string): boolean {
  return NETBOX_ADDRESS.test(value) && (/^\/[\w-]+\/./.test(value) || /^\s*\+/.test(behind));
}

/** What bundlers put at the head of their output, and a size that nobody writes by hand. */
const BUNDLED =
  /^\s*(?:["']use strict["'];?\s*)?\(\(\) => \{\s*var __(?:create|defProp|getOwnPropNames)\b|^var __(?:create|defProp) = Object\./;
const MOST_BY_HAND = 400_000;
