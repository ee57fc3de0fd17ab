/** Template extensions: classes whose methods add HTML to the host's pages. */
import { TEMPLATE_EXTENSION } from '../../host/netbox/contract.ts';
import { ancestorPaths, ownMember, stringOf } from '../../program/index.ts';
import { literalOf } from '../base.ts';
import { labelOf } from '../models/label.ts';
import type { ClassValue, Value } from '../../program/index.ts';
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
  readonly declaredModels: { readonly literal: Literal; readonly at: Span; readonly labels: readonly ModelLabel[] } | null;
  /** `model` as declared, which releases before 4.3 read. */
  readonly declaredModel: { readonly literal: Literal; readonly at: Span } | null;
  /** Public methods of the class's own body. */
  readonly methods: readonly string[];
  /** Methods that the host calls and that the class, or an own ancestor, overrides: where. */
  readonly hooks: ReadonlyMap<string, Span>;
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
  const names = literal?.known && Array.isArray(literal.value) ? literal.value.filter(one => typeof one === 'string') : [];
  const hooks = new Map<string, Span>();
  for (const { name } of TEMPLATE_EXTENSION.methods) {
    const member = ownMember(cls, name);
    if (member) hooks.set(name, member.cls.places.get(name) ?? member.cls.at);
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
    methods: [...cls.namespace].flatMap(([key, value]) => (value.kind === 'function' && !key.startsWith('_') ? [key] : [])),
    hooks,
  };
}

function labelsOf(base: ModelBase, value: Value, cls: ClassValue): ModelLabel[] {
  if (value.kind !== 'sequence') return [];
  return value.items.flatMap(item => {
    const label = stringOf(item);
    if (label === undefined) return [];
    const own = base.program.classes.some(one => labelOf(base, one, '', '')?.toLowerCase() === label.toLowerCase());
    return [{ label, at: ('at' in item ? item.at : null) ?? cls.at, own }];
  });
}
