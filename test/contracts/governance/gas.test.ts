import { expect } from 'chai';
import hre, { network } from 'hardhat';
import { encodeFunctionData, keccak256, stringToHex, toFunctionSelector } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import { sponsorshipTypedData } from '../../../protocol/typedData/sponsorship.ts';
import {
  ANA,
  BAKO,
  CHEN,
  client as commonsClient,
  networkHelpers as commonsHelpers,
  from,
  NORTH,
  register,
} from '../commons.ts';
import { deployVoting, openVote, proposalOf, seatGroup } from './decide.ts';

const MNEMONIC = 'test test test test test test test test test test test junk';
const ORDINARY = 1;
const FOR = 1;

/**
 * Ceilings for whole transactions in the long run: no first voter, no first of a bitmap word. Each sponsor who signed is a signature
 * and a look at identity with its voice, group and own places; `propose` asks the agenda for a place and writes one slot of its own.
 */
const CEILINGS = {
  person: 95_000n,
  both: 120_000n,
  signed: 110_000n,
  propose: 122_000n,
  sponsored: 300_000n,
};

describe('CommonsGovernor, gas', () => {
  before(function () {
    if (hre.globalOptions.coverage) this.skip();
  });

  /** Accounts 1 to 8 are persons, 9 and 10 operators, 11 is both. */
  async function deploy() {
    const connection = await network.create();
    const { viem, networkHelpers } = connection;
    const client = await viem.getPublicClient();
    const wallets = await viem.getWalletClients();
    const at = (index: number) => wallets[index]!.account;
    const people = await viem.deployContract('SetVotes');
    const technical = await viem.deployContract('SetVotes');
    const identities = await viem.deployContract('FixedIdentities', [people.address]);
    const timelock = await viem.deployContract('CommonsTimelock', [2n, at(0).address]);
    const limits = {
      textHash: keccak256(stringToHex('text')),
      ...{
        minShareFloor: 100,
        maxShareCap: 5_000,
        maxShareStep: 1_000,
        minPeopleQuorum: 500,
        minTechnicalHeads: 1_000,
      },
      ...{
        minDelay: 1,
        minVotingDelay: 1,
        minVotingPeriod: 2,
        peopleToActivate: 3,
        groupsToActivate: 2,
      },
      ...{
        minCommonsFloor: 1n,
        maxConsentAge: 1,
        maxPeopleQuorum: 5_000,
        maxTechnicalHeads: 6_667,
      },
      ...{
        minObjection: 500,
        maxObjection: 2_000,
        maxVotingDelay: 10_000,
        maxVotingPeriod: 100_000,
      },
      ...{
        minLateExtension: 1,
        minDraftWindow: 1,
        maxDraftWindow: 10_000,
        minSponsors: 1,
        maxSponsors: 25,
      },
      ...{ maxLiveEach: 2, minLive: 2, maxLive: 50 },
    };
    const constitution = await viem.deployContract('Constitution', [limits]);
    const authority = await viem.deployContract('CommonsAuthority', [timelock.address]);
    const adopt = toFunctionSelector('adopt(uint16[])');
    const rule = (class_: number, shares: number[], delay: number) => ({
      class: class_,
      peopleQuorum: shares[0]!,
      peopleLeast: 0,
      technicalHeads: shares[1]!,
      majority: shares[2]!,
      objection: shares[3]!,
      delay,
    });
    const rules = await viem.deployContract('RuleBook', [
      authority.address,
      constitution.address,
      [
        rule(0, [0, 0, 0, 1_000], 2),
        rule(1, [1_000, 2_000, 5_000, 0], 3),
        rule(2, [1_500, 3_000, 6_000, 0], 4),
        rule(3, [2_500, 4_000, 6_667, 0], 5),
      ],
    ]);
    await rules.write.bind([[{ target: technical.address, selector: adopt, class: ORDINARY }]]);
    const guardian = await viem.deployContract('Guardian', [
      authority.address,
      [at(0).address],
      1,
      { term: 1_000, delay: 10 },
      authority.address,
    ]);
    const governor = await viem.deployContract('CommonsGovernor', [
      identities.address,
      identities.address,
      technical.address,
      rules.address,
      constitution.address,
      timelock.address,
      guardian.address,
      authority.address,
      {
        ...{ votingDelay: 10, votingPeriod: 10_000, lateExtension: 100 },
        sponsorship: {
          ...{ draftWindow: 1_000, coolDown: 100, peopleSponsors: 5, operatorSponsors: 2 },
          ...{ liveEach: 2, peoplePlaces: 6, operatorPlaces: 2 },
        },
        decisions: {
          ...{ objectionLow: 500, objectionHigh: 2_000, minExtension: 10, maxExtension: 100 },
          ...{ readingGap: 100, deadlockGap: 100, deadlockPause: 100 },
        },
        deadlockTurnout: 3_000,
        ...{ executionWindow: 10_000, fallenDelay: 100 },
      },
    ]);
    for (let i = 1; i <= 11; i++) {
      await identities.write.set!([BigInt(i), at(i).address, i === 9 || i === 10 ? 2 : 1]);
      if (i !== 9 && i !== 10) await people.write.set!([BigInt(i), 1n]);
      if (i >= 9) await technical.write.set!([BigInt(i), 2n]);
      if (i >= 9) await identities.write.setGroup!([BigInt(i), keccak256(stringToHex(`${i}`))]);
    }
    await technical.write.setHeaviest!([2n]);
    const agenda = await viem.getContractAt('Agenda', await governor.read.agenda());
    await networkHelpers.mine();
    const call = encodeFunctionData({
      abi: [
        {
          type: 'function',
          name: 'adopt',
          stateMutability: 'nonpayable',
          inputs: [{ type: 'uint16[]' }],
          outputs: [],
        },
      ],
      args: [Array(8).fill(1_250)],
    });
    const open = async (description: string) => {
      const args = [[technical.address], [0n], [call]] as const;
      const id = await governor.read.getProposalId([...args, keccak256(stringToHex(description))]);
      for (const sponsor of [9, 10]) await agenda.write.sponsor([id], { account: at(sponsor) });
      const hash = await governor.write.propose([...args, description], {
        account: at(9),
      });
      await networkHelpers.time.increase(11);
      return { id, hash };
    };
    const gasOf = async (hash: `0x${string}`) => (await client.getTransactionReceipt({ hash })).gasUsed;
    const cast = async (id: bigint, voter: number) =>
      gasOf(await governor.write.castVote([id, FOR], { account: at(voter) }));
    const castBySignature = async (id: bigint, voter: number, nonce: bigint) => {
      const signer = mnemonicToAccount(MNEMONIC, { addressIndex: voter });
      const ballot = {
        proposalId: id,
        support: FOR,
        voter: signer.address,
        nonce,
      };
      const chainId = await client.getChainId();
      const signature = await signer.signTypedData(ballotTypedData({ chainId, governor: governor.address, ballot }));
      return gasOf(await governor.write.castVoteBySig([id, FOR, signer.address, signature], { account: at(0) }));
    };
    /** Who proposes and four who signed, in one transaction. */
    const openWithSponsors = async (description: string) => {
      const args = [[technical.address], [0n], [call]] as const;
      const proposalId = await governor.read.getProposalId([...args, keccak256(stringToHex(description))]);
      const typed = sponsorshipTypedData({
        chainId: await client.getChainId(),
        agenda: agenda.address,
        proposalId,
      });
      const signers = [2, 3, 4, 5].map((addressIndex) => mnemonicToAccount(MNEMONIC, { addressIndex }));
      const sign = async (signer: (typeof signers)[number]) => ({
        account: signer.address,
        signature: await signer.signTypedData(typed),
      });
      const sponsors = await Promise.all(signers.map(sign));
      return gasOf(
        await agenda.write.proposeBySig([...args, description, sponsors], {
          account: at(1),
        }),
      );
    };
    return {
      open,
      gasOf,
      cast,
      castBySignature,
      openWithSponsors,
      later: networkHelpers.time.increase,
    };
  }

  it('stays under its ceilings in the long run', async () => {
    const { open, gasOf, cast, castBySignature, later } = await deploy();
    const { id: earlier } = await open('a proposal before, which spends the first nonce');
    await castBySignature(earlier, 3, 0n);
    const { id, hash } = await open('a proposal');
    const propose = await gasOf(hash);
    // The first voters fill slots that the later ones find in use.
    await cast(id, 11);
    await cast(id, 1);
    const person = await cast(id, 2);
    const signed = await castBySignature(id, 3, 1n);
    await later(20_000);
    const second = await open('a proposal in which operators came first');
    await cast(second.id, 9);
    await cast(second.id, 1);
    const both = await cast(second.id, 11);
    expect(Number(propose)).to.be.at.most(Number(CEILINGS.propose));
    expect(Number(person)).to.be.at.most(Number(CEILINGS.person));
    expect(Number(both)).to.be.at.most(Number(CEILINGS.both));
    expect(Number(signed)).to.be.at.most(Number(CEILINGS.signed));
  });

  it('brings five sponsors and their proposal in one transaction, for less than the sum of three votes', async () => {
    const { openWithSponsors, later } = await deploy();
    await openWithSponsors('a proposal before, which fills each sponsor its slot');
    await later(400_000);
    expect(Number(await openWithSponsors('a proposal'))).to.be.at.most(Number(CEILINGS.sponsored));
  });

  /** The registries and the ledger as they are deployed: bako is a person and runs a node. */
  it('stays under its ceilings with the real chambers', async () => {
    const commons = await deployVoting();
    await register(commons, BAKO, BAKO);
    await seatGroup(commons, BAKO);
    await commonsHelpers.mine();
    const { abi, address } = commons.mixturePolicy;
    const call = encodeFunctionData({
      abi,
      functionName: 'adopt',
      args: [Array(8).fill(1_250)],
    });
    const id = await openVote(commons, proposalOf(address, call));
    const cast = async (voter: number) => {
      const hash = await commons.commonsGovernor.write.castVote([id, FOR], from(voter));
      return (await commonsClient.getTransactionReceipt({ hash })).gasUsed;
    };
    await cast(NORTH);
    await cast(ANA);
    expect(Number(await cast(CHEN))).to.be.at.most(Number(CEILINGS.person));
    expect(Number(await cast(BAKO))).to.be.at.most(Number(CEILINGS.both));
  });
});
