/**
 * setup.py, read and never run: the arguments of `setup(…)` as far as they are literals, names bound to literals, sums of
 * them, or calls of `find_packages`. Everything else is unknown.
 */
import type { Call, Expression, Statement } from '../../python/index.ts';
import { decodePython, parsePython } from '../../python/index.ts';
import type { MetadataPlace, PackageProblem } from '../package.ts';

/** The arguments of `find_packages` (or `find_namespace_packages`). */
export interface FindCall {
  readonly namespaces: boolean;
  readonly where: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type StaticValue =
  | { readonly kind: 'string'; readonly value: string; readonly at: MetadataPlace }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly StaticValue[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, StaticValue> }
  | { readonly kind: 'find'; readonly find: FindCall }
  | { readonly kind: 'unknown' };

export interface SetupCall {
  readonly file: string;
  readonly arguments: ReadonlyMap<string, StaticValue>;
  /** `setup(**something)` that cannot be known: any argument may be there. */
  readonly open: boolean;
}

export type SetupResult =
  { readonly ok: true; readonly setup: SetupCall } | { readonly ok: false; readonly problem: PackageProblem };

const UNKNOWN: StaticValue = { kind: 'unknown' };
/** Names bound to names bound to names …: nobody needs more, and a circle ends. */
const MAX_DEPTH = 24;
/** Values evaluated for one file: a name used twice in each of a chain of sums doubles the work at each step. */
const MAX_STEPS = 20_000;

/** Reads a setup.py. A file without a `setup(…)` call gives an open call without arguments. */
export function readSetupPy(bytes: Uint8Array, file: string): SetupResult {
  const { text, problems } = decodePython(bytes);
  const parsed = parsePython(text);
  const first = problems[0] ?? parsed.problems[0];
  if (first) {
    const message = `${file} is not valid Python (${first.message}), so the package cannot be built; mend it`;
    return { ok: false, problem: { code: 'bad-metadata', message, file, start: first.start, end: first.end } };
  }
  return { ok: true, setup: new Reader(file).read(parsed.tree.body) };
}

class Reader {
  readonly #file: string;
  readonly #names = new Map<string, Expression>();
  #call: Call | undefined;
  #steps = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(body: readonly Statement[]): SetupCall {
    this.#collect(body);
    const found = new Map<string, StaticValue>();
    let open = this.#call === undefined;
    for (const keyword of this.#call?.keywords ?? []) {
      const value = this.#evaluate(keyword.value, 0);
      if (keyword.arg !== null) found.set(keyword.arg, value);
      else if (value.kind === 'dict') for (const [name, item] of value.entries) found.set(name, item);
      else open = true;
    }
    return { file: this.#file, arguments: found, open };
  }

  /** Bindings and the call, in every block that runs when the file is run; the last binding of a name counts. */
  #collect(body: readonly Statement[]): void {
    for (const statement of body) {
      if (statement.type === 'Assign') {
        for (const target of statement.targets) if (target.type === 'Name') this.#names.set(target.id, statement.value);
        this.#see(statement.value);
      } else if (statement.type === 'AnnAssign') {
        if (statement.target.type === 'Name' && statement.value) this.#names.set(statement.target.id, statement.value);
      } else if (statement.type === 'AugAssign') {
        // What is added to later is no longer the literal.
        if (statement.target.type === 'Name') this.#names.delete(statement.target.id);
      } else if (statement.type === 'Expr') this.#see(statement.value);
      else if (statement.type === 'With') this.#collect(statement.body);
      else if (statement.type === 'If' || statement.type === 'For' || statement.type === 'While') {
        this.#collect(statement.body);
        this.#collect(statement.orelse);
      } else if (statement.type === 'Try') {
        this.#collect(statement.body);
        for (const handler of statement.handlers) this.#collect(handler.body);
        this.#collect(statement.orelse);
        this.#collect(statement.finalbody);
      }
    }
  }

