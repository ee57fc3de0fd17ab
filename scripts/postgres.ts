/**
 * Reads every `.sql` file below a directory with the SQL reader, as psql scripts, and prints what came of it: PostgreSQL's
 * own regression tests (src/test/regress/sql of its source) show that no statement kind is missing and nothing crashes.
 *
 *   npm run postgres -- <directory> [--verbose]
 *
 * Statements that PostgreSQL's tests expect to fail (there are hundreds of deliberate syntax errors) are rejected here too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSqlReader, type SqlProblem } from '../src/sql/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean', default: false } },
});
const [directory] = positionals;
if (directory === undefined) {
  console.error('usage: npm run postgres -- <directory> [--verbose]');
  process.exit(2);
}

const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.sql'))
  .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

const reader = await loadSqlReader();
const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
const kinds = new Map<string, number>();
const unknowns = new Map<string, number>();
const rejected = new Map<string, number>();
const crashes: string[] = [];
let statements = 0;
let commands = 0;
let problems = 0;
let effects = 0;
let unplaced = 0;
let characters = 0;

/** A problem's message with its own words taken out, so that like ones count together. */
const reason = (problem: SqlProblem): string =>
  problem.code === 'syntax' ? problem.message.replace(/ at or near .*/s, '').replace(/"[^"]*"/g, '"…"') : problem.code;

for (const file of files) {
  const text = new TextDecoder().decode(readFileSync(join(directory, file)));
  characters += text.length;
  try {
    const result = reader.read(text, { psql: true });
    for (const statement of result.statements) {
      if (statement.kind === 'psql-command') {
        commands++;
        continue;
      }
      statements++;
      effects += statement.effects.length;
      unplaced += statement.effects.filter(effect => effect.span === null).length;
      count(kinds, statement.kind);
      for (const unknown of statement.unknowns) {
        count(unknowns, unknown.reason);
        if (values.verbose) console.log(`${file}: ? ${unknown.reason}: ${unknown.message}`);
      }
    }
    for (const problem of result.ok ? [] : result.problems) {
      problems++;
      count(rejected, reason(problem));
      if (values.verbose) {
        const { start } = problem.span;
        console.log(
          `${file}:${text.slice(0, start).split('\n').length}: ${problem.message}: ${JSON.stringify(text.slice(start, start + 60))}`,
        );
      }
    }
  } catch (error) {
    crashes.push(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

const table = (map: Map<string, number>): string =>
  [...map]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([key, value]) => `  ${String(value).padStart(6)}  ${key}`)
    .join('\n');

console.log(`files        ${files.length} (${(characters / 1e6).toFixed(1)} million characters)
statements   ${statements} read, ${problems} rejected, ${commands} psql commands passed over
effects      ${effects}, of them ${unplaced} without a place in the text
crashes      ${crashes.length}
`);
console.log(`statement kinds (${kinds.size})\n${table(kinds)}\n`);
console.log(`parts not read\n${table(unknowns)}\n`);
console.log(`rejected, by reason\n${table(rejected)}`);
for (const crash of crashes) console.error(`\ncrash: ${crash}`);
process.exitCode = crashes.length > 0 || files.length === 0 ? 1 : 0;
