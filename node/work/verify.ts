import type { Hex } from 'viem';
import type { Chain } from '../chain/chain.ts';
import type { Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';
import { type AuditEpochComponents, auditEpoch } from './auditEpoch.ts';
import { advanceVerdict, decideVerdict } from './publishVerdict.ts';
import { isAccountOf, readDrawn, wasPublished } from './readDrawn.ts';

export type VerifierComponents = Pick<AuditEpochComponents, 'call' | 'recompute' | 'verifyReceipt'> & {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events' | 'watch' | 'account'>;
  readonly storage: Pick<Storage, 'get' | 'put'>;
  readonly audits: Audits;
  readonly operatorId: number;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
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
  readonly verify: (target: Target) => Promise<void>;
};

type Target = { readonly operatorId: number; readonly epoch: number; readonly seed: Hex };

/** Creates the verifier: it audits every drawn epoch of operators of other groups and publishes what it found. */
export function createVerifier(components: VerifierComponents, options: VerifierOptions = {}): Verifier {
  const { chain, audits, operatorId: self, onTrouble } = components;
  const { pollMs = 1_000, tries = 5 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiting = new Map<string, Target & { tried: number }>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;

  const parts: AuditEpochComponents = {
    ...components,
    wasPublished: (expert) => wasPublished(chain, expert),
    isAccountOf: (account, id) => isAccountOf(chain, account, id),
  };
  const groupOf = (operatorId: number) =>
    chain.read<Hex>({ contract: 'operatorRegistry', functionName: 'groupOf', args: [BigInt(operatorId)] });

  const verify = async ({ operatorId, epoch, seed }: Target): Promise<void> => {
    const last = audits.find(operatorId, epoch);
    const known = last?.seed === seed ? last : null;
    if (known?.state === 'revealed' || known?.state === 'closed') return;
    if (known) return void (await advanceVerdict(components, known));
    if (operatorId === self || (await groupOf(operatorId)) === (await groupOf(self))) return;
    const drawn = await readDrawn(chain, { operatorId, epoch, seed });
    if (!drawn) return;
    const verdicts = await auditEpoch(drawn, audits.history(operatorId, epoch), parts, signal);
    const decided = await decideVerdict(components, drawn, verdicts);
    if (decided.state === 'decided') await advanceVerdict(components, decided);
  };

  const work = async (): Promise<void> => {
    for (const [key, target] of waiting) {
      if (signal.aborted) return;
      try {
        await verify(target);
        waiting.delete(key);
      } catch (cause) {
        if (signal.aborted) return;
        target.tried += 1;
        const isOver = target.tried >= tries && audits.find(target.operatorId, target.epoch)?.seed !== target.seed;
        if (isOver) waiting.delete(key);
        onTrouble?.({ message: isOver ? 'an epoch stays without a verdict' : 'an audit is tried again', cause });
      }
    }
  };
  const tick = () => {
    if (isBusy || waiting.size === 0) return;
    isBusy = true;
    running = work().finally(() => {
      isBusy = false;
    });
  };

  return {
    start: () => {
      chain.watch({
        contract: 'spotCheck',
        eventName: 'SeedDrawn',
        signal,
        onEvents: async (events) => {
          for (const { args } of events) {
            const drawn = args as { operatorId: bigint; epoch: bigint; seed: Hex };
            const target = { operatorId: Number(drawn.operatorId), epoch: Number(drawn.epoch), seed: drawn.seed };
            waiting.set(`${target.operatorId} ${target.epoch}`, { ...target, tried: 0 });
          }
        },
      });
      timer = setInterval(tick, pollMs);
    },
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
    verify,
  };
}
