/** Kinds of models, fields and operations that are more than a table of columns: children, proxies, through models, own classes. */
import { atLeast, drawField, fieldText, pick } from './fields.ts';
import type { Draws, GeneratedField } from './fields.ts';
import type { GeneratedModel } from './sequences.ts';

/** What the builder of a sequence lends. */
export interface Context {
  readonly draws: Draws;
  readonly label: string;
  readonly django: readonly [number, number];
  readonly models: GeneratedModel[];
  /** Name of each proxy → the name of its model now. */
  readonly proxies: Map<string, string>;
  fresh(stem: string): string;
  count(operation: string): void;
}

/** Classes of the package that stand on Django's operations; written at the head of each migration that may use them. */
export const OWN_OPERATIONS = `

class AddAgain(migrations.AddField):
    """Django's, under another name."""


class AddCode(migrations.AddField):
    def __init__(self, model_name, name, length=12):
        super().__init__(model_name, name, models.CharField(max_length=length, null=True, db_index=True))


class AddColumn(migrations.RunSQL):
    def __init__(self, table, column):
        super().__init__(f'ALTER TABLE "{table}" ADD COLUMN {column} integer', migrations.RunSQL.noop)


class OnlyState(migrations.AddField):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        pass


class AndComment(migrations.AlterModelTableComment if hasattr(migrations, 'AlterModelTableComment') else object):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Execute(Operation):
    reversible = True

    def __init__(self, table, name):
        self.table = table
        self.name = name

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute('CREATE INDEX %s ON "%s" (id)' % (self.name, self.table))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass
`;

export const tableOf = (context: Context, model: GeneratedModel): string =>
  model.table ?? `${context.label}_${model.name.toLowerCase()}`;

function anyModel({ draws, models }: Context, test: (model: GeneratedModel) => boolean): GeneratedModel | undefined {
  const [first, ...rest] = models.filter(test);
  return first && pick(draws, [first, ...rest]);
}

function createText(context: Context, model: GeneratedModel, options: string, bases: string): string {
  const list = [...model.fields].map(([name, field]) => `('${name}', ${fieldText(field, context.label)})`).join(', ');
  return `migrations.CreateModel(name='${model.name}', fields=[${list}], options={${options}}, bases=(${bases},))`;
}

/** A model of some fields, with nothing else yet. */
export const bare = (name: string, key: string, fields: Map<string, GeneratedField>): GeneratedModel => ({
  name,
  key,
  fields,
  unique: [],
  together: [],
  indexes: new Map(),
  constraints: new Map(),
  computed: new Map(),
  table: null,
  ordered: false,
  pinned: false,
});

/** A model that has the link to its parent for a key (multi-table inheritance). */
export function createChild(context: Context): string | undefined {
  const { draws, label, django, models } = context;
  const parent = anyModel(context, () => true);
  if (!parent) return undefined;
  context.count('CreateModel of a child');
  const name = context.fresh('Child');
  const key = `${parent.name.toLowerCase()}_ptr`;
  const link: GeneratedField = {
    type: 'models.OneToOneField',
    keywords: {
      auto_created: 'True',
      on_delete: 'models.CASCADE',
      parent_link: 'True',
      primary_key: 'True',
      serialize: 'False',
      to: `'LABEL.${parent.name}'`,
    },
    value: null,
    group: 'relation',
    related: parent.name,
  };
  const fields = new Map([[key, link]]);
  const names = models.map(one => one.name);
  for (let index = draws.below(3); index >= 0; index--)
    fields.set(context.fresh('field'), drawField(draws, { django, models: names, added: false }));
  const child = bare(name, key, fields);
  models.push(child);
  return createText(context, child, '', `'${label}.${parent.name.toLowerCase()}'`);
}

