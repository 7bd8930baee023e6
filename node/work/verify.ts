import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { createDuty } from '../duty.ts';
import type { Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import { type AuditEpochComponents, auditEpoch } from './auditEpoch.ts';
import type { DrawnSeed, DrawnSeeds } from './drawnSeedFold.ts';
import { advanceVerdict, decideVerdict } from './publishVerdict.ts';
import { isAccountOf, readDrawn, wasPublished } from './readDrawn.ts';

export type VerifierComponents = Pick<AuditEpochComponents, 'call' | 'restore' | 'verifyReceipt'> & {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events' | 'account'>;
  readonly follower: Pick<Follower, 'head' | 'onCommitted'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly audits: Audits;
  readonly operatorId: number;
  /** Peers that an operator bound, newest first. */
  readonly peersOf: (operatorId: number) => readonly string[];
  readonly seeds: DrawnSeeds;
  readonly onTrouble: OnTrouble;
};

export type VerifierOptions = {
  readonly pollMs?: number;
  /** Tries at an epoch whose node does not answer, before it is left without a verdict. */
  readonly tries?: number;
};

export type Verifier = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Audits one epoch now, or goes on where an earlier try stopped. */
  readonly verify: (target: DrawnSeed) => Promise<void>;
};

/** Creates the verifier: it audits every drawn epoch of operators of other groups and publishes what it found. */
export function createVerifier(components: VerifierComponents, options: VerifierOptions = {}): Verifier {
  const { chain, follower, audits, seeds, operatorId: self, onTrouble } = components;
  const { pollMs = 1_000, tries = 5 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const parts: AuditEpochComponents = {
    ...components,
    wasPublished: (expert) => wasPublished(chain, expert),
    isAccountOf: (account, id) => isAccountOf(chain, account, id),
  };
  const groupOf = (operatorId: number) =>
    chain.read({ contract: 'operatorRegistry', functionName: 'groupOf', args: [BigInt(operatorId)] });

  const verify = async (target: DrawnSeed): Promise<void> => {
    const { operatorId, epoch, seed } = target;
    const last = audits.find(operatorId, epoch);
    const known = last?.seed === seed ? last : null;
    if (known?.state === 'revealed' || known?.state === 'closed') return;
    if (known) return void (await advanceVerdict(components, known));
    if (operatorId === self || (await groupOf(operatorId)) === (await groupOf(self))) return;
    const drawn = await readDrawn(components, target);
    if (!drawn) return;
    const verdicts = await auditEpoch(drawn, audits.history(operatorId, epoch), parts, signal);
    const decided = await decideVerdict(components, drawn, verdicts);
    if (decided.state === 'decided') await advanceVerdict(components, decided);
  };

  let waiting: readonly DrawnSeed[] | null = null;
  let tried = -1n;
  const failures = new Map<string, number>();

  /** Audits what waits; what failed is tried again in a later block. */
  const verifyWaiting = async (): Promise<void> => {
    const isNews = waiting === null;
    waiting ??= seeds.toAudit(self).filter((it) => (failures.get(keyOf(it)) ?? 0) < tries);
    const { number } = follower.head();
    if (waiting.length === 0 || (number === tried && !isNews)) return;
    tried = number;
    const left: DrawnSeed[] = [];
    for (const target of waiting) {
      if (signal.aborted) return;
      if (!(await attempt(target))) left.push(target);
    }
    // A seed that was drawn meanwhile is read in the next round.
    if (waiting !== null) waiting = left;
  };
  /** Gives true when nothing is left to do for a seed. */
  const attempt = async (target: DrawnSeed): Promise<boolean> => {
    const key = keyOf(target);
    try {
      await verify(target);
      failures.set(key, tries);
      return true;
    } catch (cause) {
      if (signal.aborted) return false;
      const count = (failures.get(key) ?? 0) + 1;
      const isOver = count >= tries && audits.find(target.operatorId, target.epoch)?.seed !== target.seed;
      failures.set(key, isOver ? tries : Math.min(count, tries - 1));
      onTrouble({ message: isOver ? 'an epoch stays without a verdict' : 'an audit is tried again', cause });
      return isOver;
    }
  };

  const duty = createDuty({ name: 'verifying', every: pollMs, signal, work: verifyWaiting, onTrouble });
  let unfollow = () => {};
  return {
    start: () => {
      unfollow = follower.onCommitted(({ changed }) => {
        if (!changed.has(seeds.fold.name)) return;
        waiting = null;
        duty.wake();
      });
      duty.start();
    },
    stop: async () => {
      unfollow();
      stopping.abort();
      await duty.stop();
    },
    verify,
  };
}

function keyOf({ operatorId, epoch, seed }: DrawnSeed): string {
  return `${operatorId} ${epoch} ${seed}`;
}
