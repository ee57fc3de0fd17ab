/** Models of the host that the package names by a text: in relations (`'dcim.Device'`) and in `apps.get_model()`. */
import { stringOf } from '../../program/index.ts';
import { findModels } from '../models.ts';
import { insideTry } from '../routes/guarded.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface ModelReference {
  /** `field`: Django resolves it when all models are loaded; `call`: it is looked up when the code runs. */
  readonly kind: 'field' | 'call';
  /** `dcim.Device`, as it is written. */
  readonly label: string;
  readonly at: Span;
  /** Releases whose own app of that label has the model. */
  readonly has: ReleaseSet;
}

const RELATION = /(?:^|\.)(?:ForeignKey|OneToOneField|ManyToManyField|GenericRelation)$/;

/** The references to models of the host's apps that some release does not have; each place once. */
export function modelReferences(base: ModelBase): readonly ModelReference[] {
  const out = new Map<string, ModelReference>();
  const { facts } = base.host;
  const apps = facts.apps();
  const add = (kind: ModelReference['kind'], label: string, at: Span): void => {
    const [app = '', name, ...rest] = label.split('.');
    const core = apps.get(app);
    if (core?.core !== true || name === undefined || rest.length > 0 || !/^\w+$/.test(name)) return;
    const has = facts.model(label)?.releases ?? 0;
    if (has !== facts.all) out.set(`${at.file}:${at.start}:${label}`, { kind, label, at, has });
  };
  for (const model of findModels(base)) {
    if (model.registered === 'never') continue;
    for (const field of model.fields.values()) {
      if (!field.declared || !field.paths.some(path => RELATION.test(path))) continue;
      const target = field.declared.keywords.get('to') ?? field.declared.args[0];
      const label = stringOf(target);
      if (label !== undefined) add('field', label, placeOf(target, field.at));
    }
  }
  for (const call of base.program.calls) {
    if (call.phase === 'dead' || call.phase === 'migration' || call.guard !== null) continue;
    if (call.callee.kind !== 'symbol' || !/^django\.apps\.(?:registry\.)?apps\.get_model$/.test(call.callee.path))
      continue;
    if (insideTry(base, call.at)) continue;
    const [first, second] = [
      stringOf(call.args[0] ?? call.keywords.get('app_label')),
      stringOf(call.args[1] ?? call.keywords.get('model_name')),
    ];
    const label = first?.includes('.') === true || second === undefined ? first : `${first ?? ''}.${second}`;
    if (label !== undefined) add('call', label, call.at);
  }
  return [...out.values()];
}

/** A text is where it is written, when that is in the field; a constant from elsewhere counts where the field takes it. */
function placeOf(value: Value | undefined, field: Span): Span {
  const at = value && 'at' in value ? value.at : null;
  return at !== null && at.file === field.file && at.start >= field.start && at.end <= field.end ? at : field;
}
