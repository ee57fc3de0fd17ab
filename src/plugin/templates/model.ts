/** The templates of a package, as rules and other parts of the model see them. */
import type { Undecided } from '../../finding.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { Markup, ParsedTemplate } from '../../template/index.ts';
import type { App, AppEntry } from './files.ts';
import type { TagLibrary } from './libraries.ts';

export interface Template {
  readonly file: string;
  /** The name that Django finds it by: the path below `templates/`. */
  readonly name: string;
  readonly app: App;
  /** NetBox configures no Jinja engine, so files under `jinja2/` are never used. */
  readonly engine: 'django' | 'jinja2';
  readonly text: string;
  /** Its first line that is not blank: where a finding about the whole file stands. */
  readonly top: Span;
  readonly parsed: ParsedTemplate;
  readonly markup: Markup;
  /** The core template of the same name. */
  readonly shadowed: Shadowed | null;
  /** Something in the package names it: Python code, another template, or Django's default name for an own class. */
  readonly used: boolean;
  /** Put into pages of the host: by a template extension, a dashboard widget, middleware, or in place of a core template. */
  readonly onCorePages: boolean;
}

export interface Shadowed {
  readonly origin: 'project' | 'app';
  /** Releases under check that have the core template. */
  readonly releases: ReleaseSet;
}

/** A name in a template, or of a template, that some release under check cannot resolve. */
export interface Unresolved {
  readonly kind: 'template' | 'library' | 'tag' | 'filter' | 'url' | 'block';
  readonly name: string;
  readonly at: Span;
  /** `extends`, `include`, `template_name`, `render()` … */
  readonly by: string;
  /** Releases under check in which it does not exist. */
  readonly missing: ReleaseSet;
  /** False when some release of the host has it: it was removed or renamed. */
  readonly unheardOf: boolean;
  /** It lies in the plugin's own namespace, so that nobody else can have it. */
  readonly own: boolean;
  /** It stands in a condition or a loop of the template, so that it may never be asked for. */
  readonly conditional: boolean;
  /** Something uses the template that names it. */
  readonly used: boolean;
  /** What was probably meant. */
  readonly instead: string | null;
}

/** `{% extends %}` of a core template that is no documented base, or code that renders it. */
export interface PrivateParent {
  readonly name: string;
  readonly renders: boolean;
  readonly at: Span;
}

/** HTML in a Python string: what is inserted without a template. */
export interface InlineHtml {
  readonly at: Span;
  readonly text: string;
  /** Offset in the file of a unit of `text`. */
  readonly place: (offset: number) => number;
  /** The expression that makes the text, where it stands in no string as a whole: parts of it have no place of their own. */
  readonly whole?: Span;
  readonly markup: Markup;
  readonly onCorePages: boolean;
}

export interface TemplatesModel {
  readonly templates: readonly Template[];
  readonly libraries: readonly TagLibrary[];
  readonly unresolved: readonly Unresolved[];
  readonly privateParents: readonly PrivateParent[];
  readonly inlineHtml: readonly InlineHtml[];
  /** Entries of `django_apps` that are apps of the host: NetBox keeps an app's last place in INSTALLED_APPS, so they move. */
  readonly movedApps: readonly AppEntry[];
  readonly undecided: readonly Undecided[];
}
