/**
 * A rule as a SARIF `reportingDescriptor` (SARIF 2.1.0 §3.49), with the properties that GitHub code scanning reads. Without
 * `messageStrings`: results carry their messages in full.
 */
import type { Severity } from '../finding.ts';
import type { RuleMeta } from './meta.ts';

export interface SarifDescriptor {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: SarifLevel };
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
}

export type SarifLevel = 'error' | 'warning' | 'note';

/** SARIF §3.27.10: what we call `info` is a `note`. */
export const SARIF_LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  SarifLevel
>;

/** GitHub's `problem.severity` of a rule. */
const PROBLEM_SEVERITY = { error: 'error', warning: 'warning', info: 'recommendation' } as const satisfies Record<
  Severity,
  string
>;

/** How sure a rule is, in GitHub's terms: an error is certain by definition. */
const PRECISION = { error: 'very-high', warning: 'high', info: 'medium' } as const satisfies Record<Severity, string>;

/**
 * GitHub's `security-severity` (a CVSS-like score as text), for rules that break a limit only: a plugin that reaches past its
 * limits changes what the host's access control and its operators rely on. High is ≥ 7.0, medium ≥ 4.0.
 */
const SECURITY_SEVERITY = { error: '7.0', warning: '5.0', info: '3.0' } as const satisfies Record<Severity, string>;

const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Address of a rule's page below the project's home page; `undefined` while there is none. */
export function helpUri(homepage: string, rule: string): string | undefined {
  if (homepage === '') return undefined;
  const base = homepage.replace(/#.*$/, '').replace(/\/+$/, '');
  const pages = /^https:\/\/github\.com\//.test(base) ? `${base}/blob/main/docs/rules` : `${base}/docs/rules`;
  return `${pages}/${rule}.md`;
}

function helpMarkdown(meta: RuleMeta): string {
  return [
    `# ${meta.name}`,
    meta.summary,
    '## Why',
    meta.why,
    '## What to do',
    meta.remedy,
    '## Source',
    `> ${meta.source.sentence}`,
    `— ${meta.source.where}`,
  ].join('\n\n');
}

/** @param homepage `homepage` of package.json; empty while there is none */
export function sarifDescriptor(meta: RuleMeta, homepage: string): SarifDescriptor {
  const uri = helpUri(homepage, meta.name);
  return {
    id: meta.name,
    name: pascalCase(meta.name),
    shortDescription: { text: meta.summary },
    fullDescription: { text: meta.why },
    help: {
      text: `${meta.summary}\n\nWhy: ${meta.why}\n\nWhat to do: ${meta.remedy}\n\nSource: "${meta.source.sentence}" (${meta.source.where})`,
      markdown: helpMarkdown(meta),
    },
    ...(uri === undefined ? {} : { helpUri: uri }),
    defaultConfiguration: { level: SARIF_LEVEL[meta.severity] },
    properties: {
      tags: [...(meta.breaks ? ['security'] : []), 'netbox', meta.limit],
      precision: PRECISION[meta.severity],
      'problem.severity': PROBLEM_SEVERITY[meta.severity],
      ...(meta.breaks ? { 'security-severity': SECURITY_SEVERITY[meta.severity] } : {}),
    },
  };
}
