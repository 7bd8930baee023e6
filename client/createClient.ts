import { type AskOptions, ask } from './ask.ts';
import { beacon } from './beacon.ts';
import { board } from './board.ts';
import { carryOut } from './carryOut.ts';
import { type ClaimOptions, claim, fetchCard } from './claim.ts';
import { type ClassifyOptions, classify } from './classify.ts';
import { type Connection, connect, type Endpoints, fetchConfiguration } from './connection.ts';
import { consents } from './consents.ts';
import { court } from './court.ts';
import { credits } from './credits.ts';
import { delegate, takeBack } from './delegate.ts';
import {
  type DepositOptions,
  deposit,
  type PreparedDeposit,
  prepareDeposit,
  type SendOptions,
  sendDeposit,
} from './deposit.ts';
import { directory } from './directory.ts';
import { expert } from './expert.ts';
import { findProposal, listProposals } from './findProposal.ts';
import { floor } from './floor.ts';
import { guardian } from './guardian.ts';
import { identity } from './identity.ts';
import { logFaults } from './logFaults.ts';
import { object } from './object.ts';
import { operator } from './operator.ts';
import { outcome } from './outcome.ts';
import { draftProposal, type Proposal, type ProposalWords, proposalState } from './proposal.ts';
import { propose } from './propose.ts';
import { type IndexQuestion, queryIndex } from './queryIndex.ts';
import { type DepositQuestion, read, releases } from './read.ts';
import { cancel, conclude, recordReading, recordRefusal } from './readings.ts';
import { type ReadTextOptions, readText } from './readText.ts';
import { type ReceiptOptions, receipt, workReceipt } from './receipt.ts';
import { type SearchOptions, search } from './search.ts';
import { type Sender, send } from './send.ts';
import { openSession } from './session.ts';
import type { Session, SignedVoucher } from './sessionFile.ts';
import type { Signer } from './signer.ts';
import { relaySponsorships, type SignedSponsorship, signSponsorship, sponsor } from './sponsor.ts';
import { type TierOptions, tier } from './tier.ts';
import { type VerifyOptions, verify } from './verify.ts';
import { relayBallot, type SignedBallot, signBallot, type VoteOptions, vote } from './vote.ts';
import { type WithdrawOptions, withdraw } from './withdraw.ts';
import { withdrawalProofs } from './withdrawalProofs.ts';
import { workFaults } from './workFaults.ts';

/** Where the commons is, and who signs. */
export type ClientOptions = (
  | {
      /** The page of the commons; it says where everything else is. */
      readonly url: string;
    }
  | {
      /** Chain, index, gates and contracts, for who does not want to ask the page. */
      readonly endpoints: Endpoints;
    }
) & {
  /** Whoever acts; left out by those who only look. */
  readonly signer?: Signer;
};

/**
 * Opens a commons for a program: everything that its page can do, as functions.
 * @throws CommonsUnreachableError when no commons answers at the URL
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { text } = await client.ask({ question: 'What is said about the mill?' });
 */
export async function createClient(options: ClientOptions): Promise<Client> {
  const endpoints = 'endpoints' in options ? options.endpoints : await fetchConfiguration(options.url);
  return withVerbs(connect(endpoints, options.signer));
}

/** A commons opened for a program; each verb is described where it is defined. */
export type Client = ReturnType<typeof bindVerbs> & {
  /** The same commons with someone else acting. */
  readonly as: (signer: Signer) => Client;
  /** The same commons through one gate alone. */
  readonly at: (gate: string) => Client;
  /** The same commons within a session at its gates. */
  readonly within: (session: Session) => Client;
};

function withVerbs(connection: Connection): Client {
  return {
    ...bindVerbs(connection),
    as: (signer) => withVerbs({ ...connection, signer }),
    at: (gate) => withVerbs({ ...connection, endpoints: { ...connection.endpoints, apiUrls: [gate] } }),
    within: (session) => withVerbs({ ...connection, session }),
  };
}