/** A proxy, to which relations may point from then on. */
export function createProxy(context: Context): string | undefined {
  const model = anyModel(context, () => true);
  if (!model) return undefined;
  context.count('CreateModel of a proxy');
  const name = context.fresh('Proxy');
  context.proxies.set(name, model.name);
  return createText(
    context,
    bare(name, '', new Map()),
    "'proxy': True, 'indexes': [], 'constraints': []",
    `'${context.label}.${model.name.toLowerCase()}'`,
  );
}

/** A relation of many to many through a model of its own, and that model. */
export function createThrough(context: Context): readonly string[] | undefined {
  const { draws, label, models } = context;
  const [one, other] = [anyModel(context, () => true), anyModel(context, () => true)];
  if (!one || !other) return undefined;
  context.count('AddField through a model');
  const relation = (to: GeneratedModel): GeneratedField => ({
    type: draws.oneIn(4) ? 'models.OneToOneField' : 'models.ForeignKey',
    keywords: { to: `'LABEL.${to.name}'`, on_delete: 'models.CASCADE', related_name: "'+'" },
    value: null,
    group: 'relation',
    related: to.name,
  });
  const id: GeneratedField = {
    type: 'models.BigAutoField',
    keywords: { primary_key: 'True' },
    value: null,
    group: 'other',
    related: null,
  };
  const [left, right, name] = [context.fresh('left'), context.fresh('right'), context.fresh('Between')];
  const through = bare(
    name,
    'id',
    new Map([
      ['id', id],
      [left, relation(one)],
      [right, relation(other)],
    ]),
  );
  models.push(through);
  // The ends stay: the field names them.
  through.pinned = true;
  const field: GeneratedField = {
    type: 'models.ManyToManyField',
    keywords: {
      to: `'LABEL.${other.name}'`,
      through: `'LABEL.${name}'`,
      through_fields: `('${left}', '${right}')`,
      related_name: "'+'",
    },
    value: null,
    group: 'through',
    related: other.name,
  };
  const many = context.fresh('many');
  one.fields.set(many, field);
  return [
    createText(context, through, '', 'models.Model'),
    `migrations.AddField(model_name='${one.name}', name='${many}', field=${fieldText(field, label)})`,
  ];
}

/** A column that PostgreSQL computes from others. */
export function addGenerated(context: Context): string | undefined {
  const { draws, django, label } = context;
  if (!atLeast(django, 5, 0)) return undefined;
  const model = anyModel(context, one => [...one.fields.values()].some(field => /^(?:text|number)$/.test(field.group)));
  if (!model) return undefined;
  const of = (test: RegExp): string[] =>
    [...model.fields]
      .filter(([name, is]) => name !== model.key && test.test(`${is.group} ${is.type}`))
      .map(([name]) => name);
  const [text, otherText] = of(/^text /);
  const [number, otherNumber] = of(/^number models\.(?!Float|Decimal)/);
  const [decimal] = of(/DecimalField/);
  const choices: (readonly [expression: string, output: string, fields: readonly string[]])[] = [];
  const functions = 'django.db.models.functions';
  if (text !== undefined) {
    choices.push(
      [`${functions}.Lower('${text}')`, 'models.TextField()', [text]],
      [`${functions}.Length('${text}')`, 'models.IntegerField()', [text]],
      [`F('${text}')`, 'models.CharField(max_length=300)', [text]],
      [`${functions}.Coalesce('${text}', Value('none'))`, 'models.TextField()', [text]],
      [`models.Case(models.When(${text}='a', then=Value(1)), default=Value(2))`, 'models.IntegerField()', [text]],
    );
    if (otherText !== undefined)
      choices.push([
        `${functions}.Concat('${text}', Value(' - '), '${otherText}')`,
        'models.CharField(max_length=400)',
        [text, otherText],
      ]);
  }
  if (number !== undefined) {
    choices.push(
      [`F('${number}') + Value(1)`, 'models.BigIntegerField()', [number]],
      [`${functions}.Abs('${number}')`, 'models.BigIntegerField()', [number]],
      [`Q(${number}__gt=0)`, 'models.BooleanField()', [number]],
      [
        `models.ExpressionWrapper(F('${number}') * 2, output_field=models.BigIntegerField())`,
        'models.BigIntegerField()',
        [number],
      ],
      [`${functions}.Cast('${number}', models.FloatField())`, 'models.FloatField()', [number]],
    );
    if (otherNumber !== undefined)
      choices.push([`F('${number}') * F('${otherNumber}')`, 'models.BigIntegerField()', [number, otherNumber]]);
    if (decimal !== undefined)
      choices.push([
        `models.ExpressionWrapper(F('${number}') * F('${decimal}'), output_field=models.DecimalField(max_digits=20, decimal_places=2))`,
        'models.DecimalField(max_digits=20, decimal_places=2)',
        [number, decimal],
      ]);
  }
  const [first, ...rest] = choices;
  if (!first) return undefined;
  const [expression, output, fields] = pick(draws, [first, ...rest]);
  context.count('AddField of a generated column');
  const name = context.fresh('computed');
  const keywords: Record<string, string> = { expression, output_field: output, db_persist: 'True' };
  if (draws.oneIn(4)) keywords['db_index'] = 'True';
  const field: GeneratedField = {
    type: 'models.GeneratedField',
    keywords,
    value: null,
    group: 'generated',
    related: null,
  };
  model.fields.set(name, field);
  model.computed.set(name, fields);
  return `migrations.AddField(model_name='${model.name}', name='${name}', field=${fieldText(field, label)})`;
}

