import { expect } from 'chai';
import { recoverTypedDataAddress } from 'viem';
import type { Draft } from '../../../client/deposit.ts';
import { toSubject } from '../../../node/deposits/manifests.ts';
import { createTombstones } from '../../../node/deposits/tombstones.ts';
import { tombstoneTypedData } from '../../../protocol/typedData/tombstone.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { contributors, operators } from '../../../scripts/local/testPeople.ts';
import { CHAIN_ID, createCustodian, REGISTRY, TRANSACTION } from './custodian.ts';

const [ana] = contributors as [Person];
const { account } = operators[0] as Person;
const at = { chainId: CHAIN_ID, consentRegistry: REGISTRY };

describe('tombstone', () => {
  let custodian: ReturnType<typeof createCustodian>;
  beforeEach(() => {
    custodian = createCustodian();
  });
  afterEach(() => custodian.journal.close());
  const bury = (draft: Draft) => createTombstones({ ...custodian, ...at, account, now: () => 5 })(toSubject(draft));

  it('is given only for what the chain says is withdrawn', async () => {
    expect(await bury(await custodian.take({ contributor: ana.account.address }))).to.equal(null);
  });

  it('says what is gone and what is still held, as it is on disk, under the signature of the operator', async () => {
    const draft = await custodian.take({ contributor: ana.account.address });
    custodian.withdrawn.add(draft.id);
    const before = await bury(draft);
    expect(before?.kept).to.include.members(['content key', 'salt', 'ciphertext', 'manifest']);
    expect(before?.erased).to.deep.equal([]);

    custodian.deposits.erase(draft.id);
    await custodian.storage.delete(draft.core.ciphertext);
    const shown = await bury(draft);
    if (!shown) throw new Error('it is withdrawn');
    expect(shown).to.deep.include({
      ...{ id: draft.id, depositor: ana.account.address, transaction: TRANSACTION, operator: account.address },
      ...{ erased: ['content key', 'salt', 'keyed hash of the text', 'ciphertext'], kept: ['manifest'], statedAt: 5 },
    });
    const { signature, id: manifest, statedAt, ...said } = shown;
    const tombstone = { ...said, manifest, statedAt: BigInt(statedAt) };
    expect(await recoverTypedDataAddress({ ...tombstoneTypedData({ ...at, tombstone }), signature })).to.equal(
      account.address,
    );
  });

  it('claims no key that this node never had', async () => {
    const draft = await createCustodian().take({ contributor: ana.account.address });
    custodian.withdrawn.add(draft.id);
    expect(await bury(draft)).to.deep.include({ erased: ['ciphertext'], kept: ['manifest'] });
  });
});
