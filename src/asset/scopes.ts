/** Names of a script and what they may be bound to: enough for following values within one file. */
import type { ts } from 'ts-morph';

/** One way in which a name gets a value. */
export type Binding =
  | { readonly kind: 'value'; readonly expression: ts.Expression }
  /** An element of what the expression gives: `for (const x of …)`. */
  | { readonly kind: 'element'; readonly expression: ts.Expression }
  /** A property of what the expression gives: `const { body } = document`. */
  | { readonly kind: 'property'; readonly expression: ts.Expression; readonly property: string }
  | { readonly kind: 'parameter'; readonly fn: ts.SignatureDeclaration; readonly index: number }
  | { readonly kind: 'function'; readonly fn: ts.SignatureDeclaration }
  /** A name that is bound to something unknown (an import, a catch clause, a class). */
  | { readonly kind: 'opaque' };

export interface Variable {
  readonly name: string;
  readonly bindings: Binding[];
}

type Ts = typeof ts;

export class Scopes {
  readonly #ts: Ts;
  readonly #scopes = new Map<ts.Node, Map<string, Variable>>();
  /** Calls by the variable that is called. */
  readonly calls = new Map<Variable, ts.CallExpression[]>();
  /** Calls in which a function stands as an argument. */
  readonly callbacks = new Map<ts.SignatureDeclaration, { readonly call: ts.CallExpression; readonly index: number }>();

  /** Calls of a function where it is written: `(function (w) { … })(window)`. */
  readonly immediate = new Map<ts.SignatureDeclaration, { readonly call: ts.CallExpression; readonly shift: number }>();
  /** What is assigned to `this.name`, by the class (or constructor function) around and the name. */
  readonly #members = new Map<ts.Node, Map<string, ts.Expression[]>>();

  constructor(library: Ts, file: ts.SourceFile) {
    this.#ts = library;
    this.#declare(file);
    this.#connect(file);
  }

  /** The variable that an identifier names; undefined for a global that the script does not declare. */
  lookup(identifier: ts.Identifier): Variable | undefined {
    const name = identifier.text;
    for (let node: ts.Node | undefined = identifier; node; node = node.parent) {
      const found = this.#scopes.get(node)?.get(name);
      if (found) return found;
    }
    return undefined;
  }

