import { expect } from 'chai';
import { type Hex, keccak256, stringToHex, zeroAddress } from 'viem';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import type { SealedWork, Seat } from '../../../node/work/auditFold.ts';
import { createWatch } from '../../../node/work/watch.ts';
import type { WorkReceipt } from '../../../protocol/typedData/workReceipt.ts';
import { toWireReceipt } from '../../../protocol/work/job.ts';
import { storeReceiptList } from '../../../protocol/work/receiptLists.ts';
import { buildReceiptTree, verifyReceiptPath } from '../../../protocol/work/receiptTree.ts';
import { createMemoryStorage } from './memoryChain.ts';

const SELF = 9;
const OTHER = 5;
const EPOCH = 100;
const hashOf = (text: string): Hex => keccak256(stringToHex(text));

function toReceipt(job: string): WorkReceipt {
  const hash = hashOf('anything');
  return {
    ...{ version: 2, epoch: 1n, index: 0n, jobId: hashOf(job), gate: zeroAddress, operator: zeroAddress, expertId: 1n },
    ...{ modelHash: hash, adapterHash: hash, inputHash: hash, outputHash: hash, proofRoot: hash },
    ...{ runtimeClass: 'cpu', seed: 1n, units: 10n, startedAt: 1n, finishedAt: 2n },
  };
}

/** A watch over what another operator sealed, by epoch, of which the newest is audited. */
async function watching(jobs: Readonly<Record<number, readonly string[]>>) {
  const storage = createMemoryStorage();
  const seals = new Map<number, SealedWork>();
  const receiptsOf = (epoch: number) => (jobs[epoch] ?? []).map(toReceipt);
  for (const epoch of Object.keys(jobs).map(Number)) {
    const receipts = receiptsOf(epoch);
    const signed = receipts.map((receipt) => ({ receipt: toWireReceipt(receipt), signature: '0x' as const }));
    const uri = await storeReceiptList(storage, epoch, signed);
    const { root } = buildReceiptTree(receipts);
    seals.set(epoch, { root, count: receipts.length, units: 10n, uri, block: epoch });
  }
  const seat = { ...{ key: hashOf('audit'), seed: hashOf('seed'), operatorId: OTHER, number: EPOCH, isRun: false } };
  const seats: Seat[] = [{ ...seat, stage: 1, commitUntil: 0, revealUntil: 0, index: 0, of: 1 }];
  const sent: any[] = [];
  const troubles: unknown[] = [];
  const state: { refusal?: string } = {};
  const chain = {
    client: { getBlock: async () => ({ timestamp: 7n }) },
    send: async ({ contract, functionName, args }: any) => {
      const { refusal } = state;
      if (refusal) throw new TransactionRefusedError({ contract, functionName }, { name: refusal, args: [] });
      sent.push([functionName, args]);
    },
  } as never;
  const watch = createWatch({
    ...{ chain, storage, operatorId: SELF, onTrouble: (it) => void troubles.push(it) },
    book: { seatsOf: () => seats, sealOf: (operatorId, epoch) => (operatorId === OTHER && seals.get(epoch)) || null },
  });
  return { watch, sent, seals, seats, storage, state, troubles, receiptsOf };
}

describe('the watch of a verifier', () => {
  it('proves a receipt that was sealed in an epoch before as well, once', async () => {
    const { watch, sent, seals, receiptsOf } = await watching({ [EPOCH]: ['a', 'b', 'c'], [EPOCH - 3]: ['d', 'b'] });
    await watch.run();
    await watch.run();
    expect(sent).to.have.length(1);
    const [functionName, [operatorId, epochs, sealed, leaf, first, second]] = sent[0];
    expect([functionName, operatorId, epochs]).to.deep.equal(['proveReplay', BigInt(OTHER), [100n, 97n]]);
    expect(sealed.map(({ root, sealedAt }: any) => [root, sealedAt])).to.deep.equal([
      [seals.get(EPOCH)?.root, 7],
      [seals.get(EPOCH - 3)?.root, 7],
    ]);
    const twice = receiptsOf(EPOCH)[1] as WorkReceipt;
    expect(verifyReceiptPath(sealed[0].root, twice, first)).to.equal(true);
    expect(verifyReceiptPath(sealed[1].root, twice, second)).to.equal(true);
    expect(leaf).to.be.a('string');
  });

  it('proves a receipt that stands twice in one epoch, by two ways to its root', async () => {
    const { watch, sent, seals } = await watching({ [EPOCH]: ['a', 'b', 'a', 'c', 'd'] });
    await watch.run();
    const [, [, epochs, , , first, second]] = sent[0];
    expect(epochs).to.deep.equal([100n, 100n]);
    expect(first).to.not.deep.equal(second);
    for (const path of [first, second]) {
      expect(verifyReceiptPath(seals.get(EPOCH)?.root as Hex, toReceipt('a'), path)).to.equal(true);
    }
  });

  it('proves nothing where each receipt stands once, or the list is not what was sealed', async () => {
    const honest = await watching({ [EPOCH]: ['a', 'b'], [EPOCH - 1]: ['c'], [EPOCH - 8]: ['a'] });
    await honest.watch.run();
    const lying = await watching({ [EPOCH]: ['a', 'b'], [EPOCH - 1]: ['a'] });
    const { seals } = lying;
    seals.set(EPOCH - 1, { ...(seals.get(EPOCH - 1) as SealedWork), root: hashOf('other') });
    await lying.watch.run();
    expect([...honest.sent, ...lying.sent, ...honest.troubles, ...lying.troubles]).to.deep.equal([]);
  });

  it('gives up a list that nobody has, and forgets a seat that is over', async () => {
    const { watch, seals, seats, troubles } = await watching({ [EPOCH]: ['a'] });
    const uri = 'ipfs://bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
    seals.set(EPOCH, { ...(seals.get(EPOCH) as SealedWork), uri });
    for (let round = 0; round < 8; round += 1) await watch.run();
    expect(troubles).to.have.length(5);
    const [seat] = seats.splice(0) as [Seat];
    await watch.run();
    seats.push(seat);
    await watch.run();
    expect(troubles).to.have.length(6);
  });

  it('leaves to another what it proved first', async () => {
    const { watch, state, sent } = await watching({ [EPOCH]: ['a', 'a'] });
    state.refusal = 'AlreadyProven';
    await watch.run();
    delete state.refusal;
    await watch.run();
    expect(sent).to.deep.equal([]);
  });
});
