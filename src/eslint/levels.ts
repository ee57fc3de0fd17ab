/**
 * How loudly a finding is shown. ESLint has one level for a rule; ours may find graver and lighter things, so a processor lowers the
 * level of single messages after ESLint has made them. It never raises one, so that what a user sets for a rule holds.
 */
import { atLeast } from '../finding.ts';
import type { Severity } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** ESLint's levels of a message; 0 is not shown. */
type Level = 0 | 1 | 2;

const LEVELS = {
  recommended: { error: 2, warning: 1, info: 0 },
  strict: { error: 2, warning: 2, info: 1 },
} as const satisfies Record<string, Record<Severity, Level>>;

export type ConfigName = keyof typeof LEVELS;

/** What is used of a message of ESLint. */
interface Message {
  readonly ruleId: string | null;
  readonly messageId?: string;
  readonly line: number;
  readonly column: number;
  severity: number;
}

/** Findings of the file that was linted last: ESLint runs the rules of a file and the processor in one go. */
let last: { readonly file: string; readonly severities: Map<string, Severity> } | undefined;

const keyOf = (rule: string, messageId: string, line: number, column: number): string =>
  [rule, messageId, line, column].join(' ');

/** Remembers how grave a reported finding is. */
export function remember(
  file: string,
  { rule, messageId, line, column }: { rule: string; messageId: string; line: number; column: number },
  severity: Severity,
): void {
  if (last?.file !== file) last = { file, severities: new Map() };
  const key = keyOf(rule, messageId, line, column);
  const known = last.severities.get(key);
  if (known === undefined || atLeast(severity, known)) last.severities.set(key, severity);
}

/** The gravest finding that a rule makes, as far as its words and examples tell. */
function gravest(rule: Rule): Severity {
  const all = [
    rule.severity,
    ...Object.values(rule.messages).map(message => (typeof message === 'string' ? undefined : message.severity)),
    ...rule.invalid.flatMap(({ reports }) => reports.map(({ severity }) => severity)),
  ];
  return (['error', 'warning'] as const).find(severity => all.includes(severity)) ?? 'info';
}

/** The level of a rule in a config of the preset. */
export function levelOf(rule: Rule, config: ConfigName): 'error' | 'warn' | 'off' {
  return (['off', 'warn', 'error'] as const)[LEVELS[config][gravest(rule)]];
}

/** A processor of ESLint for a config of the preset. */
export function levelProcessor(name: string, version: string, config: ConfigName) {
  return {
    meta: { name: `${name}/${config}`, version },
    supportsAutofix: true,
    preprocess: (text: string): string[] => [text],
    postprocess(lists: readonly (readonly Message[])[], file: string): Message[] {
      const severities = last?.file === file ? last.severities : new Map<string, Severity>();
      last = undefined;
      return lists.flat().flatMap(message => {
        const { ruleId, messageId = '', line, column } = message;
        const severity = severities.get(keyOf(ruleId ?? '', messageId, line, column));
        if (severity === undefined) return [message];
        const level = Math.min(message.severity, LEVELS[config][severity]);
        return level === 0 ? [] : [{ ...message, severity: level }];
      });
    },
  };
}
