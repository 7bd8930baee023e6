import type { Address, Hex } from 'viem';
import type { Core } from '../../protocol/blocks/core.ts';
import { contributorAccount } from '../../protocol/blocks/core.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../../protocol/manifest/tier.ts';
import type { Chain } from '../chain/chain.ts';

/** Consent in force, as the chain has it. */
export type ConsentInForce = {
  /** Reads what changed since the last time; call it before asking. */
  readonly refresh: () => Promise<void>;
  readonly isWithdrawn: (id: string, contributor: Address) => boolean;
  /** The tier in force: the manifest's, unless its contributor changed it on chain. */
  readonly tierOf: (id: string, core: Pick<Core, 'contributor' | 'tier'>) => Tier;
};

type WithdrawnEvent = { readonly deposit: Hex; readonly depositor: Address };
type TierChangedEvent = WithdrawnEvent & { readonly tier: number; readonly nonce: bigint };

/** Blocks read again each time, so that a short reorganisation of the chain is not missed. */
const OVERLAP = 16n;

/** Follows the ConsentRegistry by its events: the cost grows with new decisions, not with deposits. */
export function createConsent(chain: Pick<Chain, 'events' | 'client' | 'deployment'>): ConsentInForce {
  const withdrawn = new Set<string>();
  const tiers = new Map<string, { tier: Tier; nonce: bigint }>();
  let next = BigInt(chain.deployment.block);
  let running: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    const toBlock = await chain.client.getBlockNumber();
    const range = { contract: 'consentRegistry', fromBlock: next, toBlock } as const;
    const [gone, changed] = await Promise.all([
      chain.events<WithdrawnEvent>({ ...range, eventName: 'Withdrawn' }),
      chain.events<TierChangedEvent>({ ...range, eventName: 'TierChanged' }),
    ]);
    for (const { args } of gone) withdrawn.add(keyOf(args.deposit, args.depositor));
    for (const { args } of changed) {
      const key = keyOf(args.deposit, args.depositor);
      const tier = TIERS[args.tier];
      if (tier && (tiers.get(key)?.nonce ?? -1n) < args.nonce) tiers.set(key, { tier, nonce: args.nonce });
    }
    next = toBlock > OVERLAP ? toBlock - OVERLAP : 0n;
  };

  return {
    refresh: () => {
      running ??= read().finally(() => {
        running = null;
      });
      return running;
    },
    isWithdrawn: (id, contributor) => withdrawn.has(keyOf(depositKey(id), contributor)),
    tierOf: (id, core) => tiers.get(keyOf(depositKey(id), contributorAccount(core)))?.tier ?? core.tier,
  };
}

/** A stranger may sign about any deposit; only the pair with the manifest's own contributor means something. */
function keyOf(deposit: Hex, depositor: Address): string {
  return `${deposit}${depositor}`.toLowerCase();
}
