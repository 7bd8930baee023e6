import type { Tape, Value } from './tape.ts';

/** Turns the last axis into probabilities. */
export function softmax(tape: Tape, a: Value): Value {
  const { graph } = tape;
  const name = graph.node('Softmax', [a.name], { axis: -1 });
  return tape.record({ ...a, name }, (gradient) => {
    const weighted = graph.node('Mul', [gradient, name]);
    const sum = graph.node('ReduceSum', [weighted, graph.integers([-1])], { keepdims: 1 });
    tape.accumulate(a, graph.node('Sub', [weighted, graph.node('Mul', [name, sum])]));
  });
}

/** Applies x * sigmoid(x). */
export function silu(tape: Tape, a: Value): Value {
  const { graph } = tape;
  const sigmoid = graph.node('Sigmoid', [a.name]);
  const name = graph.node('Mul', [a.name, sigmoid]);
  return tape.record({ ...a, name }, (gradient) => {
    const rest = graph.node('Sub', [tape.scalar(1), sigmoid]);
    const inner = graph.node('Add', [tape.scalar(1), graph.node('Mul', [a.name, rest])]);
    tape.accumulate(a, graph.node('Mul', [gradient, graph.node('Mul', [sigmoid, inner])]));
  });
}

/** Divides rows [rows, width] by their root mean square and multiplies them by `weight` [width]. */
export function rootMeanSquareNorm(tape: Tape, a: Value, weight: Value, epsilon: number): Value {
  const { graph } = tape;
  const lastAxis = graph.integers([-1]);
  const meanSquare = graph.node('ReduceMean', [graph.node('Mul', [a.name, a.name]), lastAxis], { keepdims: 1 });
  const root = graph.node('Sqrt', [graph.node('Add', [meanSquare, tape.scalar(epsilon)])]);
  const inverse = graph.node('Reciprocal', [root]);
  const normal = graph.node('Mul', [a.name, inverse]);
  const name = graph.node('Mul', [normal, weight.name]);
  return tape.record({ name, shape: a.shape, trainable: a.trainable || weight.trainable }, (gradient) => {
    if (weight.trainable) {
      const product = graph.node('Mul', [gradient, normal]);
      tape.accumulate(weight, graph.node('ReduceSum', [product, graph.integers([0])], { keepdims: 0 }));
    }
    if (!a.trainable) return;
    const scaled = graph.node('Mul', [gradient, weight.name]);
    const mean = graph.node('ReduceMean', [graph.node('Mul', [scaled, normal]), lastAxis], { keepdims: 1 });
    const projected = graph.node('Sub', [scaled, graph.node('Mul', [normal, mean])]);
    tape.accumulate(a, graph.node('Mul', [inverse, projected]));
  });
}

/** Rotates the halves of each head [batch, heads, positions, size] by its position. */
export function rotate(tape: Tape, a: Value, cosines: string, sines: string): Value {
  const { graph } = tape;
  const half = (a.shape.at(-1) as number) / 2;
  const negate = (name: string) => graph.node('Neg', [name]);
  const [first, second] = graph.splitHalves(a.name, half);
  const turned = graph.node('Concat', [negate(second), first], { axis: -1 });
  const name = graph.node('Add', [graph.node('Mul', [a.name, cosines]), graph.node('Mul', [turned, sines])]);
  return tape.record({ ...a, name }, (gradient) => {
    const [left, right] = graph.splitHalves(graph.node('Mul', [gradient, sines]), half);
    const back = graph.node('Concat', [right, negate(left)], { axis: -1 });
    tape.accumulate(a, graph.node('Add', [graph.node('Mul', [gradient, cosines]), back]));
  });
}

/** Looks up rows of `table` [entries, width] by int64 indices [rows]. */
export function embed(tape: Tape, table: Value, indices: string, rows: number): Value {
  const { graph } = tape;
  const width = table.shape[1] as number;
  const name = graph.node('Gather', [table.name, indices], { axis: 0 });
  return tape.record({ name, shape: [rows, width], trainable: table.trainable }, (gradient) => {
    const zeros = graph.node('Expand', [tape.scalar(0), graph.integers(table.shape)]);
    const columns = graph.node('Unsqueeze', [indices, graph.integers([-1])]);
    const where = graph.node('Expand', [columns, graph.integers([rows, width])]);
    // ScatterND(add) loses updates when threads meet at one index; ScatterElements along axis 0 does not.
    const sum = graph.node('ScatterElements', [zeros, where, gradient], { axis: 0, reduction: 'add' });
    tape.accumulate(table, sum);
  });
}

/** Gives the mean cross entropy of logits [rows, entries] against int64 targets [rows], weighted by `weights` [rows]. */
export function crossEntropy(tape: Tape, logits: Value, targets: string, weights: string): Value {
  const { graph } = tape;
  const logProbabilities = graph.node('LogSoftmax', [logits.name], { axis: -1 });
  const chosen = graph.node('Unsqueeze', [targets, graph.integers([-1])]);
  const column = graph.node('Unsqueeze', [weights, graph.integers([-1])]);
  const total = graph.node('ReduceSum', [weights], { keepdims: 0 });
  const negative = graph.node('Neg', [graph.node('GatherElements', [logProbabilities, chosen], { axis: 1 })]);
  const sum = graph.node('ReduceSum', [graph.node('Mul', [negative, column])], { keepdims: 0 });
  const name = graph.node('Div', [sum, total]);
  return tape.record({ name, shape: [], trainable: logits.trainable }, (gradient) => {
    const probabilities = graph.node('Exp', [logProbabilities]);
    const minusOne = graph.node('Expand', [tape.scalar(-1), graph.node('Shape', [chosen])]);
    const scatter = { axis: 1, reduction: 'add' };
    const difference = graph.node('ScatterElements', [probabilities, chosen, minusOne], scatter);
    const weight = graph.node('Div', [graph.node('Mul', [column, gradient]), total]);
    tape.accumulate(logits, graph.node('Mul', [difference, weight]));
  });
}
