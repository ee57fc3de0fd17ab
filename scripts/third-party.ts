/**
 * THIRD-PARTY.txt: the licence texts of everything that a bundle holds, which the licences want to go with every copy.
 *
 * What is in a bundle is known from esbuild's metafile, so that a new dependency is in the file without anybody thinking of it. A
 * package without a licence text is an error of the build.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Licensed {
  /** `name version (licence)`. */
  readonly title: string;
  readonly text: string;
}

/**
 * What a package has inside that came from elsewhere and has a licence of its own, without its package carrying the text: files
 * relative to the repository's root.
 */
const INSIDE: Readonly<Record<string, readonly { readonly title: string; readonly file: string }[]>> = {
  'libpg-query': [
    { title: 'libpg_query (BSD-3-Clause), in libpg-query', file: 'scripts/licences/libpg_query.txt' },
    { title: 'protobuf-c (BSD-2-Clause), in libpg-query', file: 'scripts/licences/protobuf-c.txt' },
    { title: 'PostgreSQL (PostgreSQL), in libpg-query', file: 'scripts/licences/postgresql.txt' },
  ],
  '@ts-morph/common': [
    { title: 'TypeScript (Apache-2.0), in @ts-morph/common', file: 'node_modules/typescript/LICENSE.txt' },
    { title: 'parts of TypeScript', file: 'node_modules/typescript/ThirdPartyNoticeText.txt' },
  ],
};

/** The innermost package folder of an input of esbuild, relative to the working directory, with `/`; not of what a plugin of esbuild gave (`name:path`). */
const PACKAGE_FOLDER = /^(?!\w+:).*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** `LICENSE`, `LICENSE-MIT.txt`, `NOTICE`; not a script with such a name. */
const LICENCE_FILE = /^(?:licen[cs]e|notice|copying)(?:[-.](?!.*\.[cm]?js$).*)?$/i;

/** The folders of the packages of which code is in the outputs, in the order of their names. */
function packageFolders(metafiles: readonly Metafile[]): readonly string[] {
  const folders = new Set<string>();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? PACKAGE_FOLDER.exec(input)?.[0] : undefined;
        if (folder !== undefined) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
}

const tidy = (text: string): string =>
  `${text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trim()}\n`;

async function licensed(root: string, folder: string): Promise<readonly Licensed[]> {
  const manifest: unknown = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof license !== 'string') {
    throw new Error(`${folder}/package.json does not say name, version and license`);
  }
  const files = (await readdir(join(root, folder))).filter(file => LICENCE_FILE.test(file)).sort();
  if (files.length === 0) throw new Error(`${folder} has no licence text`);
  const texts = await Promise.all(files.map(async file => tidy(await readFile(join(root, folder, file), 'utf8'))));
  const inside = (INSIDE[name] ?? []).map(async ({ title, file }) => ({
    title,
    text: tidy(await readFile(join(root, file), 'utf8')),
  }));
  return [{ title: `${name} ${version} (${license})`, text: texts.join('\n') }, ...(await Promise.all(inside))];
}

/**
 * The text of THIRD-PARTY.txt for what esbuild made; the same packages give the same bytes.
 *
 * @param root the repository's root, which is esbuild's working directory
 */
export async function thirdParty(root: string, metafiles: readonly Metafile[]): Promise<string> {
  const titles = new Map<string, string[]>();
  const packages = packageFolders(metafiles).map(folder => licensed(root, folder));
  for (const { title, text } of (await Promise.all(packages)).flat()) {
    const same = titles.get(text);
    if (same === undefined) titles.set(text, [title]);
    else if (!same.includes(title)) same.push(title);
  }
  const rule = '-'.repeat(80);
  return [
    'The code in this folder holds parts of the following packages, under these licences.\n',
    ...[...titles].map(([text, names]) => `${rule}\n${names.join('\n')}\n${rule}\n\n${text}`),
  ].join('\n');
}
