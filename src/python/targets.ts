/** What may stand on the left of `=`, after `for`, `as` and `del`: an expression is read first and then made a target. */
import type { Context, Expression } from './ast.ts';
import type { Parser } from './parser.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes a target of an expression, in place: the tree is not given to anybody before the parser is done. Fails where CPython does. */
export function makeTarget(p: Parser, node: Expression, context: 'Store' | 'Del', hint = ''): void {
  switch (node.type) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      setContext(node, context);
      return;
    case 'Tuple':
    case 'List':
      setContext(node, context);
      for (const element of node.elts) makeTarget(p, element, context);
      return;
    case 'Starred':
      if (context === 'Del') break;
      setContext(node, context);
      makeTarget(p, node.value, context);
      return;
    default:
  }
  p.failAt(`cannot ${context === 'Del' ? 'delete' : 'assign to'} ${describeExpression(node)}${hint}`, node);
}

function setContext(node: Expression & { readonly ctx: Context }, context: Context): void {
  // The one place that changes a node: whether a name is read or written is only known after it.
  const mutable: Mutable<{ ctx: Context }> = node;
  mutable.ctx = context;
}

/** How CPython's messages call a kind of expression (_PyPegen_get_expr_name). */
const DESCRIPTIONS = {
  BoolOp: 'expression',
  NamedExpr: 'named expression',
  BinOp: 'expression',
  UnaryOp: 'expression',
  Lambda: 'lambda',
  IfExp: 'conditional expression',
  Dict: 'dict literal',
  Set: 'set display',
  ListComp: 'list comprehension',
  SetComp: 'set comprehension',
  DictComp: 'dict comprehension',
  GeneratorExp: 'generator expression',
  Await: 'await expression',
  Yield: 'yield expression',
  YieldFrom: 'yield expression',
  Compare: 'comparison',
  Call: 'function call',
  FormattedValue: 'f-string expression',
  JoinedStr: 'f-string expression',
  Interpolation: 't-string expression',
  TemplateStr: 't-string expression',
  Constant: 'literal',
  Attribute: 'attribute',
  Subscript: 'subscript',
  Starred: 'starred',
  Name: 'name',
  List: 'list',
  Tuple: 'tuple',
  Slice: 'slice',
} as const satisfies Record<Expression['type'], string>;

export function describeExpression(node: Expression): string {
  if (node.type === 'Constant') {
    if (node.value.kind === 'none') return 'None';
    if (node.value.kind === 'ellipsis') return 'ellipsis';
    if (node.value.kind === 'bool') return node.value.value ? 'True' : 'False';
  }
  return DESCRIPTIONS[node.type];
}
