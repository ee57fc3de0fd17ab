/** The checked-in lists of the ecosystem check (test/data/ecosystem): packages, labels, reviewed findings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PublishedFile } from '../packages/fetch.ts';

export const DATA = fileURLToPath(new URL('../../test/data/ecosystem/', import.meta.url));

export type Root = 'wheel' | 'sdist';

/** A place in a published package, judged by a reader. */
export interface Label {
  readonly plugin: string;
  readonly version: string;
  readonly limit: string;
  /** Which of the published files it refers to. */
  readonly root: Root;
  /** Relative to the root of that file; of an sdist without its top folder. */
  readonly file: string;
  /** From 1; a label on line 1 is about the whole file. */
  readonly line: number;
  readonly verdict: 'violation' | 'borderline' | 'ok-but-tricky';
  readonly severity: 'hard' | 'soft';
  readonly why: string;
  readonly subkind: string;
  /** Lines of one act share it. */
  readonly site: string;
}

export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly wheel: PublishedFile | undefined;
  readonly sdist: PublishedFile;
  /** Lines of Python. */
  readonly lines: number;
}

/** What a reader said of a finding that no label expects. */
export interface Review {
  readonly package: string;
  readonly rule: string;
  readonly file: string;
  /** The report's fingerprint: it holds no line number, so it survives edits elsewhere in the file. */
  readonly fingerprint: string;
  readonly verdict: 'true' | 'false' | 'debatable';
  readonly reason: string;
}

const VERDICTS: ReadonlySet<string> = new Set(['true', 'false', 'debatable'] satisfies Review['verdict'][]);

/** Rows of a tab-separated file whose first line names the columns. @throws on a row of another length. */
export function parseTsv(text: string, columns: readonly string[]): readonly Readonly<Record<string, string>>[] {
  const [head, ...lines] = text.split('\n').filter(line => line !== '');
  const names = head?.split('\t') ?? [];
  const lacking = columns.filter(column => !names.includes(column));
  if (lacking.length > 0) throw new Error(`no column ${lacking.join(', ')} in: ${head ?? 'an empty list'}`);
  return lines.map(line => {
    const cells = line.split('\t');
    if (cells.length !== names.length) throw new Error(`${cells.length} cells instead of ${names.length}: ${line}`);
    return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
  });
}

export function readPackages(): readonly ListedPackage[] {
  const columns = ['name', 'version', 'sdist', 'sdist_sha256', 'wheel', 'wheel_sha256', 'loc_py'];
  return parseTsv(readFileSync(join(DATA, 'packages.tsv'), 'utf8'), columns).map(row => {
    const { name = '', version = '' } = row;
    const published = (kind: Root): PublishedFile => ({
      name,
      version,
      kind,
      file: row[kind] ?? '',
      sha256: row[`${kind}_sha256`] ?? '',
    });
    const wheel = row['wheel'] === '' ? undefined : published('wheel');
    return { name, version, wheel, sdist: published('sdist'), lines: Number(row['loc_py']) };
  });
}

export function readLabels(): readonly Label[] {
  // A checked-in file of ours; test/ecosystem holds it to this shape.
  return JSON.parse(readFileSync(join(DATA, 'labels.json'), 'utf8')) as readonly Label[];
}

export const REVIEW_COLUMNS = ['package', 'rule', 'file', 'fingerprint', 'verdict', 'reason'] as const;

/** @throws on a verdict that is none, a missing reason, or two rows of one finding. */
export function parseReviews(text: string): readonly Review[] {
  const seen = new Set<string>();
  return parseTsv(text, REVIEW_COLUMNS).map(row => {
    const { package: name = '', rule = '', file = '', fingerprint = '', verdict = '', reason = '' } = row;
    if (!isVerdict(verdict)) throw new Error(`${name} ${rule} ${file}: the verdict is true, false or debatable`);
    if (reason.trim() === '') throw new Error(`${name} ${rule} ${file}: no reason`);
    if (seen.has(`${name} ${fingerprint}`)) throw new Error(`${name} ${rule} ${file}: reviewed twice`);
    seen.add(`${name} ${fingerprint}`);
    return { package: name, rule, file, fingerprint, verdict, reason };
  });
}

function isVerdict(text: string): text is Review['verdict'] {
  return VERDICTS.has(text);
}

export function readReviews(): readonly Review[] {
  return parseReviews(readFileSync(join(DATA, 'reviewed.tsv'), 'utf8'));
}
