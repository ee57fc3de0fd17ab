/** One comparison of ours with CPython's answer, for a file or a piece of source. */
import { createHash } from 'node:crypto';
import { decodePython, parsePython } from '../../src/python/index.ts';
import type { PythonProblem } from '../../src/python/index.ts';
import { canonical } from './canonical.ts';
import type { Python, Request } from './python.ts';
import { askPython } from './python.ts';

export interface Subject {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly request: Request;
}

export interface Difference {
  readonly name: string;
  readonly kind: 'tree' | 'only we refuse' | 'only CPython refuses';
  readonly detail: string;
}

export interface Comparison {
  readonly files: number;
  readonly bytes: number;
  readonly refusedByUs: number;
  readonly refusedByPython: number;
  readonly differences: readonly Difference[];
  /** Files that need a Python newer than the one compared with. */
  readonly newer: number;
  /** Files whose trees differ only in characters written as `\N{…}`, which we leave undecoded. */
  readonly named: number;
  /** Megabytes (10⁶) a second, of parsing alone. */
  readonly ourSpeed: number;
  readonly pythonSpeed: number;
}

interface OurAnswer {
  readonly problems: readonly PythonProblem[];
  readonly canonical: string;
  readonly floor: readonly number[];
  readonly seconds: number;
}

function ours(bytes: Uint8Array): OurAnswer {
  const began = process.hrtime.bigint();
  const { text, problems: decoding } = decodePython(bytes);
  const parsed = parsePython(text);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const problems = [...decoding, ...parsed.problems];
  const versions = parsed.needs.map(need => need.version).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    problems,
    canonical: problems.length === 0 ? canonical(parsed.tree, text) : '',
    floor: versions.at(-1) ?? [3, 6],
    seconds,
  };
}

/** Compares in order; all of a run's subjects are asked about in one process, those that differ once more in full. */
export function compare(python: Python, subjects: readonly Subject[]): Comparison {
  const answers = askPython(
    python,
    subjects.map(subject => subject.request),
  );
  const differences: Difference[] = [];
  const unlike: { subject: Subject; canonical: string }[] = [];
  const total = { bytes: 0, refusedByUs: 0, refusedByPython: 0, newer: 0, named: 0, ourSeconds: 0, pythonSeconds: 0 };
  subjects.forEach((subject, index) => {
    const answer = answers[index];
    if (!answer) return;
    const our = ours(subject.bytes);
    total.bytes += subject.bytes.length;
    total.ourSeconds += our.seconds;
    total.pythonSeconds += answer.seconds;
    const problem = our.problems[0];
    if (problem) total.refusedByUs++;
    if (!answer.ok) total.refusedByPython++;
    if (!answer.ok && !problem) {
      // `field … is required` is a bug of 3.12 with `f'{x:{y=}}'`: it builds a tree and then cannot give it out.
      if ((our.floor[1] ?? 0) > (python.version[1] ?? 0) || answer.message.startsWith('field ')) total.newer++;
      else differences.push({ name: subject.name, kind: 'only CPython refuses', detail: answer.message });
    } else if (answer.ok && problem) {
      differences.push({
        name: subject.name,
        kind: 'only we refuse',
        detail: `${problem.message} at ${problem.start}`,
      });
    } else if (answer.ok && createHash('sha256').update(our.canonical).digest('hex') !== answer.sha256) {
      unlike.push({ subject, canonical: our.canonical });
    }
  });
  const full = askPython(
    python,
    unlike.map(({ subject }) => ({ ...subject.request, full: true })),
  );
  unlike.forEach((item, index) => {
    const answer = full[index];
    if (!answer?.ok || answer.text === undefined) return;
    const detail = firstDifference(item.canonical, answer.text);
    if (detail === null) total.named++;
    else differences.push({ name: item.subject.name, kind: 'tree', detail });
  });
  return {
    files: subjects.length,
    bytes: total.bytes,
    refusedByUs: total.refusedByUs,
    refusedByPython: total.refusedByPython,
    differences,
    newer: total.newer,
    named: total.named,
    ourSpeed: total.bytes / 1e6 / total.ourSeconds,
    pythonSpeed: total.bytes / 1e6 / total.pythonSeconds,
  };
}

/** The first line that differs, both ways and with its node; `null` when only characters named with `\N{…}` do. */
export function firstDifference(our: string, theirs: string): string | null {
  const ourLines = our.split('\n');
  const theirLines = theirs.split('\n');
  for (let i = 0; i < Math.max(ourLines.length, theirLines.length); i++) {
    const a = ourLines[i];
    const b = theirLines[i];
    if (a === b || (a !== undefined && b !== undefined && namedAlike(a, b))) continue;
    return `after ${ourLines[i - 1] ?? 'the start'}: ours ${a ?? 'ends'} | CPython ${b ?? 'ends'}`;
  }
  return null;
}

/** Equal but for U+FFFD in ours, which may be any character (one or two UTF-16 units) in CPython's. */
function namedAlike(our: string, theirs: string): boolean {
  if (!our.includes('\\ufffd')) return false;
  const escaped = our.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\\\ufffd', '(?:\\\\u[0-9a-f]{4}){0,4}.?');
  return new RegExp(`^${escaped}$`).test(theirs);
}
