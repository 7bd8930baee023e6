import { expect } from 'chai';
import { draftDeposit } from '../../../client/deposit.ts';
import { fromDepositId } from '../../../protocol/manifest/identifier.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { type StatementClaim, verifyStatement } from '../../../protocol/receipts/verifyStatement.ts';
import { account, CHAIN_ID, signerOf } from '../corpus/fixtures.ts';
import { signStatement } from '../signStatement.ts';

const depositLog = account('deposit log');
const WINDOW = { signedAt: 1_000_000, expiresAt: 1_000_600 };
const DAY = 86_400;

describe('verifyStatement', () => {
  const claim = async (change: Partial<StatementClaim> = {}, signer = 'ana'): Promise<StatementClaim> => {
    const { id, core } = await draftDeposit({
      ...{ text: 'Ana tells of the mill.', register: 'oral', tier: 'public', rights: ALL_RIGHTS },
      ...{ contributor: account('ana'), chainId: CHAIN_ID },
    });
    const statement = await signStatement(signerOf(signer), { chainId: CHAIN_ID, depositLog, id, core, ...WINDOW });
    const isSignedByContract = async () => false;
    const anchoredAt = WINDOW.expiresAt + 60;
    const coreCid = fromDepositId(id);
    return { chainId: CHAIN_ID, depositLog, core, coreCid, statement, anchoredAt, isSignedByContract, ...change };
  };
  const reasonOf = async (it: StatementClaim) => {
    const check = await verifyStatement(it);
    return check.ok ? null : check.reason;
  };
  const UNSIGNED = 'carries no signature of its contributor';

  it('holds for what the contributor signed, an hour and more before it was anchored', async () => {
    expect(await reasonOf(await claim())).to.equal(null);
    expect(await reasonOf(await claim({ anchoredAt: WINDOW.expiresAt + DAY }))).to.equal(null);
  });

  it('does not hold for what another signed, or signed of another deposit, commons or window', async () => {
    expect(await reasonOf(await claim({}, 'operator'))).to.equal(UNSIGNED);
    const [one, other] = [await claim(), await claim()];
    expect(await reasonOf({ ...one, statement: other.statement })).to.equal(UNSIGNED);
    expect(await reasonOf({ ...one, depositLog: account('another log') })).to.equal(UNSIGNED);
    expect(await reasonOf({ ...one, chainId: 1 })).to.equal('names a contributor of another chain');
    expect(await reasonOf({ ...one, statement: { ...one.statement, expiresAt: WINDOW.expiresAt + 1 } })).to.equal(
      UNSIGNED,
    );
    expect(await reasonOf({ ...one, core: { ...one.core, tier: 'training-only' } })).to.equal(UNSIGNED);
  });

  it('does not hold for what is no signature of a key', async () => {
    const one = await claim();
    for (const bytes of [0, 1, 64, 66, 2048]) {
      const signature = new Uint8Array(bytes).fill(0x1b);
      expect(await reasonOf({ ...one, statement: { ...one.statement, signature } }), `${bytes}`).to.equal(UNSIGNED);
    }
  });

  it('does not hold for an old statement that comes up later, nor for one that was never in force', async () => {
    expect(await reasonOf(await claim({ anchoredAt: WINDOW.expiresAt + DAY + 1 }))).to.include('had expired');
    const one = await claim();
    const statement = { ...one.statement, signedAt: WINDOW.expiresAt + 1 };
    expect(await reasonOf({ ...one, statement })).to.include('expired before it was signed');
  });

  it('asks the contract when the key is not the account\u2019s own, believes it, and passes on that it cannot be asked', async () => {
    const asked: string[] = [];
    const isSignedByContract: StatementClaim['isSignedByContract'] = async ({ account: of }) => {
      asked.push(of.toLowerCase());
      return true;
    };
    expect(await reasonOf(await claim({ isSignedByContract }))).to.equal(null);
    expect(asked).to.deep.equal([]);
    expect(await reasonOf(await claim({ isSignedByContract }, 'one key of a wallet'))).to.equal(null);
    expect(asked).to.deep.equal([account('ana')]);
    const silent = async () => {
      throw new Error('missing trie node');
    };
    const error = await reasonOf(await claim({ isSignedByContract: silent }, 'one key')).catch(
      (it: Error) => it.message,
    );
    expect(error).to.equal('missing trie node');
  });
});
