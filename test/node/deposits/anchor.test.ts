import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { keccak256, toHex } from 'viem';
import { anchorOnce } from '../../../node/deposits/anchor.ts';
import { LogState } from '../../../node/deposits/logState.ts';
import { encodeBlock } from '../../../protocol/blocks/block.ts';
import {
  BadLogBatchError,
  decodeBatch,
  encodeBatch,
  LONGEST_SIGNATURE,
  type LogBatch,
  MOST_LEAVES,
  type SignedStatement,
} from '../../../protocol/blocks/logBatch.ts';
import { fromContentUri } from '../../../protocol/contentUri.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';

describe('anchorOnce', () => {
  /** Anchors a whole log of so many deposits; gives its batches. */
  const anchorAll = async (count: number, signatureBytes: number) => {
    const ids = Array.from({ length: count }, (_, i) => toDepositId(encodeBlock({ i }).cid));
    const statements = ids.map((_, i): SignedStatement => {
      return { signedAt: i, expiresAt: i + 600, signature: new Uint8Array(signatureBytes).fill(i % 251) };
    });
    const log = new LogState({
      idsFrom: (start, limit) => ids.slice(start, start + limit),
      statementsFrom: (start, limit) => statements.slice(start, start + limit),
    });
    const blocks: Uint8Array[] = [];
    let head: { root: `0x${string}`; size: number; uri: string } | null = null;
    const options = {
      log,
      logId: 1,
      chain: {
        send: async ({ args: [root, size, uri] }: { args: [`0x${string}`, bigint, string] }) => {
          head = { root, size: Number(size), uri };
          return { blockNumber: 1n };
        },
      },
      follower: { caughtUp: async () => {}, reached: async () => {} },
      heads: { newest: () => head },
      storage: { has: async () => true, put: async (bytes: Uint8Array) => void blocks.push(bytes) },
      journal: { commit: async (work: () => unknown) => work() },
      pins: { keep: () => {}, want: () => {} },
    } as unknown as Parameters<typeof anchorOnce>[0];
    while (await anchorOnce(options));
    const batches: LogBatch[] = blocks.map(decodeBatch);
    return { ids, statements, blocks, batches, newest: head as unknown as { uri: string } };
  };

  it('publishes what each contributor signed beside the leaf, in a chain of batches', async () => {
    const { ids, statements, batches, newest, blocks } = await anchorAll(7_000, 65);
    expect(batches.map(({ start, leaves }) => [start, leaves.length])).to.deep.equal([
      [0, 5_000],
      [5_000, 2_000],
    ]);
    expect(batches.flatMap(({ leaves }) => leaves.map(toDepositId))).to.deep.equal(ids);
    const digest = (of: readonly SignedStatement[]) =>
      keccak256(toHex(of.map((it) => `${it.signedAt} ${it.expiresAt} ${toHex(it.signature)}`).join()));
    expect(digest(batches.flatMap((batch) => batch.statements))).to.equal(digest(statements));
    const [first, second] = blocks.map((bytes) => encodeBlock(decodeBatch(bytes)).cid) as [CID, CID];
    expect([batches[1]?.previous?.toString(), fromContentUri(newest.uri).toString()]).to.deep.equal([
      `${first}`,
      `${second}`,
    ]);
  });

  it('makes batches that every reader takes, and readers take none that would hold them up', async () => {
    const { batches } = await anchorAll(2, 65);
    const [batch] = batches as [LogBatch];
    const grow = (count: number): LogBatch => ({
      ...batch,
      leaves: Array(count).fill(batch.leaves[0]),
      statements: Array(count).fill(batch.statements[0]),
    });
    expect(decodeBatch(encodeBatch(grow(MOST_LEAVES)).bytes).leaves).to.have.length(MOST_LEAVES);
    const tooMany = encodeBlock(grow(MOST_LEAVES + 1)).bytes;
    expect(() => decodeBatch(tooMany)).to.throw(BadLogBatchError);
    expect(() => decodeBatch(new Uint8Array(3 * 1024 * 1024))).to.throw(BadLogBatchError);
    const uneven = encodeBlock({ ...batch, statements: batch.statements.slice(1) }).bytes;
    expect(() => decodeBatch(uneven)).to.throw(BadLogBatchError);
  });

  it('keeps a batch near a megabyte, also when contracts sign at length', async () => {
    const { blocks, batches } = await anchorAll(1_200, LONGEST_SIGNATURE);
    expect(Math.max(...blocks.map(({ byteLength }) => byteLength))).to.be.lessThan(1_100_000);
    expect(batches.reduce((sum, { leaves }) => sum + leaves.length, 0)).to.equal(1_200);
  });
});
