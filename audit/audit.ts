import { checkLog } from './checkLog.ts';
import { checkRun, type RunAudit } from './checkRun.ts';
import { type AuditReport, type Ledger, writeReport } from './report.ts';
import { type AuditSource, createSource, type SourceOptions } from './source.ts';

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
  return writeReport((ledger) => checkRun(openSource(options, ledger), { modelId, replay }, ledger));
}

/**
 * Checks that a deposit log only ever grew, that its batches lead to every anchored root, and that every deposit in it is
 * signed by its contributor. Receipts of the log, where someone has them, must agree with it.
 * @example
 * import { auditLog } from 'tilth/audit';
 * import { createClient } from 'tilth/client';
 *
 * const { endpoints } = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { rpcUrl, contracts, apiUrls: gateways } = endpoints;
 * const { ok, checks } = await auditLog({ rpcUrl, contracts, gateways, logId: 1 });
 * for (const { name, detail } of checks) console.log(name, detail);
 */
export function auditLog({ logId, receipts, ...options }: LogOptions): Promise<AuditReport> {
  return writeReport(async (ledger) => {
    await checkLog(openSource(options, ledger), { logId, ...(receipts && { receipts }) }, ledger);
    return 'everything agrees';
  });
}

/** A source whose gates are named in the report when they lie. */
function openSource(options: SourceOptions, { note }: Ledger): AuditSource {
  return createSource({
    onAltered: (gateway, what) => note(`lie of ${gateway}`, `other bytes than ${what}`),
    ...options,
  });
}

/** A log, by the number of its operator, and receipts to hold against it. */
export type LogOptions = SourceOptions & { readonly logId: number; readonly receipts?: readonly unknown[] };
