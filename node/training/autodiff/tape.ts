import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { type FloatType, GraphBuilder } from '../../models/onnx/graphBuilder.ts';

/** A tensor in the graph that is being written; its shape is fixed. */
export type Value = {
  readonly name: string;
  readonly shape: readonly number[];
  /** True when some trainable parameter influences it. */
  readonly trainable: boolean;
};

/** Writes the nodes that carry a gradient from an output back to its inputs. */
export type Backward = (gradient: string) => void;

/** Reverse-mode differentiation of a graph: records forward steps, then writes the backward nodes into the same graph. */
export class Tape {
  readonly graph = new GraphBuilder();
  readonly type: FloatType;
  readonly #steps: { readonly output: Value; readonly backward: Backward }[] = [];
  readonly #gradients = new Map<string, string>();

  constructor(type: FloatType = 'float32') {
    this.type = type;
  }

  /** Adds a parameter that the caller feeds at every run. */
  input(name: string, shape: readonly number[], trainable: boolean): Value {
    return { name: this.graph.input(name, this.type, shape), shape, trainable };
  }

  /** Adds a tensor that never changes. */
  constant(name: string, shape: readonly number[], data: Float32Array): Value {
    const typed = this.type === 'float64' ? Float64Array.from(data) : data;
    return { name: this.graph.initializer(name, this.type, shape, typed), shape, trainable: false };
  }

  /** Gives a constant number. */
  scalar(value: number): string {
    return this.graph.scalar(value, this.type);
  }

  /** Records a forward step, so that `backward` is written later if a gradient reaches its output. */
  record(output: Value, backward: Backward): Value {
    if (output.trainable) this.#steps.push({ output, backward });
    return output;
  }

  /** Adds a contribution to the gradient of a value. */
  accumulate(value: Value, gradient: string): void {
    if (!value.trainable) return;
    const known = this.#gradients.get(value.name);
    this.#gradients.set(value.name, known ? this.graph.node('Add', [known, gradient]) : gradient);
  }

  /** Writes the whole backward pass from a loss without dimensions. */
  backward(loss: Value): void {
    this.#gradients.set(loss.name, this.scalar(1));
    for (const { output, backward } of this.#steps.toReversed()) {
      const gradient = this.#gradients.get(output.name);
      if (gradient) backward(gradient);
    }
  }

  /** Gives the name of the gradient of a value, after `backward`. */
  gradient(value: Value): string {
    const gradient = this.#gradients.get(value.name);
    if (!gradient) throw new NoGradientError(value.name);
    return gradient;
  }
}

/** A trainable parameter does not influence the loss. */
export class NoGradientError extends BaseError {
  override readonly name = 'NoGradientError';
  constructor(parameter: string) {
    super('No gradient reaches a trainable parameter.', {
      values: { parameter },
      hint: 'Use it in the forward pass or do not train it.',
    });
  }
}

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
