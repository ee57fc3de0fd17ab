/** Template extensions: classes whose methods add HTML to the host's pages. */
import { TEMPLATE_EXTENSION } from '../../host/netbox/contract.ts';
import { ancestorPaths, ownMember, stringOf } from '../../program/index.ts';
import { literalOf } from '../base.ts';
import { mayHangOnRelease } from '../condition.ts';
import { isModelClass, labelOfClass } from '../models/label.ts';
import { maskOf } from '../settings/attributes.ts';
import type { ClassValue, Value } from '../../program/index.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Literal } from '../base.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface TemplateExtension {
  /** Module of the plugin that registers it. */
  readonly plugin: string;
  /** Dotted path. */
  readonly class: string;
  readonly name: string;
  readonly at: Span;
  /** Names under which it asks to be shown; `null` where the class says nothing or it cannot be known. */
  readonly models: readonly string[] | null;
  /** `models` as declared; `null` when the class does not bind it. */
  readonly declaredModels: {
    readonly literal: Literal;
    readonly at: Span;
    readonly labels: readonly ModelLabel[];
  } | null;
  /** `model` as declared, which releases before 4.3 read. */
  readonly declaredModel: { readonly literal: Literal; readonly at: Span } | null;
  /** Public methods of the class's own body. */
  readonly methods: readonly string[];
  /** Methods that the host calls and that the class, or an own ancestor, overrides: where. */
  readonly hooks: ReadonlyMap<string, Hook>;
  /** Releases that do not read `model`, so that a class with nothing but that is shown for every model. */
  readonly unlimited: ReleaseSet;
  /** Releases that refuse the class because it has no `model`. */
  readonly refused: ReleaseSet;
}

export interface Hook {
  readonly at: Span;
  /** Releases that call it. */
  readonly releases: ReleaseSet;
}

/** One entry of `models`. */
export interface ModelLabel {
  readonly label: string;
  readonly at: Span;
  /** The package itself has a model of that name. */
  readonly own: boolean;
}

const EXTENSION = /^(netbox|extras)\.plugins\.(templates\.)?PluginTemplateExtension$/;

export function isTemplateExtension(base: ModelBase, cls: ClassValue): boolean {
  return ancestorPaths(base.program.interpreter, cls).some(path => EXTENSION.test(path));
}

/** What an extension class declares. */
export function templateExtension(base: ModelBase, plugin: string, cls: ClassValue): TemplateExtension {
  const models = ownMember(cls, 'models');
  const model = ownMember(cls, 'model');
  const literal = models ? literalOf(models.value) : null;
  const names =
    literal?.known && Array.isArray(literal.value) ? literal.value.filter(one => typeof one === 'string') : [];
  const versioned = mayHangOnRelease(base, cls.guard);
  const hooks = new Map<string, Hook>();
  for (const { name, ...span } of TEMPLATE_EXTENSION.methods) {
    const member = ownMember(cls, name);
    if (member)
      hooks.set(name, { at: member.cls.places.get(name) ?? member.cls.at, releases: maskOf(base.host.facts, span) });
  }
  return {
    plugin,
    class: `${cls.module.name}.${cls.qualname}`,
    name: cls.name,
    at: cls.at,
    models: names.length > 0 ? names : null,
    declaredModels:
      models && literal
        ? { literal, at: models.cls.places.get('models') ?? cls.at, labels: labelsOf(base, models.value, models.cls) }
        : null,
    declaredModel: model ? { literal: literalOf(model.value), at: model.cls.places.get('model') ?? cls.at } : null,
    methods: [...cls.namespace].flatMap(([key, value]) =>
      value.kind === 'function' && !key.startsWith('_') ? [key] : [],
    ),
    hooks,
    // A class for some of the releases, which are not known: `if VERSION >= '4.3': class …`.
    unlimited: model && !models && !versioned ? rulesMask(base, 'models') : 0,
    refused: model || versioned ? 0 : rulesMask(base, 'required'),
  };
}

/** Releases in which a class says for which models it is by this rule. */
function rulesMask(base: ModelBase, rule: (typeof TEMPLATE_EXTENSION.models)[number]['rule']): ReleaseSet {
  let mask = 0;
  for (const { rule: name, ...span } of TEMPLATE_EXTENSION.models)
    if (name === rule) mask |= maskOf(base.host.facts, span);
  return mask;
}

function labelsOf(base: ModelBase, value: Value, cls: ClassValue): ModelLabel[] {
  if (value.kind !== 'sequence') return [];
  return value.items.flatMap(item => {
    const label = stringOf(item);
    if (label === undefined) return [];
    const own = base.program.classes.some(
      one => isModelClass(base, one) && labelOfClass(base, one)?.toLowerCase() === label.toLowerCase(),
    );
    return [{ label, at: ('at' in item ? item.at : null) ?? cls.at, own }];
  });
}
