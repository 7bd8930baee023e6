import { expect } from 'chai';
import { computeAddress, TypedDataEncoder, Wallet } from 'ethers';
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

  it('hold all nineteen statements', () => expect(statements).to.have.length(19));

  for (const statement of statements) {
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
