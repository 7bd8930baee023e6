import { expect } from 'chai';
import { computeAddress, TypedDataEncoder, Wallet } from 'ethers';
import { digestTypedData, type Signable } from '../../../protocol/typedData/digest.ts';
import { readVector } from './readVector.ts';

type Fields = readonly { readonly name: string; readonly type: string }[];
type Statement = {
  readonly name: string;
  readonly domain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract: string;
  };
  readonly types: Readonly<Record<string, Fields>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly digest: string;
  readonly signature: string;
};

const { privateKey, publicKey, signer, statements } = readVector<{
  readonly privateKey: string;
  readonly publicKey: string;
  readonly signer: string;
  readonly statements: readonly Statement[];
}>('typedData');

const typesOf = ({ types }: Statement) =>
  Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, fields.map((it) => ({ ...it }))]));

describe('golden vectors: typed data', () => {
  it('are signed by the key that they name', () => {
    expect(computeAddress(publicKey)).to.equal(signer);
    expect(new Wallet(privateKey).address).to.equal(signer);
  });

  it('hold all twenty statements', () => expect(statements).to.have.length(20));

  for (const statement of statements) {
    it(`${statement.name}: the digest that nodes make in less time is the same`, () => {
      const isNumber = new Map(
        statement.types[statement.primaryType]?.map(({ name, type }) => [name, /^uint\d+$/.test(type)]),
      );
      const entries = Object.entries(statement.message);
      const message = entries.map(([name, value]) => [name, isNumber.get(name) ? BigInt(value as string) : value]);
      const signable = { ...statement, message: Object.fromEntries(message) } as unknown as Signable;
      // Twice: what was kept the first time must be right the second.
      for (const _ of [1, 2]) expect(digestTypedData(signable)).to.equal(statement.digest);
    });

    it(`${statement.name}: ethers finds the same digest and makes the same signature`, async () => {
      const { domain, message, primaryType, digest, signature } = statement;
      const types = typesOf(statement);
      expect(TypedDataEncoder.from(types).primaryType).to.equal(primaryType);
      expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest);
      expect(await new Wallet(privateKey).signTypedData(domain, types, message)).to.equal(signature);
    });

    it(`${statement.name}: another chain is another digest`, () => {
      const { domain, message, digest } = statement;
      expect(TypedDataEncoder.hash({ ...domain, chainId: 1 }, typesOf(statement), message)).to.not.equal(digest);
    });
  }
});
