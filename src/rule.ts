/**
 * What a rule is, and everything that a rule may see. `defineRule` is the identity function: its work is in the types.
 * Documentation, SARIF descriptors, ESLint meta, options' JSON Schemas and tests are derived from the definition.
 */
import type { Static, TObject } from 'typebox';
import type { Fix, Severity, Step } from './finding.ts';
import type { HostContext } from './host/context.ts';
import type { PackageModel } from './plugin/model.ts';
import type { Span } from './source.ts';

/** The words of a message; a string when the rule's own severity and `breaks` hold for it. */
export type MessageDefinition =
  string | { readonly text: string; readonly severity?: Severity; readonly breaks?: boolean };

type TextOf<M> = M extends string ? M : M extends { readonly text: infer T extends string } ? T : never;

/** The names in `{braces}` of a message. */
type PlaceholdersIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersIn<Rest>
  : never;

type DataFor<M> = { readonly [K in PlaceholdersIn<TextOf<M>>]: string };

/** Files of a tiny plugin laid over a shared clean base; `null` takes a file of the base away. */
export type ExampleFiles = Readonly<Record<string, string | null>>;

export interface ExampleReport<Id extends string = string> {
  readonly file: string;
  /**
   * The exact text that the finding covers; it occurs once in the file, or `nth` says which occurrence (from 1). Empty for a
   * finding about the file as a whole.
   */
  readonly at: string;
  readonly nth?: number;
  readonly message: Id;
  /** Only where it differs from the message's own severity. */
  readonly severity?: Severity;
}

export interface ValidExample {
  /** Shown in the documentation when present. */
  readonly title?: string;
  /**
   * The forms of test/data/catalogue/forms.tsv, by number, that this example shows: breaking the policy when it is an
   * invalid one, its harmless look-alike when it is a valid one.
   */
  readonly forms?: readonly [number, ...number[]];
  /** The act reaches its place through data flow: an alias, a helper, a loop, a container, another module. */
  readonly flow?: true;
  readonly files: ExampleFiles;
  /** Releases to check, as `--netbox` takes them. */
  readonly netbox?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface InvalidExample<Id extends string = string> extends ValidExample {
  readonly reports: readonly [ExampleReport<Id>, ...ExampleReport<Id>[]];
}

/** What a report may carry beside the place, the message and its data. */
export interface ReportDetails {
  readonly severity?: Severity;
  readonly breaks?: boolean;
  readonly releases?: readonly string[];
  readonly trace?: readonly Step[];
  readonly related?: readonly Step[];
  readonly fix?: Fix;
  readonly plugin?: string;
}

export type Reporter<Messages extends Readonly<Record<string, MessageDefinition>>> = <
  Id extends keyof Messages & string,
>(
  at: Span,
  message: Id,
  ...rest: [PlaceholdersIn<TextOf<Messages[Id]>>] extends [never]
    ? [data?: undefined, details?: ReportDetails]
    : [data: DataFor<Messages[Id]>, details?: ReportDetails]
) => void;

export interface RuleDefinition<
  Messages extends Readonly<Record<string, MessageDefinition>> = Readonly<Record<string, MessageDefinition>>,
  Options extends TObject = TObject,
> {
  /** Kebab-case; the file's name. Reads well after "allow": a noun, no advice. */
  readonly id: string;
  /** Id of the limit it serves; the folder's name. */
  readonly limit: string;
  readonly severity: Severity;
  /** Whether a finding means that the limit is broken, however loudly it is reported. */
  readonly breaks: boolean;
  /** Version of plugin-lint that brought the rule. */
  readonly since: string;
  /** One line ending in a full stop. */
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  /** The sentence of the host's documentation that the rule serves, and where it stands. */
  readonly source: { readonly sentence: string; readonly where: string };
  /** What is wrong, why it matters, what to do, in one or two sentences. */
  readonly messages: Messages;
  readonly options?: Options;
  readonly invalid: readonly InvalidExample<keyof Messages & string>[];
  readonly valid: readonly ValidExample[];
  /** Declared as a method, so that parameters are bivariant and typed rules fit into `readonly Rule[]`. */
  check(model: PackageModel, host: HostContext, report: Reporter<Messages>, options: Static<Options>): void;
}

/** A reporter whose messages and data are not told apart by type: what the pipeline gives to any rule. */
export type LooseReporter = (
  at: Span,
  message: string,
  data?: Readonly<Record<string, string>>,
  details?: ReportDetails,
) => void;

/** Any rule, as the pipeline and the derived texts see it. */
export interface Rule extends Omit<RuleDefinition, 'check'> {
  check(model: PackageModel, host: HostContext, report: LooseReporter, options: Static<TObject>): void;
}

/** Gives the definition back; the compiler checks message ids, data, examples and options. */
export function defineRule<
  const Messages extends Readonly<Record<string, MessageDefinition>>,
  const Options extends TObject = TObject,
>(rule: RuleDefinition<Messages, Options>): RuleDefinition<Messages, Options> {
  return rule;
}

/** The words of a message definition. */
export function messageText(message: MessageDefinition): string {
  return typeof message === 'string' ? message : message.text;
}
