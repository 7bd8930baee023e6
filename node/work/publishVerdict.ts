import { bytesToHex } from 'viem';
import { encodeVerdictList, type ReceiptVerdict } from '../../protocol/blocks/verdictList.ts';
import { toContentUri } from '../../protocol/contentUri.ts';
import { commitmentOf, countVerdicts, verdictRoot } from '../../protocol/work/verdictTree.ts';
import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import type { AuditRecord, Audits } from '../journal/audits.ts';
import type { Storage } from '../storage/storage.ts';
import type { Seat } from './auditFold.ts';

type Components = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'account'>;
  readonly audits: Audits;
  readonly storage: Pick<Storage, 'put'>;
  /** Unix seconds. */
  readonly now: () => number;
};

/** Refusals after which this verdict can never be committed or revealed: the hours are over, or the audit went on. */
const FINAL = {
  spotCheck: ['PhaseClosed', 'AuditNotOpen', 'NotOnPanel', 'CommitmentMismatch', 'VerdictImpossible'],
} satisfies Refusals;

/** Refused by the hour alone. */
const CLOSED = { spotCheck: ['PhaseClosed'] } satisfies Refusals;

/** Fixes what the verdict of a seat is, before anything of it is sent: after a crash the same one is sent again. */
export async function decideVerdict(
  { audits, storage }: Pick<Components, 'audits' | 'storage'>,
  { key, stage, operatorId, number, isRun }: Seat,
  { count, verdicts }: { readonly count: number; readonly verdicts: readonly ReceiptVerdict[] },
): Promise<AuditRecord> {
  const cid = await storage.put(encodeVerdictList({ operatorId, epoch: number, verdicts }).bytes, 'dag-cbor');
  const record: AuditRecord = {
    ...{ key, stage, operatorId, number, isRun, count },
    ...countVerdicts(verdicts),
    verdictRoot: verdictRoot(number, verdicts),
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    uri: toContentUri(cid),
    state: 'decided',
  };
  await audits.save(record);
  return record;
}

/** Commits or reveals a decided verdict when it is time for it; call it again until the state is final. */
export async function advanceVerdict(
  components: Components,
  seat: Pick<Seat, 'commitUntil' | 'revealUntil'>,
  audit: AuditRecord,
): Promise<AuditRecord['state']> {
  const { audits, now } = components;
  const save = async (state: AuditRecord['state']) => {
    await audits.save({ ...audit, state });
    return state;
  };
  const time = now();
  try {
    if (audit.state === 'decided') {
      // A crash between sending and noting it leaves a commitment on chain that the reveal opens; sent again it is the same.
      if (time >= seat.commitUntil) return await reveal(components, audit, seat, save);
      const args = [audit.key, commitmentOf(audit, components.chain.account.address)] as const;
      await components.chain.send({ contract: 'spotCheck', functionName: 'commit', args });
      return await save('committed');
    }
    if (audit.state === 'committed' && time >= seat.commitUntil) return await reveal(components, audit, seat, save);
    return audit.state;
  } catch (error) {
    if (!isRefusedWith(error, FINAL)) throw error;
    // The clock of the chain lags behind ours: what it calls too early is asked again.
    return now() < seat.revealUntil && isRefusedWith(error, CLOSED) ? audit.state : save('missed');
  }
}

type Save = (state: AuditRecord['state']) => Promise<AuditRecord['state']>;

async function reveal(
  { chain, now }: Components,
  audit: AuditRecord,
  { revealUntil }: Pick<Seat, 'revealUntil'>,
  save: Save,
): Promise<AuditRecord['state']> {
  const { key, checked, failed, verdictRoot: root, salt, uri } = audit;
  if (await hasRevealed(chain, audit)) return save('revealed');
  if (now() >= revealUntil) return save('missed');
  await chain.send({ contract: 'spotCheck', functionName: 'reveal', args: [key, checked, failed, root, salt, uri] });
  return save('revealed');
}

/** Tells whether the chain holds a finding of this account in the newest seat that it has in an audit. */
async function hasRevealed({ read, account }: Components['chain'], { key }: AuditRecord): Promise<boolean> {
  const [self, [verifiers, findings]] = await Promise.all([
    read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [account.address] }),
    read({ contract: 'spotCheck', functionName: 'seats', args: [key] }),
  ]);
  return findings[verifiers.lastIndexOf(self)] !== 0;
}
