import { expect } from 'chai';
import { logProbability } from '../../../node/runtime/decodeLoop.ts';
import { createDecoder } from '../../../node/runtime/decoder.ts';
import { fineTune } from '../../../node/training/fineTune.ts';
import { createOptimiser } from '../../../node/training/optimiser.ts';
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
