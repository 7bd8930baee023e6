import { type Address, encodeFunctionData } from 'viem';
import { sponsorshipTypedData } from '../../../protocol/typedData/sponsorship.ts';
import type { Figure } from '../figure.ts';
import { createBallots } from './ballots.ts';
import type { GasChain } from './chain.ts';
import { type Commons, fillTo, signerAt } from './members.ts';
import type { PlainVotes } from './plainGovernor.ts';
import { row } from './row.ts';

const CEILING = { oneChamber: 95_000, bothChambers: 120_000, bySignature: 110_000, propose: 75_000, five: 250_000 };
const SCALES = [10, 1_000, 10_000] as const;

type Options = {
  readonly chain: GasChain;
  readonly commons: Commons;
  /** Accounts with a voice only, at least four, and with work as well, at least two. */
  readonly people: readonly number[];
  readonly operators: readonly number[];
  readonly peer: PlainVotes;
};

/** Proposes and votes with ten, a thousand and ten thousand members enrolled; what it costs must not grow with them. */
export async function measureVotes({ chain, commons, people, operators, peer }: Options): Promise<readonly Figure[]> {
  const governor = commons.commonsGovernor;
  const { propose, vote, relay, idOf } = createBallots({ chain, governor, name: 'Tilth Commons' });
  const [ana = 0, bako = 0, chen = 0, dara = 0] = people;
  const [north = 0, south = 0] = operators;
  const sponsored: number[] = [];
  const proposed: number[] = [];
  const together: number[] = [];

  const open = async (floor: bigint) => {
    const to = commons.commonsPool;
    const data = encodeFunctionData({ abi: to.abi, functionName: 'setFloor', args: [floor] });
    const action = { target: to.address, data, description: `Set the floor to ${floor} units` };
    const id = await idOf(action);
    for (const sponsor of people) {
      const from = chain.accounts[sponsor] as Address;
      sponsored.push(await chain.send({ from, to: commons.agenda, name: 'sponsor', args: [id] }));
    }
    proposed.push(await propose(ana, action));
    await chain.pass(2);
    return id;
  };

  /** The same with the sponsors' signatures, in one transaction of whoever proposes. */
  const openSigned = async (floor: bigint) => {
    const to = commons.commonsPool;
    const data = encodeFunctionData({ abi: to.abi, functionName: 'setFloor', args: [floor] });
    const action = { target: to.address, data, description: `Set the floor to ${floor} units, signed` };
    const typed = sponsorshipTypedData({
      chainId: chain.chainId,
      agenda: commons.agenda.address,
      proposalId: await idOf(action),
    });
    const signed = await Promise.all(
      people.map(async (index) => ({
        account: chain.accounts[index] as Address,
        signature: await signerAt(index).signTypedData(typed),
      })),
    );
    const args = [[action.target], [0n], [action.data], action.description, signed.slice(1)];
    const from = chain.accounts[ana] as Address;
    together.push(await chain.send({ from, to: commons.agenda, name: 'proposeBySig', args }));
    await chain.pass(7_200);
  };

  for (const floor of [2_100n, 2_200n]) await openSigned(floor);
  const warmUp = await open(2_000n);
  for (const voter of [north, ana]) await vote(voter, warmUp);
  const figures: Figure[] = [];
  const firsts: number[] = [];
  const oneChamber: number[] = [];
  for (const [i, members] of SCALES.entries()) {
    await fillTo(chain, commons, members);
    // Whoever sponsors stands behind two at a time: the vote before is over.
    await chain.pass(7_200);
    const id = await open(3_000n + BigInt(i));
    const among = `${members.toLocaleString('en')} members`;
    const first = await vote(ana, id);
    firsts.push(first);
    oneChamber.push(await vote(bako, id));
    figures.push(row(`castVote, first of a proposal, ${among}`, first, { peer: { name: 'OZ', gas: peer.first } }));
    figures.push(
      row(`castVote, one chamber, ${among}`, oneChamber[i] ?? 0, {
        ceiling: CEILING.oneChamber,
        peer: { name: 'OZ', gas: peer.later },
      }),
    );
    await vote(north, id);
    const both = await vote(south, id);
    figures.push(
      row(`castVote, both chambers, ${among}`, both, {
        ceiling: CEILING.bothChambers,
        peer: { name: 'two OZ votes', gas: peer.later, times: 2 },
      }),
    );
    if (i === 0) {
      const gas = await relay(chen, id);
      figures.push(row('castVoteBySig, first by this voter', gas, { peer: { name: 'OZ', gas: peer.bySignature } }));
    }
    const relayed = await relay(i === 0 ? dara : chen, id);
    if (i > 0) {
      figures.push(
        row(`castVoteBySig, later, ${among}`, relayed, {
          ceiling: CEILING.bySignature,
          peer: { name: 'OZ', gas: peer.laterBySignature },
        }),
      );
    }
  }
  return [
    row('a proposal with five signed sponsors, first ever', together[0] ?? 0, {
      peer: { name: 'OZ propose, no sponsors', gas: peer.propose },
    }),
    row('a proposal with five signed sponsors, later', together.at(-1) ?? 0, {
      ceiling: CEILING.five,
      peer: { name: 'OZ propose, no sponsors', gas: peer.propose },
    }),
    row('sponsor a draft alone', sponsored.at(-1) ?? 0),
    row('propose, sponsors complete', proposed.at(-1) ?? 0, {
      ceiling: CEILING.propose,
      peer: { name: 'OZ', gas: peer.propose },
    }),
    ...figures,
    growth('castVote, one chamber, most minus least over all scales', oneChamber, 1_500),
    growth('castVote, first of a proposal, most minus least', firsts, 1_500),
  ];
}

/** A vote must not cost more with more members, the first one included, which looks the totals up. */
function growth(name: string, gas: readonly number[], most: number): Figure {
  return row(name, Math.max(...gas) - Math.min(...gas), { ceiling: most });
}
