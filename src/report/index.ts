/** The report formats by name. A format is a pure function; adding one is a file and a line here. */
import type { ReportFormat } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { rdjson } from './rdjson.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

export type { ReportFormat, ReportOptions } from './format.ts';

const FORMATS = { text, json, sarif, github, gitlab, junit, rdjson, markdown } as const satisfies Record<
  string,
  ReportFormat
>;

export type FormatName = keyof typeof FORMATS;

/** The names that `--format` takes. */
export const FORMAT_NAMES: readonly FormatName[] = Object.keys(FORMATS).filter(isFormatName);

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

/** The format of a name. */
export const reportFormat = (name: FormatName): ReportFormat => FORMATS[name];
