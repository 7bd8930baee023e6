import { isNode, type Node, type Range, rangeOf } from '../ast.ts';
import type { Edit, Operator } from './operator.ts';

/** A function that anybody may call, at any time, again and again. */
export const dropModifier: Operator = {
  name: 'modifier',
  edits: ({ node }) => {
    const invocation = node.nodeType === 'ModifierInvocation' && node.kind === 'modifierInvocation';
    return invocation ? [{ ...rangeOf(node), replacement: '' }] : [];
  },
};

/** A refusal that never happens. */
export const dropGuard: Operator = {
  name: 'guard',
  edits: ({ node, textOf }) => {
    if (node.nodeType === 'RevertStatement') return [];
    if (node.nodeType === 'IfStatement' && isNode(node.trueBody) && onlyReverts(node.trueBody)) {
      return [{ ...rangeOf(node.condition as Node), replacement: 'false' }];
    }
    if (node.nodeType !== 'ExpressionStatement' || !isNode(node.expression)) return [];
    const called = node.expression.nodeType === 'FunctionCall' ? node.expression.expression : null;
    return isNode(called) && called.name === 'require' ? [dropStatement(node, textOf)] : [];
  },
};

/** A change that nobody hears of. */
export const dropEvent: Operator = {
  name: 'event',
  edits: ({ node, textOf }) => (node.nodeType === 'EmitStatement' ? [dropStatement(node, textOf)] : []),
};

const CHANGES = new Set(['push', 'pop', 'set', 'add', 'remove']);

/** A change that is not remembered. */
export const dropWrite: Operator = {
  name: 'write',
  edits: ({ node, textOf, isStored }) => {
    if (node.nodeType !== 'ExpressionStatement' || !isNode(node.expression)) return [];
    const target = writtenBy(node.expression);
    const declaration = target === null ? null : baseOf(target);
    return declaration !== null && isStored(declaration) ? [dropStatement(node, textOf)] : [];
  },
};

function writtenBy(expression: Node): Node | null {
  if (expression.nodeType === 'Assignment') return expression.leftHandSide as Node;
  if (expression.nodeType === 'UnaryOperation') return expression.subExpression as Node;
  const called = expression.nodeType === 'FunctionCall' ? (expression.expression as Node) : null;
  if (called?.nodeType !== 'MemberAccess' || !CHANGES.has(called.memberName as string)) return null;
  return called.expression as Node;
}

/** The variable that `a.b[c].d` starts from. */
function baseOf(node: Node): number | null {
  if (node.nodeType === 'Identifier') return node.referencedDeclaration as number;
  const inner = node.baseExpression ?? node.expression;
  return isNode(inner) && node.nodeType !== 'FunctionCall' ? baseOf(inner) : null;
}

function onlyReverts(body: Node): boolean {
  if (body.nodeType === 'RevertStatement') return true;
  const statements = body.nodeType === 'Block' ? (body.statements as readonly Node[]) : [];
  return statements.length === 1 && statements[0]?.nodeType === 'RevertStatement';
}

/** A block may stand wherever a statement may, so that `if (a) b;` keeps its shape. */
function dropStatement(node: Node, textOf: (range: Range) => string): Edit {
  const range = rangeOf(node);
  const withSemicolon = textOf({ start: range.end, end: range.end + 1 }) === ';' ? range.end + 1 : range.end;
  return { start: range.start, end: withSemicolon, replacement: '{}' };
}
