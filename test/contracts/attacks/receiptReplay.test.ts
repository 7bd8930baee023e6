import { expect } from 'chai';
import { type Hex, keccak256, zeroAddress, zeroHash } from 'viem';
import { type WorkReceipt, workReceiptLeaf } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import { addressAt, type Commons, deployPopulated, NORTH, networkHelpers, refuses } from '../commons.ts';
import { type SealedEpoch, sealEpoch } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const SOUTH_ID = 6n;

/** Have one answer paid twice: in another epoch, or as something it is not. */
describe('Attack: a receipt shown again', () => {
  const receipts = [0n, 1n, 2n].map(toReceipt);
  const leaves = receipts.map(workReceiptLeaf);
  const tree = buildReceiptTree(receipts);

  async function open() {
    const commons = await deployPopulated();
    const work = { units: 30n, count: 3, root: tree.root };
    const seals = {
      first: await sealEpoch(commons, { ...work, operator: NORTH }),
      second: await sealEpoch(commons, { ...work, operator: NORTH }),
    };
    return { commons, seals, book: commons.receiptBook };
  }

  /** One receipt at one place, which is no fault: it is refused for what is wrong with it first. */
  const show = (commons: Commons, it: Omit<SealedEpoch, 'key'>, leaf: Hex, path: readonly Hex[]) => {
    const { operatorId, epoch, sealed } = it;
    return commons.receiptBook.write.proveReplay([operatorId, [epoch, epoch], [sealed, sealed], leaf, path, path]);
  };

  it('is a proven fault once it is sealed twice', async () => {
    const { commons, seals, book } = await networkHelpers.loadFixture(open);
    const { first, second } = seals;
    const path = [...tree.path(2)];
    await book.write.proveReplay([
      NORTH_ID,
      [first.epoch, second.epoch],
      [first.sealed, second.sealed],
      leaves[2] as Hex,
      path,
      path,
    ]);
    expect(await book.read.faultTimeOf([NORTH_ID])).to.be.greaterThan(second.sealed.sealedAt);
    expect(await commons.spotCheck.read.voidedThrough([NORTH_ID])).to.be.greaterThan(second.sealed.sealedAt);
  });

  it('is refused under the seal of another', async () => {
    const { commons, seals, book } = await networkHelpers.loadFixture(open);
    const { first } = seals;
    const [leaf, path] = [leaves[1] as Hex, tree.path(1)];
    const foreign = show(commons, { ...first, operatorId: SOUTH_ID }, leaf, path);
    await refuses(foreign, book, 'SealUnknown', [SOUTH_ID, first.epoch]);
    const larger = show(commons, { ...first, sealed: { ...first.sealed, count: 4 } }, leaf, path);
    await refuses(larger, book, 'SealUnknown', [NORTH_ID, first.epoch]);
  });

  it('is refused when an inner node plays the receipt', async () => {
    const { commons, seals, book } = await networkHelpers.loadFixture(open);
    const inner = tree.path(0).at(-1) as Hex;
    const short = show(commons, seals.first, tree.root, []);
    await refuses(short, book, 'PathLengthInvalid', [0n, 3]);
    const foreign = show(commons, seals.first, keccak256(inner), [inner]);
    await refuses(foreign, book, 'ReceiptNotSealed', [keccak256(inner), tree.root]);
  });

  function toReceipt(index: bigint): WorkReceipt {
    const hashes = {
      modelHash: zeroHash,
      adapterHash: zeroHash,
      inputHash: zeroHash,
      outputHash: zeroHash,
      proofRoot: zeroHash,
    };
    const times = { startedAt: 1n, finishedAt: 2n };
    const who = { gate: zeroAddress, operator: addressAt(NORTH), expertId: 1n };
    return {
      version: 2,
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
