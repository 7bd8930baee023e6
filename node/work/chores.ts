import { type Hex, numberToHex } from 'viem';
import { keyOfRun } from '../../protocol/work/auditKey.ts';
import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import type { AuditBook, OpenAudit } from './auditFold.ts';
import type { Chore, ChoreSource } from './keep.ts';
import type { Upkeep } from './keepFold.ts';
import type { OwnWork } from './ownWorkFold.ts';

type Components = { readonly chain: Pick<Chain, 'read' | 'send'>; readonly operatorId: number };

/** Identities that one transaction takes off the roll. */
const BATCH = 50;
/** No day of verified work proves the capacity: it counts as far as an untested pledge may. */
const UNPROVEN = 0n;
/** An operator that is suspended for a day is not struck off the pledges at once by everybody. */
const DAY = 24 * 3_600;

/** Audits whose reveals are over are moved on; those found clean are settled once their window is over. */
export function auditChores({ chain, operatorId, book }: Components & { book: Pick<AuditBook, 'open'> }): ChoreSource {
  const settleAt = new Map<Hex, number>();
  let challengeWindow: number | undefined;
  /** The time of a decision is not in its event; it is read once. */
  const readSettleAt = async (key: Hex): Promise<number> => {
    challengeWindow ??= (await chain.read({ contract: 'spotCheck', functionName: 'settings' })).challengeWindow;
    const { decidedAt } = await chain.read({ contract: 'spotCheck', functionName: 'audit', args: [key] });
    return decidedAt + challengeWindow;
  };
  const toChore = async (audit: OpenAudit): Promise<Chore> => {
    const { key, isClean, revealUntil } = audit;
    const isOwn = audit.operatorId === operatorId;
    const call = (functionName: 'advance' | 'settle') => async () => {
      await chain.send({ contract: 'spotCheck', functionName, args: [key] });
    };
    if (!isClean) return { id: `advance ${key} ${revealUntil}`, dueAt: revealUntil, isOwn, act: call('advance') };
    const dueAt = settleAt.get(key) ?? (await readSettleAt(key));
    settleAt.set(key, dueAt);
    return { id: `settle ${key}`, dueAt, isOwn, act: call('settle') };
  };
  return async () => {
    const open = book.open();
    for (const key of settleAt.keys()) if (!open.some((audit) => audit.key === key)) settleAt.delete(key);
    return Promise.all(open.map(toChore));
  };
}

/** The group of a node that verifies goes on the list from which verifiers are drawn; only groups on it earn. */
export function enlistChores({ chain, operatorId }: Components): ChoreSource {
  const act = async () => {
    const args = [BigInt(operatorId)] as const;
    const { enlistedAt } = await chain.read({ contract: 'spotCheck', functionName: 'verifier', args });
    if (enlistedAt === 0) await chain.send({ contract: 'spotCheck', functionName: 'enlist' });
  };
  return async () => [{ id: 'enlist', dueAt: 0, isOwn: true, act }];
}

type RunComponents = Components & {
  readonly book: Pick<AuditBook, 'find'>;
  /** Runs that registered their adapter, newest first, and who ran them. */
  readonly closedRuns: () => readonly { readonly runId: number; readonly operatorId: number }[];
};

/** Runs that made their adapter are drawn for an audit, without which nobody's share of them can be claimed. */
export function runChores({ chain, operatorId, book, closedRuns }: RunComponents): ChoreSource {
  return async () =>
    closedRuns()
      .filter(({ runId }) => !book.find(keyOfRun(BigInt(runId))))
      .map((run) => ({
        id: `draw run ${run.runId}`,
        dueAt: 0,
        isOwn: run.operatorId === operatorId,
        act: async () => {
          await chain.send({ contract: 'spotCheck', functionName: 'drawRun', args: [BigInt(run.runId)] });
        },
      }));
}

/** The group is grown and no founder, so that it has to ask for the lot. */
const BY_LOT = { workLedger: ['GroupNotFounder'] } satisfies Refusals;

type ChamberComponents = Components & {
  readonly work: Pick<OwnWork, 'changes'>;
  readonly upkeep: Pick<Upkeep, 'entryPeriods'>;
  readonly entryPeriod: number;
  readonly now: () => number;
};

/** The seat of this operator's own group is taken or asked for when its work grew; lots are drawn when their period ended. */
export function chamberChores(components: ChamberComponents): ChoreSource {
  const { chain, operatorId, work, upkeep, entryPeriod, now } = components;
  const group = numberToHex(operatorId, { size: 32 });
  const contract = 'workLedger';
  const enter = async () => {
    if (await chain.read({ contract, functionName: 'isInChamber', args: [group] })) return;
    try {
      await chain.send({ contract, functionName: 'enter', args: [group] });
    } catch (cause) {
      if (!isRefusedWith(cause, BY_LOT)) throw cause;
      await chain.send({ contract, functionName: 'applyForSeat', args: [group] });
    }
  };
  return async () => {
    const period = Math.floor(now() / entryPeriod);
    const own: Chore = { id: `enter ${work.changes()} ${period}`, dueAt: 0, isOwn: true, act: enter };
    // A lot that was drawn is drawn again for nothing, which a copy of the chain says; older ones are of no interest.
    const lots = upkeep
      .entryPeriods()
      .filter((it) => it < period && it >= period - 1)
      .map((it) => ({
        id: `entrants ${it}`,
        dueAt: (it + 1) * entryPeriod,
        isOwn: false,
        act: async () => void (await chain.send({ contract, functionName: 'drawEntrants', args: [it] })),
      }));
    return [own, ...lots];
  };
}

