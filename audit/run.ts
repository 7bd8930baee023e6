import { checkRun } from './checkRun.ts';
import { createSource, type SourceOptions } from './createSource.ts';
import { type AuditReport, writeReport } from './report.ts';

/** Recomputes the run behind an adapter from chain and blocks alone: yes, or the first difference. */
export function auditRun({ modelId, ...options }: SourceOptions & { readonly modelId: number }): Promise<AuditReport> {
  return writeReport((ledger) => checkRun(createSource(options), { modelId }, ledger));
}
