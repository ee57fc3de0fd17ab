/**
 * The files of the GitHub Action, `action/`: what the runner starts, without node_modules. The runner has the whole repository at
 * the version that is asked for, so the host's facts are read where they stand and are not copied.
 *
 *   index.js          our code and its small dependencies, one file: no names with hashes that come and go
 *   libpg-query.cjs   the SQL parser with its wasm, loaded when a package holds SQL
 *   THIRD-PARTY.txt   the licences of what is in them
 *   ts-morph.cjs      the TypeScript compiler, loaded when a package holds scripts that may matter; minified, it is large
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { thirdParty } from './third-party.ts';

export interface ActionFile {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const BANNER =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/** Replaces a text that must occur once in a source; a source that has changed breaks the build and not the action. */
function replaceOnce(source: string, from: string, to: string, file: string): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold exactly one ${from}`);
  return source.replace(from, () => to);
}

/** A library that a source loads only when it is needed, and without waiting. */
const LAZY = /\bcreateRequire\(import\.meta\.url\)\('([^']+)'\)/g;

/** Modules that read a file of facts, with the constant that names it. */
const FACTS = [
  ['load.ts', 'FACTS_FILE'],
  ['declared.ts', 'DECLARED_FILE'],
] as const;

/** What lies beside the bundle instead of in node_modules or beside the source. */
const beside: Plugin = {
  name: 'beside',
  setup(builder) {
    builder.onResolve({ filter: /^libpg-query$/ }, () => ({ path: './libpg-query.cjs', external: true }));
    builder.onLoad({ filter: /[\\/](src|rules)[\\/][^.]+\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      let contents = (await readFile(path, 'utf8')).replace(LAZY, (call, name: string) =>
        // A plain require is bundled, and still evaluated only when it is reached.
        name === 'ts-morph' ? call.replace(name, './ts-morph.cjs') : `require('${name}')`,
      );
      const file = FACTS.find(([name]) => path.replaceAll('\\', '/').endsWith(`/host/netbox/${name}`))?.[1];
      if (file !== undefined) {
        contents = replaceOnce(
          contents,
          `new URL(\`./\${${file}}\`, import.meta.url)`,
          `new URL(\`../src/host/netbox/\${${file}}\`, import.meta.url)`,
          path,
        );
      }
      return { contents, loader: 'ts' };
    });
  },
};

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'warning',
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/** Builds the files in memory; the same sources and dependencies give the same bytes. */
export async function actionFiles(root: string): Promise<readonly ActionFile[]> {
  const common = { ...COMMON, absWorkingDir: root };
  const vendored = (name: string, contents: string, options: BuildOptions) =>
    build({
      ...common,
      ...options,
      stdin: { contents, resolveDir: root, sourcefile: `${name}.js` },
      format: 'cjs',
      outfile: join(root, 'action', `${name}.cjs`),
      metafile: true,
      write: false,
    });
  const [index, sql, scripts] = await Promise.all([
    build({
      ...common,
      entryPoints: { index: 'src/action.ts' },
      outdir: join(root, 'action'),
      format: 'esm',
      banner: { js: BANNER },
      plugins: [beside],
    }),
    vendored('libpg-query', "export { loadModule, parseSync, parsePlPgSQLSync, SqlError } from 'libpg-query';", {}),
    vendored('ts-morph', "export * as ts from './node_modules/@ts-morph/common/dist/typescript.js';", { minify: true }),
  ]);
  const wasm = join(dirname(createRequire(join(root, 'package.json')).resolve('libpg-query')), 'libpg-query.wasm');
  const first = (name: string, files: readonly { readonly contents: Uint8Array }[] | undefined): ActionFile => {
    const [file, ...more] = files ?? [];
    if (file === undefined || more.length > 0) throw new Error(`action/${name} is not one file`);
    return { path: `action/${name}`, bytes: file.contents };
  };
  return [
    first('index.js', index.outputFiles),
    first('libpg-query.cjs', sql.outputFiles),
    first('ts-morph.cjs', scripts.outputFiles),
    { path: 'action/libpg-query.wasm', bytes: await readFile(wasm) },
    {
      path: 'action/THIRD-PARTY.txt',
      bytes: Buffer.from(await thirdParty(root, [index.metafile, sql.metafile, scripts.metafile])),
    },
  ];
}
