import { type Address, encodeFunctionData } from 'viem';
import { createBallots } from './ballots.ts';
import type { GasChain } from './chain.ts';

export type PlainVotes = {
  readonly propose: number;
  readonly first: number;
  readonly later: number;
  readonly bySignature: number;
  readonly laterBySignature: number;
};

/** What OpenZeppelin's Governor and ERC20Votes use for the same proposal and votes. */
export async function measurePlainGovernor(chain: GasChain, voters: readonly number[]): Promise<PlainVotes> {
  const token = await chain.deploy('PlainVotes');
  const governor = await chain.deploy('PlainGovernor', [token.address]);
  const [deployer] = chain.accounts as readonly [Address];
  for (const index of voters) {
    const voter = chain.accounts[index] as Address;
    await chain.send({ from: deployer, to: token, name: 'mint', args: [voter, 10n ** 18n] });
    await chain.send({ from: voter, to: token, name: 'delegate', args: [voter] });
  }
  const [a = 0, b = 0, c = 0] = voters;
  const { propose, vote, relay, idOf } = createBallots({ chain, governor, name: 'Plain Governor' });
  const data = encodeFunctionData({ abi: token.abi, functionName: 'mint', args: [deployer, 1n] });
  const open = async (description: string) => {
    const action = { target: token.address, data, description };
    const gas = await propose(a, action);
    await chain.pass(2);
    return { gas, id: await idOf(action) };
  };
  const first = await open('Change one setting of the commons');
  await vote(a, first.id);
  const bySignature = await relay(c, first.id);
  const second = await open('Change another setting of the commons');
  return {
    propose: second.gas,
    first: await vote(a, second.id),
    later: await vote(b, second.id),
    bySignature,
    laterBySignature: await relay(c, second.id),
  };
}
