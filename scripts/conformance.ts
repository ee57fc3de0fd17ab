/**
 * Compares our Python frontend with CPython's own `ast`: structure, all four positions and constant values over real files, and what
 * is refused over broken ones. `npm run conformance [-- <directory>…]`; without a directory: CPython's standard library with its tests,
 * Django and NetBox. Exit code 1 when anything differs.
 * `MUTANTS` in the environment is the number of broken files made by seeded changes; `--update` writes the expected trees of the snippets.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compare } from '../test/conformance/compare.ts';
import type { Comparison, Subject } from '../test/conformance/compare.ts';
import { fetchPackage, pythonFiles } from '../test/conformance/corpus.ts';
import { INVALID } from '../test/conformance/invalid.ts';
import { mutate } from '../test/conformance/mutate.ts';
import { askPython, findPython, standardLibrary } from '../test/conformance/python.ts';
import type { Python } from '../test/conformance/python.ts';
import { SNIPPETS } from '../test/conformance/snippets.ts';

const PACKAGES = ['Django', 'netbox==4.7.3'];
/** Mutants made of the corpus for each run; half of them or so are still valid and are compared as trees. */
const MUTANTS = Number(process.env['MUTANTS'] ?? 4000);
const SHOWN = 12;

const directories = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const python = findPython();
if (typeof python === 'string') console.log(`skipped: ${python}`);
else if (process.argv.includes('--update')) updateSnippets(python);
else process.exitCode = run(python) ? 0 : 1;

function run(python: Python): boolean {
  console.log(`CPython ${python.version.join('.')} (${python.command})`);
  const corpora = new Map<string, string[]>();
  if (directories.length > 0) for (const directory of directories) corpora.set(directory, pythonFiles(directory));
  else {
    corpora.set('standard library', pythonFiles(standardLibrary(python)));
    for (const requirement of PACKAGES) {
      const fetched = fetchPackage(python, requirement);
      if ('skipped' in fetched) console.log(`${requirement}: skipped: ${fetched.skipped}`);
      else corpora.set(requirement, pythonFiles(fetched.directory));
    }
  }
  let same = true;
  const sources: string[] = [];
  for (const [name, files] of corpora) {
    const subjects = files.map(path => ({ name: path, bytes: readFileSync(path), request: { path } }));
    for (const { bytes } of subjects) if (bytes.length < 100_000) sources.push(bytes.toString('utf8'));
    same = report(name, compare(python, subjects)) && same;
  }
  same = report('snippets', compare(python, SNIPPETS.map(fromSource))) && same;
  const invalid = compare(python, INVALID.map(fromSource));
  same = report('invalid files made by hand', invalid) && invalid.refusedByPython === INVALID.length && same;
  if (sources.length > 0) {
    const mutants = Array.from({ length: MUTANTS }, (_, seed) =>
      mutate(sources[(seed * 7919) % sources.length] ?? '', seed),
    );
    same = report('seeded mutants', compare(python, mutants.map(fromSource))) && same;
  }
  return same;
}

function fromSource(source: string): Subject {
  const bytes = Buffer.from(source);
  return { name: JSON.stringify(source), bytes, request: { source: bytes.toString('base64') } };
}

function report(name: string, result: Comparison): boolean {
  console.log(
    `${name}: ${result.files} files, ${result.bytes} bytes; refused by CPython ${result.refusedByPython}, by us ` +
      `${result.refusedByUs}; differences ${result.differences.length}; needing a newer Python ${result.newer}; ` +
      `only \\N{…} undecoded ${result.named}; MB/s ours ${result.ourSpeed.toFixed(1)}, ` +
      `ast.parse ${result.pythonSpeed.toFixed(1)}`,
  );
  for (const { name: subject, kind, detail } of result.differences.slice(0, SHOWN)) {
    console.log(`  ${kind}: ${detail}\n    ${subject.slice(0, 1500)}`);
  }
  return result.differences.length === 0;
}

/** Writes what CPython makes of the snippets, for the test that runs without Python. */
function updateSnippets(python: Python): void {
  const answers = askPython(
    python,
    SNIPPETS.map(source => ({ source: Buffer.from(source).toString('base64'), full: true })),
  );
  const expected = answers.map((answer, index) => {
    if (!answer.ok) throw new Error(`CPython refuses ${JSON.stringify(SNIPPETS[index])}: ${answer.message}`);
    return `${answer.text ?? ''}\n`;
  });
  const path = fileURLToPath(new URL('../test/conformance/expected.txt', import.meta.url));
  writeFileSync(path, expected.join('\n'));
  console.log(`${expected.length} snippets written`);
}
