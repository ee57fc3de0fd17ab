/** What a script does that may concern more than itself. Offsets are UTF-16 units of the script's text. */

/** Stands in texts for a part that is computed. */
export const UNKNOWN_PART = '\uE000';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** The elements that an operation is applied to, as far as the script says. */
export interface ElementTarget {
  /** A CSS selector, with `UNKNOWN_PART` where it is computed; null when nothing of it is known. `body`, `head` and `html` for `document.body` … */
  readonly selector: string | null;
  /** How the elements were reached from those the selector gives: `parentElement`, `closest(.card)`. Empty: they are those. */
  readonly via: readonly string[];
  /** For what `closest()` found: the selector of the elements that it was asked of, where that is known. */
  readonly from?: string;
  /** The call or property that found the elements. */
  readonly start: number;
  readonly end: number;
}

/**
 * Elements are removed, hidden, disabled, their contents replaced; they lead elsewhere (`retarget`: links, forms, htmx), or what
 * htmx does for them is changed (`intercept`).
 */
export interface DomFact extends Place {
  readonly kind: 'dom';
  readonly operation: 'remove' | 'hide' | 'disable' | 'rewrite' | 'retarget' | 'intercept';
  /** As written: `remove`, `style.display`, `classList.add(d-none)`. */
  readonly method: string;
  readonly targets: readonly ElementTarget[];
  /** Texts of the conditions under which a listener acts. */
  readonly conditions?: readonly string[];
}

/** Something that all scripts of the page share is replaced, deleted or configured. */
export interface GlobalFact extends Place {
  readonly kind: 'global';
  /** Without `window.`: `fetch`, `htmx.config.timeout`, `XMLHttpRequest.prototype.open`. */
  readonly path: string;
  readonly operation: 'assign' | 'delete' | 'define' | 'configure';
  /** True for what the browser or a known library provides; false for a name of the script's own. */
  readonly shared: boolean;
}

/** A request, or a navigation, with its address as far as it is known. */
export interface RequestFact extends Place {
  readonly kind: 'request';
  /** `fetch`, `XMLHttpRequest`, `htmx.ajax`, `$.post` … */
  readonly api: string;
  /** With `UNKNOWN_PART`; null when nothing of it is known. */
  readonly url: string | null;
  /** In upper case; null when it is computed. */
  readonly method: string | null;
  /** For a navigation that happens once the page is loaded, with nobody's doing: the texts of the conditions on the way to it. */
  readonly onLoad?: readonly string[];
}

/** A constant (or the head of a computed text) that is a root-relative path: `/plugins/x/`. */
export interface PathFact extends Place {
  readonly kind: 'path';
  readonly value: string;
}

/** A stylesheet that the script adds. Places in `text` are none of the script. */
export interface StyleFact extends Place {
  readonly kind: 'style';
  readonly text: string;
}

export type ScriptFact = DomFact | GlobalFact | RequestFact | PathFact | StyleFact;

export interface ScriptProblem extends Place {
  readonly message: string;
}

export type ParsedScript =
  | {
      readonly skipped?: undefined;
      /** In the order of the text. */
      readonly facts: readonly ScriptFact[];
      /** Ids and classes of elements that the script itself makes, sorted. */
      readonly ids: readonly string[];
      readonly classes: readonly string[];
      /** Syntax errors; what could be read around them was. */
      readonly problems: readonly ScriptProblem[];
    }
  | {
      /** Why the text was not read. */
      readonly skipped: 'minified' | 'vendored' | 'too-large' | 'too-deep';
    };

export interface ScriptOptions {
  readonly language?: 'js' | 'jsx' | 'ts' | 'tsx';
  /** `handler`: the value of `onclick` and its like, where `this` is the element itself. */
  readonly kind?: 'script' | 'module' | 'handler';
  /** The file's path, for the look of its name (`.min.js`, `vendor/`). */
  readonly path?: string;
  /** A letter that stands, unit for unit, for what a template prints into the script. */
  readonly filler?: string;
}
