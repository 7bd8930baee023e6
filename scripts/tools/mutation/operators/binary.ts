import { type Node, rangeOf } from '../ast.ts';
import type { Edit, Operator, Subject } from './operator.ts';

const COMPARISONS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '!=': '==',
};
const LOGIC: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };
const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*' };

/** A comparison that is off at its boundary, or turned round. */
export const comparison: Operator = { name: 'comparison', edits: (subject) => replaceSign(subject, COMPARISONS) };

/** And for or, or for and. */
export const logic: Operator = { name: 'logic', edits: (subject) => replaceSign(subject, LOGIC) };

/** The opposite sum or product. */
export const arithmetic: Operator = { name: 'arithmetic', edits: (subject) => replaceSign(subject, ARITHMETIC) };

/** A sum or difference that is one too large. */
export const offByOne: Operator = {
  name: 'offByOne',
  edits: ({ node, textOf }) => {
    if (node.nodeType !== 'BinaryOperation' || (node.operator !== '+' && node.operator !== '-')) return [];
    const range = rangeOf(node);
    return [{ ...range, replacement: `(${textOf(range)} + 1)` }];
  },
};

function replaceSign({ node, textOf }: Subject, signs: Readonly<Record<string, string>>): readonly Edit[] {
  const sign = node.nodeType === 'BinaryOperation' ? (node.operator as string) : '';
  const replacement = signs[sign];
  if (replacement === undefined) return [];
  const between = { start: rangeOf(node.leftExpression as Node).end, end: rangeOf(node.rightExpression as Node).start };
  const at = textOf(between).indexOf(sign);
  if (at < 0) return [];
  const start = between.start + Buffer.byteLength(textOf(between).slice(0, at));
  return [{ start, end: start + sign.length, replacement }];
}
