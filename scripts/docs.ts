/** The pages of the rules, `docs/rules/`: derived from the rules, with what the linter says of their examples. */
import picocolors from 'picocolors';
import { docsPage, inlineCode } from '../src/derive/page.ts';
import { ruleMeta } from '../src/derive/meta.ts';
import { lintFiles } from '../src/example.ts';
import { prepareReaders } from '../src/readers.ts';
import { LIMITS } from '../src/host/netbox/policy.ts';
import { foldFindings } from '../src/report/fold.ts';
import { Places } from '../src/report/places.ts';
import { counted } from '../src/report/terminal.ts';
import { drawFinding } from '../src/report/text-finding.ts';
import type { InvalidExample, Rule } from '../src/rule.ts';

export interface Page {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The findings of an example as the text report draws them. */
function outputOf(rule: Rule, { files, netbox, options }: InvalidExample): string {
  const result = lintFiles(files, {
    rules: [rule],
    ...(netbox === undefined ? {} : { netbox }),
    ...(options === undefined ? {} : { options }),
  });
  const [crash] = result.crashes;
  if (crash !== undefined) throw new Error(`${rule.limit}/${rule.id}: ${crash.message}`);
  const context = { places: new Places(result), colors: picocolors.createColors(false), remedy: undefined };
  return foldFindings(result.findings)
    .map(folded => drawFinding(folded, { ...context, host: 'NetBox' }))
    .join('\n\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function indexPage(rules: readonly Rule[]): string {
  const blocks = [
    '# Rules',
    `${counted(rules.length, 'rule')}, by the limit that they serve. A finding of a rule that *breaks* its limit makes the verdict of the limit "broken", whatever its severity; \`plugin-lint explain RULE\` prints a page.`,
    ...LIMITS.flatMap(({ id, title, sentence, source }) => {
      const metas = rules.filter(({ limit }) => limit === id).map(ruleMeta);
      return [
        `## ${id}`,
        `${title}. NetBox's documentation: "${sentence}" (${source})`,
        [
          '| rule | severity | breaks | what it finds |',
          '| --- | --- | --- | --- |',
          ...metas.map(
            meta =>
              `| [${inlineCode(meta.id)}](${meta.name}.md) | ${meta.severity} | ${meta.breaks ? 'yes' : ''} | ${cell(meta.summary)} |`,
          ),
        ].join('\n'),
      ];
    }),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** All pages, the index first. */
export async function rulePages(rules: readonly Rule[]): Promise<readonly Page[]> {
  await prepareReaders();
  return [
    { path: 'docs/rules/README.md', text: indexPage(rules) },
    ...rules.map(rule => ({
      path: `docs/rules/${rule.limit}/${rule.id}.md`,
      text: docsPage(rule, example => outputOf(rule, example)),
    })),
  ];
}
