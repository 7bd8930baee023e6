import type { Hex } from 'viem';
import { blockCid } from '../../../protocol/blocks/block.ts';
import { decodeSnapshot } from '../../../protocol/blocks/snapshot.ts';
import type { ConsentAt } from '../../../protocol/corpus/consent.ts';
import { makeSnapshot, type Snapshot } from '../../../protocol/corpus/snapshot.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import type { TrainerComponents } from './components.ts';
import { cutToSizes, readConsent } from './readCorpus.ts';

export type RestoredSnapshot = { readonly snapshot: Snapshot; readonly consent: ConsentAt };

/** Builds the snapshot of an opened run again from its manifest, its logs and the chain. @throws SnapshotLostError */
export async function restoreSnapshot(
  { chain, storage, readLogs }: Pick<TrainerComponents, 'chain' | 'storage' | 'readLogs'>,
  { root, signal }: { readonly root: Hex; readonly signal: AbortSignal },
): Promise<RestoredSnapshot> {
  const manifest = decodeSnapshot(await storage.get(blockCid(root), { signal }));
  const toBlock = BigInt(manifest.block);
  const logs = cutToSizes(await readLogs({ toBlock, signal }), manifest.logs);
  const cores = new Map(logs.flatMap((log) => log.entries.map((entry) => [entry.id, entry.core] as const)));
  const { consent, consentHead } = await readConsent(chain, { cores, toBlock });
  const snapshot = makeSnapshot({
    ...consent,
    consentHead,
    logs,
    purpose: manifest.purpose,
    chainId: manifest.chainId,
    block: manifest.block,
    plan: manifest.plan,
    nearDuplicates: manifest.nearDuplicates.map((row) => ({
      ...row,
      id: toDepositId(row.id),
      of: toDepositId(row.of),
    })),
    unavailable: manifest.unavailable.map(({ id, reason }) => ({ id: toDepositId(id), reason })),
  });
  if (snapshot.root !== root) throw new SnapshotLostError(root, snapshot.root);
  return { snapshot, consent };
}

/** The chain and the logs no longer give the snapshot that a run was opened with. */
export class SnapshotLostError extends BaseError {
  override readonly name = 'SnapshotLostError';
  override readonly kind = 'missing';
  constructor(root: Hex, found: Hex) {
    super('The snapshot of a run cannot be built again.', {
      values: { root, found },
      hint: 'A log or the chain changed under it; run `tilth audit log` for each log.',
    });
  }
}
