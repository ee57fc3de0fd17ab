/** What NetBox does with a plugin when it starts, as plain data. */
import type { Span } from '../../../source.ts';

/**
 * Where a start ends: the steps of the loop over PLUGINS in netbox/settings.py, then those of `django.setup()`: `apps` (labels and
 * names), `models` (each app's models are imported) and `ready`.
 */
export type LoadStep =
  | 'import'
  | 'config'
  | 'validate'
  | 'django-apps'
  | 'installed-apps'
  | 'middleware'
  | 'caching'
  | 'queues'
  | 'events-pipeline'
  | 'apps'
  | 'models'
  | 'ready';

/** What goes wrong though NetBox starts, and when it shows. */
export type ProblemStep = 'resource' | 'urls' | 'graphql' | 'check' | 'wsgi' | 'migrate' | 'collectstatic';

/** An exception as Python would raise it: a builtin's name, or a dotted path. */
export interface Raised {
  readonly exception: string;
  readonly message: string;
  /** Where the code of the package leads to it; `null` when it is no place of its own. */
  readonly at: Span | null;
}

export interface LoadProblem {
  readonly step: ProblemStep;
  /** `null` for what is reported or ignored without an exception. */
  readonly exception: string | null;
  readonly message: string;
  /** NetBox goes on as if nothing had happened: what was to be registered is not. */
  readonly swallowed: boolean;
  readonly at: Span | null;
}

/** Something that the outcome may hang on and that is not known. */
export interface OpenQuestion {
  readonly reason: string;
  readonly at: Span | null;
}

export interface Start {
  /** Exact version: `4.4.10`. */
  readonly version: string;
  readonly outcome: 'loaded' | 'skipped' | 'refused';
  /** Where it ended; `null` for a plugin that is loaded. */
  readonly step: LoadStep | null;
  /** Class of the exception that stops NetBox; `null` otherwise. */
  readonly exception: string | null;
  /** Message of the exception, or the warning about a skipped plugin; `null` for a plugin that is loaded. */
  readonly message: string | null;
  readonly at: Span | null;
  /** Required settings that are taken as given, because no configuration was given. */
  readonly requires: readonly string[];
  readonly problems: readonly LoadProblem[];
  /** Attributes of the config class that NetBox reads in some release, but not in this one. */
  readonly ignored: readonly string[];
  /** Attributes of PluginConfig whose resources `ready()` registers: `menu`, `template_extensions`. */
  readonly resources: ReadonlySet<string>;
  /** Own modules that are imported by then, URLs, middleware and migrations included. */
  readonly modules: ReadonlySet<string>;
  readonly open: readonly OpenQuestion[];
}

/** A step that stops the start. Thrown by the steps, caught by `simulateStart` alone. */
export class StartEnds extends Error {
  override readonly name = 'StartEnds';
  readonly raised: Raised;
  /** The plugin is left out, and NetBox starts. */
  readonly skips: boolean;

  constructor(raised: Raised, skips = false) {
    super(raised.message);
    this.raised = raised;
    this.skips = skips;
  }
}

export const IMPROPERLY_CONFIGURED = 'django.core.exceptions.ImproperlyConfigured';
