import { type Node, rangeOf } from '../ast.ts';
import type { Operator } from './operator.ts';

/** The other branch of `a ? b : c`. */
export const swapBranches: Operator = {
  name: 'branches',
  edits: ({ node, textOf }) => {
    if (node.nodeType !== 'Conditional') return [];
    const [yes, no] = [rangeOf(node.trueExpression as Node), rangeOf(node.falseExpression as Node)];
    const between = textOf({ start: yes.end, end: no.start });
    return [{ start: yes.start, end: no.end, replacement: `${textOf(no)}${between}${textOf(yes)}` }];
  },
};

/** Yes for no. */
export const dropNegation: Operator = {
  name: 'negation',
  edits: ({ node, textOf }) => {
    if (node.nodeType !== 'UnaryOperation' || node.operator !== '!') return [];
    return [{ ...rangeOf(node), replacement: textOf(rangeOf(node.subExpression as Node)) }];
  },
};
