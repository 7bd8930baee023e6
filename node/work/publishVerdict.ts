import { bytesToHex } from 'viem';
import { encodeVerdictList, type ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { toContentUri } from '../../protocol/contentUri.ts';
import { commitmentOf, countVerdicts, verdictRoot } from '../../protocol/work/verdictTree.ts';
import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { TransactionRefusedError } from '../chain/sender.ts';
import type { AuditRecord, Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';

type Components = {
  readonly chain: Pick<Chain, 'send' | 'account'>;
  readonly audits: Audits;
  readonly storage: Pick<Storage, 'put'>;
};

/** Refusals after which this verdict can never be revealed. */
const FINAL = {
  spotCheck: ['GroupCommitted', 'SameGroup', 'CommitClosed', 'CommitmentMismatch', 'VerdictImpossible', 'NotCommitted'],
} satisfies Refusals;
/** A commitment of ours, or of our group, stands already. */
const COMMITTED = { spotCheck: ['GroupCommitted'] } satisfies Refusals;
const REVEALED = { spotCheck: ['AlreadyRevealed'] } satisfies Refusals;

/** Fixes what the verdict on an epoch is, before anything of it is sent: after a crash the same one is sent again. */
export async function decideVerdict(
  { audits, storage }: Pick<Components, 'audits' | 'storage'>,
  { operatorId, epoch, seed, count }: Pick<AuditRecord, 'operatorId' | 'epoch' | 'seed' | 'count'>,
  verdicts: readonly ReceiptVerdict[],
): Promise<AuditRecord> {
  const cid = await storage.put(encodeVerdictList({ operatorId, epoch, verdicts }).bytes, 'dag-cbor');
  const { checked, failed } = countVerdicts(verdicts);
  const record: AuditRecord = {
    operatorId,
    epoch,
    seed,
    count,
    checked,
    failed,
    verdictRoot: verdictRoot(epoch, verdicts),
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    uri: toContentUri(cid),
    // A verdict over nothing would say nothing, so it stays here and the epoch is not credited.
    state: checked > 0 ? 'decided' : 'closed',
  };
  await audits.save(record);
  return record;
}

/** Commits and reveals a decided verdict, as far as the chain lets it now; call it again until the state is final. */
export async function advanceVerdict({ chain, audits }: Components, audit: AuditRecord): Promise<AuditRecord['state']> {
  const { checked, failed, verdictRoot: root, salt, uri } = audit;
  const key = [BigInt(audit.operatorId), BigInt(audit.epoch)] as const;
  const save = async (state: AuditRecord['state']) => {
    await audits.save({ ...audit, state });
    return state;
  };
  const commit = async () => {
    const args = [...key, commitmentOf(audit, chain.account.address)] as const;
    await chain.send({ contract: 'spotCheck', functionName: 'commit', args });
    await save('committed');
  };
  const reveal = async () => {
    const args = [...key, checked, failed, root, salt, uri] as const;
    await chain.send({ contract: 'spotCheck', functionName: 'reveal', args });
  };
  try {
    if (audit.state === 'decided') await commit();
    await reveal();
    return await save('revealed');
  } catch (error) {
    if (!(error instanceof TransactionRefusedError)) throw error;
    if (isRefusedWith(error, REVEALED)) return save('revealed');
    // A crash between sending and noting it leaves a commitment of ours on chain: then only the reveal is left.
    if (isRefusedWith(error, COMMITTED) && (await isRevealed(reveal))) return save('revealed');
    if (isRefusedWith(error, FINAL)) return save('closed');
    throw error;
  }
}

async function isRevealed(reveal: () => Promise<void>): Promise<boolean> {
  try {
    await reveal();
    return true;
  } catch (error) {
    if (error instanceof TransactionRefusedError) return isRefusedWith(error, REVEALED);
    throw error;
  }
}
