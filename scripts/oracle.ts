/**
 * Compares the facts with those of an independent extractor (test/data/oracle/netbox-facts.json), release by release and
 * kind by kind: how many both have, and what only one of the two has.
 *
 *   npm run oracle                   a table, and every difference grouped by what explains it
 *   npm run oracle -- --differences  each single difference too
 *
 * The oracle knows 4.7 by the tag v4.7.0-beta1, the facts by 4.7.3. With NETBOX_TREES naming a folder that holds a checkout
 * `4.7.0-beta1`, that tag is extracted for the comparison; without it 4.7 is skipped, and the output says so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, explain, readOracle, type Comparison } from './oracle/compare.ts';
import { extractRelease } from '../src/host/netbox/extract/index.ts';
import { FACTS_FILE, mergeReleases, type FactsFile } from '../src/host/netbox/format.ts';

/** More than this share of unexplained differences in any kind of any release fails the run. */
const LIMIT = 0.005;

const oracle = readOracle(new URL('../test/data/oracle/netbox-facts.json', import.meta.url));
const factsUrl = new URL(`../src/host/netbox/${FACTS_FILE}`, import.meta.url);
// The project's own file.
const facts = JSON.parse(readFileSync(factsUrl, 'utf8')) as FactsFile;

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const comparisons: Comparison[] = [];
const skipped: string[] = [];
for (const [index, minor] of oracle.versions.entries()) {
  if (minor === '4.7') {
    const trees = process.env['NETBOX_TREES'];
    const root = trees === undefined ? null : join(trees, '4.7.0-beta1');
    if (root === null || !existsSync(root)) {
      skipped.push('4.7: NETBOX_TREES names no folder with a checkout 4.7.0-beta1');
      continue;
    }
    const extracted = extractRelease(root);
    if (!extracted.ok) {
      skipped.push(`4.7: ${extracted.problem.message}`);
      continue;
    }
    comparisons.push(...compare(oracle, index, mergeReleases([extracted.release]), 0));
    continue;
  }
  const release = facts.releases.findIndex(version => minorOf(version) === minor);
  if (release < 0) skipped.push(`${minor}: not in ${FACTS_FILE}`);
  else comparisons.push(...compare(oracle, index, facts, release));
}

const pad = (value: string | number, width: number): string => String(value).padStart(width);
const byKind = new Map<string, Comparison[]>();
for (const item of comparisons) {
  const list = byKind.get(item.kind);
  if (list) list.push(item);
  else byKind.set(item.kind, [item]);
}

console.log(
  `${'kind'.padEnd(18)}${pad('both', 8)}${pad('ours', 7)}${pad('theirs', 7)}${pad('unexplained', 13)}${pad('worst release', 22)}`,
);
let failed = false;
const reasons = new Map<string, { count: number; examples: string[] }>();
const open: string[] = [];
for (const [kind, list] of byKind) {
  let both = 0;
  let ours = 0;
  let theirs = 0;
  let unexplained = 0;
  let worst = { share: 0, release: '' };
  for (const item of list) {
    both += item.both;
    ours += item.onlyOurs.length;
    theirs += item.onlyTheirs.length;
    let left = 0;
    for (const [side, facts] of [
      ['ours', item.onlyOurs],
      ['theirs', item.onlyTheirs],
    ] as const) {
      for (const fact of facts) {
        const reason = explain(kind, side, fact, item.release);
        if (reason === null) {
          left++;
          open.push(`${item.release}  ${kind}  only ${side}  ${fact}`);
          continue;
        }
        const known = reasons.get(reason);
        if (known) {
          known.count++;
          if (known.examples.length < 3 && !known.examples.includes(fact)) known.examples.push(fact);
        } else reasons.set(reason, { count: 1, examples: [fact] });
      }
    }
    unexplained += left;
    const share = left / Math.max(1, item.both + item.onlyTheirs.length);
    if (share > worst.share) worst = { share, release: item.release };
  }
  if (worst.share > LIMIT) failed = true;
  const shown = worst.release === '' ? '-' : `${worst.release} ${(worst.share * 100).toFixed(2)} %`;
  console.log(
    `${kind.padEnd(18)}${pad(both, 8)}${pad(ours, 7)}${pad(theirs, 7)}${pad(unexplained, 13)}${pad(shown, 22)}`,
  );
}
console.log(`\nreleases compared: ${new Set(comparisons.map(item => item.release)).size} of ${oracle.versions.length}`);
for (const reason of skipped) console.log(`skipped: ${reason}`);
console.log('\nexplained differences:');
for (const [reason, { count, examples }] of reasons)
  console.log(`${pad(count, 7)}  ${reason}\n         ${examples.join('\n         ')}`);
console.log(`\nunexplained differences: ${open.length}`);
if (process.argv.includes('--differences')) for (const line of open) console.log(line);
if (failed) {
  console.log(`\nmore than ${LIMIT * 100} % unexplained in a kind of a release`);
  process.exitCode = 1;
}
