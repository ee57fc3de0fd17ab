/** Rule names and severities as people write them: on the command line now, in the config file later. */
import { SEVERITIES, type Severity } from '../finding.ts';
import { didYouMean, nearest } from './nearest.ts';

export type RuleSeverity = Severity | 'off';

/** What a rule can be set to. */
export const RULE_SEVERITIES = [...SEVERITIES, 'off'] as const satisfies readonly RuleSeverity[];

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const isRuleSeverity = (text: string): text is RuleSeverity => RULE_SEVERITIES.some(severity => severity === text);

/**
 * Finds a rule by `<limit>/<id>`, or by `<id>` alone when only one limit has it.
 * @param ids all known `<limit>/<id>`
 */
export function findRule(name: string, ids: readonly string[]): Parsed<string> {
  if (ids.includes(name)) return { ok: true, value: name };
  const short = (id: string): string => id.slice(id.indexOf('/') + 1);
  const matches = ids.filter(id => short(id) === name);
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return { ok: true, value: only };
  if (only !== undefined) {
    return { ok: false, problem: `rule "${name}" is ambiguous: say ${matches.map(id => `"${id}"`).join(' or ')}.` };
  }
  // A bare id is compared with bare ids, so that a missing limit does not count as an edit.
  const near = name.includes('/') ? nearest(name, ids) : ids.find(id => short(id) === nearest(name, ids.map(short)));
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return { ok: false, problem: `unknown rule "${name}".${hint} \`plugin-lint rules\` lists all.` };
}

/** Parses `<rule>=<severity>` of `--rule`. The rule comes back as `<limit>/<id>`. */
export function parseRuleSetting(
  text: string,
  ids: readonly string[],
): Parsed<{ readonly rule: string; readonly severity: RuleSeverity }> {
  const equals = text.lastIndexOf('=');
  const choices = RULE_SEVERITIES.join(', ');
  if (equals <= 0) {
    return { ok: false, problem: `--rule wants <rule>=<severity>, not "${text}"; a severity is one of ${choices}.` };
  }
  const rule = findRule(text.slice(0, equals).trim(), ids);
  if (!rule.ok) return { ok: false, problem: `--rule: ${rule.problem}` };
  const severity = text.slice(equals + 1).trim();
  if (isRuleSeverity(severity)) return { ok: true, value: { rule: rule.value, severity } };
  return {
    ok: false,
    problem: `--rule: unknown severity "${severity}" for ${rule.value}; one of ${choices}.${didYouMean(severity, RULE_SEVERITIES)}`,
  };
}
