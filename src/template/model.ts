/** What is known of a Django template. Offsets are UTF-16 units of its text. */

/** Two offsets: the first unit and the one just past the last. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export interface TemplateProblem extends TextSpan {
  readonly code:
    | 'unclosed-tag'
    | 'unexpected-end'
    | 'mismatched-end'
    | 'empty-tag'
    | 'extends-not-first'
    | 'extends-twice'
    | 'duplicate-block'
    | 'malformed-tag'
    | 'malformed-expression'
    | 'unclosed-delimiter';
  readonly message: string;
}

/**
 * A value that a tag takes: a constant, or an expression of which the constants are known that it may come to
 * (`base_template|default:"generic/object.html"`).
 */
export type TemplateValue = TextSpan &
  (
    | { readonly kind: 'literal'; readonly value: string }
    | { readonly kind: 'dynamic'; readonly expression: string; readonly candidates: readonly string[] }
  );

/** `{% load a b %}` or `{% load x y from a %}`: libraries, and the names taken when not all of them are. */
export interface TemplateLoad extends TextSpan {
  readonly library: string;
  /** Undefined: every tag and filter of the library. */
  readonly names?: readonly string[];
}

/** A tag that is used: `{% name args %}`, end and middle tags included. */
export interface TemplateTag extends TextSpan {
  readonly name: string;
  /** The text after the name, trimmed. */
  readonly args: string;
  /** The place of the name alone. */
  readonly nameSpan: TextSpan;
  /** How many of the template's loads come before it: only they give it its meaning. */
  readonly loads: number;
  /** `end` and `middle` tags (`endfor`, `else`) belong to the tag that opened the block; they are no library's. */
  readonly role: 'open' | 'middle' | 'end' | 'single';
}

/** A filter that is used, in a variable or a tag's argument. */
export interface TemplateFilter extends TextSpan {
  readonly name: string;
  readonly loads: number;
  /** Its argument as written; undefined when it has none. */
  readonly argument?: string;
}

/** `{{ expression }}`: the variable, with its filters in order. */
export interface TemplateVariable extends TextSpan {
  readonly expression: string;
  /** The part before the filters: `object.name`, `"text"`, `5`. */
  readonly base: string;
  readonly filters: readonly TemplateFilter[];
}

export interface TemplateBlock extends TextSpan {
  readonly name: string;
  readonly nameSpan: TextSpan;
  /** The name of the block around it; null at the top. */
  readonly parent: string | null;
  /** True when `{{ block.super }}` keeps what the parent template has there. */
  readonly super: boolean;
}

export interface TemplateReference extends TextSpan {
  /** The tag: `include`, or another that takes a template's name. */
  readonly tag: string;
  readonly template: TemplateValue;
}

export interface TemplateUrl extends TextSpan {
  readonly name: TemplateValue;
  /** The variable it is put into (`as`): a name that does not resolve is then no error. */
  readonly as?: string;
}

export interface TemplateStatic extends TextSpan {
  readonly path: TemplateValue;
}

export interface ParsedTemplate {
  readonly text: string;
  readonly tags: readonly TemplateTag[];
  readonly variables: readonly TemplateVariable[];
  readonly filters: readonly TemplateFilter[];
  readonly loads: readonly TemplateLoad[];
  readonly blocks: readonly TemplateBlock[];
  readonly extends: (TextSpan & { readonly template: TemplateValue }) | null;
  readonly includes: readonly TemplateReference[];
  readonly urls: readonly TemplateUrl[];
  readonly statics: readonly TemplateStatic[];
  readonly problems: readonly TemplateProblem[];
  /** The tokens, for `parseMarkup`. */
  readonly tokens: readonly TemplateToken[];
}

export interface TemplateToken extends TextSpan {
  readonly type: 'text' | 'variable' | 'block' | 'comment';
  /** Inside `{% comment %}` or `{% verbatim %}`: not run as template code. */
  readonly inert?: 'comment' | 'verbatim';
}
