import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { createFindManifest, createObjection } from '../../../node/deposits/manifests.ts';
import { blockCid } from '../../../protocol/blocks/block.ts';
import { fromDepositId, toDepositId } from '../../../protocol/manifest/identifier.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { contributors } from '../../../scripts/local/testPeople.ts';
import { failure } from '../../client/fixtures.ts';
import { createCustodian } from './custodian.ts';

const [ana] = contributors as [Person];
const idOf = (n: number) => toDepositId(blockCid(`0x${n.toString(16).padStart(64, '0')}`));

describe('manifests', () => {
  let custodian: ReturnType<typeof createCustodian>;
  beforeEach(() => {
    custodian = createCustodian();
  });
  afterEach(() => custodian.journal.close());

  /** Blocks of this disk, and of peers that answer when they are let. */
  const storageOf = (own: ReadonlyMap<string, Uint8Array>, peers: (cid: CID) => Promise<Uint8Array>) => ({
    has: async (cid: CID) => own.has(cid.toString()),
    get: async (cid: CID) => own.get(cid.toString()) ?? peers(cid),
  });

  it('are found on disk and at peers, and what is none is nobody’s', async () => {
    const { id, coreBytes } = await custodian.take({ contributor: ana.account.address });
    const disk = new Map([[fromDepositId(id).toString(), coreBytes]]);
    expect((await createFindManifest(storageOf(disk, async () => Promise.reject()))(id))?.id).to.equal(id);
    expect((await createFindManifest(storageOf(new Map(), async () => coreBytes))(id))?.id).to.equal(id);
    const noCore = new Map([[fromDepositId(id).toString(), new Uint8Array([1, 2])]]);
    expect(await createFindManifest(storageOf(noCore, async () => coreBytes))(id)).to.equal(null);
  });

  it('that nobody gives are looked for once a minute, and few at a time', async () => {
    let asked = 0;
    const none = createFindManifest(
      storageOf(new Map(), async () => {
        asked += 1;
        throw new Error('nobody has it');
      }),
    );
    expect([await none(idOf(1)), await none(idOf(1))]).to.deep.equal([null, null]);
    expect(asked).to.equal(1);

    const waiting = Promise.withResolvers<Uint8Array>();
    const slow = createFindManifest(storageOf(new Map(), () => waiting.promise));
    const looks = Array.from({ length: 9 }, (_, n) => failure(slow(idOf(n))));
    expect((await looks[8]) as Error).to.have.property('name', 'TooManyLooksError');
    waiting.reject(new Error('nobody has it'));
    expect(await Promise.all(looks.slice(0, 8))).to.deep.equal(Array(8).fill(null));
  });

  it('of a parent that cannot be read make a derived text one that may not be used', async () => {
    const lineage = [{ kind: 'derivedFrom' as const, deposit: idOf(7) }];
    const derived = await custodian.take({ contributor: ana.account.address, lineage });
    const objection = createObjection({ ...custodian, findManifest: async () => null });
    expect(await objection(derived, 'reading')).to.equal(`parent ${idOf(7)} cannot be read`);
  });
});