/** What this operator gives to the floor is pledged anew before it ends. */
export function pledgeChores({
  chain,
  operatorId,
  units,
  now,
}: Components & { units: bigint; now: () => number }): ChoreSource {
  const contract = 'commonsPool';
  const act = async () => {
    const [, next] = await chain.read({ contract, functionName: 'pledgeOf', args: [BigInt(operatorId)] });
    if (next < units) await chain.send({ contract, functionName: 'pledge', args: [units, UNPROVEN] });
  };
  return async () => (units === 0n ? [] : [{ id: `pledge ${Math.floor(now() / DAY)}`, dueAt: 0, isOwn: true, act }]);
}

type TidyComponents = Components & {
  readonly upkeep: Pick<Upkeep, 'unconcluded' | 'pledged' | 'discredited'>;
  /** Whether an operator is active by the chain as it is followed. */
  readonly isActive: (operatorId: number) => boolean;
  readonly now: () => number;
};

/** Votes are concluded, pledges of operators that left are struck off, and seats of discredited statements are vacated. */
export function tidyChores({ chain, upkeep, isActive, now: clock }: TidyComponents): ChoreSource {
  const idleSince = new Map<number, number>();

  const lapseDiscredited = async () => {
    const bad = upkeep.discredited();
    const [count, quorum] = await Promise.all([
      chain.read({ contract: 'identityRegistry', functionName: 'count' }),
      chain.read({ contract: 'attesterQuorum', functionName: 'quorum' }),
    ]);
    const lapsed: bigint[] = [];
    for (let id = 1n; id <= count; id += 1n) {
      const record = await chain.read({ contract: 'identityRegistry', functionName: 'identity', args: [id] });
      const lost = bad.filter(({ since }) => record.statedAt >= BigInt(since));
      const good = lost.reduce((mask, { slot }) => mask & ~(1n << BigInt(slot)), record.signers);
      if (good !== record.signers && countBits(good) < Number(quorum)) lapsed.push(id);
    }
    for (let i = 0; i < lapsed.length; i += BATCH) {
      const args = [lapsed.slice(i, i + BATCH)] as const;
      await chain.send({ contract: 'identityRegistry', functionName: 'lapse', args });
    }
  };

  return async () => {
    const now = clock();
    const votes = upkeep.unconcluded().map(({ proposalId, voteEnd }) => ({
      id: `conclude ${proposalId} ${voteEnd}`,
      dueAt: voteEnd,
      isOwn: false,
      act: async () => {
        await chain.send({ contract: 'agenda', functionName: 'conclude', args: [proposalId] });
      },
    }));
    const pledges = upkeep.pledged().flatMap((id): Chore[] => {
      if (isActive(id)) {
        idleSince.delete(id);
        return [];
      }
      const since = idleSince.get(id) ?? now;
      idleSince.set(id, since);
      const act = async () =>
        void (await chain.send({ contract: 'commonsPool', functionName: 'drop', args: [BigInt(id)] }));
      return [{ id: `drop ${id} ${since}`, dueAt: since + DAY, isOwn: false, act }];
    });
    const discredited = upkeep.discredited();
    const lapses = discredited.map(({ slot, since }) => ({
      id: `lapse ${slot} ${since}`,
      dueAt: 0,
      isOwn: false,
      act: lapseDiscredited,
    }));
    return [...votes, ...pledges, ...lapses];
  };
}

function countBits(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}

type StrikeComponents = Pick<Components, 'chain'> & {
  readonly roundLength: number;
  readonly now: () => number;
  /** The newest round in which an institution revealed; -1 before the first. */
  readonly revealedIn: () => number;
  readonly revealsOf: (round: number) => ReadonlySet<string>;
};

/** A round shorter than this is of a commons on one machine, where a missed one says nothing of anybody. */
const LEAST_ROUND = 3_600;

/** Institutions that kept their preimage back while others revealed are put out of the beacon. */
export function strikeChores({ chain, roundLength, now, revealedIn, revealsOf }: StrikeComponents): ChoreSource {
  const contract = 'beacon';
  let looked = -1;
  let missing: readonly Chore[] = [];
  const look = async (round: number): Promise<void> => {
    const attesters = await chain.read({ contract: 'attesterQuorum', functionName: 'attesters' });
    const chores = await Promise.all(
      attesters.map(async (member): Promise<Chore[]> => {
        const record = await chain.read({ contract, functionName: 'memberOf', args: [member] });
        if (revealsOf(round).has(member.toLowerCase()) || BigInt(record.tip) === 0n || round < record.from) return [];
        const act = async () => void (await chain.send({ contract, functionName: 'strike', args: [member, round] }));
        return [{ id: `strike ${member} ${round}`, dueAt: (round + 1) * roundLength, isOwn: false, act }];
      }),
    );
    missing = chores.flat();
    looked = round;
  };
  return async () => {
    const round = revealedIn();
    const isOver = now() >= (round + 1) * roundLength;
    if (roundLength >= LEAST_ROUND && round > looked && isOver) await look(round);
    return missing;
  };
}
