import './disableTelemetry.ts';
import type * as Ort from 'onnxruntime-node';
import { BaseError } from '../../protocol/errors/BaseError.ts';

/** This node runs models, and what runs them is not installed: it is large, so a package leaves the choice to its user. */
export class RuntimeMissingError extends BaseError {
  override readonly name = 'RuntimeMissingError';
  constructor(cause: unknown) {
    super('The roles of this node run models, and onnxruntime-node is not installed.', {
      cause,
      hint: 'Add it with "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node"; it then fetches no GPU libraries.',
    });
  }
}

const ort = await import('onnxruntime-node').catch((cause: unknown) => {
  throw new RuntimeMissingError(cause);
});

export type Tensor = Ort.Tensor;
export type Feeds = Readonly<Record<string, Tensor>>;

/** A loaded model on the CPU. `run` blocks the thread that calls it. */
export type Session = {
  /** Computes the named outputs, or writes into the tensors given for them. */
  readonly run: (feeds: Feeds, outputs: readonly string[] | Feeds) => Promise<Readonly<Record<string, Tensor>>>;
  readonly release: () => Promise<void>;
};

/** How a model is loaded. */
export type SessionOptions = {
  readonly threads?: number;
  /** `basic` keeps float64 graphs free of fusions that exist for float32 alone. */
  readonly optimization?: 'basic' | 'all';
};

/** Loads a model file into the runtime. */
export async function createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads ?? 1,
    graphOptimizationLevel: options.optimization ?? 'all',
    logSeverityLevel: 3,
    // Waiting threads that spin take the cores of every other process on the machine.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    run: (feeds, outputs) => session.run(feeds, outputs as Ort.InferenceSession.FetchesType),
    release: () => session.release(),
  };
}

export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new ort.Tensor('float32', data, shape);
}

export function doubleTensor(data: Float64Array, shape: readonly number[]): Tensor {
  return new ort.Tensor('float64', data, shape);
}

export function integerTensor(data: BigInt64Array, shape: readonly number[]): Tensor {
  return new ort.Tensor('int64', data, shape);
}

/** Gives the float32 values of a tensor. */
export function floatsOf(tensor: Tensor | undefined): Float32Array {
  return tensor?.data as Float32Array;
}

/** Names the runtime whose results are equal bit for bit: library, provider, precision and processor family. */
export function runtimeClass(): string {
  return `ort-node-${ort.env.versions.node}/cpu/fp32/${process.arch}`;
}
