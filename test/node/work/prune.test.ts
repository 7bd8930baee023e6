import { expect } from 'chai';
import { type Hex, toHex } from 'viem';
import { openJournal } from '../../../node/journal/journal.ts';
import { openServedJobs } from '../../../node/journal/servedJobs.ts';
import { openWitnesses } from '../../../node/journal/witnesses.ts';
import { createPruner } from '../../../node/work/prune.ts';
import type { WireReceipt } from '../../../protocol/messages/ask.ts';

const ZERO = toHex(0, { size: 32 });
const EPOCH_SECONDS = 10;

describe('settled receipts', () => {
  const idOf = (epoch: number, index: number): Hex => toHex(epoch * 10_000 + index + 1, { size: 32 });
  const receiptOf = (epoch: number, index: number) =>
    ({ jobId: idOf(epoch, index), epoch: `${epoch}`, index: `${index}` }) as WireReceipt;

  it('go when nobody can dispute them any more, and no others', async () => {
    const journal = openJournal(':memory:');
    const jobs = openServedJobs(journal);
    const witnesses = openWitnesses(journal);
    const proofs = { signature: '0x', manifest: 'm', order: '0x', outputSalt: ZERO } as const;
    const add = async (epoch: number, count: number, state: 'drawn' | 'sealed' | null) => {
      for (let index = 0; index < count; index += 1) {
        const receipt = receiptOf(epoch, index);
        await jobs.record({ receipt, ...proofs, withheld: [] });
        await witnesses.record({ receipt, signature: '0x' }, null);
      }
      await jobs.keepResult({ jobId: idOf(epoch, 0), verifier: '0xa', result: ZERO, signature: '0x' });
      const sealed = { epoch, root: ZERO, count, units: 1n, uri: '', block: 1 };
      if (state) await journal.commit(() => jobs.setEpoch({ ...sealed, state }));
    };
    await add(100, 1_200, 'drawn');
    await add(101, 1, 'sealed');
    await add(200, 1, 'drawn');
    await add(250, 1, null);
    const now = () => 260 * EPOCH_SECONDS * 1_000;
    const pruner = createPruner({
      ...{ receipts: [jobs, witnesses], keepSeconds: 60 * EPOCH_SECONDS, epochSeconds: EPOCH_SECONDS, now },
      onTrouble: ({ cause }) => expect.fail(String(cause)),
    });
    for (let round = 0; round < 4; round += 1) await pruner.run();
    const held = [100, 101, 200, 250].map((epoch) => [
      jobs.find(idOf(epoch, 0)) !== null,
      witnesses.find(idOf(epoch, 0)) !== null,
    ]);
    // What no panel was drawn for is still to be audited; what a gate saw goes by time alone.
    expect(held).to.deep.equal([
      [false, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
    expect(jobs.find(idOf(100, 1_199))).to.equal(null);
    const results = journal.database.prepare('SELECT COUNT(*) AS count FROM audit_results').get() as { count: number };
    expect(results.count).to.equal(3);
    expect(jobs.epoch(100)?.count).to.equal(1_200);
    await pruner.stop();
    journal.close();
  });
});
