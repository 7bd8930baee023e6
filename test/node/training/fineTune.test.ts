import { expect } from 'chai';
import { type Checkpoint, type FineTuneOptions, fineTune } from '../../../node/training/fineTune.ts';
import type { OptimiserState } from '../../../node/training/optimiser.ts';
import { replaySegment } from '../../../node/training/replaySegment.ts';
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

describe('replaySegment', () => {
  const states = new Map<number, OptimiserState>();
  let checkpoints: readonly Checkpoint[];

  before(async () => {
    const onCheckpoint = ({ step }: Checkpoint, state: OptimiserState) => states.set(step, state);
    ({ checkpoints } = await fineTune({ ...options, onCheckpoint }));
  });

  it('comes to the same hash from a stored checkpoint', async () => {
    const from = decodeTrainerState(encodeTrainerState(states.get(4)!));
    const segment = await replaySegment({ base, rows, settings: tinySettings, from, toStep: 8 });
    expect(segment).to.deep.equal({ start: checkpoints[1], end: checkpoints[2] });
  });

  it('comes to the same hash from the start', async () => {
    const segment = await replaySegment({ base, rows, settings: tinySettings, toStep: 4 });
    expect(segment).to.deep.equal({ start: checkpoints[0], end: checkpoints[1] });
  });

  const tampered = {
    'other rows': { rows: createTinyRows(7, 3) },
    'another learning rate': { settings: { ...tinySettings, learningRate: 0.021 } },
    'a skipped step': { toStep: 7 },
    'other base weights': { base: createTinyBase(4) },
  };
  for (const [name, change] of Object.entries(tampered)) {
    it(`comes to another hash with ${name}`, async () => {
      const honest = { base, rows, settings: tinySettings, from: states.get(4)!, toStep: 8 };
      const { end } = await replaySegment({ ...honest, ...change });
      expect(end.hash).not.to.equal(checkpoints[2]!.hash);
    });
  }

  it('sees a changed starting state in its hash', async () => {
    const state = states.get(4)!;
    const [name, data] = [...state.tensors][0]!;
    const changed = {
      ...state,
      tensors: new Map(state.tensors).set(
        name,
        data.map((value) => value * 1.0001),
      ),
    };
    const { start } = await replaySegment({ base, rows, settings: tinySettings, from: changed, toStep: 4 });
    expect(start.hash).not.to.equal(checkpoints[1]!.hash);
  });
});
