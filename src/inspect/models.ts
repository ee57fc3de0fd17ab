/** Models as Django would register them. */
import type { DjangoModel } from '../plugin/models.ts';
import type { FieldModel } from '../plugin/models/field.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedModel } from './schema.ts';

/** The plugin's models that Django gets to know; abstract ones are none, and a swapped one has no place. */
function registeredModels(inspected: Inspected): readonly DjangoModel[] {
  return inspected.model.models.filter(
    one => inspected.labels.has(one.app) && !one.abstract && one.registered !== 'never' && !isSwapped(one),
  );
}

const isSwapped = (model: DjangoModel): boolean => model.swappable;

/** The models of a plugin, without the automatic through models. */
export function modelsOf(inspected: Inspected): InspectedModel[] {
  return registeredModels(inspected).flatMap(model => {
    if (model.table === null) {
      inspected.undecided('models', `the table of ${model.label} is computed`, model.tableOption?.at ?? model.at);
      return [];
    }
    const fields: InspectedModel['fields'] = {};
    const m2m: InspectedModel['m2m'] = {};
    for (const field of model.fields.values()) {
      const many = manyOf(inspected, model, field);
      if (many) m2m[field.name] = many;
      else if (field.kind === 'column') {
        fields[field.name] = { type: field.type, column: field.column, related: field.related };
      }
    }
    const { label, table, managed, proxy } = model;
    return [{ model: label, table, managed, proxy, fields, m2m }];
  });
}

/** A relation of many to many: its through model, the table of that, and the other side. */
function manyOf(
  inspected: Inspected,
  model: DjangoModel,
  field: FieldModel,
): InspectedModel['m2m'][string] | undefined {
  if (/TaggableManager(Field)?$/.test(field.type)) {
    const through = field.through ?? 'extras.TaggedItem';
    return {
      through,
      table: tableOfLabel(inspected, through) ?? 'extras_taggeditem',
      related: field.related ?? 'extras.Tag',
    };
  }
  if (field.kind !== 'many-to-many') return undefined;
  const related = field.related;
  const through = field.through ?? `${model.label}_${field.name}`;
  const table =
    field.through === null ? (model.m2mTables.get(field.name) ?? null) : tableOfLabel(inspected, field.through);
  if (related === null || table === null) {
    inspected.undecided('models', `the relation ${model.label}.${field.name} is computed`, field.at);
    return undefined;
  }
  return { through, table, related };
}

function tableOfLabel({ model, host }: Inspected, label: string): string | null {
  const own = model.models.find(one => one.label.toLowerCase() === label.toLowerCase());
  return own ? own.table : (host.facts.model(label)?.table ?? null);
}

/** Permissions that Django makes for the models when they are migrated (django.contrib.auth, `create_permissions`). */
export function permissionsOf(inspected: Inspected): string[] {
  const out: string[] = [];
  for (const model of registeredModels(inspected)) {
    const name = model.name.toLowerCase();
    const standard = model.options.get('default_permissions')?.literal;
    const actions =
      standard?.known && Array.isArray(standard.value) ? standard.value : ['add', 'change', 'delete', 'view'];
    for (const action of actions) if (typeof action === 'string') out.push(`${model.app}.${action}_${name}`);
    const further = model.options.get('permissions')?.literal;
    if (further && !further.known) inspected.undecided('permissions', further.reason, further.at);
    for (const pair of further?.known && Array.isArray(further.value) ? further.value : []) {
      const code: unknown = Array.isArray(pair) ? pair[0] : undefined;
      if (typeof code === 'string') out.push(`${model.app}.${code}`);
    }
  }
  return out.sort();
}
