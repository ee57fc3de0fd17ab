/** A user's configuration.py, read without running it: what it says of plugins. */
import { interpret } from '../../../program/index.ts';
import { literalOf } from '../../../plugin/base.ts';
import { netboxKnowledge } from '../knowledge.ts';
import type { HostFacts } from '../../facts.ts';
import type { Package, PackageFile } from '../../../package/package.ts';
import type { Json, Literal } from '../../../plugin/base.ts';
import type { Value } from '../../../program/index.ts';

export interface Configuration {
  /** Entries of PLUGINS; `null` when they are computed. */
  readonly plugins: readonly string[] | null;
  /** Names of the settings that PLUGINS_CONFIG has for a plugin; `unknown` when they are computed. */
  names(plugin: string): ReadonlySet<string> | 'unknown';
  /** Their values. */
  settings(plugin: string): ReadonlyMap<string, Literal>;
}

export type ConfigurationResult =
  { readonly ok: true; readonly configuration: Configuration } | { readonly ok: false; readonly message: string };

const FILE = 'configuration.py';

/** Reads the text of a configuration.py. What is computed from the environment is unknown, not an error. */
export function readConfiguration(bytes: Uint8Array, facts: HostFacts): ConfigurationResult {
  const pkg = configurationPackage(bytes);
  const program = interpret(pkg, netboxKnowledge(facts, pkg), () => undefined);
  const [problem] = program.problems;
  if (problem) return { ok: false, message: `it is no valid Python: ${problem.message}` };
  const names = program.modules.get('configuration')?.scope?.names;
  const plugins = names?.get('PLUGINS');
  const config = names?.get('PLUGINS_CONFIG');
  const listed = literalOf(plugins);
  const entriesOf = (plugin: string): ReadonlyMap<string, Literal> | 'unknown' => {
    if (!config) return new Map();
    if (config.kind !== 'mapping') return 'unknown';
    const section = config.entries.get(`s:${plugin}`)?.value;
    if (!section) return config.open ? 'unknown' : new Map();
    return section.kind === 'mapping' && !section.open ? literals(section.entries.values()) : 'unknown';
  };
  return {
    ok: true,
    configuration: {
      plugins:
        plugins && listed.known && Array.isArray(listed.value)
          ? (listed.value as readonly Json[]).filter(isText)
          : null,
      names(plugin) {
        const entries = entriesOf(plugin);
        return entries === 'unknown' ? entries : new Set(entries.keys());
      },
      settings(plugin) {
        const entries = entriesOf(plugin);
        const known = entries === 'unknown' ? [] : [...entries];
        return new Map(known.map(([name, literal]) => [`${plugin}.${name}`, literal]));
      },
    },
  };
}

const isText = (value: Json): value is string => typeof value === 'string';

function literals(entries: Iterable<{ readonly key: Value; readonly value: Value }>): Map<string, Literal> {
  const out = new Map<string, Literal>();
  for (const { key, value } of entries) {
    const name = literalOf(key);
    if (name.known && typeof name.value === 'string') out.set(name.value, literalOf(value));
  }
  return out;
}

/** A package of nothing but a configuration.py, for the interpreter. */
export function configurationPackage(bytes: Uint8Array): Package {
  const file: PackageFile = { path: FILE, size: bytes.length, installPath: FILE, read: () => ({ ok: true, bytes }) };
  return {
    kind: 'directory',
    path: FILE,
    root: '',
    rootFromCwd: '.',
    distribution: {
      name: null,
      version: null,
      requiresPython: null,
      requirements: [],
      classifiers: [],
      fields: new Map(),
      entryPoints: new Map(),
      dynamic: [],
      metadataFile: null,
      backend: null,
    },
    files: new Map([[FILE, file]]),
    ignored: [],
    problems: [],
  };
}
