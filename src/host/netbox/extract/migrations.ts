/** Migrations: names, the ones that a squash replaces, literal dependencies. */
import { join } from 'node:path';
import { parsePython } from '../../../python/index.ts';
import { classAttribute } from './classes.ts';
import { elements, text } from './constant.ts';
import { readText, type Tree } from './tree.ts';

export interface SourceMigration {
  /** Package that holds the `migrations` package: `dcim`. */
  readonly package: string;
  readonly name: string;
  readonly replaces: readonly (readonly [string, string])[];
  readonly dependencies: readonly (readonly [string, string])[];
}

/** Migration modules of all packages: Django takes every module there whose name starts with neither `_` nor `~`. */
export function readMigrations(tree: Tree): SourceMigration[] {
  return tree.files.flatMap((file): SourceMigration[] => {
    const match = /^(.+)\/migrations\/([a-zA-Z0-9]\w*)\.py$/.exec(file);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    const parsed = parsePython(readText(join(tree.code, file)) ?? '');
    const migration = parsed.tree.body.find(item => item.type === 'ClassDef' && item.name === 'Migration');
    if (migration?.type !== 'ClassDef') return [];
    const pairs = (name: string): (readonly [string, string])[] =>
      elements(classAttribute(migration, name)).flatMap((item): (readonly [string, string])[] => {
        const [app, other] = elements(item).map(part => text(part));
        return app && other ? [[app, other]] : [];
      });
    const name = match[2];
    const replaces = pairs('replaces');
    return [{ package: match[1].replaceAll('/', '.'), name, replaces, dependencies: pairs('dependencies') }];
  });
}
