import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, toHex } from 'viem';
import { loadAbi } from '../protocol/abi/abis.ts';
import type { AnyCall, Send, SendName } from '../protocol/abi/calls.ts';
import { mixturePolicyAbi } from '../protocol/abi/MixturePolicy.ts';
import type { ContractName } from '../protocol/deployment.ts';
import { type Connection, signerOf } from './connection.ts';

/** A call that a proposal makes once it has passed. */
export type Action = { readonly target: Address; readonly calldata: Hex; readonly value?: bigint };

/** What it takes to open a proposal and to carry it out; the chain keeps only its hash. */
export type Proposal = {
  readonly proposalId: bigint;
  readonly actions: readonly Action[];
  readonly description: string;
};

/** What a proposal says and would do. */
export type ProposalWords = {
  /** One line that says what would change. */
  readonly title: string;
  readonly reason?: string;
  readonly actions: readonly Action[];
};

/** States of a proposal in the order of the chain's numbers (OpenZeppelin Governor). */
const PROPOSAL_STATES = [
  'Pending',
  'Active',
  'Canceled',
  'Defeated',
  'Succeeded',
  'Queued',
  'Expired',
  'Executed',
] as const;

/** Where a proposal stands. */
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/**
 * Words a proposal and names its number, before anything is sent: where more than one sponsor is needed, members
 * `sponsor` that number first, and `propose` then opens the vote.
 * @example
 * import { adoptMixture, createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const actions = [adoptMixture(client.endpoints, [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250])];
 * const draft = await client.draftProposal({ title: 'A little more narrative', actions });
 * await client.sponsor({ proposalId: draft.proposalId });
 */
export async function draftProposal(
  connection: Connection,
  { title, reason = '', actions }: ProposalWords,
): Promise<Proposal> {
  const opened = `Opened ${new Date().toISOString()}.`;
  const words = [title.trim(), reason.trim(), opened].filter(Boolean).join('\n\n');
  // The suffix keeps others from opening the same proposal first and cancelling it (OpenZeppelin Governor).
  const description = `${words}#proposer=${signerOf(connection).address}`;
  const args = toHashedCalls({ actions, description });
  const proposalId = await connection.chain.read({ contract: 'commonsGovernor', functionName: 'getProposalId', args });
  return { proposalId, actions, description };
}

/**
 * The call that puts a new mixture into force; shares are basis points in the order of the chain's registers.
 * @example
 * import { adoptMixture, createClient } from 'tilth/client';
 *
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const action = adoptMixture(endpoints, [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250]);
 */
export function adoptMixture({ contracts }: Connection['endpoints'], shares: readonly number[]): Action {
  const calldata = encodeFunctionData({ abi: mixturePolicyAbi, functionName: 'adopt', args: [[...shares]] });
  return { target: contracts.mixturePolicy, calldata };
}

/**
 * Any other call that a proposal may make, by the names of its contract and function.
 * @example
 * import { createClient, toAction } from 'tilth/client';
 *
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const action = await toAction(endpoints, { contract: 'commonsPool', functionName: 'setFloor', args: [2_000n] });
 */
export function toAction<C extends ContractName, F extends SendName<C>>(
  endpoints: Connection['endpoints'],
  call: Send<C, F>,
): Promise<Action>;
export async function toAction({ contracts }: Connection['endpoints'], call: AnyCall): Promise<Action> {
  const { contract, functionName, args = [], value = 0n } = call;
  const abi: Abi = await loadAbi[contract]();
  return { target: contracts[contract], calldata: encodeFunctionData({ abi, functionName, args }), value };
}

/**
 * Where a proposal stands.
 * @throws ContractRefusedError when there is none of this number
 * @example
 * import { createClient } from 'tilth/client';
 *
 * declare const proposalId: bigint;
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * if ((await client.proposalState({ proposalId })) === 'Active') console.log('open to votes');
 */
export async function proposalState(
  { chain }: Pick<Connection, 'chain'>,
  { proposalId }: { readonly proposalId: bigint },
): Promise<ProposalState> {
  const state = await chain.read({ contract: 'commonsGovernor', functionName: 'state', args: [proposalId] });
  return PROPOSAL_STATES[state] as ProposalState;
}

/** Targets, values and calls as the governor's functions take them. */
export function toCalls(actions: readonly Action[]) {
  const targets = actions.map(({ target }) => target);
  const values = actions.map(({ value = 0n }) => value);
  return [targets, values, actions.map(({ calldata }) => calldata)] as const;
}

/** The calls of a proposal with the hash of its description. */
export function toHashedCalls({ actions, description }: Pick<Proposal, 'actions' | 'description'>) {
  return [...toCalls(actions), keccak256(toHex(description))] as const;
}
