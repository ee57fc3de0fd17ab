/** Indexes and constraints of generated migrations. */
import { atLeast, pick } from './fields.ts';
import type { Draws } from './fields.ts';
import type { GeneratedModel } from './sequences.ts';

export interface Drawn {
  readonly text: string;
  /** Fields that it needs. */
  readonly fields: readonly string[];
}

const quotedList = (names: readonly string[]): string => `[${names.map(name => `'${name}'`).join(', ')}]`;

/** Names of fields by what can be done with them; the key is left out. */
function fieldsOf(model: GeneratedModel, test: RegExp): string[] {
  return [...model.fields]
    .filter(([name, field]) => name !== model.key && test.test(`${field.group} ${field.type}`))
    .map(([name]) => name);
}

const SORTABLE = /^(?:text|number|time|relation) /;
const TEXT = /^text /;
const NUMBER = /^number models\.(?!Float|Decimal)/;

function one(draws: Draws, names: readonly string[]): string | undefined {
  const [first, ...rest] = names;
  return first === undefined ? undefined : pick(draws, [first, ...rest]);
}

/** A condition on one or two fields. */
function drawCondition(draws: Draws, model: GeneratedModel): Drawn | undefined {
  const first = drawTerm(draws, model);
  if (!first || draws.oneIn(2)) return first;
  const second = drawTerm(draws, model);
  if (!second) return first;
  const fields = [...first.fields, ...second.fields];
  const inner = (text: string): string => text.replace(/^Q\((.*)\)$/s, '$1');
  return pick(draws, [
    { text: `Q(${first.text}, ${second.text})`, fields },
    { text: `Q(${first.text}, ${second.text}, _connector='OR')`, fields },
    { text: `Q(${first.text}, ${second.text}, _connector='OR', _negated=True)`, fields },
    { text: `Q(Q(${inner(first.text)}, ${inner(second.text)}), ${first.text}, _connector='OR')`, fields },
    { text: `${first.text} | ~${second.text}`, fields },
    { text: `${first.text} & ${second.text}`, fields },
  ]);
}

function drawTerm(draws: Draws, model: GeneratedModel): Drawn | undefined {
  const [text, number, other, flag, any] = [
    one(draws, fieldsOf(model, TEXT)),
    one(draws, fieldsOf(model, NUMBER)),
    one(draws, fieldsOf(model, /^number /)),
    one(draws, fieldsOf(model, /BooleanField$/)),
    one(draws, fieldsOf(model, SORTABLE)),
  ];
  const terms: Drawn[] = [];
  const add = (name: string | undefined, ...lookups: readonly string[]): void => {
    if (name === undefined) return;
    for (const lookup of lookups) terms.push({ text: `Q(('${name}${lookup.replace(' ', "', ")}))`, fields: [name] });
  };
  add(any, '__isnull True', '__isnull False', ' None');
  add(
    text,
    " 'a'",
    "__in ['a', 'it\\'s']",
    "__in ['b']",
    "__startswith 'x_'",
    "__icontains 'Y'",
    "__iexact 'z'",
    "__regex '^a+$'",
  );
  add(number, '__gt 0', '__gte -5', '__lt 10', ' 3', '__in [1, 2, 3]', '__in [7]', '__range (1, 9)');
  add(one(draws, fieldsOf(model, /models\.BigIntegerField$/)), '__lte 3000000000');
  add(other, '__gt 1', '__lt 2.5');
  add(flag, ' True', ' False');
  if (number !== undefined && other !== undefined)
    terms.push({ text: `Q(('${number}__lt', F('${other}')))`, fields: [number, other] });
  const [first, ...rest] = terms;
  return first && pick(draws, [first, ...rest]);
}

