/** The linter's rules in ESLint's shape: same ids, messages and places; one derivation for all of them. */
import { TOOL } from '../cli/tool.ts';
import { optionsSchema } from '../derive/options-schema.ts';
import { helpUri } from '../derive/sarif-descriptor.ts';
import { messageText } from '../rule.ts';
import { LineIndex } from '../source.ts';
import { isLinted } from './files.ts';
import { remember } from './levels.ts';
import { checkFile } from './package-cache.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { DocumentNode } from './language.ts';
import type { Checked, World } from './package-cache.ts';

/** What is used of ESLint's rule context; typed here, so that ESLint is not needed at build time. */
interface Context {
  /** The rule as the config names it. */
  readonly id: string;
  readonly physicalFilename?: string;
  readonly filename: string;
  readonly options: readonly Readonly<Record<string, unknown>>[];
  readonly sourceCode: { readonly text: string };
  report(descriptor: {
    readonly loc: { readonly start: Place; readonly end: Place };
    readonly messageId: string;
    readonly data: Readonly<Record<string, string>>;
    readonly suggest?: readonly Suggestion[];
  }): void;
}
interface Place {
  readonly line: number;
  readonly column: number;
}
interface Suggestion {
  readonly messageId: 'fix__';
  readonly data: { readonly fix__: string };
  fix(fixer: { replaceTextRange(range: readonly [number, number], text: string): unknown }): unknown;
}

/** What the rules of one file share: ESLint creates all of them before it runs the first. */
interface Session {
  readonly active: Map<string, Readonly<Record<string, unknown>>>;
  /** Set by the first rule that runs. */
  findings?: readonly Shown[];
}

/** A finding that is shown in a file; in another one than its own when ESLint does not see that. */
interface Shown {
  readonly finding: Finding;
  /** `setup.cfg:12`; absent when the finding is in the file itself. */
  readonly elsewhere?: string;
  readonly loc: { readonly start: Place; readonly end: Place };
}

const sessions = new WeakMap<object, Session>();

function sessionOf(sourceCode: object): Session {
  let session = sessions.get(sourceCode);
  if (!session) sessions.set(sourceCode, (session = { active: new Map() }));
  return session;
}

/** The file in which findings are shown that are in none that ESLint sees: the packaging file, else the topmost module. */
function homeOf({ pkg }: Checked): string | undefined {
  const packaging = ['pyproject.toml', 'setup.py'].find(name => pkg.files.has(name));
  if (packaging !== undefined) return packaging;
  const depth = (path: string): number => path.split('/').length;
  return [...pkg.files.values()]
    .filter(file => file.installPath !== null && /(^|\/)__init__\.py$/.test(file.path))
    .map(file => file.path)
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))[0];
}

function shownIn(checked: Checked): readonly Shown[] {
  const { result, pkg, file } = checked;
  const isHome = file === homeOf(checked);
  const indexes = new Map<string, LineIndex>();
  const indexOf = (path: string): LineIndex => {
    let index = indexes.get(path);
    if (!index) indexes.set(path, (index = new LineIndex(result.source(path) ?? '')));
    return index;
  };
  return result.findings.flatMap((finding): Shown[] => {
    const { at } = finding;
    if (at.file === file) {
      const index = indexOf(file);
      return [{ finding, loc: { start: index.position(at.start), end: index.position(at.end) } }];
    }
    if (!isHome || (isLinted(at.file) && pkg.files.has(at.file))) return [];
    const top = { line: 1, column: 1 };
    const elsewhere = `${at.file}:${indexOf(at.file).position(at.start).line}`;
    return [{ finding, elsewhere, loc: { start: top, end: top } }];
  });
}

function suggestions({ finding, elsewhere }: Shown): readonly Suggestion[] {
  const { fix, at } = finding;
  if (!fix || elsewhere !== undefined || fix.at.file !== at.file) return [];
  return [
    {
      messageId: 'fix__',
      data: { fix__: fix.description },
      fix: fixer => fixer.replaceTextRange([fix.at.start, fix.at.end], fix.text),
    },
  ];
}

/** `{name}` of our messages in ESLint's notation. */
const toEslint = (text: string): string => text.replace(/\{(\w+)\}/g, '{{ $1 }}');

/** A rule of ours as a rule of ESLint. */
export function eslintRule(rule: Rule, world: World) {
  const id = `${rule.limit}/${rule.id}`;
  const url = helpUri(TOOL.homepage, id);
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
      languages: [`${TOOL.name}/*`],
      docs: {
        description: rule.summary,
        recommended: rule.severity !== 'info',
        ...(url === undefined ? {} : { url }),
      },
      hasSuggestions: true,
      messages: { ...messages, fix__: '{{ fix__ }}.' },
      schema: [optionsSchema(rule)],
    },
    create(context: Context) {
      const { sourceCode } = context;
      const path = context.physicalFilename ?? context.filename;
      const session = sessionOf(sourceCode);
      session.active.set(id, context.options[0] ?? {});
      return {
        Document(_node: DocumentNode) {
          if (!session.findings) {
            const checked = checkFile(path, sourceCode.text, session.active, world);
            session.findings = checked ? shownIn(checked) : [];
          }
          for (const shown of session.findings) {
            const { finding, elsewhere, loc } = shown;
            if (finding.rule !== id) continue;
            const messageId = elsewhere === undefined ? finding.messageId : `${finding.messageId}Elsewhere`;
            remember(path, { rule: context.id, messageId, ...loc.start }, finding.severity);
            context.report({
              loc,
              messageId,
              data: elsewhere === undefined ? finding.data : { ...finding.data, place__: elsewhere },
              suggest: suggestions(shown),
            });
          }
        },
      };
    },
  } as const;
}
