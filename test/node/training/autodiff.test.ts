import { expect } from 'chai';
import { createSeededRandom, type Parameters } from '../../../node/models/decoder/parameters.ts';
import { createSession, doubleTensor, integerTensor, type Tensor } from '../../../node/runtime/session.ts';
import { buildTrainingGraph, type LoraOptions } from '../../../node/training/trainingGraph.ts';
import { createTinyAdapter } from '../models/tinyAdapter.ts';
import { createTinyBase } from '../models/tinyBase.ts';

const BATCH = 2;
const SEQUENCE = 6;
const TOKENS = BATCH * SEQUENCE;
const STEP = 1e-5;
const base = createTinyBase();
const random = createSeededRandom(7);
const drawIds = () => BigInt64Array.from({ length: TOKENS }, () => BigInt(Math.floor(random.uniform() * 280)));

describe('autodiff', () => {
  it('agrees with finite differences for every parameter of a decoder', async () => {
    expect(await worstRelativeError(base.parameters)).to.be.below(1e-6);
  }).timeout(20_000);

  it('agrees with finite differences for an adapter over all layers', async () => {
    const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
    const adapter = createTinyAdapter(base, targets);
    expect(await worstRelativeError(adapter.tensors, { rank: 3, alpha: 6, targets })).to.be.below(1e-6);
  }).timeout(20_000);
});

/** Compares a few coordinates of each trainable tensor, in double precision. */
async function worstRelativeError(trainable: Parameters, lora?: LoraOptions): Promise<number> {
  const shared = { config: base.config, batch: BATCH, sequence: SEQUENCE, lora, type: 'float64' } as const;
  const frozen = lora ? base.parameters : undefined;
  const gradientGraph = buildTrainingGraph({ ...shared, frozen, mode: 'gradient' });
  const lossGraph = buildTrainingGraph({ ...shared, frozen, mode: 'loss' });
  const gradients = await createSession(gradientGraph.model, { optimization: 'basic' });
  const losses = await createSession(lossGraph.model, { optimization: 'basic' });
  const feeds: Record<string, Tensor> = {
    ids: integerTensor(drawIds(), [TOKENS]),
    targets: integerTensor(drawIds(), [TOKENS]),
    weights: doubleTensor(
      Float64Array.from({ length: TOKENS }, (_, index) => (index % 5 === 0 ? 0 : 1)),
      [TOKENS],
    ),
  };
  for (const [name, shape] of gradientGraph.trainable) {
    feeds[name] = doubleTensor(Float64Array.from(trainable.get(name)!), shape);
  }
  const names = [...gradientGraph.trainable.keys()];
  const found = await gradients.run(
    feeds,
    names.map((name) => `gradient.${name}`),
  );
  const lossAt = async (data: Float64Array, index: number, value: number) => {
    const kept = data[index]!;
    data[index] = value;
    const { loss } = await losses.run(feeds, ['loss']);
    data[index] = kept;
    return (loss!.data as Float64Array)[0]!;
  };
  let worst = 0;
  for (const name of names) {
    const gradient = found[`gradient.${name}`]!.data as Float64Array;
    const data = feeds[name]!.data as Float64Array;
    // The largest gradients, where the difference is well above the rounding of the loss, and one anywhere.
    const order = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!));
    for (const index of [order[0]!, order[1]!, order[Math.floor(order.length / 4)]!]) {
      const [x, analytic] = [data[index]!, gradient[index]!];
      const numeric = ((await lossAt(data, index, x + STEP)) - (await lossAt(data, index, x - STEP))) / (2 * STEP);
      worst = Math.max(worst, Math.abs(numeric - analytic) / Math.max(1e-4, Math.abs(numeric) + Math.abs(analytic)));
    }
  }
  await gradients.release();
  await losses.release();
  return worst;
}