export function drawIndex(draws: Draws, model: GeneratedModel, name: string): Drawn | undefined {
  const sortable = fieldsOf(model, SORTABLE);
  const named = `name='${name}'`;
  const [field, second, text, number] = [
    one(draws, sortable),
    one(draws, sortable),
    one(draws, fieldsOf(model, TEXT)),
    one(draws, fieldsOf(model, NUMBER)),
  ];
  const drawn: (Drawn | undefined)[] = [];
  const add = (fields: readonly (string | undefined)[], make: (...names: string[]) => string): void => {
    const known = fields.filter(one => one !== undefined);
    if (known.length === fields.length) drawn.push({ text: make(...known), fields: known });
  };
  const module = 'django.contrib.postgres.indexes';
  const functions = 'django.db.models.functions.text';
  const expressions = 'django.db.models.expressions';
  add([field], one => `models.Index(fields=['${one}'], ${named})`);
  if (second !== field) add([field, second], (a, b) => `models.Index(fields=['${a}', '-${b}'], ${named})`);
  if (second !== field) add([field, second], (a, b) => `models.Index(fields=['${a}'], include=['${b}'], ${named})`);
  const condition = drawCondition(draws, model);
  if (field !== undefined && condition)
    drawn.push({
      text: `models.Index(fields=['${field}'], condition=${condition.text}, ${named})`,
      fields: [field, ...condition.fields],
    });
  add([text], one => `models.Index(${functions}.Lower('${one}'), ${named})`);
  add(
    [text, field],
    (a, b) =>
      `models.Index(${expressions}.OrderBy(${functions}.Upper('${a}'), descending=True, nulls_last=True), F('${b}'), ${named})`,
  );
  add([text], one => `models.Index(fields=['${one}'], opclasses=['${textClass(model, one)}'], ${named})`);
  add([number], one => `models.Index(${expressions}.CombinedExpression(F('${one}'), '+', Value(1)), ${named})`);
  add([number], one => `models.Index(django.db.models.functions.math.Abs('${one}'), ${named})`);
  add([text], one => `models.Index(Collate('${one}', 'C'), F('${one}').desc(nulls_last=True), ${named})`);
  add(
    [text],
    one => `models.Index(${functions}.Lower('${one}').asc(nulls_first=True), db_tablespace='pg_default', ${named})`,
  );
  add(
    [text, number],
    (a, b) => `models.Index(models.Case(models.When(${b}__gt=0, then=F('${a}')), default=Value('x')), ${named})`,
  );
  add(
    [text, one(draws, fieldsOf(model, /models\.IntegerField$/))],
    (a, b) => `${module}.BloomIndex(fields=['${a}', '${b}'], length=96, columns=[3, 4], ${named})`,
  );
  add([number], one => `${module}.BrinIndex(fields=['${one}'], pages_per_range=8, autosummarize=True, ${named})`);
  add([field], one => `${module}.BTreeIndex(fields=['${one}'], fillfactor=70, ${named})`);
  add([text], one => `${module}.HashIndex(fields=['${one}'], ${named})`);
  add([text], one => `${module}.GinIndex(fields=['${one}'], opclasses=['gin_trgm_ops'], fastupdate=False, ${named})`);
  add([text], one => `${module}.GistIndex(${module}.OpClass('${one}', name='gist_trgm_ops'), ${named})`);
  add(
    [fieldsOf(model, /JSONField$|SearchVectorField$|HStoreField$/)[0]],
    one => `${module}.GinIndex(fields=['${one}'], ${named})`,
  );
  add([fieldsOf(model, /RangeField$/)[0]], one => `${module}.GistIndex(fields=['${one}'], ${named})`);
  add([fieldsOf(model, /RangeField$/)[0]], one => `${module}.SpGistIndex(fields=['${one}'], fillfactor=80, ${named})`);
  const [first, ...rest] = drawn.filter(one => one !== undefined);
  return first && pick(draws, [first, ...rest]);
}

function textClass(model: GeneratedModel, name: string): string {
  return model.fields.get(name)?.type === 'models.TextField' ? 'text_pattern_ops' : 'varchar_pattern_ops';
}

export function drawConstraint(
  draws: Draws,
  model: GeneratedModel,
  name: string,
  django: readonly [number, number],
): Drawn | undefined {
  const sortable = fieldsOf(model, SORTABLE);
  const named = `name='${name}'`;
  const [field, second, text] = [one(draws, sortable), one(draws, sortable), one(draws, fieldsOf(model, TEXT))];
  const range = one(draws, fieldsOf(model, /RangeField$/));
  const condition = drawCondition(draws, model);
  const drawn: Drawn[] = [];
  const check = atLeast(django, 5, 1) ? 'condition' : 'check';
  if (condition)
    drawn.push({ text: `models.CheckConstraint(${check}=${condition.text}, ${named})`, fields: condition.fields });
  if (condition)
    drawn.push({
      text: `models.CheckConstraint(${check}=~${condition.text.includes('|') || condition.text.includes('&') ? `(${condition.text})` : condition.text}, ${named})`,
      fields: condition.fields,
    });
  if (field !== undefined) {
    const fields = second !== undefined && second !== field ? [field, second] : [field];
    const list = quotedList(fields);
    drawn.push({ text: `models.UniqueConstraint(fields=${list}, ${named})`, fields });
    drawn.push({ text: `models.UniqueConstraint(fields=${list}, deferrable=Deferrable.DEFERRED, ${named})`, fields });
    drawn.push({
      text: `models.UniqueConstraint(fields=${list}, deferrable=models.Deferrable['IMMEDIATE'], ${named})`,
      fields,
    });
    if (condition)
      drawn.push({
        text: `models.UniqueConstraint(fields=${list}, condition=${condition.text}, ${named})`,
        fields: [...fields, ...condition.fields],
      });
    if (fields.length > 1)
      drawn.push({
        text: `models.UniqueConstraint(fields=['${field}'], include=['${second ?? ''}'], ${named})`,
        fields,
      });
    if (atLeast(django, 5, 0))
      drawn.push({
        text: `models.UniqueConstraint(fields=${list}, nulls_distinct=${draws.oneIn(2) ? 'False' : 'True'}, ${named})`,
        fields,
      });
    if (text !== undefined)
      drawn.push({
        text: `models.UniqueConstraint(F('${field}'), django.db.models.functions.text.Lower('${text}'), ${named})`,
        fields: [field, text],
      });
  }
  if (text !== undefined)
    drawn.push({
      text: `models.UniqueConstraint(django.db.models.functions.text.Lower('${text}').desc(), django.db.models.functions.Coalesce('${text}', Value('')), ${named})`,
      fields: [text],
    });
  if (text !== undefined)
    drawn.push({
      text: `models.UniqueConstraint(fields=['${text}'], opclasses=['${textClass(model, text)}'], ${named})`,
      fields: [text],
    });
  if (range !== undefined)
    drawn.push({
      text: `django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('${range}', ${draws.oneIn(2) ? 'RangeOperators.OVERLAPS' : "'&&'"})], ${named})`,
      fields: [range],
    });
  if (range !== undefined && condition)
    drawn.push({
      text: `django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('${range}', '&&')], condition=${condition.text}, deferrable=Deferrable.IMMEDIATE, ${named})`,
      fields: [range, ...condition.fields],
    });
  const [first, ...rest] = drawn;
  return first && pick(draws, [first, ...rest]);
}
