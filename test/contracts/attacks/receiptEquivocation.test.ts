import { expect } from 'chai';
import type { Hex } from 'viem';
import { sealedRootTypedData } from '../../../protocol/typedData/sealedRoot.ts';
import {
  accountAt,
  addressAt,
  type Commons,
  chainId,
  deployPopulated,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  SOUTH,
} from '../commons.ts';
import { creditWork, findClean, type SealedEpoch, sealEpoch } from '../work/creditWork.ts';

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
    await creditWork(commons, { operator: NORTH, units: 100n });
    const waiting = await findClean(commons, { operator: NORTH, units: 1_000n });
    const last = await sealEpoch(commons, { operator: NORTH, units: 9n });
    return { commons, waiting, last, book: commons.receiptBook };
  }

  const prove = (commons: Commons, { epoch, sealed }: SealedEpoch, signature: Hex, root = OTHER, signer = NORTH) =>
    commons.receiptBook.write.proveEquivocation([NORTH_ID, epoch, sealed, root, addressAt(signer), signature]);

  it('costs the operator all work that is not credited yet', async () => {
    const { commons, waiting, last } = await networkHelpers.loadFixture(open);
    await networkHelpers.time.increase(genesis.spotChecks.challengeWindow);
    await prove(commons, last, await sign(commons, NORTH, last.epoch, OTHER));
    const faultTime = await commons.receiptBook.read.faultTimeOf([NORTH_ID]);
    const settle = commons.spotCheck.write.settle([waiting.key]);
    await refuses(settle, commons.spotCheck, 'WorkVoid', [NORTH_ID, waiting.sealed.sealedAt, faultTime]);
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(100n);
  });

  it('leaves what was credited, and what it seals honestly afterwards', async () => {
    const { commons, last } = await networkHelpers.loadFixture(open);
    await prove(commons, last, await sign(commons, NORTH, last.epoch, OTHER));
    await creditWork(commons, { operator: NORTH, units: 11n });
    expect(await commons.workLedger.read.unitsOf([NORTH_ID])).to.equal(111n);
  });

  it('cannot be made up by others', async () => {
    const { commons, waiting, last, book } = await networkHelpers.loadFixture(open);
    const { epoch, sealed } = last;
    const foreign = await sign(commons, SOUTH, epoch, OTHER);
    await refuses(prove(commons, last, foreign, OTHER, SOUTH), book, 'SignerForeign', [addressAt(SOUTH), NORTH_ID]);
    await refuses(prove(commons, last, foreign), book, 'SealSignatureInvalid', [addressAt(NORTH), OTHER]);
    const otherEpoch = await sign(commons, NORTH, waiting.epoch, OTHER);
    await refuses(prove(commons, last, otherEpoch), book, 'SealSignatureInvalid', [addressAt(NORTH), OTHER]);
    const same = await sign(commons, NORTH, epoch, sealed.root);
    await refuses(prove(commons, last, same, sealed.root), book, 'SameRoot', [sealed.root]);
    const invented = { ...last, sealed: { ...sealed, root: hashOf('never sealed') } };
    await refuses(prove(commons, invented, same, sealed.root), book, 'SealUnknown', [NORTH_ID, epoch]);
    expect(await book.read.faultTimeOf([NORTH_ID])).to.equal(0);
  });

  it('cannot be proven again later, to void honest work as well', async () => {
    const { commons, last, book } = await networkHelpers.loadFixture(open);
    const signature = await sign(commons, NORTH, last.epoch, OTHER);
    await prove(commons, last, signature);
    await refuses(prove(commons, last, signature), book, 'AlreadyProven', [NORTH_ID, last.epoch]);
  });

  it('cannot be hidden by sealing the epoch again', async () => {
    const { last, book } = await networkHelpers.loadFixture(open);
    const again = book.write.seal([last.epoch, OTHER, 10, 9n, ''], from(NORTH));
    await refuses(again, book, 'AlreadySealed', [NORTH_ID, last.epoch]);
  });
});