function bindVerbs(connection: Connection) {
  const { endpoints, chain, signer } = connection;
  return {
    endpoints,
    /** Reads any contract and its events. */
    chain,
    signer,
    ask: (it: AskOptions) => ask(connection, it),
    beacon: beacon(connection),
    board: board(connection),
    cancel: (it: Proposal) => cancel(connection, it),
    card: (it: ClaimOptions) => fetchCard(connection, it),
    carryOut: (it: Proposal) => carryOut(connection, it),
    claim: (it: ClaimOptions) => claim(connection, it),
    classify: (it: ClassifyOptions) => classify(connection, it),
    conclude: (it: Parameters<typeof conclude>[1]) => conclude(connection, it),
    consents: consents(connection),
    court: court(connection),
    credits: credits(connection),
    delegate: (it: Parameters<typeof delegate>[1]) => delegate(connection, it),
    deposit: (it: DepositOptions) => deposit(connection, it),
    directory: (it?: Parameters<typeof directory>[1]) => directory(connection, it),
    draftProposal: (it: ProposalWords) => draftProposal(connection, it),
    expert: expert(connection),
    findProposal: (it: Parameters<typeof findProposal>[1]) => findProposal(connection, it),
    floor: floor(connection),
    guardian: guardian(connection),
    identity: identity(connection),
    listProposals: (it?: Parameters<typeof listProposals>[1]) => listProposals(connection, it),
    logFaults: logFaults(connection),
    object: (it: Parameters<typeof object>[1]) => object(connection, it),
    openSession: (it?: Parameters<typeof openSession>[1]) => openSession(connection, it),
    operator: operator(connection),
    outcome: (it: Parameters<typeof outcome>[1]) => outcome(connection, it),
    prepareDeposit: (it: DepositOptions) => prepareDeposit(connection, it),
    proposalState: (it: Parameters<typeof proposalState>[1]) => proposalState(connection, it),
    propose: (it: ProposalWords | Proposal) => propose(connection, it),
    query: <T>(it: IndexQuestion<T>) => queryIndex(endpoints.graphqlUrl, it),
    read: (it: DepositQuestion) => read(connection, it),
    readText: (it: ReadTextOptions) => readText(connection, it),
    receipt: (it: ReceiptOptions) => receipt(connection, it),
    recordReading: (it: Proposal) => recordReading(connection, it),
    recordRefusal: (it: Proposal) => recordRefusal(connection, it),
    releases: (it: DepositQuestion) => releases(connection, it),
    relayBallot: (it: SignedBallot) => relayBallot(connection, it),
    relaySponsorships: (it: Parameters<typeof relaySponsorships>[1]) => relaySponsorships(connection, it),
    search: (it: SearchOptions) => search(connection, it),
    send: send.bind(null, connection) as Sender,
    sendDeposit: (it: PreparedDeposit, how?: SendOptions) => sendDeposit(connection, it, how),
    signBallot: (it: VoteOptions) => signBallot(connection, it),
    signSponsorship: (it: Parameters<typeof signSponsorship>[1]) => signSponsorship(connection, it),
    sponsor: (it: Parameters<typeof sponsor>[1]) => sponsor(connection, it),
    takeBack: () => takeBack(connection),
    tier: (it: TierOptions) => tier(connection, it),
    verify: (receipt: unknown, asked: VerifyOptions) => verify(connection, receipt, asked),
    vote: (it: VoteOptions) => vote(connection, it),
    withdraw: (it: WithdrawOptions) => withdraw(connection, it),
    withdrawalProofs: (it: DepositQuestion) => withdrawalProofs(connection, it),
    workFaults: workFaults(connection),
    workReceipt: (it: Parameters<typeof workReceipt>[1]) => workReceipt(connection, it),
  };
}

// biome-ignore lint/performance/noBarrelFile: the package has one door, `tilth/client`; inside the repository files are imported from where they are defined.
export { BrokenAnswerError } from './ask.ts';
export { ForeignSecretError } from './beacon.ts';
export { NothingToCarryOutError } from './carryOut.ts';
export { NoAdapterError, NoShareError } from './claim.ts';
export { CommonsUnreachableError, NoSignerError } from './connection.ts';
export { ContractRefusedError } from './contractRefused.ts';
export { digestEvidence, randomSalt } from './court.ts';
export { DepositUnsettledError } from './deposit.ts';
export { BlockUnavailableError, fetchBlock } from './fetchBlock.ts';
export { NoProposalError } from './findProposal.ts';
export { NoGateError } from './gateway.ts';
export type { SignedDouble, SignedGroupConsent, SignedStatement } from './identity.ts';
export { StatementsDifferError } from './identity.ts';
export { NoHeadError } from './logFaults.ts';
export { NotEnrolledError } from './ownIdentity.ts';
export { poll, TimedOutError } from './poll.ts';
export { PlainHttpError } from './privateWay.ts';
export { adoptMixture, toAction } from './proposal.ts';
export { IndexRefusedError } from './queryIndex.ts';
export { BadAnswerError, GateRefusedError } from './request.ts';
export { CannotSendError, TransactionRevertedError } from './send.ts';
export type { Target, Transaction } from './signer.ts';
export { fromAccount, fromProvider } from './signer.ts';
export { NoWithdrawalError } from './withdrawalProofs.ts';
export { NoReceiptError, NoReplayError, NotSealedError } from './workFaults.ts';
export type { Endpoints, PreparedDeposit, Proposal, Session, SignedBallot, SignedSponsorship, SignedVoucher, Signer };
