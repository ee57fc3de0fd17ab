/**
 * Makes src/host/netbox/facts.json, and facts-declared.json beside it, from NetBox trees: the newest patch of each minor
 * release.
 *
 *   NETBOX_TREES=<folder> npm run facts
 *
 * The folder holds one directory for each version (`4.4.10`), a checkout of that tag or an installation of that wheel.
 * Nothing in it is executed. The same trees give the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractRelease } from '../src/host/netbox/extract/index.ts';
import { DECLARED_FILE, formatDeclared, mergeDeclared, type DeclaredRelease } from '../src/host/netbox/declared.ts';
import { FACTS_FILE, formatFacts, mergeReleases, type ReleaseFacts } from '../src/host/netbox/format.ts';
import { PATCHES } from '../src/host/netbox/releases.ts';

const trees = process.env['NETBOX_TREES'];
if (trees === undefined) {
  console.error('NETBOX_TREES must name a folder with one NetBox for each version');
  process.exit(2);
}

const releases: ReleaseFacts[] = [];
const declared: DeclaredRelease[] = [];
for (const [minor, patches] of Object.entries(PATCHES)) {
  const version = `${minor}.${patches.at(-1) ?? 0}`;
  const extracted = extractRelease(join(trees, version));
  if (!extracted.ok) {
    console.error(`${version}: ${extracted.problem.message}`);
    process.exit(1);
  }
  if (extracted.release.version !== version) {
    console.error(`${version}: the tree says that it is ${extracted.release.version}`);
    process.exit(1);
  }
  for (const warning of extracted.warnings) console.error(`${version}: ${warning}`);
  releases.push(extracted.release);
  declared.push({ version, classes: extracted.declared });
  console.log(`${version}  Python ${extracted.release.python.join('.')}`);
}
const file = mergeReleases(releases);
const text = formatFacts(file);
writeFileSync(new URL(`../src/host/netbox/${FACTS_FILE}`, import.meta.url), text);
const declaredText = formatDeclared(mergeDeclared(declared));
writeFileSync(new URL(`../src/host/netbox/${DECLARED_FILE}`, import.meta.url), declaredText);
console.log(
  `${releases.length} releases, ${file.masks.length} sets of releases, ${text.length} characters; ${declaredText.length} of declarations`,
);
