/** Templates (blocks, parents, origin), template tag libraries, static files, management commands. */
import { join } from 'node:path';
import type { Expression } from '../../../python/index.ts';
import { dotted, keyword, text } from './constant.ts';
import type { Modules } from './modules.ts';
import { readText, walk, type Tree } from './tree.ts';

export interface SourceTemplate {
  readonly path: string;
  readonly origin: 'project' | 'app';
  readonly blocks: ReadonlySet<string>;
  readonly parents: ReadonlySet<string>;
}

/** Django's own lexer splits at these (django/template/base.py, tag_re); comments hide what is in them. */
const HIDDEN = /\{#.*?#\}|\{%\s*(comment|verbatim)(?:\s[^%]*)?%\}[\s\S]*?\{%\s*end\1(?:\s[^%]*)?%\}/g;
const BLOCK = /\{%-?\s*block\s+([^\s%]+)\s*%\}/g;
const EXTENDS = /\{%\s*extends\s+(?:'([^']+)'|"([^"]+)")\s*%\}/g;

/** The project's templates, then those in the apps' own `templates` directories. */
export function readTemplates(tree: Tree): SourceTemplate[] {
  const out: SourceTemplate[] = [];
  const add = (file: string, path: string, origin: SourceTemplate['origin']): void => {
    const source = (readText(file) ?? '').replace(HIDDEN, '');
    const blocks = new Set([...source.matchAll(BLOCK)].map(match => match[1] ?? ''));
    const parents = new Set([...source.matchAll(EXTENDS)].map(match => match[1] ?? match[2] ?? ''));
    out.push({ path, origin, blocks, parents });
  };
  for (const file of walk(tree.base, 'templates'))
    add(join(tree.base, file), file.slice('templates/'.length), 'project');
  for (const file of tree.files) {
    const match = /^[^/]+\/templates\/(.+)$/.exec(file);
    if (match?.[1] !== undefined && !file.startsWith('templates/')) add(join(tree.code, file), match[1], 'app');
  }
  return out;
}

export interface SourceLibrary {
  /** Name as in `{% load name %}`: the module path below `templatetags`, dotted. */
  readonly name: string;
  readonly module: string;
  readonly tags: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

/** Modules that register tags or filters with a `template.Library()`. */
export function readLibraries(modules: Modules): SourceLibrary[] {
  const out: SourceLibrary[] = [];
  for (const [module, source] of modules.byName) {
    const match = /^[^.]+\.templatetags\.(.+)$/.exec(module);
    if (match?.[1] === undefined) continue;
    const tags = new Set<string>();
    const filters = new Set<string>();
    const register = (call: Expression, named: string | null): void => {
      const [callee, options] = call.type === 'Call' ? [call.func, call] : [call, null];
      const method = dotted(callee);
      if (method === null || !method.startsWith('register.')) return;
      const given = options ? (text(keyword(options, 'name')) ?? text(options.args[0])) : null;
      // @register.tag('name') and @register.filter('name') name by position; inclusion_tag's first argument is the template.
      const byPosition = method === 'register.tag' || method === 'register.filter';
      const explicit = byPosition ? given : options ? text(keyword(options, 'name')) : null;
      const name = explicit ?? named;
      if (name === null) return;
      if (method === 'register.filter') filters.add(name);
      else if (/^register\.(?:tag|simple_tag|inclusion_tag|simple_block_tag)$/.test(method)) tags.add(name);
    };
    let registers = false;
    for (const statement of source.tree.body) {
      if (statement.type === 'FunctionDef') {
        for (const decorator of statement.decorator_list) register(decorator, statement.name);
      } else if (statement.type === 'Expr' && statement.value.type === 'Call') {
        const call = statement.value;
        // register.tag('name', compile), register.filter('name', f), register.filter(name='name', …)
        const callee = dotted(call.func);
        const last = callee === null ? null : dotted(call.args.at(-1));
        register(call, last === null ? null : last.slice(last.lastIndexOf('.') + 1));
      } else if (statement.type === 'Assign' && statement.targets.some(target => dotted(target) === 'register')) {
        registers = true;
      }
    }
    if (registers) out.push({ name: match[1], module, tags, filters });
  }
  return out;
}

/** Management commands: name → module; a later app's command of the same name is the one that loses. */
export function readCommands(tree: Tree): (readonly [name: string, module: string])[] {
  return tree.files.flatMap((file): (readonly [string, string])[] => {
    const match = /^([^/]+)\/management\/commands\/([a-z]\w*)\.py$/.exec(file);
    return match?.[2] === undefined ? [] : [[match[2], file.slice(0, -3).replaceAll('/', '.')]];
  });
}

/** Static files as `collectstatic` would place them: STATICFILES_DIRS, then `static` directories of apps. */
export function readStatic(tree: Tree, dirs: readonly (readonly [prefix: string, path: string])[]): string[] {
  const out = new Set<string>();
  for (const [prefix, folder] of dirs) {
    // The rendered documentation is a build product; a wheel has it, a checkout does not.
    if (prefix === 'docs/') continue;
    for (const file of walk(tree.base, folder)) out.add(prefix + file.slice(folder.length + 1));
  }
  for (const file of tree.files) {
    const match = /^[^/]+\/static\/(.+)$/.exec(file);
    if (match?.[1] !== undefined) out.add(match[1]);
  }
  return [...out];
}
