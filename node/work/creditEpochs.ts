import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import { TransactionRefusedError } from '../chain/sender.ts';
import { readSeal } from './sealEvent.ts';

export type EpochCrediterComponents = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events' | 'watch' | 'client'>;
  readonly operatorId: bigint;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

export type EpochCrediter = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Looks after an epoch of ours on which a verdict was revealed. */
  readonly add: (epoch: bigint) => void;
  /** Settles what can be settled now; safe to call again. */
  readonly advance: () => Promise<void>;
};

type Audit = {
  readonly seed: Hex;
  readonly sealBlock: bigint;
  readonly clean: number;
  readonly faulty: number;
  readonly revealedAt: number;
  readonly decidedAt: number;
  readonly credited: boolean;
};

/** Refusals after which an epoch is never credited. */
const FINAL = ['WorkVoid', 'AlreadyCredited'];
/** Refusals that a later block may lift. */
const EARLY = ['WindowOpen', 'NotFoundClean', 'CreditRoomShort', 'AlreadyDrawn'];

/**
 * Creates the service that has this operator's epochs credited once their challenge window is over, and draws anew when
 * verifiers that committed fell silent.
 */
export function createEpochCrediter(components: EpochCrediterComponents, { pollMs = 1_000 } = {}): EpochCrediter {
  const { chain, operatorId, onTrouble } = components;
  const stopping = new AbortController();
  const waiting = new Set<bigint>();
  let challengeWindow: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;

  const readWindow = async (): Promise<number> => {
    const call = { contract: 'spotCheck', functionName: 'settings' } as const;
    challengeWindow ??= (await chain.read<{ challengeWindow: number }>(call)).challengeWindow;
    return challengeWindow;
  };

  const draw = async (epoch: bigint, blockNumber: bigint): Promise<void> => {
    const sealed = await readSeal(chain, { operatorId, epoch, blockNumber });
    if (!sealed) return;
    await chain.send({ contract: 'spotCheck', functionName: 'draw', args: [operatorId, epoch, sealed.seal] });
  };

  /** @returns true when nothing is left to do for the epoch until another verdict is revealed */
  const settle = async (epoch: bigint, now: number): Promise<boolean> => {
    const args = [operatorId, epoch];
    const audit = await chain.read<Audit>({ contract: 'spotCheck', functionName: 'audit', args });
    const length = await readWindow();
    if (audit.credited) return true;
    if (audit.decidedAt !== 0) {
      if (now < audit.decidedAt + length) return false;
      await chain.send({ contract: 'spotCheck', functionName: 'settle', args });
      return true;
    }
    if (audit.faulty > 0) return true;
    const isStalled = audit.revealedAt !== 0 && now >= audit.revealedAt + length;
    // Without a seed an earlier call aimed at a block, which is there by now.
    if (isStalled || BigInt(audit.seed) === 0n) await draw(epoch, audit.sealBlock);
    return false;
  };

  const attempt = async (epoch: bigint, now: number): Promise<void> => {
    try {
      if (await settle(epoch, now)) waiting.delete(epoch);
    } catch (cause) {
      const name = cause instanceof TransactionRefusedError ? cause.errorName : '';
      if (FINAL.includes(name)) waiting.delete(epoch);
      else if (!EARLY.includes(name) && !stopping.signal.aborted)
        onTrouble?.({ message: 'an epoch was not settled yet', cause });
    }
  };
  const work = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const now = Number((await chain.client.getBlock()).timestamp);
    for (const epoch of waiting) await attempt(epoch, now);
  };
  const advance = (): Promise<void> => {
    running ??= work()
      .catch((cause: unknown) => {
        if (!stopping.signal.aborted) onTrouble?.({ message: 'epochs were not settled yet', cause });
      })
      .finally(() => {
        running = null;
      });
    return running;
  };

  return {
    start: () => {
      chain.watch({
        contract: 'spotCheck',
        eventName: 'VerdictRevealed',
        signal: stopping.signal,
        onEvents: async (events) => {
          for (const { args } of events) if (args.operatorId === operatorId) waiting.add(args.epoch as bigint);
        },
      });
      timer = setInterval(() => void advance(), pollMs);
    },
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
    add: (epoch) => void waiting.add(epoch),
    advance,
  };
}
