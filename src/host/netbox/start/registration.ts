/** Calls of NetBox's classes that raise at once, whoever makes them: menu items and buttons (navigation.py of the plugins). */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import { BUTTON_COLORS, SIGNATURES, entryFor } from '../contract.ts';
import { messageFor } from './messages.ts';
import { lastPart } from './python-text.ts';
import type { CallEffect, Program, Value } from '../../../program/index.ts';
import type { Raised } from './outcome.ts';

export interface RegistrationError {
  readonly effect: CallEffect;
  readonly raised: Raised;
}

const MENU_CLASSES = ['PluginMenuItem', 'PluginMenuButton', 'PluginMenu'] as const;

/** Calls that raise in a release. */
export function registrationErrors(program: Program, version: string): readonly RegistrationError[] {
  const out: RegistrationError[] = [];
  for (const effect of program.calls) {
    if (effect.callee.kind !== 'symbol') continue;
    const { path } = effect.callee;
    const name = MENU_CLASSES.find(one => one === lastPart(path));
    if (name === undefined || !/\.plugins(\.|$)/.test(path)) continue;
    const raised = menuError(name, effect, version);
    if (raised) out.push({ effect, raised });
  }
  return out;
}

/** Arguments by parameter name; `undefined` when the call does not fit the signature in a way that is known. */
function bindArguments(
  name: string,
  effect: CallEffect,
  version: string,
): { readonly bound: ReadonlyMap<string, Value>; readonly error: string | null } {
  const signature = entryFor(
    SIGNATURES.filter(one => one.name === name),
    version,
  );
  const parameters = signature?.parameters ?? [];
  const bound = new Map<string, Value>();
  const call = `${name}.__init__()`;
  if (effect.args.length > parameters.length) {
    const needed = parameters.filter(one => one.default === undefined).length + 1;
    const most = parameters.length + 1;
    const from = needed === most ? `${most}` : `from ${needed} to ${most}`;
    return { bound, error: `${call} takes ${from} positional arguments but ${effect.args.length + 1} were given` };
  }
  for (const [index, value] of effect.args.entries()) {
    const parameter = parameters[index];
    if (parameter) bound.set(parameter.name, value);
  }
  for (const [keyword, value] of effect.keywords) {
    // `**options` whose keys are not known.
    if (keyword === '' || keyword.startsWith('*')) return { bound: new Map(), error: null };
    if (!parameters.some(one => one.name === keyword)) {
      return { bound, error: `${call} got an unexpected keyword argument '${keyword}'` };
    }
    if (bound.has(keyword)) return { bound, error: `${call} got multiple values for argument '${keyword}'` };
    bound.set(keyword, value);
  }
  return { bound, error: null };
}

function menuError(name: (typeof MENU_CLASSES)[number], effect: CallEffect, version: string): Raised | undefined {
  const { bound, error } = bindArguments(name, effect, version);
  if (error !== null) return { exception: 'TypeError', message: error, at: effect.at };
  const at = effect.at;
  if (name === 'PluginMenu') return undefined;
  if (isNoListOrTuple(bound.get('permissions'))) return messageFor('permissions-type', version, {}, at);
  if (name === 'PluginMenuItem') {
    return isNoListOrTuple(bound.get('buttons')) ? messageFor('buttons-type', version, {}, at) : undefined;
  }
  const color = stringOf(bound.get('color'));
  const colors: readonly string[] = entryFor(BUTTON_COLORS, version)?.values ?? [];
  return color !== undefined && !colors.includes(color) ? messageFor('button-color', version, {}, at) : undefined;
}

/** True for a value that is surely neither None, nor a list, nor a tuple. */
function isNoListOrTuple(value: Value | undefined): boolean {
  if (!value) return false;
  return alternativesOf(value).every(one => {
    if (one.kind === 'constant') return one.value !== null;
    if (one.kind === 'sequence') return one.type !== 'list' && one.type !== 'tuple';
    return one.kind === 'mapping' || one.kind === 'text' || one.kind === 'class' || one.kind === 'function';
  });
}
