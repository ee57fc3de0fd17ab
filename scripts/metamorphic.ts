/**
 * Lints published plugins as they are, and again after changes of their Python that leave alone what it does: the findings and
 * what is undecided must be the same, at the same places.
 *
 *   npm run metamorphic [-- --package NAME …] [--change NAME …] [--all]
 *
 * Without `--all`, packages of more than 20,000 lines are left out. A difference that is listed in
 * test/data/metamorphic/explained.tsv, with its reason, is counted apart. Exit 1: any other difference, or a crash.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rules } from '../rules/index.ts';
import { checkPackage } from '../src/check.ts';
import { loadNetBox } from '../src/host/netbox/netbox.ts';
import { openPackages } from '../src/package/index.ts';
import { decodePython } from '../src/python/index.ts';
import { fingerprints } from '../src/report/fingerprint.ts';
import { Places } from '../src/report/places.ts';
import { prepareReaders } from '../src/readers.ts';
import { parseTsv, readPackages } from './ecosystem/lists.ts';
import { CHANGES, sourceOf } from './metamorphic/changes.ts';
import { placeBefore, textOf } from './metamorphic/pieces.ts';
import { fetchAll } from './packages/fetch.ts';
import { table } from './run/table.ts';
import type { Package, PackageFile } from '../src/package/index.ts';
import type { PackageResult } from '../src/result.ts';
import type { Span } from '../src/source.ts';
import type { NamedChange } from './metamorphic/changes.ts';
import type { Piece } from './metamorphic/pieces.ts';

const MOST_LINES = 20_000;

const { values: options } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: [] },
    change: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
  },
});

const host = loadNetBox();

/** A package under another text of some of its files. */
function rewritten(pkg: Package, texts: ReadonlyMap<string, string>): Package {
  const files = new Map<string, PackageFile>(pkg.files);
  for (const [path, text] of texts) {
    const bytes = Buffer.from(text, 'utf8');
    const file = files.get(path);
    const beside = [...pkg.files.values()].find(one => dirname(one.path) === dirname(path) && one.installPath !== null);
    const installPath = file ? file.installPath : `${dirname(beside?.installPath ?? path)}/${basename(path)}`;
    files.set(path, { path, size: bytes.length, installPath, read: () => ({ ok: true, bytes }) });
  }
  return { ...pkg, files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

const lint = (pkg: Package): PackageResult => checkPackage(pkg, host, { rules, suppressions: false });

/** Names that a change gives, and numbers of lines. */
const plain = (text: string): string => text.replaceAll(/zz_(?=\w)/g, '').replaceAll(/(\.py:)\d+/g, '$1…');

/** What is compared of a result: one line a finding or open question, without repeats. */
function said(result: PackageResult, place: (at: Span) => Span, { places }: Pick<NamedChange, 'places'>): Set<string> {
  const where = (at: Span): string => {
    // The start of a file stands for the file as a whole.
    const { file, start, end } = at.start === 0 && at.end === 0 ? at : place(at);
    return places ? `${file}:${start}-${end}` : file;
  };
  return new Set([
    ...result.findings.map(one => `${one.severity} ${one.rule} ${where(one.at)} ${plain(one.message)}`),
    ...result.undecided.map(one => `undecided ${one.limit} ${where(one.at)} ${plain(one.reason)}`),
    ...result.crashes.map(one => `crash ${one.stage} ${one.rule ?? ''} ${one.message}`),
  ]);
}

/** Fingerprints with the rules, in code-unit order. */
const prints = (result: PackageResult): string[] =>
  fingerprints(result.findings, new Places(result)).map(
    (print, index) => `${print} ${result.findings[index]?.rule ?? ''}`,
  );

interface Outcome {
  readonly compared: number;
  readonly files: number;
  readonly differences: readonly string[];
}

function compare(pkg: Package, before: PackageResult, named: NamedChange): Outcome {
  const changed = new Map<string, readonly Piece[]>();
  for (const { path, installPath, read } of pkg.files.values()) {
    if (installPath === null || !path.endsWith('.py')) continue;
    const bytes = read();
    const source = bytes.ok ? sourceOf(path, decodePython(bytes.bytes).text) : undefined;
    if (source) for (const [file, pieces] of named.change(source)) changed.set(file, pieces);
  }
  const result = lint(rewritten(pkg, new Map([...changed].map(([file, pieces]) => [file, textOf(pieces)]))));
  const back = (at: Span): Span => {
    const pieces = changed.get(at.file);
    return pieces ? placeBefore(pieces, at) : at;
  };
  const old = said(before, at => at, named);
  const now = said(result, back, named);
  const differences = [
    ...[...old].filter(one => !now.has(one)).map(one => `lost: ${one}`),
    ...[...now].filter(one => !old.has(one)).map(one => `new: ${one}`),
  ];
  if (named.lines && differences.length === 0) {
    const [a, b] = [prints(before).sort(), prints(result).sort()];
    if (a.join('\n') !== b.join('\n')) differences.push('fingerprints differ');
  }
  return { compared: old.size, files: changed.size, differences };
}

/** Differences that are known: by change and package, texts that they contain. */
function explanations(): readonly Readonly<Record<string, string>>[] {
  const file = fileURLToPath(new URL('../test/data/metamorphic/explained.tsv', import.meta.url));
  return parseTsv(readFileSync(file, 'utf8'), ['change', 'package', 'contains', 'reason']);
}

async function main(): Promise<number> {
  const chosen = readPackages().filter(
    one =>
      one.wheel &&
      (options.package.length > 0 ? options.package.includes(one.name) : options.all || one.lines <= MOST_LINES),
  );
  const changes = CHANGES.filter(one => options.change.length === 0 || options.change.includes(one.name));
  const fetched = fetchAll(chosen.flatMap(one => (one.wheel ? [one.wheel] : [])));
  const known = explanations();
  const used = new Set<(typeof known)[number]>();
  const totals = new Map(changes.map(one => [one.name, { packages: 0, files: 0, compared: 0, explained: 0, open: 0 }]));
  const failures: string[] = [];
  let packages = 0;
  for (const one of chosen) {
    const got = one.wheel && fetched.get(one.wheel.file);
    if (!got?.ok) {
      console.log(`skipped: ${one.name}: ${got?.why ?? 'not fetched'}`);
      continue;
    }
    const opened = await openPackages(got.path, { cwd: dirname(got.path) });
    if (!opened.ok) throw new Error(`${one.name} cannot be opened: ${opened.problem.message}`);
    packages++;
    for (const pkg of opened.packages) {
      await prepareReaders(pkg);
      const before = lint(pkg);
      for (const named of changes) {
        const { compared, files, differences } = compare(pkg, before, named);
        const total = totals.get(named.name);
        if (!total || files === 0) continue;
        total.packages++;
        total.files += files;
        total.compared += compared;
        for (const difference of differences) {
          const why = known.find(
            row =>
              row['change'] === named.name && row['package'] === one.name && difference.includes(row['contains'] ?? ''),
          );
          if (why) {
            used.add(why);
            total.explained++;
          } else {
            total.open++;
            failures.push(`${named.name}: ${one.name}: ${difference}`);
          }
        }
      }
    }
  }
  if (packages === 0) {
    console.log('skipped: no package of the list can be had');
    return 0;
  }
  const rows = [...totals].map(([name, { packages: n, files, compared, explained, open }]) => [
    name,
    n,
    files,
    compared,
    explained,
    open,
  ]);
  console.log(table(['change', 'packages', 'files', 'compared', 'explained', 'differences'], rows));
  if (options.package.length === 0 && options.change.length === 0)
    for (const row of known)
      if (!used.has(row))
        failures.push(
          `explained, but not met: ${row['change'] ?? ''} ${row['package'] ?? ''} ${row['contains'] ?? ''}`,
        );
  for (const failure of failures) console.log(failure);
  console.log(
    `${packages} packages, ${changes.length} changes: ${failures.length === 0 ? 'nothing else is said' : `${failures.length} differences`}`,
  );
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
