/** Which settings hold secrets, by their names, and which of their defaults look like real ones. */
import { alternativesOf, stringOf } from '../../program/index.ts';
import { configMember } from '../config.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { PluginModel } from '../config.ts';

const SECRET =
  /(?:^|[_.-])(?:token|password|passwd|passphrase|pass|secret|api_?key|private_?key|secret_?key|access_?key|auth_?key|encryption_?key|signing_?key|credential|psk)s?$/;

/** Whether a setting of this name holds a secret: the last word says what it is, so `token_lifetime` holds none. */
export function isSecretName(name: string): boolean {
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return SECRET.test(snake);
}

/** What is to be filled in: `<token>`, `{{ token }}`, `***`, `your_token_here`, `change-me`. */
const PLACEHOLDER =
  /^$|^[<{[(%$]|^(.)\1*$|\s|\.\.\.|…|your|change|replace|example|sample|dummy|placeholder|insert|fill|todo|tbd|none|null|xxx|^my[-_ ]/i;
/** Where the secret is to be found: a path, a URL, a variable of the environment. */
const REFERENCE = /^[/~.]|^[a-z]+:|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/**
 * Whether a text looks like a secret in use. One that is called as secrets are (`role: 'Password'`) names a thing that holds the
 * secret, or is to be replaced.
 */
function looksReal(name: string, text: string): boolean {
  if (PLACEHOLDER.test(text) || REFERENCE.test(text)) return false;
  const plain = (one: string): string => one.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain(name) !== plain(text) && !isSecretName(text);
}

export interface SecretDefault {
  /** The setting, and the keys below it. */
  readonly path: readonly string[];
  readonly at: Span;
}

/** Deeper than this nothing is looked at: a container may hold itself. */
const DEEPEST = 6;

/** The declared defaults of a plugin's secrets that look real, at any depth. */
export function secretsIn(plugin: PluginModel): readonly SecretDefault[] {
  const found: SecretDefault[] = [];
  const look = (value: Value, path: readonly string[]): void => {
    if (path.length > DEEPEST) return;
    for (const one of alternativesOf(value)) {
      if (one.kind === 'mapping') {
        for (const { key, value: inner } of one.entries.values()) {
          const name = stringOf(key);
          if (name !== undefined) look(inner, [...path, name]);
        }
      }
      const name = path.at(-1) ?? '';
      const text = stringOf(one);
      if (text === undefined || !('at' in one) || !one.at) continue;
      // `token: {name: …, value: …}`
      const held = /^(?:value|key)$/i.test(name) && isSecretName(path.at(-2) ?? '');
      if (!held && !isSecretName(name)) continue;
      if (looksReal(name, text)) found.push({ path, at: one.at });
    }
  };
  const declared = plugin.config ? configMember(plugin.config.value, 'default_settings')?.value : undefined;
  if (declared) look(declared, []);
  return found;
}
