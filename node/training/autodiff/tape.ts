import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { FloatType } from '../../models/onnx/elementType.ts';
import { GraphBuilder } from '../../models/onnx/graphBuilder.ts';

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
