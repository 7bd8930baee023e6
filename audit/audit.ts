import { checkLog } from './checkLog.ts';
import { checkRun, type RunAudit } from './checkRun.ts';
import { type AuditReport, writeReport } from './report.ts';
import { createSource, type SourceOptions } from './source.ts';

/**
 * Recomputes the run behind an adapter from chain and blocks alone, and with `replay` its training from the texts that the
 * caller may read: how far it agrees, or the first difference.
 * @example
 * import { auditRun } from 'tilth/audit';
 * import { createClient } from 'tilth/client';
 *
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { rpcUrl, contracts, apiUrls: gateways } = endpoints;
 * const { ok, reason } = await auditRun({ rpcUrl, contracts, gateways, modelId: 2 });
 * console.log(ok, reason);
 */
export function auditRun({ modelId, replay, ...options }: SourceOptions & RunAudit): Promise<AuditReport> {
  return writeReport((ledger) => checkRun(createSource(options), { modelId, replay }, ledger));
}

/**
 * Checks that a deposit log only ever grew and that its batches lead to every anchored root.
 * @example
 * import { auditLog } from 'tilth/audit';
 * import { createClient } from 'tilth/client';
 *
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { rpcUrl, contracts, apiUrls: gateways } = endpoints;
 * const { ok, checks } = await auditLog({ rpcUrl, contracts, gateways, logId: 1 });
 * for (const { name, detail } of checks) console.log(name, detail);
 */
export function auditLog({ logId, ...options }: SourceOptions & { readonly logId: number }): Promise<AuditReport> {
  return writeReport(async (ledger) => {
    await checkLog(createSource(options), { logId }, ledger);
    return 'everything agrees';
  });
}
