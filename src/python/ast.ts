/**
 * Python's abstract syntax, node for node and field for field as CPython's `ast` module has it (Parser/Python.asdl, 3.14),
 * with UTF-16 offsets in place of line and byte column. Where CPython has `None` for a missing child, a field is `null`.
 */

interface Located {
  /** UTF-16 offset of the first unit of the node. */
  readonly start: number;
  /** UTF-16 offset just past the node. */
  readonly end: number;
}

export interface Module extends Located {
  readonly type: 'Module';
  readonly body: readonly Statement[];
}

// ---- statements -------------------------------------------------------------------------------------------------

interface FunctionBase extends Located {
  readonly name: string;
  /** Where the name itself stands (not in CPython's tree). */
  readonly nameStart: number;
  readonly args: Arguments;
  readonly body: readonly Statement[];
  readonly decorator_list: readonly Expression[];
  readonly returns: Expression | null;
  readonly type_params: readonly TypeParameter[];
}

export interface FunctionDef extends FunctionBase {
  readonly type: 'FunctionDef';
}
export interface AsyncFunctionDef extends FunctionBase {
  readonly type: 'AsyncFunctionDef';
}
export interface ClassDef extends Located {
  readonly type: 'ClassDef';
  readonly name: string;
  /** Where the name itself stands (not in CPython's tree). */
  readonly nameStart: number;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
  readonly decorator_list: readonly Expression[];
  readonly type_params: readonly TypeParameter[];
}
export interface Return extends Located {
  readonly type: 'Return';
  readonly value: Expression | null;
}
export interface Delete extends Located {
  readonly type: 'Delete';
  readonly targets: readonly Expression[];
}
export interface Assign extends Located {
  readonly type: 'Assign';
  readonly targets: readonly Expression[];
  readonly value: Expression;
}
export interface TypeAlias extends Located {
  readonly type: 'TypeAlias';
  readonly name: Name;
  readonly type_params: readonly TypeParameter[];
  readonly value: Expression;
}
export interface AugAssign extends Located {
  readonly type: 'AugAssign';
  readonly target: Expression;
  readonly op: Operator;
  readonly value: Expression;
}
export interface AnnAssign extends Located {
  readonly type: 'AnnAssign';
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
  /** 1 for a plain name, 0 for an attribute, item or parenthesised name. */
  readonly simple: 0 | 1;
}
interface ForBase extends Located {
  readonly target: Expression;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
export interface For extends ForBase {
  readonly type: 'For';
}
export interface AsyncFor extends ForBase {
  readonly type: 'AsyncFor';
}
export interface While extends Located {
  readonly type: 'While';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
export interface If extends Located {
  readonly type: 'If';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orelse: readonly Statement[];
}
interface WithBase extends Located {
  readonly items: readonly WithItem[];
  readonly body: readonly Statement[];
}
export interface With extends WithBase {
  readonly type: 'With';
}
export interface AsyncWith extends WithBase {
  readonly type: 'AsyncWith';
}
export interface Match extends Located {
  readonly type: 'Match';
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
}
export interface Raise extends Located {
  readonly type: 'Raise';
  readonly exc: Expression | null;
  readonly cause: Expression | null;
}
interface TryBase extends Located {
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Statement[];
  readonly finalbody: readonly Statement[];
}
export interface Try extends TryBase {
  readonly type: 'Try';
}
export interface TryStar extends TryBase {
  readonly type: 'TryStar';
}
export interface Assert extends Located {
  readonly type: 'Assert';
  readonly test: Expression;
  readonly msg: Expression | null;
}
export interface Import extends Located {
  readonly type: 'Import';
  readonly names: readonly Alias[];
}
export interface ImportFrom extends Located {
  readonly type: 'ImportFrom';
  readonly module: string | null;
  readonly names: readonly Alias[];
  /** Number of leading dots. */
  readonly level: number;
}
export interface Global extends Located {
  readonly type: 'Global';
  readonly names: readonly string[];
}
export interface Nonlocal extends Located {
  readonly type: 'Nonlocal';
  readonly names: readonly string[];
}
export interface Expr extends Located {
  readonly type: 'Expr';
  readonly value: Expression;
}
export interface Pass extends Located {
  readonly type: 'Pass';
}
export interface Break extends Located {
  readonly type: 'Break';
}
export interface Continue extends Located {
  readonly type: 'Continue';
}

export type Statement =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | Expr
  | Pass
  | Break
  | Continue;

// ---- expressions ------------------------------------------------------------------------------------------------

export type Context = 'Load' | 'Store' | 'Del';
export type BooleanOperator = 'And' | 'Or';
export type Operator =
  | 'Add'
  | 'Sub'
  | 'Mult'
  | 'MatMult'
  | 'Div'
  | 'Mod'
  | 'Pow'
  | 'LShift'
  | 'RShift'
  | 'BitOr'
  | 'BitXor'
  | 'BitAnd'
  | 'FloorDiv';
export type UnaryOperator = 'Invert' | 'Not' | 'UAdd' | 'USub';
export type CompareOperator = 'Eq' | 'NotEq' | 'Lt' | 'LtE' | 'Gt' | 'GtE' | 'Is' | 'IsNot' | 'In' | 'NotIn';

export interface BoolOp extends Located {
  readonly type: 'BoolOp';
  readonly op: BooleanOperator;
  readonly values: readonly Expression[];
}
export interface NamedExpr extends Located {
  readonly type: 'NamedExpr';
  readonly target: Name;
  readonly value: Expression;
}
export interface BinOp extends Located {
  readonly type: 'BinOp';
  readonly left: Expression;
  readonly op: Operator;
  readonly right: Expression;
}
export interface UnaryOp extends Located {
  readonly type: 'UnaryOp';
  readonly op: UnaryOperator;
  readonly operand: Expression;
}
export interface Lambda extends Located {
  readonly type: 'Lambda';
  readonly args: Arguments;
  readonly body: Expression;
}
export interface IfExp extends Located {
  readonly type: 'IfExp';
  readonly test: Expression;
  readonly body: Expression;
  readonly orelse: Expression;
}
export interface Dict extends Located {
  readonly type: 'Dict';
  /** `null` for `**mapping`, whose mapping is the value at the same index. */
  readonly keys: readonly (Expression | null)[];
  readonly values: readonly Expression[];
}
export interface SetExpr extends Located {
  readonly type: 'Set';
  readonly elts: readonly Expression[];
}
export interface ListComp extends Located {
  readonly type: 'ListComp';
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends Located {
  readonly type: 'SetComp';
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends Located {
  readonly type: 'DictComp';
  readonly key: Expression;
  readonly value: Expression;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends Located {
  readonly type: 'GeneratorExp';
  readonly elt: Expression;
  readonly generators: readonly Comprehension[];
}
export interface Await extends Located {
  readonly type: 'Await';
  readonly value: Expression;
}
export interface Yield extends Located {
  readonly type: 'Yield';
  readonly value: Expression | null;
}
export interface YieldFrom extends Located {
  readonly type: 'YieldFrom';
  readonly value: Expression;
}
export interface Compare extends Located {
  readonly type: 'Compare';
  readonly left: Expression;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expression[];
}
export interface Call extends Located {
  readonly type: 'Call';
  readonly func: Expression;
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
}
export interface FormattedValue extends Located {
  readonly type: 'FormattedValue';
  readonly value: Expression;
  /** -1 none, 115 `!s`, 114 `!r`, 97 `!a`, as in CPython. */
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
export interface JoinedStr extends Located {
  readonly type: 'JoinedStr';
  readonly values: readonly (Constant | FormattedValue)[];
}
export interface Interpolation extends Located {
  readonly type: 'Interpolation';
  readonly value: Expression;
  /** The source text of the expression. */
  readonly str: string;
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
export interface TemplateStr extends Located {
  readonly type: 'TemplateStr';
  readonly values: readonly (Constant | Interpolation)[];
}
/** A constant's value, tagged with its Python type. */
export type ConstantValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** The imaginary part; Python has no literal with a real part. */
  | { readonly kind: 'complex'; readonly value: number };
export interface Constant extends Located {
  readonly type: 'Constant';
  readonly value: ConstantValue;
  /** True for a `u'…'` literal. */
  readonly u: boolean;
}
export interface Attribute extends Located {
  readonly type: 'Attribute';
  readonly value: Expression;
  readonly attr: string;
  readonly ctx: Context;
}
export interface Subscript extends Located {
  readonly type: 'Subscript';
  readonly value: Expression;
  readonly slice: Expression;
  readonly ctx: Context;
}
export interface Starred extends Located {
  readonly type: 'Starred';
  readonly value: Expression;
  readonly ctx: Context;
}
export interface Name extends Located {
  readonly type: 'Name';
  readonly id: string;
  readonly ctx: Context;
}
export interface List extends Located {
  readonly type: 'List';
  readonly elts: readonly Expression[];
  readonly ctx: Context;
}
export interface Tuple extends Located {
  readonly type: 'Tuple';
  readonly elts: readonly Expression[];
  readonly ctx: Context;
}
export interface Slice extends Located {
  readonly type: 'Slice';
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}

export type Expression =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | JoinedStr
  | Interpolation
  | TemplateStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice;

// ---- parts ------------------------------------------------------------------------------------------------------

/** Has no position in CPython. */
export interface Comprehension {
  readonly type: 'comprehension';
  readonly target: Expression;
  readonly iter: Expression;
  readonly ifs: readonly Expression[];
  readonly is_async: 0 | 1;
}
export interface ExceptHandler extends Located {
  readonly type: 'ExceptHandler';
  readonly exc: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}
/** Has no position in CPython. */
export interface Arguments {
  readonly type: 'arguments';
  readonly posonlyargs: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonlyargs: readonly Arg[];
  /** One for each of `kwonlyargs`; `null` where there is none. */
  readonly kw_defaults: readonly (Expression | null)[];
  readonly kwarg: Arg | null;
  /** Defaults of the last positional parameters. */
  readonly defaults: readonly Expression[];
}
export interface Arg extends Located {
  readonly type: 'arg';
  readonly arg: string;
  readonly annotation: Expression | null;
}
export interface Keyword extends Located {
  readonly type: 'keyword';
  /** `null` for `**mapping`. */
  readonly arg: string | null;
  readonly value: Expression;
}
export interface Alias extends Located {
  readonly type: 'alias';
  readonly name: string;
  readonly asname: string | null;
}
/** Has no position in CPython. */
export interface WithItem {
  readonly type: 'withitem';
  readonly context_expr: Expression;
  readonly optional_vars: Expression | null;
}
/** Has no position in CPython. */
export interface MatchCase {
  readonly type: 'match_case';
  readonly pattern: Pattern;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

export interface MatchValue extends Located {
  readonly type: 'MatchValue';
  readonly value: Expression;
}
export interface MatchSingleton extends Located {
  readonly type: 'MatchSingleton';
  readonly value: ConstantValue;
}
export interface MatchSequence extends Located {
  readonly type: 'MatchSequence';
  readonly patterns: readonly Pattern[];
}
export interface MatchMapping extends Located {
  readonly type: 'MatchMapping';
  readonly keys: readonly Expression[];
  readonly patterns: readonly Pattern[];
  readonly rest: string | null;
}
export interface MatchClass extends Located {
  readonly type: 'MatchClass';
  readonly cls: Expression;
  readonly patterns: readonly Pattern[];
  readonly kwd_attrs: readonly string[];
  readonly kwd_patterns: readonly Pattern[];
}
export interface MatchStar extends Located {
  readonly type: 'MatchStar';
  readonly name: string | null;
}
export interface MatchAs extends Located {
  readonly type: 'MatchAs';
  readonly pattern: Pattern | null;
  readonly name: string | null;
}
export interface MatchOr extends Located {
  readonly type: 'MatchOr';
  readonly patterns: readonly Pattern[];
}
export type Pattern =
  MatchValue | MatchSingleton | MatchSequence | MatchMapping | MatchClass | MatchStar | MatchAs | MatchOr;

export interface TypeVar extends Located {
  readonly type: 'TypeVar';
  readonly name: string;
  readonly bound: Expression | null;
  readonly default_value: Expression | null;
}
export interface ParamSpec extends Located {
  readonly type: 'ParamSpec';
  readonly name: string;
  readonly default_value: Expression | null;
}
export interface TypeVarTuple extends Located {
  readonly type: 'TypeVarTuple';
  readonly name: string;
  readonly default_value: Expression | null;
}
export type TypeParameter = TypeVar | ParamSpec | TypeVarTuple;

export type Node =
  | Module
  | Statement
  | Expression
  | Comprehension
  | ExceptHandler
  | Arguments
  | Arg
  | Keyword
  | Alias
  | WithItem
  | MatchCase
  | Pattern
  | TypeParameter;
