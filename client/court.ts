import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type Acted, act, actAndTell } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { ownIdentity } from './ownIdentity.ts';

/** Why somebody goes to court, in the order of the court's numbers. */
export const GROUNDS = ['rights', 'consent', 'register', 'duplicate', 'spam', 'harm', 'work-fault'] as const;
/** What can be asked of the court, in the order of its numbers. */
export const REMEDIES = ['none', 'suspend', 'slash', 'void-work', 'mark-model', 'lift'] as const;
/** What a case can be about, in the order of the court's numbers. */
export const SUBJECTS = ['deposit', 'model', 'expert', 'operator'] as const;
/** How a juror votes and how a case ends, in the order of the court's numbers; the first stands for nothing yet. */
const RULINGS = ['none', 'uphold', 'reject', 'frivolous'] as const;
/** Where a case stands, in the order of the court's numbers. */
const PHASES = [
  'None',
  'Sponsoring',
  'Conciliation',
  'Drawing',
  'Committing',
  'Revealing',
  'Ruled',
  'Chambers',
  'Final',
  'Closed',
] as const;

/** What somebody asks of the court. */
export type Filing = {
  /** Identity against whom; left out where it is against nobody, as for lifting a hold. */
  readonly against?: bigint;
  readonly ground: (typeof GROUNDS)[number];
  readonly remedy: (typeof REMEDIES)[number];
  /** The thing: a deposit's key, or the number of a model, expert or operator. */
  readonly subject: { readonly kind: (typeof SUBJECTS)[number]; readonly id: Hex | bigint };
  /** How much of the remedy: seconds of a suspension, basis points of a stake, status of a model. */
  readonly value?: bigint;
} & Evidence;

/** Evidence stays off chain: a salted digest, and where authorised readers find it. */
export type Evidence = { readonly digest: Hex; readonly uri: string };

/** A case by its number. */
export type CaseQuestion = { readonly caseId: bigint };

/** A juror's hidden vote; whoever loses it cannot open it. JSON-safe but for `caseId`. */
export type HiddenVote = CaseQuestion & {
  readonly round: number;
  readonly vote: 'uphold' | 'reject' | 'frivolous';
  readonly salt: Hex;
};

/**
 * Everything about a case before the court: filing, sponsoring, evidence, the panel's votes, appeal and execution.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { caseId } = await client.court.file({
 *   against: 4n,
 *   ground: 'work-fault',
 *   remedy: 'void-work',
 *   subject: { kind: 'operator', id: 4n },
 *   digest: `0x${'ab'.repeat(32)}`,
 *   uri: 'ipfs://bafy',
 * });
 * console.log(await client.court.show({ caseId }));
 */
