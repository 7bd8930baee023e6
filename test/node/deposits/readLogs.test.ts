import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { zeroHash } from 'viem';
import type { AnchoredHead } from '../../../node/deposits/headFold.ts';
import { createReadLogs } from '../../../node/deposits/readLogs.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import { encodeBatch } from '../../../protocol/blocks/logBatch.ts';
import { toContentUri } from '../../../protocol/contentUri.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import { MerkleLog } from '../../../protocol/merkle/tree.ts';
import { entry } from '../../protocol/corpus/fixtures.ts';

/** A log of one deposit, anchored, with its blocks. */
function anchorOne(logId: number) {
  const { id, core } = entry({ name: `of log ${logId}` });
  const leaf = fromDepositId(id);
  const batch = encodeBatch({ v: 1, logId, start: 0, leaves: [leaf], previous: null });
  const root = new MerkleLog([leaf.bytes]).root();
  const head: AnchoredHead = {
    ...{ logId, size: 1, root, previous: zeroHash, uri: toContentUri(batch.cid) },
    transaction: zeroHash,
  };
  return { id, head, blocks: [batch, encodeBlock(core)] };
}

describe('createReadLogs', () => {
  it('gives the other logs while the blocks of one do not come, and that one when they come', async () => {
    const [here, late] = [anchorOne(1), anchorOne(2)];
    const arrival = Promise.withResolvers<void>();
    const all = [here, late];
    const heads = {
      logIds: () => all.map(({ head }) => head.logId),
      of: (logId: number, above = 0) =>
        all.flatMap(({ head }) => (head.logId === logId && head.size > above ? [head] : [])),
      at: (logId: number, size: number) =>
        all.find(({ head }) => head.logId === logId && head.size === size)?.head ?? null,
    };
    const readLogs = createReadLogs({
      ...{ follower: { caughtUp: async () => {} }, heads },
      storage: {
        get: async (cid: CID) => {
          const found = all.find(({ blocks }) => blocks.some((block) => block.cid.equals(cid)));
          if (found === late) await arrival.promise;
          return found?.blocks.find((block) => block.cid.equals(cid))?.bytes ?? expect.fail('not a block of the test');
        },
      },
    });
    const idsOf = async (patienceMs: number) =>
      (await readLogs({ patienceMs })).flatMap(({ entries }) => entries.map(({ id }) => id));
    expect(await Promise.all([idsOf(30), idsOf(30)])).to.deep.equal([[here.id], [here.id]]);
    arrival.resolve();
    expect(await idsOf(1_000)).to.deep.equal([here.id, late.id]);
  });
});
