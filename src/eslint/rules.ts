/** The linter's rules in ESLint's shape: same ids, messages and places; one derivation for all of them. */
import { optionsSchema } from '../derive/options-schema.ts';
import { messageText } from '../rule.ts';
import { LineIndex } from '../source.ts';
import { checkFile } from './package-cache.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { Checked } from './package-cache.ts';
import type { DocumentNode } from './language.ts';

/** What is used of ESLint's rule context; typed here, so that ESLint is not needed at build time. */
interface Context {
  readonly physicalFilename?: string;
  readonly filename: string;
  readonly sourceCode: { readonly text: string };
  report(descriptor: {
    readonly loc: { readonly start: Place; readonly end: Place };
    readonly messageId: string;
    readonly data: Readonly<Record<string, string>>;
  }): void;
}
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Files that the preset's languages cover; findings elsewhere are shown in the packaging file. */
const LINTED = /\.(py|html|sql)$|(^|\/)pyproject\.toml$/;

/** Where findings about files that ESLint does not see are shown. */
function packagingFile({ pkg }: Checked): string | undefined {
  return ['pyproject.toml', 'setup.py'].find(name => pkg.files.has(name));
}

function findingsFor(rule: string, checked: Checked): { finding: Finding; elsewhere: boolean }[] {
  const home = packagingFile(checked);
  return checked.result.findings.flatMap((finding): { finding: Finding; elsewhere: boolean }[] => {
    if (finding.rule !== rule) return [];
    const seen = LINTED.test(finding.at.file) && checked.pkg.files.has(finding.at.file);
    if (seen) return finding.at.file === checked.file ? [{ finding, elsewhere: false }] : [];
    return checked.file === home ? [{ finding, elsewhere: true }] : [];
  });
}

/** `{name}` of our messages in ESLint's notation. */
const toEslint = (text: string): string => text.replace(/\{(\w+)\}/g, '{{ $1 }}');

/** A rule of ours as a rule of ESLint. */
export function eslintRule(rule: Rule) {
  const id = `${rule.limit}/${rule.id}`;
  const messages: Record<string, string> = Object.fromEntries(
    Object.entries(rule.messages).flatMap(([name, message]) => {
      const text = toEslint(messageText(message));
      return [
        [name, text],
        [`${name}Elsewhere`, `{{ place__ }}: ${text}`],
      ];
    }),
  );
  return {
    meta: {
      type: 'problem',
      languages: ['plugin-lint/*'],
      docs: { description: rule.summary, recommended: rule.severity !== 'info' },
      messages,
      schema: [optionsSchema(rule)],
    },
    create(context: Context) {
      return {
        Document(_node: DocumentNode) {
          const path = context.physicalFilename ?? context.filename;
          const checked = checkFile(path, context.sourceCode.text);
          if (!checked) return;
          const lines = new LineIndex(context.sourceCode.text);
          for (const { finding, elsewhere } of findingsFor(id, checked)) {
            if (!elsewhere) {
              const loc = { start: lines.position(finding.at.start), end: lines.position(finding.at.end) };
              context.report({ loc, messageId: finding.messageId, data: finding.data });
              continue;
            }
            const text = checked.result.source(finding.at.file) ?? '';
            const place = `${finding.at.file}:${new LineIndex(text).position(finding.at.start).line}`;
            const top = { line: 1, column: 1 };
            context.report({
              loc: { start: top, end: top },
              messageId: `${finding.messageId}Elsewhere`,
              data: { ...finding.data, place__: place },
            });
          }
        },
      };
    },
  } as const;
}