export function court(connection: Connection) {
  const contract = 'disputeCourt';
  const { chain } = connection;
  type Plain = 'sponsor' | 'settle' | 'draw' | 'freeze' | 'appeal' | 'askChambers' | 'execute' | 'barFiler';
  const step =
    (functionName: Plain) =>
    ({ caseId }: CaseQuestion): Promise<Acted> =>
      act(connection, { contract, functionName, args: [caseId] });
  return {
    /** Files a case and gives its number. */
    file: async (filing: Filing): Promise<Acted & CaseQuestion> => {
      const args = [toRecord(filing), filing.digest, filing.uri] as const;
      const { told, ...acted } = await actAndTell(connection, { contract, functionName: 'file', args }, 'CaseFiled');
      return { caseId: told.caseId, ...acted };
    },
    /** Stands behind somebody else's case, so that it is heard. */
    sponsor: step('sponsor'),
    /** Gives further evidence; only a party can. */
    giveEvidence: ({ caseId, digest, uri }: CaseQuestion & Evidence): Promise<Acted> =>
      act(connection, { contract, functionName: 'giveEvidence', args: [caseId, digest, uri] }),
    /** Agrees to settle; with both parties the case is closed. */
    settle: step('settle'),
    /** Draws jurors until the panel is full; anyone may, more than once. */
    draw: step('draw'),
    /** Makes a hidden vote of this juror; keep it before it is committed. */
    hide: async ({ caseId, vote }: CaseQuestion & Pick<HiddenVote, 'vote'>): Promise<HiddenVote> => {
      const { round } = await chain.read({ contract, functionName: 'caseOf', args: [caseId] });
      return { caseId, round, vote, salt: randomSalt() };
    },
    /** Commits to a hidden vote as a juror. */
    commit: async (hidden: HiddenVote): Promise<Acted> => {
      const args = [hidden.caseId, commitmentOf(await ownIdentity(connection), hidden)] as const;
      return act(connection, { contract, functionName: 'commit', args });
    },
    /** Opens a hidden vote. */
    reveal: ({ caseId, vote, salt }: HiddenVote): Promise<Acted> =>
      act(connection, { contract, functionName: 'reveal', args: [caseId, RULINGS.indexOf(vote), salt] }),
    /** Asks, as a sitting juror, that the subject be frozen for a time. */
    freeze: step('freeze'),
    /** Takes a ruling to a larger panel. */
    appeal: step('appeal'),
    /** Has the court itself ask the chambers about what is theirs to decide. */
    askChambers: step('askChambers'),
    /** Carries out a final ruling; anyone may. */
    execute: step('execute'),
    /** Bars the filer of a frivolous case from filing for a time; anyone may. */
    barFiler: step('barFiler'),
    /** Where a case stands by now, and what was asked. */
    show: async ({ caseId }: CaseQuestion) => {
      const args = [caseId] as const;
      const [position, record] = await Promise.all([
        chain.read({ contract, functionName: 'positionOf', args }),
        chain.read({ contract, functionName: 'caseOf', args }),
      ]);
      if (record.filerId === 0n) throw new NoCaseError(caseId);
      const { filing } = record;
      return {
        phase: PHASES[position.phase] ?? 'None',
        ruling: RULINGS[position.ruling] ?? 'none',
        ends: position.ends,
        finalAt: position.finalAt,
        filerId: record.filerId,
        respondentId: filing.respondentId,
        ground: GROUNDS[filing.ground],
        remedy: REMEDIES[filing.remedy],
        subject: { kind: SUBJECTS[filing.subjectKind], id: filing.subject },
        value: filing.value,
        sponsors: record.sponsors,
        round: record.round,
        frozenUntil: record.frozenUntil,
        executed: record.executed,
        jurors: await chain.read({ contract, functionName: 'jurorsOf', args: [caseId, record.round] }),
      };
    },
    /** Cases that await the vote of an account, the signer's unless told: on a panel, or in an assembly of all members. */
    summons: async (account: Address = signerOf(connection).address): Promise<readonly bigint[]> => {
      const jurorId = await chain.read({ contract: 'identityRegistry', functionName: 'identityOf', args: [account] });
      const [seated, assembled] = await Promise.all([
        chain.events({ contract, eventName: 'JurorSeated', args: { jurorId } }),
        chain.events({ contract, eventName: 'CaseAppealed' }),
      ]);
      const called = new Map(seated.map(({ args: { caseId, round } }) => [caseId, round]));
      for (const { args } of assembled) if (args.plenary) called.set(args.caseId, ASSEMBLY);
      const open = await Promise.all(
        [...called].map(async ([caseId, round]) => {
          const args = [caseId] as const;
          const { phase } = await chain.read({ contract, functionName: 'positionOf', args });
          const record = await chain.read({ contract, functionName: 'caseOf', args });
          const sits = round === ASSEMBLY || record.round === round;
          return sits && OPEN.includes(PHASES[phase] ?? 'None') ? [caseId] : [];
        }),
      );
      return open.flat();
    },
  };
}

/** Phases in which a juror is awaited. */
const OPEN: readonly (typeof PHASES)[number][] = ['Drawing', 'Committing', 'Revealing'];
/** Stands for the round of an assembly, to which nobody is drawn. */
const ASSEMBLY = 0;

/**
 * The digest under which evidence is named on chain: only who has its salt and its bytes can tell what it is.
 * @example
 * import { digestEvidence, randomSalt } from 'tilth/client';
 *
 * const salt = randomSalt();
 * const digest = digestEvidence(new TextEncoder().encode('what was seen'), salt);
 */
export function digestEvidence(content: Uint8Array, salt: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [salt, keccak256(content)]));
}

/**
 * Thirty-two bytes that nobody can guess.
 * @example
 * import { randomSalt } from 'tilth/client';
 *
 * console.log(randomSalt());
 */
export function randomSalt(): Hex {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The court's own hash of a hidden vote, made here so that no RPC service learns the vote. */
export function commitmentOf(jurorId: bigint, { caseId, round, vote, salt }: HiddenVote): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'uint256' }, { type: 'uint8' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'bytes32' }],
      [caseId, round, jurorId, RULINGS.indexOf(vote), salt],
    ),
  );
}

function toRecord({ against = 0n, ground, remedy, subject, value = 0n }: Filing) {
  return {
    respondentId: against,
    ground: GROUNDS.indexOf(ground),
    remedy: REMEDIES.indexOf(remedy),
    subjectKind: SUBJECTS.indexOf(subject.kind),
    subject: typeof subject.id === 'bigint' ? toBytes32(subject.id) : subject.id,
    value,
  };
}

function toBytes32(number: bigint): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

/** No case has this number. */
export class NoCaseError extends BaseError {
  override readonly name = 'NoCaseError';
  override readonly kind = 'missing';
  constructor(caseId: bigint) {
    super(`There is no case ${caseId}.`, { hint: 'Cases are numbered from 1 in the order in which they were filed.' });
  }
}
