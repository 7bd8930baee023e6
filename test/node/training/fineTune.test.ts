import { expect } from 'chai';
import { sha256 } from 'viem';
import { encodeAdapter } from '../../../node/models/adapter/adapter.ts';
import {
  type Checkpoint,
  type FineTuneOptions,
  type FineTuneResult,
  fineTune,
} from '../../../node/training/fineTune.ts';
import type { OptimiserState } from '../../../node/training/optimiser.ts';
import { type ReplayOptions, replay } from '../../../node/training/replay.ts';
import { decodeTrainerState, encodeTrainerState } from '../../../node/training/sandbox/jobFile.ts';
import { createTinyBase } from '../models/tinyBase.ts';
import { createTinyRows, tinySettings } from './tinyRows.ts';

const base = createTinyBase();
const rows = createTinyRows(7);
const options: FineTuneOptions = { base, rows, heldOut: { even: createTinyRows(4, 1) }, settings: tinySettings };

describe('fineTune', () => {
  it('lowers the held-out loss and keeps the base', async () => {
    const before = structuredClone(base.parameters);
    const { lossBefore, lossAfter } = await fineTune(options);
    expect(lossAfter.even).to.be.below(lossBefore.even! - 0.1);
    expect(base.parameters).to.deep.equal(before);
  });

  it('gives the same bits again, and with another number of threads', async () => {
    const first = await fineTune({ ...options, threads: 1 });
    const second = await fineTune({ ...options, threads: 2 });
    expect(second.checkpoints).to.deep.equal(first.checkpoints);
    expect(second.adapter).to.deep.equal(first.adapter);
    expect(first.checkpoints.map(({ step }) => step)).to.deep.equal([0, 4, 8, 12]);
  });

  it('counts every held-out row once, however they fill the batches', async () => {
    const settings = { ...tinySettings, steps: 1 };
    const held = createTinyRows(5, 1);
    const one = (row: Int32Array, index: number) => [`row${index}`, [row]] as const;
    const together = await fineTune({ ...options, settings, heldOut: { all: held } });
    const apart = await fineTune({ ...options, settings, heldOut: Object.fromEntries(held.map(one)) });
    const losses = Object.values(apart.lossBefore);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(together.lossBefore.all).to.be.closeTo(mean, 1e-5);
  });

  it('stops between steps when aborted', async () => {
    const controller = new AbortController();
    let steps = 0;
    const onStep = () => {
      if (++steps === 3) controller.abort();
    };
    const error = await fineTune({ ...options, onStep, signal: controller.signal }).catch((thrown: Error) => thrown);
    expect(error).to.have.property('name', 'AbortError');
    expect(steps).to.equal(3);
  });
});

describe('replay', () => {
  const states = new Map<number, OptimiserState>();
  let honest: FineTuneResult;

  before(async () => {
    const onCheckpoint = ({ step }: Checkpoint, state: OptimiserState) => states.set(step, state);
    honest = await fineTune({ ...options, onCheckpoint });
  });

  const again = (change: Partial<ReplayOptions>) => {
    const segment = { from: states.get(4)!, toStep: 8 };
    return replay({ ...options, segments: [segment], final: states.get(12)!, ...change });
  };
  const endOf = async (change: Partial<ReplayOptions>) => (await again(change)).segments[0]?.end.hash;

  it('comes to the same hashes, adapter and losses from states that were stored', async () => {
    const stored = (step: number) => decodeTrainerState(encodeTrainerState(states.get(step)!));
    const segments = [
      { from: null, toStep: 4 },
      { from: stored(4), toStep: 8 },
    ];
    const result = await again({ segments, final: stored(12) });
    const [start, first, second, last] = honest.checkpoints;
    expect(result.segments).to.deep.equal([
      { start, end: first },
      { start: first, end: second },
    ]);
    expect(result.final).to.deep.equal(last);
    expect(result.weightsHash).to.equal(sha256(encodeAdapter(honest.adapter)));
    expect([result.lossBefore, result.lossAfter]).to.deep.equal([honest.lossBefore, honest.lossAfter]);
  });

  const tampered: Readonly<Record<string, Partial<ReplayOptions>>> = {
    'other rows': { rows: createTinyRows(7, 3) },
    'another learning rate': { settings: { ...tinySettings, learningRate: 0.021 } },
    'another number of steps': { settings: { ...tinySettings, steps: 16 } },
    'other base weights': { base: createTinyBase(4) },
  };
  for (const [name, change] of Object.entries(tampered)) {
    it(`comes to another hash with ${name}`, async () => {
      expect(await endOf({})).to.equal(honest.checkpoints[2]?.hash);
      expect(await endOf(change)).to.not.equal(honest.checkpoints[2]?.hash);
    });
  }

  it('sees a changed starting state in its hash', async () => {
    const state = states.get(4)!;
    const [name, data] = [...state.tensors][0]!;
    const altered = data.map((value) => value * 1.0001);
    const from = { ...state, tensors: new Map(state.tensors).set(name, altered) };
    const { segments } = await again({ segments: [{ from, toStep: 5 }] });
    expect(segments[0]?.start.hash).to.not.equal(honest.checkpoints[1]?.hash);
  });
});
