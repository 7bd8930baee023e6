import { bytesToHex } from 'viem';
import { encodeVerdictList, type ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { toContentUri } from '../../protocol/contentUri.ts';
import { commitmentOf, countVerdicts, verdictRoot } from '../../protocol/work/verdictTree.ts';
import type { Chain } from '../chain/chain.ts';
import { TransactionRefusedError } from '../chain/sender.ts';
import type { AuditRecord, Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';

type Components = {
  readonly chain: Pick<Chain, 'send' | 'account'>;
  readonly audits: Audits;
  readonly storage: Pick<Storage, 'put'>;
};

/** Refusals after which this verdict can never be revealed. */
const FINAL = [
  'GroupCommitted',
  'SameGroup',
  'CommitClosed',
  'CommitmentMismatch',
  'VerdictImpossible',
  'NotCommitted',
];
const ALREADY = 'AlreadyRevealed';

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
export async function advanceVerdict(components: Components, audit: AuditRecord): Promise<AuditRecord['state']> {
  const { chain, audits } = components;
  const { operatorId, epoch, checked, failed, verdictRoot: root, salt, uri } = audit;
  const key = [BigInt(operatorId), BigInt(epoch)];
  const send = (functionName: string, args: readonly unknown[]) =>
    chain.send({ contract: 'spotCheck', functionName, args: [...key, ...args] });
  const save = async (state: AuditRecord['state']) => {
    await audits.save({ ...audit, state });
    return state;
  };
  try {
    if (audit.state === 'decided') {
      await send('commit', [commitmentOf(audit, chain.account.address)]);
      await save('committed');
    }
    await send('reveal', [checked, failed, root, salt, uri]);
    return await save('revealed');
  } catch (error) {
    if (!(error instanceof TransactionRefusedError)) throw error;
    if (error.errorName === ALREADY) return save('revealed');
    // A crash between sending and noting it leaves a commitment of ours on chain: then only the reveal is left.
    if (error.errorName === 'GroupCommitted' && (await revealAgain(send, audit))) return save('revealed');
    if (FINAL.includes(error.errorName)) return save('closed');
    throw error;
  }
}

async function revealAgain(send: (name: string, args: readonly unknown[]) => Promise<unknown>, audit: AuditRecord) {
  const { checked, failed, verdictRoot: root, salt, uri } = audit;
  try {
    await send('reveal', [checked, failed, root, salt, uri]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefusedError) return error.errorName === ALREADY;
    throw error;
  }
}
