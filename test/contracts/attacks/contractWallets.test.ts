import { expect } from 'chai';
import { type Address, encodeFunctionData, type Hex, keccak256, toFunctionSelector } from 'viem';
import { attestationTypedData, encodeAttestationEvidence } from '../../../protocol/typedData/attestation.ts';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  ANA,
  accountAt,
  addressAt,
  attest,
  BAKO,
  type Commons,
  chainId,
  from,
  hashOf,
  NORTH,
  networkHelpers,
  refuses,
  viem,
} from '../commons.ts';
import { deployVoting, FOR, openVote, proposalOf } from '../governance/decide.ts';

const OWNER = 8;
const THIEF = 9;
const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const DEPOSIT = hashOf('a deposit');
const BAD = ['RefusingWallet', 'RevertingWallet', 'ShoutingWallet', 'ShortWallet', 'PaddedWallet'];

/** Hardhat writes no types for contracts of tests. */
type OwnedWallet = {
  readonly address: Address;
  readonly write: {
    readonly hand: (args: readonly [owner: Address], options: object) => Promise<Hex>;
    readonly call: (args: readonly [target: Address, value: bigint, data: Hex], options: object) => Promise<Hex>;
  };
};

/** Accounts that are contracts answer for themselves (ERC-1271): they may be used, and may not be impersonated. */
describe('Attack: contract wallets', () => {
  /** A person and a depositor whose account is a contract with one owner. */
  async function open() {
    const commons = await deployVoting();
    const wallet = await deployWallet();
    const evidence = await attest(commons, wallet.address);
    await commons.identityRegistry.write.enrol([wallet.address, 1, commons.attesterQuorum.address, evidence]);
    const memberId = await commons.identityRegistry.read.identityOf([wallet.address]);
    await commons.commonsPool.write.pledge([100_000n, 0n], from(NORTH));
    await networkHelpers.mine();
    const { abi, address } = commons.mixturePolicy;
    const call = encodeFunctionData({ abi, functionName: 'adopt', args: [SHARES] });
    const proposalId = await openVote(commons, proposalOf(address, call));
    return { commons, wallet, memberId, proposalId };
  }

  async function deployWallet() {
    return (await viem.deployContract('OwnedWallet', [addressAt(OWNER)])) as unknown as OwnedWallet;
  }

  const bad = (name: string) =>
    viem.deployContract(`test/contracts/deposits/Wallets.sol:${name}` as 'OwnedWallet', [] as never);

  const withdrawal = ({ consentRegistry }: Commons, depositor: Address, deposit = DEPOSIT) =>
    withdrawalTypedData({ chainId, consentRegistry: consentRegistry.address, deposit, depositor });
  const withdraw = ({ consentRegistry }: Commons, depositor: Address, signature: Hex) =>
    consentRegistry.write.withdraw([DEPOSIT, depositor, signature]);

  it('withdraw by the word of their owner, and of nobody else', async () => {
    const { commons, wallet } = await networkHelpers.loadFixture(open);
    const typed = withdrawal(commons, wallet.address);
    const stolen = await accountAt(THIEF).signTypedData(typed);
    const { consentRegistry } = commons;
    for (const signature of [stolen, '0x' as Hex, stolen.slice(0, 66) as Hex]) {
      const call = withdraw(commons, wallet.address, signature);
      await refuses(call, consentRegistry, 'ConsentSignatureInvalid', [wallet.address]);
    }
    const signature = await accountAt(OWNER).signTypedData(typed);
    const other = consentRegistry.write.withdraw([hashOf('another'), wallet.address, signature]);
    await refuses(other, consentRegistry, 'ConsentSignatureInvalid', [wallet.address]);
    await withdraw(commons, wallet.address, signature);
    expect(await consentRegistry.read.isWithdrawn([DEPOSIT, wallet.address])).to.equal(true);
  });

  it('are not spoken for by who owned them before', async () => {
    const { commons, wallet } = await networkHelpers.loadFixture(open);
    const signature = await accountAt(OWNER).signTypedData(withdrawal(commons, wallet.address));
    await wallet.write.hand([addressAt(BAKO)], from(OWNER));
    const call = withdraw(commons, wallet.address, signature);
    await refuses(call, commons.consentRegistry, 'ConsentSignatureInvalid', [wallet.address]);
  });

  for (const name of BAD) {
    it(`withdraw nothing when they answer like the ${name}`, async () => {
      const { commons } = await networkHelpers.loadFixture(open);
      const { address } = await bad(name);
      const signature = await accountAt(OWNER).signTypedData(withdrawal(commons, address));
      const call = withdraw(commons, address, signature);
      await refuses(call, commons.consentRegistry, 'ConsentSignatureInvalid', [address]);
    });
  }

  it('do not sink the batch they are in, whatever they answer or burn', async () => {
    const { commons, wallet } = await networkHelpers.loadFixture(open);
    const faulty = await Promise.all([...BAD, 'GreedyWallet'].map(async (name) => (await bad(name)).address));
    const signature = await accountAt(OWNER).signTypedData(withdrawal(commons, wallet.address));
    const batch = [...faulty, wallet.address].map((depositor) => ({ deposit: DEPOSIT, depositor, signature }));
    await commons.consentRegistry.write.withdrawMany([batch], { gas: 2_000_000n });
    for (const depositor of faulty) {
      expect(await commons.consentRegistry.read.isWithdrawn([DEPOSIT, depositor])).to.equal(false);
    }
    expect(await commons.consentRegistry.read.isWithdrawn([DEPOSIT, wallet.address])).to.equal(true);
  });

  it('vote once by the signature of their owner', async () => {
    const { commons, wallet, proposalId } = await networkHelpers.loadFixture(open);
    const { commonsGovernor } = commons;
    const sign = (signer: number, nonce = 0n) => {
      const ballot = { proposalId, support: FOR, voter: wallet.address, nonce };
      return accountAt(signer).signTypedData(ballotTypedData({ chainId, governor: commonsGovernor.address, ballot }));
    };
    const cast = (signature: Hex) => commonsGovernor.write.castVoteBySig([proposalId, FOR, wallet.address, signature]);
    await refuses(cast(await sign(THIEF)), commonsGovernor, 'GovernorInvalidSignature', [wallet.address]);
    await cast(await sign(OWNER));
    expect((await commonsGovernor.read.chamberVotes([proposalId, 0]))[1]).to.equal(1n);
    const again = cast(await sign(OWNER, 1n));
    await refuses(again, commonsGovernor, 'GovernorAlreadyCastVote', [wallet.address]);
    const data = encodeFunctionData({
      abi: commonsGovernor.abi,
      functionName: 'castVote',
      args: [proposalId, FOR],
    });
    const direct = wallet.write.call([commonsGovernor.address, 0n, data], from(OWNER));
    await refuses(direct, commonsGovernor, 'GovernorAlreadyCastVote', [wallet.address]);
  });

  it('give vouchers for their own allotment only', async () => {
    const { commons, memberId } = await networkHelpers.loadFixture(open);
    const { commonsPool } = commons;
    const sign = (signer: number, voucher: { identityId: bigint; operatorId: bigint; cumulative: bigint }) =>
      accountAt(signer).signTypedData({
        domain: { name: 'Tilth CommonsPool', version: '1', chainId, verifyingContract: commonsPool.address },
        types: {
          Voucher: [
            { name: 'identityId', type: 'uint256' },
            { name: 'operatorId', type: 'uint256' },
            { name: 'cumulative', type: 'uint64' },
          ],
        },
        primaryType: 'Voucher',
        message: voucher,
      });
    const own = { identityId: memberId, operatorId: 5n, cumulative: 10n };
    const redeem = (voucher: typeof own, signature: Hex) =>
      commonsPool.write.redeemMany([[voucher], [signature]], from(NORTH));
    const invalid = toFunctionSelector('VoucherSignatureInvalid()');
    const theft = redeem(own, await sign(THIEF, own));
    await viem.assertions.emitWithArgs(theft, commonsPool, 'VoucherSkipped', [memberId, 5n, invalid]);
    const foreign = { ...own, identityId: 1n };
    const grab = redeem(foreign, await sign(OWNER, foreign));
    await viem.assertions.emitWithArgs(grab, commonsPool, 'VoucherSkipped', [1n, 5n, invalid]);
    expect(await commonsPool.read.redeemed([5n, memberId])).to.equal(0n);
    await redeem(own, await sign(OWNER, own));
    expect(await commonsPool.read.redeemed([5n, memberId])).to.equal(10n);
  });

  it('attest like other institutions, and once', async () => {
    const { commons } = await networkHelpers.loadFixture(open);
    const wallet = await deployWallet();
    const { authority } = commons;
    const attesters = [wallet.address, accountAt(ANA).address];
    const quorum = await viem.deployContract('AttesterQuorum', [authority.address, attesters, 2n]);
    const validUntil = BigInt(await networkHelpers.time.latest()) + 86_400n;
    const attestation = { account: addressAt(BAKO), kind: 1, tag: keccak256('0x01'), validUntil };
    const typed = attestationTypedData({ chainId, quorum: quorum.address, attestation });
    const signed = async (by: number) => ({
      signer: wallet.address as Address,
      signature: await accountAt(by).signTypedData(typed),
    });
    const ana = { signer: accountAt(ANA).address, signature: await accountAt(ANA).signTypedData(typed) };
    const check = (all: readonly { signer: Address; signature: Hex }[]) =>
      quorum.read.check([attestation.account, encodeAttestationEvidence(attestation, all)]);
    await refuses(check([await signed(THIEF), ana]), quorum, 'AttestationInvalid', [wallet.address]);
    const [one, two] = [await signed(OWNER), await signed(OWNER)];
    await refuses(check([one, two]), quorum, 'SignersUnordered', [wallet.address, wallet.address]);
    expect(await check([one, ana])).to.deep.equal([1, attestation.tag, validUntil, 3n]);
  });
});
