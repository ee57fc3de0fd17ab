/** One thing that the package does to what is the host's, as rules see it. */
import type { Step } from '../finding.ts';
import type { Phase } from '../program/index.ts';
import type { ReportDetails } from '../rule.ts';
import type { Span } from '../source.ts';

/** What kind of thing of the host is touched. */
export type Area =
  | 'model'
  /** A function that the modules of core models import: fields and methods are built with it. */
  | 'model-function'
  | 'queryset'
  | 'permissions'
  | 'choices'
  | 'orm'
  | 'urls'
  | 'settings'
  | 'configuration'
  | 'plugin-settings'
  | 'environment'
  /** Logging, language, time zone: state of the whole process that is no setting. */
  | 'process'
  | 'templates'
  | 'signals'
  | 'registry'
  | 'menu'
  | 'view'
  | 'form'
  | 'table'
  | 'filterset'
  | 'serializer'
  | 'viewset'
  | 'graphql'
  | 'panel'
  | 'plugin-api'
  | 'class'
  | 'function'
  | 'module'
  | 'value'
  | 'third-party';

export type Action = 'write' | 'delete' | 'mutate' | 'disconnect' | 'patch' | 'relation' | 'add-field' | 'hide';

export interface Touch {
  readonly area: Area;
  readonly action: Action;
  /** Human text of the target: `dcim.models.devices.Device.save`. */
  readonly target: string;
  /** Canonical path of the class, function or value of the host that is concerned; a dotted path for others. */
  readonly owner: string;
  /** `dcim.Device` for a model. */
  readonly model: string | null;
  /** Name of the attribute, method or key concerned; `null` when it is not known. */
  readonly name: string | null;
  readonly at: Span;
  readonly phase: Phase;
  readonly trace: readonly Step[];
  /** Taken back by the same file (`finally`, exit of a context manager), or itself the taking back. */
  readonly temporary: boolean;
  /** Only when a plugin setting that is off by default is turned on. */
  readonly optIn: boolean;
  /** For a dictionary of the host: the key is the plugin's own label or module. */
  readonly ownKey: boolean;
  /** What is written, as text. */
  readonly value: string | null;
}

/** True for what stays: not undone by the package itself, not in code that nothing calls. */
export function lasts(touch: Touch): boolean {
  return !touch.temporary && touch.phase !== 'dead';
}

/** What a report of a touch carries: the steps that led there, and a lower severity where the operator must turn it on. */
export function detailsOf(touch: Touch): ReportDetails {
  return touch.optIn ? { trace: touch.trace, severity: 'warning' } : { trace: touch.trace };
}
