/** Whether code of a script runs once the page is loaded, without anybody doing anything, and under which conditions. */
import type { ts } from 'ts-morph';

type Ts = typeof ts;

/** Events that come by themselves when a page is loaded. */
const LOADED = /^(?:DOMContentLoaded|load|pageshow|readystatechange|htmx:load)$/;
/** What runs a function at once, or as soon as the page is there. */
const RUNNERS =
  /(?:^|\.)(?:ready|onLoad|queueMicrotask|setTimeout|requestAnimationFrame|requestIdleCallback)$|^(?:\$|jQuery)$/;

/**
 * The texts in the conditions on the way to a place, when it is reached on load; `undefined` when it is in a function that something
 * else calls: a listener to clicks, a function with a name.
 */
export function conditionsOnLoad(t: Ts, node: ts.Node): readonly string[] | undefined {
  const texts: string[] = [];
  const conditional = (test: ts.Node): void => {
    const before = texts.length;
    textsOf(t, test, texts);
    // A condition without a text is one all the same.
    if (texts.length === before) texts.push('');
  };
  for (let inner = node, outer = node.parent as ts.Node | undefined; outer; inner = outer, outer = outer.parent) {
    if (t.isIfStatement(outer) && inner !== outer.expression) conditional(outer.expression);
    else if (t.isConditionalExpression(outer) && inner !== outer.condition) conditional(outer.condition);
    else if (t.isBinaryExpression(outer) && outer.right === inner && isLogical(t, outer)) conditional(outer.left);
    else if (t.isIterationStatement(outer, false) || t.isCaseClause(outer) || t.isCatchClause(outer)) texts.push('');
    else if (t.isFunctionLike(outer) && !runsOnLoad(t, outer)) return undefined;
    else if (t.isBlock(outer) || t.isSourceFile(outer)) {
      // `if (!location.pathname.startsWith('/dcim/')) return;` before it is a condition, too.
      for (const statement of outer.statements) {
        if (statement.end > inner.getStart()) break;
        if (t.isIfStatement(statement) && leaves(t, statement.thenStatement)) conditional(statement.expression);
      }
    }
  }
  return texts;
}

function isLogical(t: Ts, node: ts.BinaryExpression): boolean {
  const { kind } = node.operatorToken;
  return kind === t.SyntaxKind.AmpersandAmpersandToken || kind === t.SyntaxKind.BarBarToken;
}

function leaves(t: Ts, node: ts.Statement): boolean {
  const last = t.isBlock(node) ? node.statements.at(-1) : node;
  return !!last && (t.isReturnStatement(last) || t.isThrowStatement(last));
}

/** A function that is called where it stands, or given to what calls it on load. */
function runsOnLoad(t: Ts, fn: ts.SignatureDeclaration): boolean {
  if (!t.isFunctionExpression(fn) && !t.isArrowFunction(fn)) return false;
  let node: ts.Node = fn;
  while (t.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (t.isBinaryExpression(parent) && parent.right === node) return /(?:^|\.)onload$/.test(parent.left.getText());
  if (!t.isCallExpression(parent)) return false;
  if (parent.expression === node) return true;
  const callee = parent.expression.getText();
  if (/(?:^|\.)(?:addEventListener|on)$/.test(callee)) {
    const [event] = parent.arguments;
    return !!event && t.isStringLiteralLike(event) && LOADED.test(event.text);
  }
  return RUNNERS.test(callee);
}

function textsOf(t: Ts, node: ts.Node, texts: string[]): void {
  if (t.isStringLiteralLike(node)) texts.push(node.text);
  else if (t.isRegularExpressionLiteral(node)) texts.push(node.text.replace(/^\/\^?|\\|\/\w*$/g, ''));
  t.forEachChild(node, child => {
    textsOf(t, child, texts);
  });
}
