/** What a package's author says about settings in comments beside the declaration. */
import { LineIndex } from '../source.ts';
import type { OwnModule } from '../program/index.ts';
import type { Span } from '../source.ts';

/** Gives the comment on a place: on the lines right above it, or else at the end of its line; `undefined` without one. */
export function commentFinder(modules: ReadonlyMap<string, OwnModule>): (at: Span) => string | undefined {
  const files = new Map([...modules.values()].map(module => [module.file, module]));
  const read = new Map<string, FileComments>();
  return at => {
    const module = files.get(at.file);
    if (!module) return undefined;
    let comments = read.get(at.file);
    if (!comments) read.set(at.file, (comments = commentsOf(module)));
    const { line } = comments.index.position(at.start);
    const above: string[] = [];
    for (let before = line - 1; ; before--) {
      const text = comments.alone.get(before);
      if (text === undefined) break;
      above.unshift(text);
    }
    const words = above.join(' ').trim();
    return words === '' ? comments.trailing.get(line) : words;
  };
}

interface FileComments {
  readonly index: LineIndex;
  /** Line → text of a comment that has the line for itself. */
  readonly alone: ReadonlyMap<number, string>;
  /** Line → text of a comment after code. */
  readonly trailing: ReadonlyMap<number, string>;
}

function commentsOf(module: OwnModule): FileComments {
  const index = new LineIndex(module.text);
  const alone = new Map<number, string>();
  const trailing = new Map<number, string>();
  for (const comment of module.parsed.comments) {
    const text = module.text
      .slice(comment.start, comment.end)
      .replace(/^#[#:!\s]*/, '')
      .trim();
    if (!isProse(text)) continue;
    const { line, column } = index.position(comment.start);
    const before = module.text.slice(comment.start - column + 1, comment.start);
    (before.trim() === '' ? alone : trailing).set(line, text);
  }
  return { index, alone, trailing };
}

/** Neither code that is switched off, nor a word to a tool, nor a ruler. */
function isProse(text: string): boolean {
  if (!/\p{L}/u.test(text)) return false;
  if (/^(?:noqa|type:|pylint|fmt:|pragma|ruff|isort|mypy|plugin-lint|todo\b|fixme\b)/i.test(text)) return false;
  return !/^(?:['"][^'"]*['"]\s*:|[\])}],?$|\w+\s*=\s*\S|from\s+\S+\s+import\b|import\s)/.test(text);
}
