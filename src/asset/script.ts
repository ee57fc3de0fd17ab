/** JavaScript and TypeScript text → the facts that rules need. The TypeScript compiler (of ts-morph) is loaded only when a text may matter. */
import { createRequire } from 'node:module';
import type { ts } from 'ts-morph';
import type { ParsedScript, ScriptOptions, ScriptProblem } from './facts.ts';
import { Operations } from './operations.ts';
import { originOf } from './origin.ts';
import { Scopes } from './scopes.ts';
import { Values } from './values.ts';

type Ts = typeof ts;

/** Larger texts are not read; in UTF-16 units. Nobody writes such a file by hand. */
const MAX_SCRIPT = 1024 * 1024;

/**
 * Words without which a script can have no facts. Cheap: it decides whether the compiler, which takes half a second to
 * load, is needed at all.
 */
const MATTERS =
  /\b(?:remove|removeChild|replaceWith|replaceChild|replaceChildren|replaceAll|detach|empty|unwrap|hide|fadeOut|slideUp|innerHTML|outerHTML|innerText|outerText|textContent|srcdoc|hidden|inert|disabled|style|cssText|classList|className|addClass|toggleClass|css|html|insertRule|setAttribute|toggleAttribute|removeAttribute|attr|prop|href|action|formAction|dataset|onclick|onsubmit|write|writeln|fetch|XMLHttpRequest|ajax|axios|htmx|sendBeacon|WebSocket|EventSource|Request|location|open|window|globalThis|self|localStorage|sessionStorage|customElements|console|prototype|defineProperty|ajaxSetup|ajaxPrefilter|jQuery|document)\b|\$\.|["'`]\/[A-Za-z]|^\s*[A-Za-z_$][\w$.]*\s*=[^=]/m;

/** False when a script certainly has no facts, so that it need not be parsed. */
export function scriptMayMatter(text: string): boolean {
  return MATTERS.test(text);
}

let library: Ts | undefined;

function load(): Ts {
  // require() is typed as any; the module is what its types say.
  library ??= (createRequire(import.meta.url)('ts-morph') as typeof import('ts-morph')).ts;
  return library;
}

const NOTHING: ParsedScript = { facts: [], ids: [], classes: [], problems: [] };

/** Reads a script. Never throws: syntax errors are problems, and what is no hand-written source is said to be skipped. */
export function parseScript(text: string, options: ScriptOptions = {}): ParsedScript {
  if (text.length > MAX_SCRIPT) return { skipped: 'too-large' };
  const origin = originOf(text, options.path);
  if (origin !== 'source') return { skipped: origin };
  if (!scriptMayMatter(text)) return NOTHING;
  try {
    return read(load(), text, options);
  } catch (error) {
    // The compiler is recursive and has no bound of its own; nothing is left behind in it.
    if (error instanceof RangeError) return { skipped: 'too-deep' };
    throw error;
  }
}

function read(t: Ts, text: string, options: ScriptOptions): ParsedScript {
  const language = options.language ?? 'js';
  const kinds = { js: t.ScriptKind.JS, jsx: t.ScriptKind.JSX, ts: t.ScriptKind.TS, tsx: t.ScriptKind.TSX };
  const file = t.createSourceFile(
    `script.${language}`,
    text,
    { languageVersion: t.ScriptTarget.Latest },
    true,
    kinds[language],
  );
  const scopes = new Scopes(t, file);
  const values = new Values(t, scopes, { filler: options.filler, ownThis: options.kind === 'handler' });
  const operations = new Operations(t, values, scopes);
  operations.visit(file);
  const facts = operations.facts.sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
  );
  return {
    facts,
    ids: [...operations.ids].sort(),
    classes: [...operations.classes].sort(),
    problems: problemsOf(t, file, options.kind),
  };
}

/** TypeScript's code for a `return` outside of a function, which is fine in a handler. */
const RETURN_OUTSIDE = 1108;

function problemsOf(t: Ts, file: ts.SourceFile, kind: ScriptOptions['kind']): ScriptProblem[] {
  // Kept on every source file, but not in the public types: a program would have to be made to ask for them.
  const { parseDiagnostics = [] } = file as { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  return parseDiagnostics
    .filter(({ code }) => kind !== 'handler' || code !== RETURN_OUTSIDE)
    .map(({ messageText, start, length }) => ({
      message: t.flattenDiagnosticMessageText(messageText, '\n'),
      start,
      end: start + length,
    }));
}
