import { expect } from 'chai';
import { logProbability } from '../../../node/runtime/decodeLoop.ts';
import { createDecoder } from '../../../node/runtime/decoder.ts';
import { fineTune } from '../../../node/training/fineTune.ts';
import { createOptimiser } from '../../../node/training/optimiser.ts';
import { PADDING } from '../../../protocol/corpus/rows.ts';
import { createTinyBase } from '../models/tinyBase.ts';
import { createTinyRows, tinySettings } from './tinyRows.ts';

const base = createTinyBase();
const rows = createTinyRows(4);

describe('createTrainer', () => {
  it('trains all parameters of a decoder to a lower loss', async () => {
    const { batch, sequence, seed } = tinySettings;
    const trainer = await createOptimiser({ config: base.config, base: base.parameters, batch, sequence, seed });
    const before = await trainer.evaluate(rows);
    for (let step = 0; step < 20; step++) await trainer.step(rows.slice(0, 3), 0.01);
    expect(await trainer.evaluate(rows)).to.be.below(before - 1);
    await trainer.release();
  });

  it('learns nothing from padding, and measures nothing on it', async () => {
    const { batch, sequence, seed } = tinySettings;
    const open = () => createOptimiser({ config: base.config, base: base.parameters, batch, sequence, seed });
    const cut = rows.map((row, i) => (i === 3 ? row.map((token, at) => (at > 4 ? PADDING : token)) : row));
    const other = rows.map((row, i) => (i === 3 ? row.map((token, at) => (at > 4 ? -7 : token)) : row));
    const [one, two, plain] = await Promise.all([open(), open(), open()]);
    const [short, long] = [await one.evaluate(cut.slice(3)), await plain.evaluate(rows.slice(0, 3))];
    expect(await one.evaluate(cut)).to.be.closeTo((short * 4 + long * 30) / 34, 1e-5);
    await one.step(cut.slice(1), 0.01);
    await two.step(other.slice(1), 0.01);
    expect(one.hash()).to.equal(two.hash());
    await Promise.all([one, two, plain].map((each) => each.release()));
  });

  it('counts a token for what it weighs', async () => {
    const { batch, sequence, seed } = tinySettings;
    const shared = { config: base.config, base: base.parameters, batch, sequence, seed };
    const light = (token: number) => (token % 2 === 0 ? 1e-6 : 1);
    const [all, odd] = await Promise.all([createOptimiser(shared), createOptimiser({ ...shared, weightOf: light })]);
    const [even] = rows.map((row) => row.map((token) => token - (token % 2))) as [Int32Array];
    const before = await all.evaluate([even]);
    for (let step = 0; step < 5; step++) {
      await all.step([even, rows[1]!, rows[2]!], 0.01);
      await odd.step([even, rows[1]!, rows[2]!], 0.01);
    }
    expect(await all.evaluate([even])).to.be.below(before - 0.5);
    expect(await odd.evaluate([even])).to.be.above(await all.evaluate([even]));
    await Promise.all([all, odd].map((each) => each.release()));
  });

  it('measures the loss of the model that is served', async () => {
    const { adapter, lossBefore, lossAfter } = await fineTune({
      base,
      rows,
      heldOut: { rows },
      settings: tinySettings,
    });
    const decoder = await createDecoder({ base });
    const served = async (withAdapter?: typeof adapter) => {
      let sum = 0;
      for (const row of rows) {
        const { logits } = await decoder.forward(row.subarray(0, -1), withAdapter);
        const entries = base.config.vocab_size;
        row.subarray(1).forEach((token, index) => {
          sum -= logProbability(logits.subarray(index * entries, (index + 1) * entries), token);
        });
      }
      return sum / (rows.length * tinySettings.sequence);
    };
    const [plain, adapted] = [await served(), await served(adapter)];
    await decoder.close();
    expect(plain).to.be.closeTo(lossBefore.rows!, 1e-5);
    expect(adapted).to.be.closeTo(lossAfter.rows!, 1e-5);
    expect(adapted).to.be.below(plain - 0.1);
  });
});
