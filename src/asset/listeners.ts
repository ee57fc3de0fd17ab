/** Listeners to htmx's own events, and what they change of the request or of the swap that an event stands for. */
import type { ts } from 'ts-morph';

type Ts = typeof ts;

/** Events whose listeners can change or stop what htmx does next (htmx: reference, Events; `hx-on` spellings included). */
const DECISIVE = /^htmx:(?:config-?request|before-?request|before-?send|before-?swap|validate-?url|confirm)$/i;

/** Whether a listener to the event of this name can change what htmx does. */
export const isDecisive = (event: string): boolean =>
  event.split(/\s+/).some(name => DECISIVE.test(name.replace(/\..*$/, '')));

/** Methods that change a `FormData`, a `Headers` or an array. */
const CHANGING = new Set(['append', 'set', 'delete', 'push', 'splice']);
const STOPPING = new Set(['preventDefault', 'stopImmediatePropagation']);
/** Telling NetBox who asks is no change of the request: Django wants the token on each. */
const TOKEN = /csrf/i;

export interface ListenerActs {
  /** The first place at which the listener changes the event's detail, or stops it. */
  readonly at: ts.Node;
  /** Texts of the listener's conditions: `netbox-example-panel`. */
  readonly conditions: readonly string[];
}

/** What a listener does to its event; `undefined` when it only looks. */
export function actsOfListener(t: Ts, fn: ts.SignatureDeclaration): ListenerActs | undefined {
  if (!('body' in fn) || !fn.body) return undefined;
  const [parameter] = fn.parameters;
  if (!parameter || !t.isParameter(parameter)) return undefined;
  const details = new Set<string>();
  const event = t.isIdentifier(parameter.name) ? parameter.name.text : undefined;
  if (!t.isIdentifier(parameter.name)) destructured(t, parameter.name, details);
  let first: ts.Node | undefined;
  const conditions: string[] = [];
  const visit = (node: ts.Node): void => {
    if (t.isVariableDeclaration(node) && node.initializer) {
      if (isDetail(t, node.initializer, event, details)) {
        if (t.isIdentifier(node.name)) details.add(node.name.text);
        else for (const element of node.name.elements) if (t.isBindingElement(element)) nameOf(t, element, details);
      } else if (t.isIdentifier(node.initializer) && node.initializer.text === event && !t.isIdentifier(node.name))
        destructured(t, node.name, details);
    }
    const changed = changedBy(t, node, event, details);
    if (changed && !TOKEN.test(node.getText())) first ??= node;
    if (t.isIfStatement(node) || t.isConditionalExpression(node)) {
      textsOf(t, t.isIfStatement(node) ? node.expression : node.condition, conditions);
    } else if (t.isBinaryExpression(node) && node.operatorToken.kind === t.SyntaxKind.AmpersandAmpersandToken)
      textsOf(t, node.left, conditions);
    t.forEachChild(node, visit);
  };
  visit(fn.body);
  return first && { at: first, conditions };
}

function destructured(t: Ts, pattern: ts.BindingPattern, details: Set<string>): void {
  for (const element of pattern.elements) {
    if (!t.isBindingElement(element)) continue;
    const key = element.propertyName ?? element.name;
    if (!t.isIdentifier(key) || key.text !== 'detail') continue;
    if (t.isIdentifier(element.name)) details.add(element.name.text);
    else for (const inner of element.name.elements) if (t.isBindingElement(inner)) nameOf(t, inner, details);
  }
}

function nameOf(t: Ts, element: ts.BindingElement, details: Set<string>): void {
  if (t.isIdentifier(element.name)) details.add(element.name.text);
}

/** `event.detail`, a name that stands for it or a part of it, and anything taken from one of these. */
function isDetail(t: Ts, node: ts.Expression, event: string | undefined, details: ReadonlySet<string>): boolean {
  if (t.isIdentifier(node)) return details.has(node.text);
  if (t.isNonNullExpression(node) || t.isParenthesizedExpression(node) || t.isAsExpression(node))
    return isDetail(t, node.expression, event, details);
  if (t.isPropertyAccessExpression(node)) {
    const { expression, name } = node;
    if (name.text === 'detail' && t.isIdentifier(expression) && expression.text === event) return true;
    return isDetail(t, expression, event, details);
  }
  return t.isElementAccessExpression(node) && isDetail(t, node.expression, event, details);
}

function changedBy(t: Ts, node: ts.Node, event: string | undefined, details: ReadonlySet<string>): boolean {
  const part = (one: ts.Expression): boolean =>
    (t.isPropertyAccessExpression(one) || t.isElementAccessExpression(one)) && isDetail(t, one, event, details);
  if (t.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    return operator >= t.SyntaxKind.FirstAssignment && operator <= t.SyntaxKind.LastAssignment && part(node.left);
  }
  if (t.isDeleteExpression(node)) return part(node.expression);
  if (!t.isCallExpression(node) || !t.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  if (STOPPING.has(name.text)) return t.isIdentifier(expression) && expression.text === event;
  if (CHANGING.has(name.text)) return isDetail(t, expression, event, details);
  const [first] = node.arguments;
  return name.text === 'assign' && expression.getText() === 'Object' && !!first && isDetail(t, first, event, details);
}

function textsOf(t: Ts, node: ts.Node, texts: string[]): void {
  if (t.isStringLiteralLike(node)) texts.push(node.text);
  else if (t.isTemplateExpression(node)) texts.push(node.getText());
  t.forEachChild(node, child => {
    textsOf(t, child, texts);
  });
}

/** Attributes that say where an element leads, or what it asks of the server (HTML; htmx: reference, Attributes; NetBox's own scripts). */
const LEADING =
  /^(?:href|action|formaction|formmethod|onclick|onsubmit|(?:data-)?hx-(?!on)[\w-]+|data-(?:url|href|src|action|target|toggle|bs-[\w-]+|[\w-]*params?[\w-]*))$/;

/** Whether changing an attribute of an element changes where it leads or what it asks. */
export const leads = (attribute: string): boolean => LEADING.test(attribute.toLowerCase());
