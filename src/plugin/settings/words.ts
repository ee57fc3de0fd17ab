/** How often each word stands in the code and the templates that a package installs. */
import type { ModelBase } from '../base.ts';

/** Larger files are generated, and no place for a setting's name. */
const MOST_BYTES = 1_000_000;

/** Counts identifiers in Python modules, comments and strings included, and in templates and scripts. */
export function wordCounts(base: ModelBase): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (text: string): void => {
    for (const [word] of text.matchAll(/[A-Za-z_][\w-]*/g)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      if (word.includes('-')) for (const part of word.split('-')) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  };
  for (const module of base.program.modules.values()) count(module.text);
  const decoder = new TextDecoder();
  for (const file of base.package.files.values()) {
    if (file.installPath === null || file.size > MOST_BYTES || !/\.(html?|txt|js|jinja2?|j2)$/.test(file.path))
      continue;
    const read = file.read();
    if (read.ok) count(decoder.decode(read.bytes));
  }
  return counts;
}
