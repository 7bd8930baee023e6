import type { Tape, Value } from './tape.ts';

/** The decay rates of AdamW's two running means. */
export const ADAMW_BETAS = [0.9, 0.95] as const;
const EPSILON = 1e-8;

/** The inputs of an AdamW step that change from step to step. */
export type StepInputs = { readonly learningRate: string; readonly correction1: string; readonly correction2: string };

/** Adds the inputs of an AdamW step: the learning rate and the two bias corrections. */
export function addStepInputs({ graph, type }: Tape): StepInputs {
  return {
    learningRate: graph.input('learning_rate', type, []),
    correction1: graph.input('correction1', type, []),
    correction2: graph.input('correction2', type, []),
  };
}

/** Gives the factor that keeps the norm of all gradients together at most at `limit`. */
export function clipFactor(tape: Tape, parameters: readonly Value[], limit: number): string {
  const { graph } = tape;
  const squares = parameters.map((each) => graph.node('ReduceSumSquare', [tape.gradient(each)], { keepdims: 0 }));
  const norm = graph.node('Sqrt', [squares.reduce((sum, square) => graph.node('Add', [sum, square]))]);
  const ratio = graph.node('Div', [tape.scalar(limit), graph.node('Add', [norm, tape.scalar(1e-6)])]);
  return graph.node('Min', [tape.scalar(1), ratio]);
}

/** Writes one AdamW update of a parameter: inputs `mean.*` and `variance.*`, outputs `next.*` of all three. */
export function updateParameter(
  tape: Tape,
  parameter: Value,
  { step, clip, weightDecay }: { readonly step: StepInputs; readonly clip: string; readonly weightDecay: number },
): void {
  const { graph, type } = tape;
  const { name, shape } = parameter;
  const gradient = graph.node('Mul', [tape.gradient(parameter), clip]);
  const blend = (old: string, fresh: string, beta: number, output: string) =>
    graph.node(
      'Add',
      [graph.node('Mul', [old, tape.scalar(beta)]), graph.node('Mul', [fresh, tape.scalar(1 - beta)])],
      {},
      output,
    );
  const [beta1, beta2] = ADAMW_BETAS;
  const mean = blend(graph.input(`mean.${name}`, type, shape), gradient, beta1, `next.mean.${name}`);
  const square = graph.node('Mul', [gradient, gradient]);
  const variance = blend(graph.input(`variance.${name}`, type, shape), square, beta2, `next.variance.${name}`);
  const deviation = graph.node('Sqrt', [graph.node('Div', [variance, step.correction2])]);
  const numerator = graph.node('Div', [mean, step.correction1]);
  let change = graph.node('Div', [numerator, graph.node('Add', [deviation, tape.scalar(EPSILON)])]);
  if (shape.length > 1 && weightDecay > 0) {
    change = graph.node('Add', [change, graph.node('Mul', [name, tape.scalar(weightDecay)])]);
  }
  const next = graph.node('Sub', [name, graph.node('Mul', [change, step.learningRate])], {}, `next.${name}`);
  for (const output of [next, mean, variance]) graph.output(output, type, shape);
}
