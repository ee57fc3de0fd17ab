/** The view of a rule that reports, the command line and the documentation share: its words, without its check. */
import type { Severity } from '../finding.ts';
import { messageText, type Rule } from '../rule.ts';

export interface RuleMeta {
  /** `<limit>/<id>`: the name in reports and settings. */
  readonly name: string;
  readonly limit: string;
  /** The part after the limit; the file's name. */
  readonly id: string;
  readonly severity: Severity;
  /** Whether a finding means that the limit is broken. */
  readonly breaks: boolean;
  readonly since: string;
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  readonly source: { readonly sentence: string; readonly where: string };
  /** Message id → words, with `{placeholders}`. */
  readonly messages: Readonly<Record<string, string>>;
}

/** The shared view of a rule. */
export function ruleMeta(rule: Rule): RuleMeta {
  return {
    name: `${rule.limit}/${rule.id}`,
    limit: rule.limit,
    id: rule.id,
    severity: rule.severity,
    breaks: rule.breaks,
    since: rule.since,
    summary: rule.summary,
    why: rule.why,
    remedy: rule.remedy,
    source: rule.source,
    messages: Object.fromEntries(Object.entries(rule.messages).map(([id, words]) => [id, messageText(words)])),
  };
}
