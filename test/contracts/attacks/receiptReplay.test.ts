import { expect } from 'chai';
import { type Hex, keccak256, zeroAddress, zeroHash } from 'viem';
import { type WorkReceipt, workReceiptLeaf } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import { addressAt, type Commons, deployPopulated, NORTH, networkHelpers, refuses, SOUTH } from '../commons.ts';
import { type Seal, sealEpoch } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const SOUTH_ID = 6n;

/** Have one answer paid in reputation twice: in another epoch, in another's book, or as something it is not. */
describe('Attack: a receipt shown again', () => {
  const receipts = [0n, 1n, 2n].map(toReceipt);
  const leaves = receipts.map(workReceiptLeaf);
  const tree = buildReceiptTree(receipts);

  async function open() {
    const commons = await deployPopulated();
    const work = { units: 30n, count: 3, root: tree.root };
    const seals = {
      first: await sealEpoch(commons, { ...work, operator: NORTH, epoch: 1n }),
      second: await sealEpoch(commons, { ...work, operator: NORTH, epoch: 2n }),
      stolen: await sealEpoch(commons, { ...work, operator: SOUTH, epoch: 1n }),
    };
    await show(commons, NORTH_ID, 1n, seals.first, 0);
    return { commons, seals, book: commons.receiptBook };
  }

  const show = (commons: Commons, operatorId: bigint, epoch: bigint, sealed: Seal, at: number) =>
    commons.receiptBook.write.open([operatorId, epoch, sealed, leaves[at] as Hex, [...tree.path(at)]]);

  it('is refused in the same book, another epoch, and the book of another operator', async () => {
    const { commons, seals, book } = await networkHelpers.loadFixture(open);
    const first = [leaves[0], NORTH_ID, 1n];
    await refuses(show(commons, NORTH_ID, 1n, seals.first, 0), book, 'ReceiptReplayed', first);
    await refuses(show(commons, NORTH_ID, 2n, seals.second, 0), book, 'ReceiptReplayed', first);
    await refuses(show(commons, SOUTH_ID, 1n, seals.stolen, 0), book, 'ReceiptReplayed', first);
    expect(await book.read.openingOf([leaves[0] as Hex])).to.deep.equal([NORTH_ID, 1n]);
    await show(commons, NORTH_ID, 2n, seals.second, 1);
  });

  it('is refused under the seal of another', async () => {
    const { commons, seals, book } = await networkHelpers.loadFixture(open);
    await refuses(show(commons, SOUTH_ID, 1n, seals.first, 1), book, 'SealUnknown', [SOUTH_ID, 1n]);
    const larger = { ...seals.first, count: 4 };
    await refuses(show(commons, NORTH_ID, 1n, larger, 1), book, 'SealUnknown', [NORTH_ID, 1n]);
  });

  it('is refused when an inner node plays the receipt', async () => {
    const { seals, book } = await networkHelpers.loadFixture(open);
    const inner = tree.path(0).at(-1) as Hex;
    const short = book.write.open([NORTH_ID, 1n, seals.first, tree.root, []]);
    await refuses(short, book, 'PathLengthInvalid', [0n, 3]);
    const foreign = book.write.open([NORTH_ID, 1n, seals.first, keccak256(inner), [inner]]);
    await refuses(foreign, book, 'ReceiptNotSealed', [keccak256(inner), tree.root]);
  });

  function toReceipt(index: bigint): WorkReceipt {
    const hashes = { modelHash: zeroHash, adapterHash: zeroHash, inputHash: zeroHash, outputHash: zeroHash };
    const times = { startedAt: 1n, finishedAt: 2n };
    const who = { gate: zeroAddress, operator: addressAt(NORTH), expertId: 1n };
    return {
      version: 1,
      epoch: 1n,
      index,
      jobId: zeroHash,
      ...who,
      ...hashes,
      ...times,
      runtimeClass: 'cpu',
      seed: 1n,
      units: 10n,
    };
  }
});
