import { type Command, InvalidArgumentError } from 'commander';
import { auditLog, auditRun } from '../../audit/audit.ts';
import type { AuditReport } from '../../audit/report.ts';
import { addAccusations } from './accuse.ts';
import { type CommonsFlags, looksAtCommons, openCommons, print } from './commons.ts';
import { readReceipt } from './dispute.ts';

/** `tilth audit`: recompute what the commons claims, from the chain and content-addressed blocks alone, and prove what is false. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('recompute what the commons claims, and prove what is false');
  looksAtCommons(audit.command('run').argument('<id>', 'model id of an adapter', parseId)).action(
    async (modelId: number, flags: CommonsFlags) =>
      show(await auditRun({ ...(await openSource(flags)), modelId }), flags),
  );
  looksAtCommons(audit.command('log').argument('<id>', 'log id (the operator that keeps it)', parseId))
    .option('--receipt <file...>', 'receipts of the log, which must agree with it')
    .action(async (logId: number, { receipt: files = [], ...flags }: LogFlags) => {
      const receipts = files.map(readReceipt);
      show(await auditLog({ ...(await openSource(flags)), logId, receipts }), flags);
    });
  addAccusations(audit);
}

type LogFlags = CommonsFlags & { readonly receipt?: readonly string[] };

function show(verdict: AuditReport, { json }: CommonsFlags): void {
  print(verdict, json === true);
  if (!verdict.ok) process.exitCode = 1;
}

async function openSource(flags: CommonsFlags) {
  const { rpcUrl, contracts, apiUrls } = (await openCommons(flags)).endpoints;
  return { rpcUrl, contracts, gateways: apiUrls };
}

function parseId(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('An id is a whole number.');
  return Number(value);
}
