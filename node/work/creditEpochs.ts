import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { OwnWork } from './ownWorkFold.ts';
import { readSeal } from './sealEvent.ts';

export type EpochCrediterComponents = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events'>;
  readonly follower: Pick<Follower, 'head'>;
  readonly work: Pick<OwnWork, 'uncredited' | 'changes'>;
  readonly operatorId: bigint;
  readonly onTrouble: OnTrouble;
};

/** Refusals after which an epoch is never credited. */
const FINAL = { spotCheck: ['WorkVoid', 'AlreadyCredited'] } satisfies Refusals;
/** Refusals that a later block may lift. */
const EARLY = { spotCheck: ['WindowOpen', 'NotFoundClean', 'CreditRoomShort', 'AlreadyDrawn'] } satisfies Refusals;

/** Only an event on chain makes the epoch worth another look. */
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Creates the duty that has this operator's epochs credited once their challenge window is over, and draws anew when
 * verifiers that committed fell silent.
 */
export function createEpochCrediter(components: EpochCrediterComponents, { pollMs = 1_000 } = {}): Duty {
  const { chain, follower, work, operatorId, onTrouble } = components;
  let uncredited: ReturnType<OwnWork['uncredited']> = [];
  let seen = -1;
  /** When an epoch in this state is worth a look, in the seconds of the chain. */
  const due = new Map<number, { readonly state: string; readonly at: number }>();
  let challengeWindow: number | undefined;

  const readWindow = async (): Promise<number> => {
    challengeWindow ??= (await chain.read({ contract: 'spotCheck', functionName: 'settings' })).challengeWindow;
    return challengeWindow;
  };

  const draw = async (epoch: bigint, blockNumber: bigint): Promise<void> => {
    const sealed = await readSeal(chain, { operatorId, epoch, blockNumber });
    if (!sealed) return;
    await chain.send({ contract: 'spotCheck', functionName: 'draw', args: [operatorId, epoch, sealed.seal] });
  };

  /** Does what can be done for an epoch; gives when the next look is due. */
  const credit = async (epoch: bigint, now: number): Promise<number> => {
    const args = [operatorId, epoch] as const;
    const audit = await chain.read({ contract: 'spotCheck', functionName: 'audit', args });
    const length = await readWindow();
    if (audit.credited) return NEVER;
    if (audit.decidedAt !== 0) {
      if (now < audit.decidedAt + length) return audit.decidedAt + length;
      await chain.send({ contract: 'spotCheck', functionName: 'settle', args });
      return NEVER;
    }
    if (audit.faulty > 0) return NEVER;
    // Without a seed an earlier call aimed at a block, which is there by now.
    if (BigInt(audit.seed) !== 0n) {
      // The verdict that makes us look may be in a block that the RPC's other half does not hold yet.
      if (audit.revealedAt === 0) return now + length;
      if (now < audit.revealedAt + length) return audit.revealedAt + length;
    }
    await draw(epoch, audit.sealBlock);
    return now + 1;
  };

  const attempt = async (epoch: number, now: number): Promise<number> => {
    try {
      return await credit(BigInt(epoch), now);
    } catch (cause) {
      if (isRefusedWith(cause, FINAL)) return NEVER;
      if (!isRefusedWith(cause, EARLY)) onTrouble({ message: 'an epoch was not credited yet', cause });
      return now + 1;
    }
  };

  const creditDue = async (signal: AbortSignal): Promise<void> => {
    const now = Number(follower.head().timestamp);
    if (work.changes() !== seen) {
      seen = work.changes();
      uncredited = work.uncredited();
    }
    for (const { epoch, state } of uncredited) {
      const last = due.get(epoch);
      if (signal.aborted || (last?.state === state && now < last.at)) continue;
      due.set(epoch, { state, at: await attempt(epoch, now) });
    }
  };
  return createDuty({ name: 'crediting epochs', every: pollMs, work: creditDue, onTrouble });
}
