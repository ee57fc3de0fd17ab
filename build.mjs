#!/usr/bin/env node
/**
 * Builds what is published.
 *
 *   node build.mjs                    dist/: the command line, the library, their chunks, the host's facts, the types
 *   node build.mjs --js               the same without the types (quick, for the scripts that run the built program)
 *   node build.mjs --generate         the checked-in files that are derived from sources (scripts/generated.ts), no dist/
 *   node build.mjs --check-generated  only compares those files with what would be generated; exit 1 when one is stale
 */
import { chmod, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');
const facts = join(root, 'src', 'host', 'netbox');

/**
 * Bundled code loads in a half to a third of the time of the same code spread over node_modules (typebox 9 ms instead of 160,
 * yargs 30 instead of 65), so everything is bundled but what few runs load: libpg-query, which finds its wasm beside its own
 * file, and what the sources take through `createRequire` when it is needed, without waiting: ts-morph, htmlparser2 and
 * css-tree's parser; and pg, which `removal --database` alone takes, and which looks for optional parts of its own (pg-native,
 * pg-cloudflare) that a bundle would have to have. These are the dependencies in package.json, with typebox for the declarations; all others are needed for
 * the build alone.
 */
const EXTERNAL = ['libpg-query', 'ts-morph', 'htmlparser2', 'css-tree/parser', 'pg'];

/** CommonJS dependencies call `require` for Node's own modules; an ES module has none unless it makes one. */
const BANNER =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/**
 * The width of a text on a terminal is asked for when help is printed, and the library that knows it takes 20 ms to start
 * (a table of all emoji, a segmenter). `require` of an ES module in a bundle runs it when it is called.
 * @type {import('esbuild').Plugin}
 */
const LATE_WIDTH = {
  name: 'late-width',
  setup(build) {
    build.onResolve({ filter: /^string-width$/ }, ({ resolveDir, namespace }) =>
      namespace === 'late' ? undefined : { path: relative(root, resolveDir), namespace: 'late' },
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: "export default (...given) => require('string-width').default(...given);",
      resolveDir: join(root, path),
    }));
  },
};

/** @param {{ keepTypes: boolean }} options */
async function bundle({ keepTypes }) {
  const { build } = await import('esbuild');
  for (const name of await readdir(dist)) {
    if (!(keepTypes && name === 'types')) await rm(join(dist, name), { recursive: true, force: true });
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', eslint: 'src/eslint.ts' },
    outdir: dist,
    // All chunks lie beside the entries: `new URL('./facts.json', import.meta.url)` holds in each of them.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    charset: 'utf8',
    external: EXTERNAL,
    // The package's module build reads its data through `require` of files that are not there once bundled.
    alias: { 'css-tree': 'css-tree/dist/csstree.esm' },
    plugins: [LATE_WIDTH],
    // Not minified: lines and names stay readable in the stack trace of a crash, and parsing blanks costs next to nothing.
    // The licences' texts are in THIRD-PARTY.txt.
    legalComments: 'eof',
    metafile: true,
    banner: { js: BANNER },
    logLevel: 'warning',
  });
  await writeFile(join(dist, 'THIRD-PARTY.txt'), await (await script('third-party')).thirdParty(root, [metafile]));
  await chmod(join(dist, 'cli.js'), 0o755);
  for (const name of await readdir(facts)) {
    if (name.startsWith('facts') && !name.endsWith('.ts')) await copyFile(join(facts, name), join(dist, name));
  }
}

/** Declarations of the public API and the preset: the compiler's, kept as far as `index.d.ts` and `eslint.d.ts` reach. */
async function types() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json')], 'the declarations do not compile');
  const reached = new Set();
  for (const entry of ['index', 'eslint']) await reach(join(dist, 'types', 'src', `${entry}.d.ts`), reached);
  for (const entry of await readdir(join(dist, 'types'), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(file)) await rm(file);
  }
}

/**
 * Follows the relative imports of a declaration file, naming the files that are published: the compiler rewrites `.ts`
 * in what it emits as JavaScript, not in declarations.
 * @param {string} file
 * @param {Set<string>} reached
 */
async function reach(file, reached) {
  if (reached.has(file)) return;
  reached.add(file);
  const text = await readFile(file, 'utf8');
  const imported = [];
  const rewritten = text.replace(/((?:from|import) ?\(?)'(\.[^']*)\.ts'/g, (_, before, path) => {
    imported.push(join(dirname(file), `${path}.d.ts`));
    return `${before}'${path}.js'`;
  });
  if (rewritten !== text) await writeFile(file, rewritten);
  for (const next of imported) await reach(next, reached);
}

/**
 * npm prepares a package that is installed globally from a git repository without installing what the preparation needs
 * (https://github.com/npm/cli/issues/8440), which is also what pre-commit asks of it. So it is installed here, once, as the lock
 * file has it. No install script of a dependency is run: none is needed.
 */
async function installWhatIsNeeded() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
  } catch {
    const npm = process.env.npm_execpath;
    if (npm === undefined) throw new Error('esbuild is not installed. Run `npm ci` first.');
    const options = ['--no-global', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    await run(process.execPath, [npm, 'ci', ...options], 'npm ci failed');
  }
}

/**
 * Runs a program to its end, its output on our standard error and output.
 * @param {string} program
 * @param {readonly string[]} operands
 * @param {string} failure
 */
async function run(program, operands, failure) {
  await new Promise((resolve, reject) => {
    const child = spawn(program, operands, { stdio: 'inherit', cwd: root });
    child.on('error', reject);
    child.on('exit', code => (code === 0 ? resolve(undefined) : reject(new Error(`${failure} (exit code ${code})`))));
  });
}

/**
 * A module of scripts/, which is TypeScript.
 * @param {string} name
 */
async function script(name) {
  const { tsImport } = await import('tsx/esm/api');
  return tsImport(`./scripts/${name}.ts`, import.meta.url);
}

const flags = new Set(process.argv.slice(2));
const known = new Set(['--js', '--generate', '--check-generated']);
for (const flag of flags) {
  if (!known.has(flag)) {
    console.error(`build.mjs: unknown option ${flag} (known: ${[...known].join(', ')})`);
    process.exit(2);
  }
}

if (flags.has('--check-generated')) {
  const stale = await (await script('generated')).staleFiles(root);
  for (const path of stale) console.error(`stale: ${path}`);
  if (stale.length > 0) {
    console.error('Run `node build.mjs --generate` and commit what it writes.');
    process.exitCode = 1;
  }
} else if (flags.has('--generate')) {
  for (const path of await (await script('generated')).writeFiles(root)) console.log(`written: ${path}`);
} else {
  await mkdir(dist, { recursive: true });
  const onlyJs = flags.has('--js');
  try {
    await installWhatIsNeeded();
    await bundle({ keepTypes: onlyJs });
    if (!onlyJs) await types();
  } catch (error) {
    // esbuild and tsc have said on the terminal what is wrong and where.
    console.error(`build.mjs: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    process.exitCode = 1;
  }
}
