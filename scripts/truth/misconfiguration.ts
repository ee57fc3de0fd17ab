/** What a plugin's `validate()` says to a wrong configuration, and to NetBox versions out of all bounds. */
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { readConfiguration, simulateStart } from '../../src/host/netbox/start/index.ts';
import { openPackages } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { say } from './claims.ts';
import type { Start } from '../../src/host/netbox/start/index.ts';
import type { Recording } from './recording.ts';

/** `missing NAME`: without that required setting. `netbox X.Y.Z`: held against that version. */
const CASE = /^(?<kind>missing|netbox) (?<what>.+)$/;

/** The recorded cases as claims. `accepted`, or `exception: message`. */
export function recordedMisconfigurations({ misconfiguration: cases = {} }: Recording): readonly string[] {
  return Object.entries(cases ?? {}).map(([name, said]) => {
    const colon = said.indexOf(': ');
    return `${name}: ${colon < 0 ? said : say.load('refused', said.slice(0, colon), said.slice(colon + 2))}`;
  });
}

/** The same cases, simulated on a wheel. */
export async function predictedMisconfigurations(wheel: string, recording: Recording): Promise<readonly string[]> {
  const host = loadNetBox();
  const opened = await openPackages(wheel, { cwd: '/' });
  const [pkg] = opened.ok ? opened.packages : [];
  if (!pkg) throw new Error(`${wheel} cannot be opened`);
  await prepareReaders(pkg);
  const { netbox: version } = recording;
  const { model } = buildModel(pkg, host.forPackage(pkg, { netbox: version }));
  const plugin = model.plugins.find(one => one.module === recording.plugin);
  const index = host.facts.releases.indexOf(version);
  if (!plugin || index < 0) throw new Error(`no plugin ${recording.plugin ?? ''}, or no facts of ${version}`);
  const required = model.settings.declared
    .find(one => one.plugin === plugin)
    ?.settings.flatMap(one => (one.kind === 'required' ? [one.name] : []));
  return Object.keys(recording.misconfiguration ?? {}).map(name => {
    const { kind, what } = CASE.exec(name)?.groups ?? {};
    const given = (required ?? []).filter(one => kind !== 'missing' || one !== what);
    const section = given.map(one => `${JSON.stringify(one)}: 'x'`).join(', ');
    const text = `PLUGINS_CONFIG = {${JSON.stringify(plugin.module)}: {${section}}}\n`;
    const configuration = readConfiguration(new TextEncoder().encode(text), host.facts);
    if (!configuration.ok) throw new Error(configuration.message);
    const release = {
      facts: host.facts,
      index,
      version,
      ...(kind === 'netbox' && what !== undefined ? { current: what } : {}),
    };
    return `${name}: ${told(simulateStart(model, plugin, release, configuration.configuration), plugin.module)}`;
  });
}

/** `validate()` raises; what NetBox makes of it from 4.3 on, a warning, was not recorded. */
function told({ outcome, exception, message, step }: Start, module: string): string {
  if (outcome === 'loaded' || step !== 'validate') return 'accepted';
  const prefix = `Unable to load plugin ${module}: `;
  if (outcome === 'refused') return say.load('refused', exception, message);
  return say.load('refused', 'IncompatiblePluginError', message?.replace(prefix, '') ?? null);
}
