/** The report formats by name. A format is a pure function; adding one is a file and a line here. */
import type { ReportFormat } from './format.ts';
import { json } from './json.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export type { ReportFormat, ReportOptions } from './format.ts';

const FORMATS = { text, json, sarif } as const satisfies Record<string, ReportFormat>;

export type FormatName = keyof typeof FORMATS;

/** The names that `--format` takes. */
export const FORMAT_NAMES: readonly FormatName[] = ['text', 'json', 'sarif'];

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);

/** The format of a name. */
export const reportFormat = (name: FormatName): ReportFormat => FORMATS[name];
