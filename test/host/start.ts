/** Small plugins in memory, started on one release. */
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { readConfiguration, simulateStart } from '../../src/host/netbox/start/index.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { buildModel } from '../../src/plugin/index.ts';
import { inspectPackage } from '../../src/inspect/index.ts';
import type { Configuration, Start } from '../../src/host/netbox/start/index.ts';
import type { InspectedPlugin } from '../../src/inspect/index.ts';
import type { Package } from '../../src/package/package.ts';

const host = loadNetBox();

/** Facts of a release's minor, by exact version. */
function indexOf(version: string): number {
  const minor = version.split('.', 2).join('.');
  const index = host.facts.releases.findIndex(release => release.startsWith(`${minor}.`));
  if (index < 0) throw new Error(`no facts of ${version}`);
  return index;
}

export interface Plugin {
  /** Lines of the body of the configuration class, beside its name. */
  readonly config?: string;
  /** Replaces the whole of `netbox_example/__init__.py`; `{base}` is the module of PluginConfig in the release. */
  readonly init?: string;
  /** Further files; those under `netbox_example/` ship. */
  readonly files?: Readonly<Record<string, string>>;
}

const PROJECT = `[project]
name = "netbox-example"
version = "1.0"

[tool.setuptools.packages.find]
include = ["netbox_example*"]

[tool.setuptools.package-data]
"*" = ["**/*"]
`;

/** The module that has PluginConfig in a release (netbox/plugins from 3.7 on). */
function pluginsModule(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 7) ? 'netbox.plugins' : 'extras.plugins';
}

/** The package of a plugin as it is written for a release. */
function packageOf(version: string, { config = '', init, files = {} }: Plugin): Package {
  const base = pluginsModule(version);
  const body = config
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  const text =
    init?.replaceAll('{base}', base) ??
    `from ${base} import PluginConfig\n\n\nclass ExampleConfig(PluginConfig):\n    name = 'netbox_example'\n${body}\n\n\nconfig = ExampleConfig\n`;
  return packageFromFiles({
    'pyproject.toml': PROJECT,
    'netbox_example/__init__.py': text,
    ...Object.fromEntries(Object.entries(files).map(([path, file]) => [path, file.replaceAll('{base}', base)])),
  });
}

/** The start of a plugin on an exact release. */
export function start(version: string, plugin: Plugin, configuration?: string): Start {
  const pkg = packageOf(version, plugin);
  const { model } = buildModel(pkg, host.forPackage(pkg, { netbox: version }));
  const [one] = model.plugins;
  if (!one) throw new Error('no plugin was found');
  return simulateStart(
    model,
    one,
    { facts: host.facts, index: indexOf(version), version },
    configurationOf(configuration),
  );
}

/** What `inspect` says of a plugin on an exact release. */
export async function inspected(version: string, plugin: Plugin, configuration?: string): Promise<InspectedPlugin> {
  const pkg = packageOf(version, plugin);
  await prepareReaders(pkg);
  const given = configurationOf(configuration);
  const [one] = inspectPackage(pkg, host, { netbox: version, ...(given ? { configuration: given } : {}) }).plugins;
  if (!one) throw new Error('no plugin was found');
  return one;
}

function configurationOf(text: string | undefined): Configuration | undefined {
  if (text === undefined) return undefined;
  const read = readConfiguration(new TextEncoder().encode(text), host.facts);
  if (!read.ok) throw new Error(read.message);
  return read.configuration;
}

/** What a test compares of a start. */
export function told({ outcome, step, exception, message }: Start): Readonly<Record<string, string | null>> {
  return { outcome, step, exception, message };
}
