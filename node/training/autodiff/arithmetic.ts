import type { Tape, Value } from './tape.ts';

/** Adds two values of the same shape; `b` may lack leading dimensions when it is not trainable. */
export function add(tape: Tape, a: Value, b: Value): Value {
  const name = tape.graph.node('Add', [a.name, b.name]);
  return tape.record({ name, shape: a.shape, trainable: a.trainable || b.trainable }, (gradient) => {
    tape.accumulate(a, gradient);
    tape.accumulate(b, gradient);
  });
}

/** Multiplies two values of the same shape, element by element. */
export function multiply(tape: Tape, a: Value, b: Value): Value {
  const name = tape.graph.node('Mul', [a.name, b.name]);
  return tape.record({ name, shape: a.shape, trainable: a.trainable || b.trainable }, (gradient) => {
    if (a.trainable) tape.accumulate(a, tape.graph.node('Mul', [gradient, b.name]));
    if (b.trainable) tape.accumulate(b, tape.graph.node('Mul', [gradient, a.name]));
  });
}

/** Multiplies a value by a constant. */
export function scale(tape: Tape, a: Value, factor: number): Value {
  const times = (name: string) => tape.graph.node('Mul', [name, tape.scalar(factor)]);
  return tape.record({ ...a, name: times(a.name) }, (gradient) => tape.accumulate(a, times(gradient)));
}

/** Gives a value another shape of the same size. */
export function reshape(tape: Tape, a: Value, shape: readonly number[]): Value {
  const to = (name: string, target: readonly number[]) =>
    tape.graph.node('Reshape', [name, tape.graph.integers(target)]);
  return tape.record({ name: to(a.name, shape), shape, trainable: a.trainable }, (gradient) =>
    tape.accumulate(a, to(gradient, a.shape)),
  );
}

/** Reorders the dimensions of a value. */
export function transpose(tape: Tape, a: Value, order: readonly number[]): Value {
  const inverse = order.map((_, axis) => order.indexOf(axis));
  const name = tape.graph.node('Transpose', [a.name], { perm: order });
  const shape = order.map((axis) => a.shape[axis] as number);
  return tape.record({ name, shape, trainable: a.trainable }, (gradient) =>
    tape.accumulate(a, tape.graph.node('Transpose', [gradient], { perm: inverse })),
  );
}

/** Applies a linear layer: `a` [rows, in] times the transpose of `weight` [out, in]. */
export function linear(tape: Tape, a: Value, weight: Value): Value {
  const { graph } = tape;
  const name = graph.node('Gemm', [a.name, weight.name], { transB: 1 });
  const shape = [a.shape[0] as number, weight.shape[0] as number];
  return tape.record({ name, shape, trainable: a.trainable || weight.trainable }, (gradient) => {
    if (a.trainable) tape.accumulate(a, graph.node('Gemm', [gradient, weight.name]));
    if (weight.trainable) tape.accumulate(weight, graph.node('Gemm', [gradient, a.name], { transA: 1 }));
  });
}

/** Multiplies stacks of matrices [batch, heads, m, k] and [batch, heads, k, n]. */
export function matrixMultiply(tape: Tape, a: Value, b: Value): Value {
  const { graph } = tape;
  const turned = (name: string) => graph.node('Transpose', [name], { perm: [0, 1, 3, 2] });
  const shape = [...a.shape.slice(0, 3), b.shape[3] as number];
  const name = graph.node('MatMul', [a.name, b.name]);
  return tape.record({ name, shape, trainable: a.trainable || b.trainable }, (gradient) => {
    if (a.trainable) tape.accumulate(a, graph.node('MatMul', [gradient, turned(b.name)]));
    if (b.trainable) tape.accumulate(b, graph.node('MatMul', [turned(a.name), gradient]));
  });
}