  #see(expression: Expression): void {
    if (expression.type === 'Call' && calleeName(expression) === 'setup') this.#call = expression;
  }

  #evaluate(expression: Expression, depth: number): StaticValue {
    if (depth > MAX_DEPTH || ++this.#steps > MAX_STEPS) return UNKNOWN;
    const next = depth + 1;
    if (expression.type === 'Constant') {
      const { value } = expression;
      if (value.kind === 'str') return { kind: 'string', value: value.value, at: this.#placeOf(expression) };
      if (value.kind === 'bool') return { kind: 'bool', value: value.value };
      return value.kind === 'none' ? { kind: 'none' } : UNKNOWN;
    }
    if (expression.type === 'List' || expression.type === 'Tuple' || expression.type === 'Set') {
      return { kind: 'list', items: expression.elts.flatMap(element => this.#element(element, next)) };
    }
    if (expression.type === 'Dict') return this.#dict(expression.keys, expression.values, next);
    if (expression.type === 'Name') {
      const bound = this.#names.get(expression.id);
      return bound ? this.#evaluate(bound, next) : UNKNOWN;
    }
    if (expression.type === 'BinOp' && expression.op === 'Add') {
      return add(this.#evaluate(expression.left, next), this.#evaluate(expression.right, next));
    }
    if (expression.type === 'JoinedStr') {
      const parts = expression.values.map(part =>
        this.#evaluate(part.type === 'FormattedValue' ? part.value : part, next),
      );
      if (!parts.every(part => part.kind === 'string')) return UNKNOWN;
      return { kind: 'string', value: parts.map(part => part.value).join(''), at: this.#placeOf(expression) };
    }
    return expression.type === 'Call' ? this.#called(expression, next) : UNKNOWN;
  }

  #placeOf(expression: Expression): MetadataPlace {
    return { file: this.#file, start: expression.start, end: expression.end };
  }

  #element(element: Expression, depth: number): readonly StaticValue[] {
    if (element.type !== 'Starred') return [this.#evaluate(element, depth)];
    const value = this.#evaluate(element.value, depth);
    return value.kind === 'list' ? value.items : [value];
  }

  #dict(keys: readonly (Expression | null)[], values: readonly Expression[], depth: number): StaticValue {
    const entries = new Map<string, StaticValue>();
    for (const [index, key] of keys.entries()) {
      const item = values[index];
      if (item === undefined) continue;
      const value = this.#evaluate(item, depth);
      const name = key === null ? undefined : this.#evaluate(key, depth);
      if (name?.kind === 'string') entries.set(name.value, value);
      else if (key === null && value.kind === 'dict')
        for (const [inner, item] of value.entries) entries.set(inner, item);
      else return UNKNOWN;
    }
    return { kind: 'dict', entries };
  }

  #called(call: Call, depth: number): StaticValue {
    const name = calleeName(call);
    if (name === 'dict' && call.args.length === 0) {
      const entries = new Map<string, StaticValue>();
      for (const keyword of call.keywords) {
        if (keyword.arg === null) return UNKNOWN;
        entries.set(keyword.arg, this.#evaluate(keyword.value, depth));
      }
      return { kind: 'dict', entries };
    }
    if (name !== 'find_packages' && name !== 'find_namespace_packages' && name !== 'find') return UNKNOWN;
    const argument = (position: number, keyword: string): StaticValue | undefined => {
      const found = call.args[position] ?? call.keywords.find(candidate => candidate.arg === keyword)?.value;
      return found && this.#evaluate(found, depth);
    };
    const where = argument(0, 'where');
    const exclude = argument(1, 'exclude');
    const include = argument(2, 'include');
    const excluded = exclude === undefined ? [] : strings(exclude);
    const included = include === undefined ? ['*'] : strings(include);
    if (excluded === undefined || included === undefined || (where !== undefined && where.kind !== 'string'))
      return UNKNOWN;
    const owner = call.func.type === 'Attribute' && call.func.value.type === 'Name' ? call.func.value.id : '';
    const namespaces = name === 'find_namespace_packages' || owner === 'PEP420PackageFinder';
    return { kind: 'find', find: { namespaces, where: where?.value ?? '.', include: included, exclude: excluded } };
  }
}

function calleeName(call: Call): string | undefined {
  return call.func.type === 'Name' ? call.func.id : call.func.type === 'Attribute' ? call.func.attr : undefined;
}

function add(left: StaticValue, right: StaticValue): StaticValue {
  if (left.kind === 'string' && right.kind === 'string') {
    return { kind: 'string', value: left.value + right.value, at: { ...left.at, end: right.at.end } };
  }
  const items = (value: StaticValue): readonly StaticValue[] => (value.kind === 'list' ? value.items : [value]);
  const both = [left, right].every(value => value.kind === 'list' || value.kind === 'find');
  return both ? { kind: 'list', items: [...items(left), ...items(right)] } : UNKNOWN;
}

/** A string, or a list of nothing but strings, as strings. */
export function strings(value: StaticValue | undefined): string[] | undefined {
  if (value?.kind === 'string') return [value.value];
  if (value?.kind !== 'list') return undefined;
  const found = value.items.flatMap(item => (item.kind === 'string' ? [item.value] : []));
  return found.length === value.items.length ? found : undefined;
}
