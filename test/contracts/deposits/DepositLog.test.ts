import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import hre from 'hardhat';
import { type Hex, numberToHex } from 'viem';
import { hashLeaf, MerkleLog } from '../../../protocol/merkle/tree.ts';
import { logHeadTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import {
  accountAt,
  addressAt,
  type Commons,
  chainId,
  client,
  deployPopulated,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';

const NONE = `0x${'00'.repeat(32)}` as const;
const URI = `ipfs://${'b'.repeat(53)}`;

describe('DepositLog', () => {
  let commons: Commons;
  let north: bigint;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
    north = await commons.operatorRegistry.read.operatorOf([addressAt(NORTH)]);
  });
  const anchor = (index: number, root: Hex, size: bigint) =>
    commons.depositLog.write.anchor([root, size, URI], from(index));
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.depositLog, error, args);
  const sign = async (root: Hex, size: bigint, index = NORTH) => {
    const head = { logId: north, size, root };
    const typed = logHeadTypedData({ chainId, depositLog: commons.depositLog.address, head });
    return { root, size, signer: addressAt(index), signature: await accountAt(index).signTypedData(typed) };
  };
  const newest = (root: Hex, size: bigint) => ({ root, size, signer: addressAt(NORTH), signature: '0x' as const });

  it('chains the heads of a log', async () => {
    const { emitWithArgs } = viem.assertions;
    const first = [north, 3n, hashOf('1'), NONE, URI] as const;
    await emitWithArgs(anchor(NORTH, hashOf('1'), 3n), commons.depositLog, 'Anchored', [...first]);
    const second = [north, 8n, hashOf('2'), hashOf('1'), URI] as const;
    await emitWithArgs(anchor(NORTH, hashOf('2'), 8n), commons.depositLog, 'Anchored', [...second]);
    expect(await commons.depositLog.read.head([north])).to.deep.equal([hashOf('2'), 8n]);
  });

  it('keeps one log per operator', async () => {
    await anchor(NORTH, hashOf('1'), 3n);
    await anchor(SOUTH, hashOf('2'), 1n);
    const south = await commons.operatorRegistry.read.operatorOf([addressAt(SOUTH)]);
    expect((await commons.depositLog.read.head([south]))[1]).to.equal(1n);
    expect((await commons.depositLog.read.head([north]))[1]).to.equal(3n);
  });

  it('refuses a log that shrinks or stands still, an empty root and strangers', async () => {
    await anchor(NORTH, hashOf('1'), 3n);
    await fails(anchor(NORTH, hashOf('2'), 3n), 'LogNotGrown', [north, 3n, 3n]);
    await fails(anchor(NORTH, hashOf('2'), 2n), 'LogNotGrown', [north, 3n, 2n]);
    await fails(anchor(NORTH, NONE, 4n), 'RootMissing', []);
    const stranger = anchor(STRANGER, hashOf('1'), 1n);
    await refuses(stranger, commons.operatorRegistry, 'NotOperator', [addressAt(STRANGER)]);
  });

  it('costs at most 55,000 gas an anchor, however many deposits it holds', async function () {
    if (hre.globalOptions.coverage) this.skip();
    let size = 100n;
    await anchor(NORTH, hashOf('first'), size);
    const gas: number[] = [];
    for (const deposits of [1n, 1_000n, 100_000n]) {
      size += deposits;
      const { gasUsed } = await client.waitForTransactionReceipt({
        hash: await anchor(NORTH, hashOf(`${size}`), size),
      });
      gas.push(Number(gasUsed));
    }
    expect(Math.max(...gas)).to.be.at.most(55_000);
    // What is left are the bytes of the size itself.
    expect(Math.max(...gas) - Math.min(...gas)).to.be.at.most(100);
  });

  describe('faults', () => {
    const leaves = (count: number, changed = -1) =>
      Array.from({ length: count }, (_, at) => numberToHex(at === changed ? 0xbad : at, { size: 32 }));

    it('are two signed roots of one size', async () => {
      const heads = [await sign(hashOf('1'), 3n), await sign(hashOf('2'), 3n)] as const;
      await commons.depositLog.write.proveEquivocation([north, ...heads], from(STRANGER));
      expect(await commons.depositLog.read.faultsOf([north])).to.equal(1n);
      const foreign = await sign(hashOf('3'), 3n, SOUTH);
      const call = commons.depositLog.write.proveEquivocation([north, heads[0], foreign], from(STRANGER));
      await fails(call, 'SignerForeign', [addressAt(SOUTH), north]);
    });

    it('are changed leaves, shown by the audit paths of our logs', async () => {
      const old = new MerkleLog(leaves(5));
      const grown = new MerkleLog(leaves(9, 2));
      await anchor(NORTH, grown.root(), 9n);
      const claim = [
        await sign(old.root(), 5n),
        { leafHash: hashLeaf(leaves(5)[2]!), path: old.inclusion(2) },
        newest(grown.root(), 9n),
        { leafHash: hashLeaf(leaves(9, 2)[2]!), path: grown.inclusion(2) },
      ] as const;
      await commons.depositLog.write.proveRewrite([north, 2n, ...claim], from(STRANGER));
      expect(await commons.depositLog.read.faultsOf([north])).to.equal(1n);
    });

    it('are proven by signatures that ethers, an independent implementation, verifies', async () => {
      const head = { logId: north, size: 3n, root: hashOf('1') };
      const { domain, types, message } = logHeadTypedData({ chainId, depositLog: commons.depositLog.address, head });
      const { signature } = await sign(hashOf('1'), 3n);
      expect(verifyWithEthers(domain, { LogHead: [...types.LogHead] }, message, signature)).to.equal(
        accountAt(NORTH).address,
      );
    });
  });
});
