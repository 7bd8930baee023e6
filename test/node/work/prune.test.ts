import { expect } from 'chai';
import { type Hex, toHex } from 'viem';
import { ownerOfStates, PUBLISHED, STATES } from '../../../node/deposits/owners.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import { openServedJobs } from '../../../node/journal/servedJobs.ts';
import { openWitnesses } from '../../../node/journal/witnesses.ts';
import { settledAt } from '../../../node/models/settledAt.ts';
import { createPruner, settledReceipts, settledStates } from '../../../node/work/prune.ts';
import type { WireReceipt } from '../../../protocol/messages/ask.ts';
import { entry } from '../../protocol/corpus/fixtures.ts';

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
      rules: [settledReceipts([jobs, witnesses], { keepSeconds: 60 * EPOCH_SECONDS, epochSeconds: EPOCH_SECONDS })],
      now,
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

describe('states of runs', () => {
  it('go on every account once nobody can ask about their run, and the adapter stays', async () => {
    const journal = openJournal(':memory:');
    const pins = openPinJournal(journal);
    const [adapter, early, late] = ['adapter', 'early', 'late'].map((name) =>
      entry({ name }).core.ciphertext.toString(),
    );
    pins.keep(adapter as string, PUBLISHED);
    for (const cid of [adapter, early]) pins.keep(cid as string, ownerOfStates(1));
    pins.keep(late as string, ownerOfStates(2));
    const deleted: string[] = [];
    let now = 100;
    const rule = settledStates({
      ...{ journal, pins, prefix: STATES, settledAt: async (runId) => runId * 100 },
      storage: { delete: async (cid) => void deleted.push(cid.toString()) },
    });
    const pruner = createPruner({
      rules: [() => Promise.reject(new Error('another rule fails')), rule],
      ...{ now: () => now * 1_000, onTrouble: () => {} },
    });
    await pruner.run();
    expect(deleted).to.deep.equal([early]);
    expect(pins.bareOf(PUBLISHED), 'what pinners are asked for again').to.have.members([adapter, late]);
    now = 199;
    await pruner.run();
    expect(deleted).to.have.length(1);
    now = 200;
    await pruner.run();
    expect(deleted).to.deep.equal([early, late]);
    expect(pins.isKept(adapter as string)).to.equal(true);
    await pruner.stop();
    journal.close();
  });

  it('are settled after the challenge window of a verified run, or the life of another, and the time of a ruling', async () => {
    const run = { openedAt: 10, closedAt: 20, verifiedAt: 0 };
    const settings = { modelRegistry: { challengeWindow: 5, runLife: 100 }, spotCheck: { debitPeriod: 1_000 } };
    const read = async ({
      contract,
      functionName,
    }: {
      contract: 'modelRegistry' | 'spotCheck';
      functionName: string;
    }) => (functionName === 'run' ? run : settings[contract]);
    const chain = { read } as unknown as Parameters<typeof settledAt>[0];
    expect(await settledAt(chain, 1)).to.equal(1_120);
    run.verifiedAt = 30;
    expect(await settledAt(chain, 1)).to.equal(1_035);
  });
});
