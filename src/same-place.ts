/** What one rule says of several things at one place (a loop over core classes) is one finding that names them all. */
import { compareText } from './finding.ts';
import type { Finding } from './finding.ts';

/** More names than this are counted. */
const MOST_NAMED = 4;

/** Fills the message of a finding with data: `{target} is changed` → the sentence. */
type Fill = (
  messageId: string,
  data: Readonly<Record<string, string>>,
) => { readonly template: string; readonly text: string };

/**
 * Folds findings of one rule that differ in one part of their data only and stand at one place: the part then lists the others'
 * values, in the order of code units, and the finding carries what each of them would have been. Fixes are never folded.
 */
export function foldSamePlace(findings: readonly Finding[], fill: Fill): Finding[] {
  const places = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { at, messageId, severity, breaks, plugin, releases, fix } = finding;
    const key = JSON.stringify([at.file, at.start, at.end, messageId, severity, breaks, plugin, releases, fix]);
    const there = places.get(key);
    if (there) there.push(finding);
    else places.set(key, [finding]);
  }
  return [...places.values()].flatMap(there => (there.length === 1 || there[0]?.fix ? there : foldPlace(there, fill)));
}

function foldPlace(there: readonly Finding[], fill: Fill): Finding[] {
  const part = partThatDiffers(there);
  const alike = new Map<string, Map<string, Finding>>();
  for (const finding of there) {
    const rest = JSON.stringify(Object.entries(finding.data).filter(([name]) => name !== part));
    let group = alike.get(rest);
    if (!group) alike.set(rest, (group = new Map()));
    const value = part === undefined ? '' : (finding.data[part] ?? '');
    if (!group.has(value)) group.set(value, finding);
  }
  return [...alike.values()].flatMap(group => {
    const [head, ...others] = [...group].sort(([a], [b]) => compareText(a, b)).map(([, finding]) => finding);
    if (!head) return [];
    if (part === undefined || others.length === 0) return [head];
    const values = [head, ...others].map(one => one.data[part] ?? '');
    const { template } = fill(head.messageId, head.data);
    const data = { ...head.data, [part]: named(values, template.startsWith(`{${part}} `)) };
    return [{ ...head, data, message: fill(head.messageId, data).text, each: [head, ...others] }];
  });
}

/** The part of the data with the most values; `undefined` when none differs. */
function partThatDiffers(there: readonly Finding[]): string | undefined {
  let part: string | undefined;
  let most = 1;
  for (const name of Object.keys(there[0]?.data ?? {})) {
    const values = new Set(there.map(one => one.data[name])).size;
    if (values > most) [part, most] = [name, values];
  }
  return part;
}

/** `a and b`; `a, b, c, d and 8 more`. As a subject that a verb in the singular follows: `Each of a and b`. */
function named(values: readonly string[], subject: boolean): string {
  const shown = values.slice(0, values.length > MOST_NAMED + 1 ? MOST_NAMED : values.length);
  const rest = values.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return `${subject ? 'Each of ' : ''}${shown.join(', ')} and ${last ?? ''}`;
}
