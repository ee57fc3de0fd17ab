/** Which files of a package the preset gives to ESLint, by language; glob patterns relative to the config file. */
import picomatch from 'picomatch';

export const FILES = {
  python: ['**/*.py'],
  template: ['**/templates/**/*.html'],
  sql: ['**/*.sql'],
  toml: ['**/pyproject.toml'],
} as const satisfies Record<string, readonly string[]>;

const matches = picomatch(Object.values(FILES).flat(), { dot: true });

/** Whether a file has a language of the preset. `file` is relative to the package's root, with `/`. */
export function isLinted(file: string): boolean {
  return matches(file);
}
