/** Linting files in memory: rules' examples and tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { checkPackage } from './check.ts';
import { loadNetBox } from './host/netbox/netbox.ts';
import { packageFromFiles } from './package/index.ts';
import type { NetBoxHost } from './host/netbox/netbox.ts';
import type { PackageResult } from './result.ts';
import type { ExampleFiles, Rule } from './rule.ts';

let base: Readonly<Record<string, string>> | undefined;
let host: NetBoxHost | undefined;

const BASE = new URL('../fixtures/base/', import.meta.url);

/** The files of the clean plugin that examples are laid over, by path. */
export function baseFiles(): Readonly<Record<string, string>> {
  if (base) return base;
  const files: Record<string, string> = {};
  for (const entry of readdirSync(BASE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = `${entry.parentPath.replaceAll('\\', '/')}/${entry.name}`;
    const path = full.slice(full.indexOf('fixtures/base/') + 'fixtures/base/'.length).replace(/^\/+/, '');
    // The report that is expected of the fixture is no file of the plugin.
    if (path !== 'expected.txt') files[path] = readFileSync(full, 'utf8');
  }
  base = files;
  return files;
}

export interface ExampleOptions {
  readonly rules: readonly Rule[];
  readonly netbox?: string;
  /** Options of the one rule that is run. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Lints files laid over the clean base; `null` takes a file of the base away. */
export function lintFiles(files: ExampleFiles, options: ExampleOptions): PackageResult {
  const merged: Record<string, string> = { ...baseFiles() };
  for (const [path, text] of Object.entries(files)) {
    if (text === null) Reflect.deleteProperty(merged, path);
    else merged[path] = text;
  }
  host ??= loadNetBox();
  const ruleOptions = new Map(options.rules.map(rule => [`${rule.limit}/${rule.id}`, options.options ?? {}]));
  return checkPackage(packageFromFiles(merged), host, {
    rules: options.rules,
    ruleOptions,
    // Any day will do, as long as it is always the same.
    today: '2025-01-01',
    ...(options.netbox === undefined ? {} : { netbox: options.netbox }),
  });
}
