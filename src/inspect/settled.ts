/**
 * The package as it runs in one installation: settings of its plugins have the user's values, or their declared defaults, so that
 * what hangs on them is decided.
 */
import { settingRead } from '../host/netbox/knowledge.ts';
import { constant } from '../program/index.ts';
import type { Configuration } from '../host/netbox/start/index.ts';
import type { Json } from '../plugin/base.ts';
import type { ModelHost } from '../plugin/index.ts';
import type { Interpreter, Value } from '../program/index.ts';

/** A host for the model of the settled package. Required settings without a value stay unknown. */
export function settledHost(host: ModelHost, configuration: Configuration | undefined): ModelHost {
  let running: Interpreter | undefined;
  const given = new Map<string, Value | null>();
  const configured = (plugin: string, name: string): Value | null | undefined => {
    const key = `${plugin}.${name}`;
    if (!configuration || given.has(key)) return given.get(key);
    const literal = configuration.settings(plugin).get(key);
    let value: Value | null | undefined = literal?.known && running ? valueOf(running, literal.value) : undefined;
    // The user gives it, but what it is cannot be read.
    if (literal && !literal.known) value = null;
    if (value !== undefined) given.set(key, value);
    return value;
  };
  return {
    ...host,
    knowledge: {
      ...host.knowledge,
      assumed(value) {
        const read = settingRead(value);
        if (!read) return undefined;
        const own = configured(read.plugin, read.name);
        if (own === null || configuration?.names(read.plugin) === 'unknown') return undefined;
        return own ?? host.knowledge.settingDefault(value);
      },
    },
    declare(interpreter, defaults) {
      running = interpreter;
      host.declare(interpreter, defaults);
    },
  };
}

function valueOf(interpreter: Interpreter, json: Json): Value {
  if (typeof json === 'number') return constant(Number.isInteger(json) ? BigInt(json) : json);
  if (typeof json !== 'object' || json === null) return constant(json);
  if (Array.isArray(json)) {
    const items = (json as readonly Json[]).map(item => valueOf(interpreter, item));
    return { kind: 'sequence', id: interpreter.id(), type: 'list', items, open: false, at: null };
  }
  const entries = new Map(
    Object.entries(json as Readonly<Record<string, Json>>).map(([name, item]) => [
      `s:${name}`,
      { key: constant(name), value: valueOf(interpreter, item) },
    ]),
  );
  return { kind: 'mapping', id: interpreter.id(), entries, open: false, at: null };
}
