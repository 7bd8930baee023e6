import { expect } from 'chai';
import { type Hex, numberToHex } from 'viem';
import { hashLeaf, MerkleLog } from '../../../protocol/merkle/tree.ts';
import { logHeadTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import {
  accountAt,
  addressAt,
  type Commons,
  chainId,
  deployPopulated,
  from,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
} from '../commons.ts';

const NORTH_ID = 5n;

/** Tell depositors one log and auditors another, or quietly replace what somebody deposited. */
describe('Attack: a log with two faces', () => {
  const leaves = (count: number, changed = -1) =>
    Array.from({ length: count }, (_, at) => numberToHex(at === changed ? 0xbad : at, { size: 32 }));
  const honest = new MerkleLog(leaves(9));
  const rewritten = new MerkleLog(leaves(9, 2));

  const stakeOf = async ({ operatorRegistry }: Commons) => (await operatorRegistry.read.operator([NORTH_ID])).stake;

  async function open() {
    const commons = await deployPopulated();
    await commons.depositLog.write.anchor([honest.root(5), 5n, 'ipfs://five'], from(NORTH));
    await commons.depositLog.write.anchor([rewritten.root(9), 9n, 'ipfs://nine'], from(NORTH));
    return { commons, log: commons.depositLog };
  }

  const sign = async (commons: Commons, root: Hex, size: bigint, signer = NORTH) => {
    const head = { logId: NORTH_ID, size, root };
    const typed = logHeadTypedData({ chainId, depositLog: commons.depositLog.address, head });
    return { root, size, signer: addressAt(signer), signature: await accountAt(signer).signTypedData(typed) };
  };
  const anchored = { root: rewritten.root(9), size: 9n, signer: addressAt(NORTH), signature: '0x' } as const;
  const leafOf = (log: MerkleLog, index: number, size: number, changed = -1) => ({
    leafHash: hashLeaf(leaves(9, changed)[index] as Hex),
    path: log.inclusion(index, size),
  });

  it('leaves proof against itself, which closes it and costs stake, once per pair of heads', async () => {
    const { commons, log } = await networkHelpers.loadFixture(open);
    const stake = await stakeOf(commons);
    const shown = await sign(commons, honest.root(9), 9n);
    await log.write.proveEquivocation([NORTH_ID, shown, anchored], from(STRANGER));
    expect(await log.read.faultsOf([NORTH_ID])).to.equal(1n);
    expect(await log.read.isClosed([NORTH_ID])).to.equal(true);
    const stated = await sign(commons, anchored.root, 9n);
    for (const pair of [[shown, anchored] as const, [anchored, shown] as const, [stated, shown] as const]) {
      let refused = false;
      await log.write.proveEquivocation([NORTH_ID, ...pair], from(STRANGER)).catch(() => {
        refused = true;
      });
      expect(refused).to.equal(true);
    }
    expect(await stakeOf(commons)).to.equal((stake * 9n) / 10n);
    // Whoever makes up for what was burnt is an operator again; its log stays closed.
    await commons.operatorRegistry.write.bond({ ...from(NORTH), value: stake / 10n });
    const more = log.write.anchor([honest.root(9), 10n, ''], from(NORTH));
    await refuses(more, log, 'LogClosed', [NORTH_ID]);
    expect(await log.read.faultsOf([NORTH_ID])).to.equal(1n);
  });

  it('is caught when a leaf changed between a promise and the anchored head', async () => {
    const { commons, log } = await networkHelpers.loadFixture(open);
    const promised = await sign(commons, honest.root(5), 5n);
    await log.write.proveRewrite([NORTH_ID, 2n, promised, leafOf(honest, 2, 5), anchored, leafOf(rewritten, 2, 9, 2)]);
    expect(await log.read.faultsOf([NORTH_ID])).to.equal(1n);
  });

  it('cannot be pinned on an operator that only grew its log', async () => {
    const { commons, log } = await networkHelpers.loadFixture(open);
    const [five, nine] = [await sign(commons, honest.root(5), 5n), await sign(commons, honest.root(9), 9n)];
    await refuses(log.write.proveEquivocation([NORTH_ID, five, nine]), log, 'SizesDiffer', [5n, 9n]);
    await refuses(log.write.proveEquivocation([NORTH_ID, five, five]), log, 'HeadsAgree', [NORTH_ID, 5n, five.root]);
    const [inFive, inNine] = [leafOf(honest, 2, 5), leafOf(honest, 2, 9)];
    const same = log.write.proveRewrite([NORTH_ID, 2n, five, inFive, nine, inNine]);
    await refuses(same, log, 'LeavesAgree', [2n, inFive.leafHash]);
    const other = leafOf(honest, 3, 9);
    const shifted = log.write.proveRewrite([NORTH_ID, 2n, five, inFive, nine, other]);
    await refuses(shifted, log, 'LeafNotIncluded', [other.leafHash, 2n, 9n, nine.root]);
  });

  it('cannot be pinned on an operator by heads it never stood behind', async () => {
    const { commons, log } = await networkHelpers.loadFixture(open);
    const lie = await sign(commons, honest.root(9), 9n, SOUTH);
    const foreign = log.write.proveEquivocation([NORTH_ID, lie, anchored]);
    await refuses(foreign, log, 'SignerForeign', [addressAt(SOUTH), NORTH_ID]);
    const forged = { ...lie, signer: addressAt(NORTH) };
    const call = log.write.proveEquivocation([NORTH_ID, forged, anchored]);
    await refuses(call, log, 'HeadSignatureInvalid', [addressAt(NORTH), 9n, forged.root]);
    const unsigned = { ...lie, signature: '0x' } as const;
    const unbacked = log.write.proveEquivocation([NORTH_ID, unsigned, anchored]);
    await refuses(unbacked, log, 'HeadNotAnchored', [NORTH_ID, 9n, unsigned.root]);
    expect(await log.read.faultsOf([NORTH_ID])).to.equal(0n);
    expect(await log.read.isClosed([NORTH_ID])).to.equal(false);
  });

  it('cannot take a head back by anchoring a smaller one', async () => {
    const { log } = await networkHelpers.loadFixture(open);
    for (const size of [9n, 5n]) {
      const call = log.write.anchor([honest.root(5), size, ''], from(NORTH));
      await refuses(call, log, 'LogNotGrown', [NORTH_ID, 9n, size]);
    }
  });
});
