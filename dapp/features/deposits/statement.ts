import type { Address } from 'viem';
import { contributorAccount } from '../../../protocol/blocks/core.ts';
import type { Draft } from '../../../protocol/manifest/draft.ts';
import { noticeDigest } from '../../../protocol/manifest/notice.ts';
import { depositTypedData } from '../../../protocol/typedData/deposit.ts';

/** How long a signed statement may wait for a gate, in seconds. */
export const STATEMENT_LIFETIME = 600;

/** What the wallet is asked to sign for a draft, with the times that go with it. */
export function toStatement(options: {
  readonly draft: Pick<Draft, 'id' | 'core'>;
  readonly chainId: number;
  readonly depositLog: Address;
  /** Unix seconds. */
  readonly now: number;
}) {
  const { draft, chainId, depositLog, now } = options;
  const expiresAt = now + STATEMENT_LIFETIME;
  const typedData = depositTypedData({
    chainId,
    depositLog,
    statement: {
      manifest: draft.id,
      register: draft.core.register,
      tier: draft.core.tier,
      notice: noticeDigest(draft.core.tier),
      contributor: contributorAccount(draft.core),
      signedAt: BigInt(now),
      expiresAt: BigInt(expiresAt),
    },
  });
  return { typedData, signedAt: now, expiresAt };
}
