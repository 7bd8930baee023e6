import { expect } from 'chai';
import type { Hex, TypedDataDefinition } from 'viem';
import { accountAt, DARA, NORTH, networkHelpers, SOUTH, STRANGER, viem } from '../commons.ts';
import { openStatements, type Statement, skipOf } from './statements.ts';

const NAMES = [
  'ballot',
  'withdrawal',
  'change of tier',
  'attestation',
  'binding of a node',
  'head of a log',
  'sealed root',
  'voucher',
  'delegation',
  'sponsorship',
  'consent to a member of a group',
];
const ELSEWHERE: Hex = '0x00000000000000000000000000000000DeaDBeef';

/** Use a signature on another chain, at another contract, for another signer, or again. */
describe('Attack: signatures replayed', () => {
  const refused = (call: Promise<unknown>, contract: object, error: string): Promise<void> => {
    const assertReverts: (...all: never[]) => Promise<void> = viem.assertions.revertWithCustomError;
    return assertReverts(...([call, contract, error] as never[]));
  };

  async function refuse(statement: Statement, signature: Hex, error: string, contract: object = statement.contract) {
    const { skipped } = statement;
    if (!skipped) return refused(statement.send(signature), contract, error);
    const assertEmits: (...all: never[]) => Promise<void> = viem.assertions.emitWithArgs;
    return assertEmits(...([statement.send(signature), contract, skipped[0], skipOf(skipped, error)] as never[]));
  }

  async function load(name: string) {
    const { commons, statements } = await networkHelpers.loadFixture(openStatements);
    const statement = statements.find((it) => it.name === name) as Statement;
    return { commons, statement };
  }

  const moved = (typed: TypedDataDefinition, domain: object) =>
    ({ ...typed, domain: { ...(typed.domain as object), ...domain } }) as TypedDataDefinition;

  it('are all tried', async () => {
    const { statements } = await networkHelpers.loadFixture(openStatements);
    expect(statements.map(({ name }) => name)).to.deep.equal(NAMES);
  });

  for (const name of NAMES) {
    describe(name, () => {
      it('of another chain, contract, version or application is refused', async () => {
        const { statement } = await load(name);
        const domains = [{ chainId: 1 }, { verifyingContract: ELSEWHERE }, { version: '2' }, { name: 'Tilth' }];
        for (const domain of domains) {
          const signature = await statement.signer.signTypedData(moved(statement.typed, domain));
          await refuse(statement, signature, statement.refusal);
        }
      });

      it('of somebody else is refused', async () => {
        const { statement } = await load(name);
        const signature = await accountAt(STRANGER).signTypedData(statement.typed);
        await refuse(statement, signature, statement.refusal);
      });

      it('counts once', async () => {
        const { commons, statement } = await load(name);
        const signature = await statement.signer.signTypedData(statement.typed);
        await statement.send(signature);
        if (statement.used === null) return;
        const contract = statement.used === 'AccountBound' ? commons.identityRegistry : statement.contract;
        await refuse(statement, signature, statement.used, contract);
      });
    });
  }

  it('of one contract mean nothing at another of the same commons', async () => {
    const { commons, statements } = await networkHelpers.loadFixture(openStatements);
    const [ballot, withdrawal] = statements as [Statement, Statement];
    const signature = await accountAt(DARA).signTypedData(moved(withdrawal.typed, ballot.typed.domain as object));
    await refused(withdrawal.send(signature), commons.consentRegistry, 'ConsentSignatureInvalid');
  });

  it('of a node bind it to no other operator', async () => {
    const { commons, statement } = await load('binding of a node');
    const signature = await statement.signer.signTypedData(statement.typed);
    await statement.send(signature);
    const { peerKey } = statement.typed.message as unknown as { peerKey: Hex };
    await commons.operatorRegistry.write.unbindNode([peerKey], { account: accountAt(NORTH).address });
    const publicKey = `0x${(statement.signer as unknown as { publicKey: Hex }).publicKey.slice(4)}` as Hex;
    const peerId = `0x002508021221${BigInt(publicKey) & 1n ? '03' : '02'}${publicKey.slice(2, 66)}` as Hex;
    const theft = commons.operatorRegistry.write.bindNode([peerId, publicKey, signature, '0x', ''], {
      account: accountAt(SOUTH).address,
    });
    await refused(theft, commons.operatorRegistry, 'NodeSignatureInvalid');
  });

  it('with the other half of the curve are no second signature', async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const { statement } = await load('withdrawal');
    const signature = await statement.signer.signTypedData(statement.typed);
    const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0');
    const v = signature.endsWith('1b') ? '1c' : '1b';
    const twin = `${signature.slice(0, 66)}${s}${v}` as Hex;
    await refused(statement.send(twin), statement.contract, statement.refusal);
    await statement.send(signature);
  });
});
