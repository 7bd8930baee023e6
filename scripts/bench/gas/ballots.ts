import { type Address, keccak256, stringToHex } from 'viem';
import type { Contract, GasChain } from './chain.ts';
import { signerAt } from './members.ts';

const FOR = 1;

type Ballots = {
  readonly chain: GasChain;
  readonly governor: Contract;
  /** EIP-712 name of the governor. */
  readonly name: string;
};

const types = {
  Ballot: [
    { name: 'proposalId', type: 'uint256' },
    { name: 'support', type: 'uint8' },
    { name: 'voter', type: 'address' },
    { name: 'nonce', type: 'uint256' },
  ],
} as const;

type Action = { readonly target: Address; readonly data: `0x${string}`; readonly description: string };

/** What a generic tool does with any OpenZeppelin governor: propose, vote, relay a signed vote. */
export function createBallots({ chain, governor, name }: Ballots) {
  const account = (index: number) => chain.accounts[index] as Address;
  const argsOf = (it: Action) => [[it.target], [0n], [it.data], it.description] as const;
  return {
    idOf: (action: Action) => {
      const args = [...argsOf(action).slice(0, 3), keccak256(stringToHex(action.description))];
      return chain.read<bigint>({ to: governor, name: 'getProposalId', args });
    },
    propose: (proposer: number, action: Action) =>
      chain.send({ from: account(proposer), to: governor, name: 'propose', args: argsOf(action) }),
    vote: (voter: number, id: bigint) =>
      chain.send({ from: account(voter), to: governor, name: 'castVote', args: [id, FOR] }),
    relay: async (voter: number, id: bigint) => {
      const nonce = await chain.read<bigint>({ to: governor, name: 'nonces', args: [account(voter)] });
      const signature = await signerAt(voter).signTypedData({
        domain: { name, version: '1', chainId: chain.chainId, verifyingContract: governor.address },
        types,
        primaryType: 'Ballot',
        message: { proposalId: id, support: FOR, voter: account(voter), nonce },
      });
      const args = [id, FOR, account(voter), signature];
      return chain.send({ from: account(0), to: governor, name: 'castVoteBySig', args });
    },
  };
}
