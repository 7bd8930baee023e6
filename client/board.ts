import type { Hex } from 'viem';
import { depositKey } from '../protocol/manifest/identifier.ts';
import { type Acted, act } from './act.ts';
import type { Connection } from './connection.ts';

/** A seat of the board, 0 to 6. */
export type SeatQuestion = { readonly seat: number };

/** A candidate for a seat. */
export type Candidacy = SeatQuestion & { readonly candidateId: bigint };

/** What a steward does to a deposit, and why; the reason goes into the audit log. */
export type StewardAct = {
  /** `sub:` identifier. */
  readonly id: string;
  readonly reason: string;
};

/** A seat as it is now: who holds it, and how its latest election stands. */
export type SeatView = {
  readonly seat: number;
  /** 0 when nobody holds it now. */
  readonly steward: bigint;
  /** Unix seconds. */
  readonly until: number;
  /** `none`, `nominating`, `voting`, `counted` when it awaits its close, or `closed`. */
  readonly election: 'none' | 'nominating' | 'voting' | 'counted' | 'closed';
  readonly electionEnds: number;
  readonly leader: bigint;
  readonly leaderVotes: bigint;
};

const SEATS = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * Everything about the board of stewards: its elections, recalls, holds and take-downs.
 * @throws ContractRefusedError, CannotSendError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * await client.board.open({ seat: 0 });
 * await client.board.stand({ seat: 0 });
 * console.log(await client.board.show());
 */
export function board(connection: Connection) {
  const contract = 'stewardshipBoard';
  const { chain } = connection;
  const onSeat =
    (functionName: 'openElection' | 'stand' | 'closeElection' | 'signRecall') =>
    ({ seat }: SeatQuestion): Promise<Acted> =>
      act(connection, { contract, functionName, args: [seat] });
  const onCandidate =
    (functionName: 'nominate' | 'vote') =>
    ({ seat, candidateId }: Candidacy): Promise<Acted> =>
      act(connection, { contract, functionName, args: [seat, candidateId] });
  const onDeposit =
    (functionName: 'hold' | 'takeDown') =>
    ({ id, reason }: StewardAct): Promise<Acted> =>
      act(connection, { contract, functionName, args: [depositKey(id), reason] });
  return {
    /** Opens the election of a seat that is vacant or will soon be; anyone may. */
    open: onSeat('openElection'),
    /** Stands for a seat. */
    stand: onSeat('stand'),
    /** Names a person, as an institution, for seat 5 or 6. */
    nominate: onCandidate('nominate'),
    /** Votes for a candidate with all votes that the account has in the electing body. */
    vote: onCandidate('vote'),
    /** Gives the seat to the leader of an ended election; anyone may. */
    close: onSeat('closeElection'),
    /** Signs the petition to recall whoever holds a seat. */
    recall: onSeat('signRecall'),
    /** Approves, as a steward, that a deposit be held for a time. */
    hold: onDeposit('hold'),
    /** Approves, as a steward, that a deposit be taken down. */
    takeDown: onDeposit('takeDown'),
    /** What the board decided about a deposit. */
    deposit: async ({
      id,
    }: Pick<StewardAct, 'id'>): Promise<{ readonly heldUntil: number; readonly down: boolean }> => {
      const args: readonly [Hex] = [depositKey(id)];
      const [heldUntil, down] = await Promise.all([
        chain.read({ contract, functionName: 'heldUntil', args }),
        chain.read({ contract, functionName: 'isTakenDown', args }),
      ]);
      return { heldUntil, down };
    },
    /** All seven seats. */
    show: async (): Promise<readonly SeatView[]> => {
      const { timestamp } = await chain.block();
      return Promise.all(
        SEATS.map(async (seat) => {
          const args = [seat] as const;
          const [steward, held, latest] = await Promise.all([
            chain.read({ contract, functionName: 'stewardAt', args }),
            chain.read({ contract, functionName: 'seatOf', args }),
            chain.read({ contract, functionName: 'electionOf', args }),
          ]);
          return {
            seat,
            steward,
            until: held.until,
            election: stageOf(latest, timestamp),
            electionEnds: latest.voteEnds,
            leader: latest.leader,
            leaderVotes: latest.leaderVotes,
          };
        }),
      );
    },
  };
}

type Times = { readonly nominationEnds: number; readonly voteEnds: number; readonly closed: boolean };

function stageOf({ nominationEnds, voteEnds, closed }: Times, now: bigint): SeatView['election'] {
  if (voteEnds === 0) return 'none';
  if (closed) return 'closed';
  if (now < BigInt(nominationEnds)) return 'nominating';
  return now < BigInt(voteEnds) ? 'voting' : 'counted';
}
