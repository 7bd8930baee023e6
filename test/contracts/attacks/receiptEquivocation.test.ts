import { expect } from 'chai';
import type { Hex } from 'viem';
import { sealedRootTypedData } from '../../../protocol/typedData/sealedRoot.ts';
import {
  accountAt,
  addressAt,
  type Commons,
  chainId,
  deployPopulated,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
} from '../commons.ts';
import { creditWork, findClean, type Seal, sealEpoch } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const OTHER = hashOf('what verifiers were shown');

/** Show one set of receipts to those who check, and seal another. */
describe('Attack: two roots for one epoch', () => {
  const sign = (commons: Commons, signer: number, epoch: bigint, root: Hex) => {
    const sealed = { operatorId: NORTH_ID, epoch, root };
    return accountAt(signer).signTypedData(
      sealedRootTypedData({ chainId, receiptBook: commons.receiptBook.address, sealed }),
    );
  };

  async function open() {
    const commons = await deployPopulated();
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 100n });
    await findClean(commons, { operator: NORTH, verifier: SOUTH, epoch: 2n, units: 1_000n });
    const sealed = await sealEpoch(commons, { operator: NORTH, epoch: 3n, units: 9n });
    return { commons, sealed, book: commons.receiptBook };
  }

  const prove = async (commons: Commons, sealed: Seal, signature: Hex, root = OTHER, signer = NORTH) =>
    commons.receiptBook.write.proveEquivocation([NORTH_ID, 3n, sealed, root, addressAt(signer), signature]);

  it('costs the operator all work that is not credited yet', async () => {
    const { commons, sealed } = await networkHelpers.loadFixture(open);
    await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
    await prove(commons, sealed, await sign(commons, NORTH, 3n, OTHER));
    const faultBlock = await commons.receiptBook.read.faultBlockOf([NORTH_ID]);
    const { sealBlock } = await commons.spotCheck.read.audit([NORTH_ID, 2n]);
    const settle = commons.spotCheck.write.settle([NORTH_ID, 2n]);
    await refuses(settle, commons.spotCheck, 'WorkVoid', [NORTH_ID, sealBlock, faultBlock]);
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(100n);
  });

  it('leaves what was credited, and what it seals honestly afterwards', async () => {
    const { commons, sealed } = await networkHelpers.loadFixture(open);
    await prove(commons, sealed, await sign(commons, NORTH, 3n, OTHER));
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 4n, units: 11n });
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(111n);
  });

  it('cannot be made up by others', async () => {
    const { commons, sealed, book } = await networkHelpers.loadFixture(open);
    const foreign = await sign(commons, SOUTH, 3n, OTHER);
    await refuses(prove(commons, sealed, foreign, OTHER, SOUTH), book, 'SignerForeign', [addressAt(SOUTH), NORTH_ID]);
    await refuses(prove(commons, sealed, foreign), book, 'SealSignatureInvalid', [addressAt(NORTH), OTHER]);
    const otherEpoch = await sign(commons, NORTH, 2n, OTHER);
    await refuses(prove(commons, sealed, otherEpoch), book, 'SealSignatureInvalid', [addressAt(NORTH), OTHER]);
    const same = await sign(commons, NORTH, 3n, sealed.root);
    await refuses(prove(commons, sealed, same, sealed.root), book, 'SameRoot', [sealed.root]);
    const invented = { ...sealed, root: hashOf('never sealed') };
    await refuses(prove(commons, invented, same, sealed.root), book, 'SealUnknown', [NORTH_ID, 3n]);
    expect(await book.read.faultBlockOf([NORTH_ID])).to.equal(0n);
  });

  it('cannot be proven again later, to void honest work as well', async () => {
    const { commons, sealed, book } = await networkHelpers.loadFixture(open);
    const signature = await sign(commons, NORTH, 3n, OTHER);
    await prove(commons, sealed, signature);
    await refuses(prove(commons, sealed, signature), book, 'AlreadyProven', [NORTH_ID, 3n]);
  });

  it('cannot be hidden by sealing the epoch again', async () => {
    const { commons, book } = await networkHelpers.loadFixture(open);
    const again = sealEpoch(commons, { operator: NORTH, epoch: 3n, units: 9n, root: OTHER });
    await refuses(again, book, 'AlreadySealed', [NORTH_ID, 3n]);
  });
});