/** A relation to a field that is unique, not to the key. */
export function addToField(context: Context): string | undefined {
  const { draws, label } = context;
  const unique = (model: GeneratedModel): string[] =>
    [...model.fields]
      .filter(([, is]) => is.keywords['unique'] === 'True' && /^(?:text|number)$/.test(is.group))
      .map(([name]) => name);
  const to = anyModel(context, one => unique(one).length > 0);
  const from = anyModel(context, () => true);
  const [first, ...rest] = to ? unique(to) : [];
  if (!to || !from || first === undefined) return undefined;
  context.count('AddField with to_field');
  const named = pick(draws, [first, ...rest]);
  const field: GeneratedField = {
    type: 'models.ForeignKey',
    keywords: {
      to: `'LABEL.${to.name}'`,
      to_field: `'${named}'`,
      on_delete: 'models.CASCADE',
      related_name: "'+'",
      null: 'True',
    },
    value: null,
    group: 'relation',
    related: to.name,
  };
  const name = context.fresh('named');
  from.fields.set(name, field);
  // It stays unique, and there.
  to.computed.set(`${from.name} ${name}`, [named]);
  return `migrations.AddField(model_name='${from.name}', name='${name}', field=${fieldText(field, label)})`;
}

/** An operation of a class of the package. */
export function ownOperation(context: Context): string | undefined {
  const { draws, label } = context;
  const model = anyModel(context, () => true);
  if (!model) return undefined;
  context.count('own operation');
  const code: GeneratedField = {
    type: 'models.CharField',
    keywords: { max_length: '12', null: 'True', db_index: 'True' },
    value: "'a'",
    group: 'text',
    related: null,
  };
  switch (draws.below(6)) {
    case 0: {
      const name = context.fresh('again');
      model.fields.set(name, code);
      return `AddAgain(model_name='${model.name}', name='${name}', field=${fieldText(code, label)})`;
    }
    case 1: {
      const name = context.fresh('code');
      model.fields.set(name, code);
      return `AddCode('${model.name}', '${name}')`;
    }
    case 2:
      return `AddColumn('${tableOf(context, model)}', '${context.fresh('extra')}')`;
    case 3:
      return `OnlyState('${model.name}', '${context.fresh('state')}', ${fieldText(code, label)})`;
    case 4:
      return `AndComment('${model.name}', 'comment ${draws.below(9)}')`;
    default:
      return model.key === 'id' && model.fields.get('id')?.keywords['db_column'] === undefined
        ? `Execute('${tableOf(context, model)}', '${label}_${context.fresh('by_own')}')`
        : undefined;
  }
}
