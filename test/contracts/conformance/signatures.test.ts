import { expect } from 'chai';
import { verifyTypedData, Wallet } from 'ethers';
import {
  type Address,
  type HDAccount,
  type Hex,
  hexToBigInt,
  hexToBytes,
  type LocalAccount,
  recoverTypedDataAddress,
  type TypedDataDefinition,
  toHex,
} from 'viem';
import { depositTypedData } from '../../../protocol/typedData/deposit.ts';
import { anchorPromiseTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import { grantTypedData } from '../../../protocol/typedData/grant.ts';
import { jobOrderTypedData, workReceiptTypedData } from '../../../protocol/typedData/workReceipt.ts';
import { NODE_KEY, openStatements } from '../attacks/statements.ts';
import { ANA, accountAt, addressAt, chainId, hashOf, NORTH, networkHelpers, viem } from '../commons.ts';

const LARGEST = 2n ** 64n - 1n;
const WORDS = 'Ōṃ — سلام, “straße” 𝔘';

/** Hardhat writes no types for contracts of tests. */
type Reader = {
  readonly read: Record<
    'ofDeposit' | 'ofGrant' | 'ofPromise' | 'ofOrder' | 'ofReceipt',
    (args: readonly [domain: object, statement: object, signature: Hex]) => Promise<Address>
  >;
};

/** viem signs, ethers, an independent implementation, signs as well, and Solidity reads what both wrote. */
describe('Signatures (EIP-712)', () => {
  async function signWithEthers(key: Uint8Array, typed: TypedDataDefinition): Promise<Hex> {
    const { domain, types, message } = toEthers(typed);
    return (await new Wallet(toHex(key)).signTypedData(domain, types, message)) as Hex;
  }

  function toEthers(typed: TypedDataDefinition) {
    const { EIP712Domain: _, ...types } = typed.types as unknown as Record<string, { name: string; type: string }[]>;
    return { domain: typed.domain as object, types, message: typed.message as unknown as Record<string, unknown> };
  }

  const keyOf = (signer: LocalAccount) =>
    'getHdKey' in signer ? (signer as HDAccount).getHdKey().privateKey! : hexToBytes(NODE_KEY);

  /** Both implementations sign the same bytes, and each finds the signer of the other. */
  async function agree(typed: TypedDataDefinition, signer: { address: Address; key: Uint8Array; signed: Hex }) {
    const byEthers = await signWithEthers(signer.key, typed);
    expect(byEthers).to.equal(signer.signed);
    const { domain, types, message } = toEthers(typed);
    expect(verifyTypedData(domain, types, message, signer.signed)).to.equal(signer.address);
    expect(await recoverTypedDataAddress({ ...typed, signature: byEthers } as never)).to.equal(signer.address);
    return byEthers;
  }

  it('that contracts read are the same in viem, in ethers and on chain', async () => {
    // Made here: a vote that another file opened may be over by the clock of this machine.
    const open = () => openStatements();
    const count = (await networkHelpers.loadFixture(open)).statements.length;
    expect(count).to.equal(11);
    for (let at = 0; at < count; at += 1) {
      const { statements } = await networkHelpers.loadFixture(open);
      const { name, signer, typed, send } = statements[at]!;
      const signed = await signer.signTypedData(typed);
      expect(await agree(typed, { address: signer.address, key: keyOf(signer), signed }), name).to.equal(signed);
      await send(signed);
    }
  });

  describe('that only nodes read are the same in viem, in ethers and in Solidity', () => {
    const contract = addressAt(0);
    const account = accountAt(ANA);
    const key = keyOf(account);
    const load = () => networkHelpers.loadFixture(deployReader);
    async function deployReader() {
      return (await viem.deployContract('StatementReader')) as unknown as Reader;
    }

    async function check(
      typed: TypedDataDefinition,
      onChain: (domain: { name: string; verifyingContract: Address }, signature: Hex) => Promise<Address>,
    ) {
      const signed = await account.signTypedData(typed);
      const signature = await agree(typed, { address: account.address, key, signed });
      const { name } = typed.domain as { name: string };
      expect(await onChain({ name, verifyingContract: contract }, signature)).to.equal(account.address);
    }

    it('deposit', async () => {
      const times = { signedAt: 1n, expiresAt: LARGEST };
      const statement = {
        manifest: WORDS,
        register: '',
        tier: 'open',
        terms: ['', WORDS],
        notice: hashOf('n'),
        contributor: contract,
        ...times,
      };
      const reader = await load();
      await check(depositTypedData({ chainId, depositLog: contract, statement }), (domain, signature) =>
        reader.read.ofDeposit([domain, statement, signature]),
      );
    });

    it('request of keys, with any number of deposits', async () => {
      const reader = await load();
      for (const deposits of [[], [hashOf('1')], [hashOf('1'), hashOf('2'), hashOf('3')]]) {
        const request = {
          purpose: 'training',
          snapshot: hashOf('s'),
          deposits,
          requester: contract,
          expiresAt: LARGEST,
        } as const;
        await check(grantTypedData({ chainId, consentRegistry: contract, request }), (domain, signature) =>
          reader.read.ofGrant([domain, request, signature]),
        );
      }
    });

    it('promise to anchor', async () => {
      const promise = {
        manifest: WORDS,
        logId: hexToBigInt(hashOf('log')),
        index: 0n,
        acceptedAt: 1n,
        deadline: LARGEST,
      };
      const reader = await load();
      await check(anchorPromiseTypedData({ chainId, depositLog: contract, promise }), (domain, signature) =>
        reader.read.ofPromise([domain, promise, signature]),
      );
    });

    it('order of a job', async () => {
      const order = { jobId: hashOf('j'), expertId: 3n, inputHash: hashOf('i'), seed: LARGEST, gate: contract };
      const reader = await load();
      await check(jobOrderTypedData({ chainId, receiptBook: contract, order }), (domain, signature) =>
        reader.read.ofOrder([domain, order, signature]),
      );
    });

    it('receipt', async () => {
      const hashes = {
        modelHash: hashOf('m'),
        adapterHash: hashOf('a'),
        inputHash: hashOf('i'),
        outputHash: hashOf('o'),
        proofRoot: hashOf('p'),
      };
      const numbers = { epoch: 1n, index: 2n, expertId: 3n, seed: LARGEST, units: 5n, startedAt: 6n, finishedAt: 7n };
      const who = { gate: contract, operator: addressAt(NORTH) };
      const receipt = { version: 2, jobId: hashOf('j'), runtimeClass: WORDS, ...who, ...hashes, ...numbers } as const;
      const reader = await load();
      await check(workReceiptTypedData({ chainId, receiptBook: contract, receipt }), (domain, signature) =>
        reader.read.ofReceipt([domain, receipt, signature]),
      );
    });
  });
});
