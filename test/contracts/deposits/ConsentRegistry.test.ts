import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toFunctionSelector } from 'viem';
import { tierChangeTypedData } from '../../../protocol/typedData/tierChange.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  ANA,
  accountAt,
  attest,
  BAKO,
  type Commons,
  chainId,
  deployCommons,
  enrol,
  from,
  genesis,
  hashOf,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

/** Runtime code of a contract account that answers every ERC-1271 question with yes, and one that answers no. */
const AGREES = '0x631626ba7e60e01b5f5260205ff3';
const REFUSES = '0x5f5f5260205ff3';

const NONE = `0x${'00'.repeat(32)}` as const;
const LINK = parseAbiParameters('bytes32 head, bytes32 deposit, address depositor, uint8 code');

describe('ConsentRegistry', () => {
  const deposit = hashOf('deposit');
  const ana = accountAt(ANA);
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });
  const at = () => commons.consentRegistry.address;
  const signWithdrawal = (signer = ana, consentRegistry: Address = at(), chain = chainId) =>
    signer.signTypedData(withdrawalTypedData({ chainId: chain, consentRegistry, deposit, depositor: ana.address }));
  const withdraw = (signature: Hex, depositor: Address = ana.address) =>
    commons.consentRegistry.write.withdraw([deposit, depositor, signature], from(STRANGER));
  const changeTier = async (tier: number, nonce: bigint, signer = ana) => {
    const change = { deposit, depositor: ana.address, tier, nonce };
    const signature = await signer.signTypedData(tierChangeTypedData({ chainId, consentRegistry: at(), change }));
    return commons.consentRegistry.write.changeTier([deposit, ana.address, tier, nonce, signature], from(STRANGER));
  };
  const fails = (call: Promise<unknown>, error: string, args: unknown[]) =>
    refuses(call, commons.consentRegistry, error, args);

  describe('withdraw', () => {
    it('takes a relayed signature of the depositor', async () => {
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, ana.address])).to.equal(false);
      await viem.assertions.emitWithArgs(withdraw(await signWithdrawal()), commons.consentRegistry, 'Withdrawn', [
        deposit,
        ana.address,
      ]);
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, ana.address])).to.equal(true);
    });

    it('is for good', async () => {
      await withdraw(await signWithdrawal());
      await fails(withdraw(await signWithdrawal()), 'AlreadyWithdrawn', [deposit, ana.address]);
      await fails(changeTier(0, 1n), 'AlreadyWithdrawn', [deposit, ana.address]);
    });

    it("refuses other signers, chains, contracts, and another person's name", async () => {
      const invalid = [ana.address];
      await fails(withdraw(await signWithdrawal(accountAt(BAKO))), 'ConsentSignatureInvalid', invalid);
      await fails(withdraw(await signWithdrawal(ana, at(), 1)), 'ConsentSignatureInvalid', invalid);
      await fails(withdraw(await signWithdrawal(ana, ana.address)), 'ConsentSignatureInvalid', invalid);
      const bako = accountAt(BAKO).address;
      await fails(withdraw(await signWithdrawal(), bako), 'ConsentSignatureInvalid', [bako]);
    });

    it("lets a stranger's signature mark only the stranger's own key", async () => {
      const bako = accountAt(BAKO);
      const typed = withdrawalTypedData({ chainId, consentRegistry: at(), deposit, depositor: bako.address });
      await withdraw(await bako.signTypedData(typed), bako.address);
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, ana.address])).to.equal(false);
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, bako.address])).to.equal(true);
    });

    it('asks contract accounts by ERC-1271', async () => {
      const agrees = '0x00000000000000000000000000000000000a11e5';
      const refuses = '0x000000000000000000000000000000000000dead';
      await networkHelpers.setCode(agrees, AGREES);
      await networkHelpers.setCode(refuses, REFUSES);
      await withdraw('0x1234', agrees);
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, agrees])).to.equal(true);
      await viem.assertions.revertWithCustomError(
        withdraw('0x1234', refuses),
        commons.consentRegistry,
        'ConsentSignatureInvalid',
      );
    });
  });

  describe('changeTier', () => {
    it('follows the newest signature', async () => {
      expect(await commons.consentRegistry.read.tierOf([deposit, ana.address])).to.deep.equal([false, 0]);
      await changeTier(2, 0n);
      await viem.assertions.emitWithArgs(changeTier(4, 7n), commons.consentRegistry, 'TierChanged', [
        deposit,
        ana.address,
        4,
        7n,
      ]);
      expect(await commons.consentRegistry.read.tierOf([deposit, ana.address])).to.deep.equal([true, 4]);
      expect(await commons.consentRegistry.read.nonceOf([deposit, ana.address])).to.equal(7n);
    });

    it('refuses replays, older signatures, other signers and unknown tiers', async () => {
      await changeTier(1, 5n);
      await fails(changeTier(1, 5n), 'NonceStale', [5n, 5n]);
      await fails(changeTier(0, 4n), 'NonceStale', [5n, 4n]);
      await fails(changeTier(0, 6n, accountAt(BAKO)), 'ConsentSignatureInvalid', [ana.address]);
      await fails(changeTier(5, 6n), 'TierUnknown', [5]);
    });
  });

  describe('batches', () => {
    it('take what is signed and leave out the rest', async () => {
      const bako = accountAt(BAKO);
      const unsigned = { deposit, depositor: bako.address, signature: await signWithdrawal() };
      const signed = { deposit, depositor: ana.address, signature: await signWithdrawal() };
      const { emitWithArgs } = viem.assertions;
      const batch = commons.consentRegistry.write.withdrawMany([[unsigned, signed]], from(STRANGER));
      await emitWithArgs(batch, commons.consentRegistry, 'Withdrawn', [deposit, ana.address]);
      const [skipped] = await commons.consentRegistry.getEvents.ConsentSkipped();
      expect(skipped?.args).to.deep.equal({
        deposit,
        depositor: bako.address,
        reason: toFunctionSelector('ConsentSignatureInvalid(address)'),
      });
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, bako.address])).to.equal(false);
      expect(await commons.consentRegistry.read.isWithdrawn([deposit, ana.address])).to.equal(true);
    });

    it('change tiers for many', async () => {
      const changes = await Promise.all(
        [ANA, BAKO].map(async (index) => {
          const change = { deposit, depositor: accountAt(index).address, tier: 4, nonce: 1n };
          const typed = tierChangeTypedData({ chainId, consentRegistry: at(), change });
          return { ...change, signature: await accountAt(index).signTypedData(typed) };
        }),
      );
      await commons.consentRegistry.write.changeTierMany([changes], from(STRANGER));
      expect(await commons.consentRegistry.read.tierOf([deposit, accountAt(BAKO).address])).to.deep.equal([true, 4]);
    });
  });

  describe('the chain of changes', () => {
    const link = (head: Hex, code: number) => keccak256(encodeAbiParameters(LINK, [head, deposit, ana.address, code]));

    it('can be followed by anyone, change by change', async () => {
      await changeTier(4, 1n);
      const first = link(NONE, 4);
      expect(await commons.consentRegistry.read.head()).to.deep.equal([first, 1n]);
      await withdraw(await signWithdrawal());
      const second = link(first, 255);
      expect(await commons.consentRegistry.read.head()).to.deep.equal([second, 2n]);
      expect(await commons.consentRegistry.read.isFresh([first, 1_000])).to.equal(true);
      await networkHelpers.time.increase(1_001);
      expect(await commons.consentRegistry.read.isFresh([first, 1_000])).to.equal(false);
      expect(await commons.consentRegistry.read.isFresh([second, 0])).to.equal(true);
    });
  });

  it('follows the identity to its new account: that one raises, and the old one never again', async () => {
    await enrol(commons, ANA, 1);
    await changeTier(1, 1n);
    const next = accountAt(STRANGER);
    const evidence = await attest(commons, next.address, { tag: keccak256(ana.address) });
    await commons.identityRegistry.write.requestRekey([1n, next.address, evidence]);
    await networkHelpers.time.increase(genesis.identities.rekeyDelay + 1);
    await commons.identityRegistry.write.completeRekey([1n]);
    await fails(changeTier(0, 2n), 'ConsentSignatureInvalid', [ana.address]);
    await changeTier(0, 1n, next);
    expect(await commons.consentRegistry.read.tierOf([deposit, ana.address])).to.deep.equal([true, 0]);
    await changeTier(4, 2n);
    await withdraw(await signWithdrawal(next));
    expect(await commons.consentRegistry.read.isWithdrawn([deposit, ana.address])).to.equal(true);
  });

  it('has no function that the timelock or anybody else could use to decide for a depositor', () => {
    const writes = commons.consentRegistry.abi.filter((it) => it.type === 'function' && it.stateMutability !== 'view');
    expect(writes.map((it) => 'name' in it && it.name)).to.have.members([
      'changeTier',
      'changeTierMany',
      'withdraw',
      'withdrawMany',
    ]);
  });

  it('takes signatures that ethers, an independent implementation, verifies', async () => {
    const typed = withdrawalTypedData({ chainId, consentRegistry: at(), deposit, depositor: ana.address });
    const types = { Withdrawal: [...typed.types.Withdrawal] };
    expect(verifyWithEthers(typed.domain, types, typed.message, await signWithdrawal())).to.equal(ana.address);
  });
});
