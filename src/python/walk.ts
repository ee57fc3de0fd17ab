/** Going through a tree by one table of which fields of a node hold nodes. */
import type { Node } from './ast.ts';

type NodeOf<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** Names of the fields of a node that hold a node, a list of nodes, or null. */
type ChildField<N> = {
  [K in keyof N]-?: Exclude<N[K], null> extends Node | readonly (Node | null)[] ? K : never;
}[keyof N];

/** Fields that hold nodes, in CPython's order of fields (`_fields`). */
const CHILD_FIELDS = {
  Module: ['body'],
  FunctionDef: ['args', 'body', 'decorator_list', 'returns', 'type_params'],
  AsyncFunctionDef: ['args', 'body', 'decorator_list', 'returns', 'type_params'],
  ClassDef: ['bases', 'keywords', 'body', 'decorator_list', 'type_params'],
  Return: ['value'],
  Delete: ['targets'],
  Assign: ['targets', 'value'],
  TypeAlias: ['name', 'type_params', 'value'],
  AugAssign: ['target', 'value'],
  AnnAssign: ['target', 'annotation', 'value'],
  For: ['target', 'iter', 'body', 'orelse'],
  AsyncFor: ['target', 'iter', 'body', 'orelse'],
  While: ['test', 'body', 'orelse'],
  If: ['test', 'body', 'orelse'],
  With: ['items', 'body'],
  AsyncWith: ['items', 'body'],
  Match: ['subject', 'cases'],
  Raise: ['exc', 'cause'],
  Try: ['body', 'handlers', 'orelse', 'finalbody'],
  TryStar: ['body', 'handlers', 'orelse', 'finalbody'],
  Assert: ['test', 'msg'],
  Import: ['names'],
  ImportFrom: ['names'],
  Global: [],
  Nonlocal: [],
  Expr: ['value'],
  Pass: [],
  Break: [],
  Continue: [],
  BoolOp: ['values'],
  NamedExpr: ['target', 'value'],
  BinOp: ['left', 'right'],
  UnaryOp: ['operand'],
  Lambda: ['args', 'body'],
  IfExp: ['test', 'body', 'orelse'],
  Dict: ['keys', 'values'],
  Set: ['elts'],
  ListComp: ['elt', 'generators'],
  SetComp: ['elt', 'generators'],
  DictComp: ['key', 'value', 'generators'],
  GeneratorExp: ['elt', 'generators'],
  Await: ['value'],
  Yield: ['value'],
  YieldFrom: ['value'],
  Compare: ['left', 'comparators'],
  Call: ['func', 'args', 'keywords'],
  FormattedValue: ['value', 'format_spec'],
  JoinedStr: ['values'],
  Interpolation: ['value', 'format_spec'],
  TemplateStr: ['values'],
  Constant: [],
  Attribute: ['value'],
  Subscript: ['value', 'slice'],
  Starred: ['value'],
  Name: [],
  List: ['elts'],
  Tuple: ['elts'],
  Slice: ['lower', 'upper', 'step'],
  comprehension: ['target', 'iter', 'ifs'],
  ExceptHandler: ['exc', 'body'],
  arguments: ['posonlyargs', 'args', 'vararg', 'kwonlyargs', 'kw_defaults', 'kwarg', 'defaults'],
  arg: ['annotation'],
  keyword: ['value'],
  alias: [],
  withitem: ['context_expr', 'optional_vars'],
  match_case: ['pattern', 'guard', 'body'],
  MatchValue: ['value'],
  MatchSingleton: [],
  MatchSequence: ['patterns'],
  MatchMapping: ['keys', 'patterns'],
  MatchClass: ['cls', 'patterns', 'kwd_patterns'],
  MatchStar: [],
  MatchAs: ['pattern'],
  MatchOr: ['patterns'],
  TypeVar: ['bound', 'default_value'],
  ParamSpec: ['default_value'],
  TypeVarTuple: ['default_value'],
} as const satisfies { readonly [Type in Node['type']]: readonly ChildField<NodeOf<Type>>[] };

// The table above lists only fields of the right type; this alias fails to compile when it leaves one out.
type Missing = {
  [Type in Node['type']]: Exclude<ChildField<NodeOf<Type>>, (typeof CHILD_FIELDS)[Type][number]>;
}[Node['type']];
const COMPLETE: [Missing] extends [never] ? true : false = true;
void COMPLETE;

/** The nodes right below a node, field by field as CPython's `ast.iter_child_nodes` gives them; a missing child is left out. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  // The table's type pairs each node type with its own fields, which an index by a union cannot express.
  const record = node as unknown as Readonly<Record<string, Node | null | readonly (Node | null)[]>>;
  for (const field of CHILD_FIELDS[node.type]) {
    const value = record[field];
    if (isList(value)) {
      for (const child of value) if (child) found.push(child);
    } else if (value) found.push(value);
  }
  return found;
}

function isList(value: Node | null | undefined | readonly (Node | null)[]): value is readonly (Node | null)[] {
  return Array.isArray(value);
}

/** The node itself and all below it, each before its children; without recursion, so that depth does not matter. */
export function* walk(node: Node): Generator<Node, void, void> {
  const pending: Node[] = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    const below = children(next);
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i];
      if (child) pending.push(child);
    }
  }
}
