import { type Command, InvalidArgumentError } from 'commander';
import { auditLog, auditRun } from '../../audit/audit.ts';
import type { AuditReport } from '../../audit/report.ts';
import { addAccusations } from './accuse.ts';
import { type CommonsFlags, looksAtCommons, openCommons, print } from './commons.ts';
import { describeAudit } from './describeAudit.ts';
import { readReceipt } from './dispute.ts';

/** `tilth audit`: recompute what the commons claims, from the chain and content-addressed blocks alone, and prove what is false. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('recompute what the commons claims, and prove what is false');
  looksAtCommons(audit.command('run').argument('<id>', 'model id of an adapter', parseId))
    .option(
      '--replay [segments]',
      'train so many drawn segments again, or all, from the texts that anyone may read',
      parseMost,
    )
    .option('--base <folder>', 'the base that it was trained over, if it is not the one that ships')
    .action(async (modelId: number, { replay: most, base, ...flags }: RunFlags) => {
      const source = await openSource(flags);
      // Models are run by node/, which is large: it is loaded only where they are.
      const open = async () => (await import('./replay.ts')).openReplay(source.gateways, { most: toMost(most), base });
      show(await auditRun({ ...source, modelId, replay: most === undefined ? undefined : await open() }), flags);
    });
  looksAtCommons(audit.command('log').argument('<id>', 'log id (the operator that keeps it)', parseId))
    .option('--receipt <file...>', 'receipts of the log, which must agree with it')
    .action(async (logId: number, { receipt: files = [], ...flags }: LogFlags) => {
      const receipts = files.map(readReceipt);
      show(await auditLog({ ...(await openSource(flags)), logId, receipts }), flags);
    });
  addAccusations(audit);
}

type RunFlags = CommonsFlags & { readonly replay?: number | true; readonly base?: string };
type LogFlags = CommonsFlags & { readonly receipt?: readonly string[] };

function show(verdict: AuditReport, { json }: CommonsFlags): void {
  if (json) print(verdict, true);
  else process.stdout.write(`${describeAudit(verdict, process.stdout.columns)}\n`);
  if (!verdict.ok) process.exitCode = 1;
}

async function openSource(flags: CommonsFlags) {
  const { rpcUrl, contracts, apiUrls } = (await openCommons(flags)).endpoints;
  return { rpcUrl, contracts, gateways: apiUrls };
}

/** Without a number, one segment is trained again. */
function toMost(most: number | true | undefined): number | undefined {
  return most === true ? 1 : most;
}

function parseMost(value: string): number {
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError('Give a number of segments, or "all".');
  return Number(value);
}

function parseId(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('An id is a whole number.');
  return Number(value);
}
