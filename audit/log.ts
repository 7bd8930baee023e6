import { checkLog } from './checkLog.ts';
import { createSource, type SourceOptions } from './createSource.ts';
import { type AuditReport, writeReport } from './report.ts';

/** Checks that a deposit log only ever grew and that its batches lead to every anchored root. */
export function auditLog({ logId, ...options }: SourceOptions & { readonly logId: number }): Promise<AuditReport> {
  return writeReport((ledger) => checkLog(createSource(options), { logId }, ledger));
}
