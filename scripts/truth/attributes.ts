/** Attributes of the configuration class, one by one: what `inspect` says of each that a recording has. */
import { say } from './claims.ts';
import { readRepr } from './repr.ts';
import type { InspectedPlugin } from './prediction.ts';
import type { Recording } from './recording.ts';

export interface AttributeVerdicts {
  readonly same: number;
  /** Names that stand under `undecided`. */
  readonly undecided: readonly string[];
  /** `name: said, recorded`: another value, or none and no word of it. */
  readonly wrong: readonly string[];
}

/**
 * Judges every attribute that the plugin's class overrides and whose recorded value is a plain one. Functions, and what was left
 * out of the recording, are no values.
 */
export function judgeAttributes({ plugin_config: config }: Recording, plugin: InspectedPlugin): AttributeVerdicts {
  let same = 0;
  const undecided: string[] = [];
  const wrong: string[] = [];
  const open = new Set(
    plugin.undecided.flatMap(one => (one.field === 'config' ? [one.reason.split(':', 1)[0] ?? ''] : [])),
  );
  for (const name of config?.overrides ?? []) {
    const recorded = readRepr(config?.attrs[name] ?? '');
    if (recorded === undefined) continue;
    const said = plugin.config?.attributes[name];
    if (said !== undefined && say.attribute(name, said) === say.attribute(name, recorded)) same++;
    else if (said === undefined && open.has(name)) undecided.push(name);
    else {
      const text = said === undefined ? 'nothing' : JSON.stringify(said);
      wrong.push(`${name}: said ${text}, recorded ${JSON.stringify(recorded)}`);
    }
  }
  return { same, undecided, wrong };
}