  #variable(scope: ts.Node, name: string): Variable {
    let names = this.#scopes.get(scope);
    if (!names) this.#scopes.set(scope, (names = new Map()));
    let variable = names.get(name);
    if (!variable) names.set(name, (variable = { name, bindings: [] }));
    return variable;
  }

  #scopeOf(node: ts.Node, functionWide: boolean): ts.Node {
    const t = this.#ts;
    let scope = node.parent;
    while (scope.parent) {
      if (t.isFunctionLike(scope)) return scope;
      if (
        !functionWide &&
        (t.isBlock(scope) ||
          t.isForStatement(scope) ||
          t.isForOfStatement(scope) ||
          t.isForInStatement(scope) ||
          t.isCaseBlock(scope) ||
          t.isCatchClause(scope))
      ) {
        return scope;
      }
      scope = scope.parent;
    }
    return scope;
  }

  #bindPattern(scope: ts.Node, name: ts.BindingName, binding: Binding): void {
    const t = this.#ts;
    if (t.isIdentifier(name)) {
      this.#variable(scope, name.text).bindings.push(binding);
      return;
    }
    for (const element of name.elements) {
      if (t.isOmittedExpression(element)) continue;
      let inner: Binding = { kind: 'opaque' };
      if (binding.kind === 'value' && t.isObjectBindingPattern(name)) {
        const key = element.propertyName ?? element.name;
        if (t.isIdentifier(key)) inner = { kind: 'property', expression: binding.expression, property: key.text };
      } else if (binding.kind === 'value') inner = { kind: 'element', expression: binding.expression };
      this.#bindPattern(scope, element.name, inner);
    }
  }

  #declare(node: ts.Node): void {
    const t = this.#ts;
    if (t.isVariableDeclaration(node)) {
      const list = node.parent;
      const functionWide = t.isVariableDeclarationList(list) && (list.flags & t.NodeFlags.BlockScoped) === 0;
      const scope = this.#scopeOf(node, functionWide);
      const loop = t.isVariableDeclarationList(list) ? list.parent : undefined;
      const binding: Binding =
        loop && t.isForOfStatement(loop)
          ? { kind: 'element', expression: loop.expression }
          : node.initializer
            ? { kind: 'value', expression: node.initializer }
            : { kind: 'opaque' };
      // `let x;` says nothing of the value: assignments do.
      if (binding.kind === 'opaque' && t.isIdentifier(node.name)) this.#variable(scope, node.name.text);
      else this.#bindPattern(scope, node.name, binding);
    } else if (t.isFunctionDeclaration(node)) {
      if (node.name)
        this.#variable(this.#scopeOf(node, false), node.name.text).bindings.push({ kind: 'function', fn: node });
    } else if (t.isClassDeclaration(node)) {
      if (node.name) this.#variable(this.#scopeOf(node, false), node.name.text).bindings.push({ kind: 'opaque' });
    } else if (t.isImportClause(node) || t.isImportSpecifier(node) || t.isNamespaceImport(node)) {
      if (node.name) this.#variable(this.#scopeOf(node, true), node.name.text).bindings.push({ kind: 'opaque' });
    }
    if (t.isFunctionLike(node)) {
      node.parameters.forEach((parameter, index) => {
        if (!t.isParameter(parameter)) return;
        const binding: Binding = t.isIdentifier(parameter.name)
          ? { kind: 'parameter', fn: node, index }
          : { kind: 'opaque' };
        this.#bindPattern(node, parameter.name, binding);
      });
      if (t.isFunctionExpression(node) && node.name)
        this.#variable(node, node.name.text).bindings.push({ kind: 'function', fn: node });
    }
    t.forEachChild(node, child => this.#declare(child));
  }

  /** Assignments to names, and who calls what: needs all declarations. */
  #connect(node: ts.Node): void {
    const t = this.#ts;
    if (
      t.isBinaryExpression(node) &&
      t.isIdentifier(node.left) &&
      ASSIGNMENTS.has(t.tokenToString(node.operatorToken.kind) ?? '')
    ) {
      this.lookup(node.left)?.bindings.push({ kind: 'value', expression: node.right });
    } else if (
      t.isBinaryExpression(node) &&
      t.isPropertyAccessExpression(node.left) &&
      node.left.expression.kind === t.SyntaxKind.ThisKeyword &&
      ASSIGNMENTS.has(t.tokenToString(node.operatorToken.kind) ?? '')
    ) {
      this.#member(node, node.left.name.text, node.right);
    } else if (t.isPropertyDeclaration(node) && node.initializer && t.isIdentifier(node.name)) {
      this.#member(node, node.name.text, node.initializer);
    } else if (t.isCallExpression(node)) {
      let callee: ts.Expression = node.expression;
      let shift = 0;
      if (t.isPropertyAccessExpression(callee) && callee.name.text === 'call') {
        callee = callee.expression;
        shift = 1;
      }
      while (t.isParenthesizedExpression(callee)) callee = callee.expression;
      if (t.isFunctionExpression(callee) || t.isArrowFunction(callee))
        this.immediate.set(callee, { call: node, shift });
      if (t.isIdentifier(node.expression)) {
        const variable = this.lookup(node.expression);
        if (variable) {
          const calls = this.calls.get(variable);
          if (calls) calls.push(node);
          else this.calls.set(variable, [node]);
        }
      }
      node.arguments.forEach((argument, index) => {
        if (t.isFunctionExpression(argument) || t.isArrowFunction(argument))
          this.callbacks.set(argument, { call: node, index });
        else if (t.isIdentifier(argument)) {
          const [binding] = this.lookup(argument)?.bindings ?? [];
          if (binding?.kind === 'function' && !this.callbacks.has(binding.fn))
            this.callbacks.set(binding.fn, { call: node, index });
        }
      });
    }
    t.forEachChild(node, child => this.#connect(child));
  }

  /** The class that `this` belongs to; the file where there is none. */
  #classOf(node: ts.Node): ts.Node {
    let owner: ts.Node = node;
    while (owner.parent && !this.#ts.isClassLike(owner)) owner = owner.parent;
    return owner;
  }

  #member(node: ts.Node, name: string, value: ts.Expression): void {
    const owner = this.#classOf(node);
    let names = this.#members.get(owner);
    if (!names) this.#members.set(owner, (names = new Map()));
    const values = names.get(name);
    if (values) values.push(value);
    else names.set(name, [value]);
  }

  /** What `this.name` is assigned at a place. */
  membersOf(at: ts.Node, name: string): readonly ts.Expression[] {
    return this.#members.get(this.#classOf(at))?.get(name) ?? [];
  }

  /** The variables by which a function can be called. */
  namesOf(fn: ts.SignatureDeclaration): Variable[] {
    const t = this.#ts;
    const names: ts.Identifier[] = [];
    if ((t.isFunctionDeclaration(fn) || t.isFunctionExpression(fn)) && fn.name) names.push(fn.name);
    const { parent } = fn;
    if (t.isVariableDeclaration(parent) && t.isIdentifier(parent.name)) names.push(parent.name);
    if (t.isBinaryExpression(parent) && t.isIdentifier(parent.left)) names.push(parent.left);
    return names.flatMap(name => this.lookup(name) ?? []);
  }
}

const ASSIGNMENTS = new Set(['=', '||=', '??=', '&&=']);
