/** What the parts of the document are made from. */
import type { HostContext } from '../host/context.ts';
import type { Start } from '../host/netbox/start/index.ts';
import type { PluginModel } from '../plugin/config.ts';
import type { PackageModel } from '../plugin/model.ts';
import type { Span } from '../source.ts';
import type { Place } from './places.ts';
import type { InspectedPlugin } from './schema.ts';

/** Fields of the document's plugin entries. */
export type Field = keyof InspectedPlugin;

export interface Inspected {
  /** The package with its settings settled: what NetBox registers. */
  readonly model: PackageModel;
  /** The package whatever its settings are: what its code can do. */
  readonly code: PackageModel;
  readonly host: HostContext;
  readonly plugin: PluginModel;
  readonly start: Start;
  /** Index of the release into the facts. */
  readonly index: number;
  /** Exact version. */
  readonly version: string;
  /** Labels of the apps that NetBox adds for the plugin. */
  readonly labels: ReadonlySet<string>;
  /** Dotted modules of those apps that are the package's own. */
  readonly modules: readonly string[];
  place(at: Span): Place;
  /** Says that a part of a field cannot be known. */
  undecided(field: Field, reason: string, at: Span | null): void;
}

/** True when the dotted name lies in one of the plugin's apps. */
export function isInside(inspected: Inspected, dotted: string): boolean {
  return inspected.modules.some(module => dotted === module || dotted.startsWith(`${module}.`));
}

/** True when the file of the package is installed in one of the plugin's apps. */
export function isFileInside(inspected: Inspected, file: string): boolean {
  const install = inspected.model.package.files.get(file)?.installPath ?? file;
  return inspected.modules.some(module => install.startsWith(`${module.replaceAll('.', '/')}/`));
}
