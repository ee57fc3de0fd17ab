/**
 * The Reviewdog Diagnostic Format, JSON of one `DiagnosticResult` (proto/rdf/reviewdog.proto of reviewdog). Its columns count bytes
 * of UTF-8, from 1, and the end is the position past the last one.
 */
import { helpUri } from '../derive/sarif-descriptor.ts';
import type { Severity } from '../finding.ts';
import type { Span } from '../source.ts';
import type { ReportFormat } from './format.ts';
import { locatedMessage, repositoryLocation } from './location.ts';
import { Places } from './places.ts';
import { unopenedMessage } from './summary.ts';
import { wellFormed } from './unicode.ts';

const SEVERITY = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const satisfies Record<Severity, string>;

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly range?: Range };
  readonly severity: (typeof SEVERITY)[Severity];
  readonly code?: { readonly value: string; readonly url?: string };
  readonly suggestions?: readonly { readonly range: Range; readonly text: string }[];
}

/** A UTF-16 column of a line, from 1, as a column of bytes. */
const byteColumn = (line: string, column: number): number =>
  Buffer.byteLength(wellFormed(line.slice(0, column - 1)), 'utf8') + 1;

function byteRange(at: Span, places: Places): Range {
  const { line, column, endLine, endColumn } = places.region(at);
  return {
    start: { line, column: byteColumn(places.line(at.file, line), column) },
    end: { line: endLine, column: byteColumn(places.line(at.file, endLine), endColumn) },
  };
}

export const rdjson: ReportFormat = (result, _rules, { tool }) => {
  const diagnostics: Diagnostic[] = result.unopened.map(path => ({
    message: wellFormed(unopenedMessage(path)),
    location: { path: wellFormed(path.path) },
    severity: 'ERROR',
  }));
  for (const one of result.packages) {
    const places = new Places(one);
    for (const { stage, rule, message } of one.crashes) {
      diagnostics.push({
        message: wellFormed(`A bug of ${tool.name} in ${rule ?? stage}: ${message}`),
        location: { path: wellFormed(one.rootFromCwd) },
        severity: 'ERROR',
      });
    }
    for (const { at, rule, severity, message, fix } of one.findings) {
      const where = repositoryLocation(one, at, places);
      const url = helpUri(tool.homepage, rule);
      diagnostics.push({
        message: locatedMessage(where, message),
        location: { path: where.path, ...(where.region === undefined ? {} : { range: byteRange(at, places) }) },
        severity: SEVERITY[severity],
        code: { value: rule, ...(url === undefined ? {} : { url }) },
        // A suggestion has no path: it is for the file of the finding.
        ...(fix === undefined || fix.at.file !== at.file || where.region === undefined
          ? {}
          : { suggestions: [{ range: byteRange(fix.at, places), text: fix.text }] }),
      });
    }
  }
  const source = { name: tool.name, ...(tool.homepage === '' ? {} : { url: tool.homepage }) };
  return `${JSON.stringify({ source, diagnostics }, null, 2)}\n`;
};
