import { expect } from 'chai';
import { getAddress } from 'viem';
import {
  addressAt,
  type Commons,
  deployPopulated,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  SOUTH,
  STRANGER,
  viem,
} from '../commons.ts';

const NONE = `0x${'00'.repeat(32)}` as const;

describe('DepositLog', () => {
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
  });
  const anchor = (index: number, root: `0x${string}`, size: bigint) =>
    commons.depositLog.write.anchor([root, size, 'ipfs://batch'], from(index));

  it('chains the heads of a log', async () => {
    const { emitWithArgs } = viem.assertions;
    await emitWithArgs(anchor(NORTH, hashOf('1'), 3n), commons.depositLog, 'Anchored', [
      1n,
      3n,
      hashOf('1'),
      NONE,
      'ipfs://batch',
    ]);
    await emitWithArgs(anchor(NORTH, hashOf('2'), 8n), commons.depositLog, 'Anchored', [
      1n,
      8n,
      hashOf('2'),
      hashOf('1'),
      'ipfs://batch',
    ]);
    const [root, size, time] = await commons.depositLog.read.head([1n]);
    expect([root, size]).to.deep.equal([hashOf('2'), 8n]);
    expect(time).to.equal(BigInt(await networkHelpers.time.latest()));
    expect(await commons.depositLog.read.rootAt([1n, 3n])).to.equal(hashOf('1'));
    expect(await commons.depositLog.read.rootAt([1n, 4n])).to.equal(NONE);
  });

  it('keeps one log per operator', async () => {
    await anchor(NORTH, hashOf('1'), 3n);
    await anchor(SOUTH, hashOf('2'), 1n);
    expect((await commons.depositLog.read.head([2n]))[1]).to.equal(1n);
  });

  it('refuses a log that shrinks or stands still, an empty root and strangers', async () => {
    await anchor(NORTH, hashOf('1'), 3n);
    const fails = viem.assertions.revertWithCustomErrorWithArgs;
    await fails(anchor(NORTH, hashOf('2'), 3n), commons.depositLog, 'LogNotGrown', [1n, 3n, 3n]);
    await fails(anchor(NORTH, hashOf('2'), 2n), commons.depositLog, 'LogNotGrown', [1n, 3n, 2n]);
    await fails(anchor(NORTH, NONE, 4n), commons.depositLog, 'RootMissing', []);
    const stranger = getAddress(addressAt(STRANGER));
    await fails(anchor(STRANGER, hashOf('1'), 1n), commons.operatorRegistry, 'NotOperator', [stranger]);
  });
});
