import { type Command, InvalidArgumentError } from 'commander';
import { auditLog, auditRun } from '../../audit/audit.ts';
import type { AuditReport } from '../../audit/report.ts';
import type { Endpoints } from '../../client/connection.ts';
import { addAccusations } from './accuse.ts';
import { type CommonsFlags, looksAtCommons, openCommons, print } from './commons.ts';

/** `tilth audit`: recompute what the commons claims, from the chain and content-addressed blocks alone, and prove what is false. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('recompute what the commons claims, and prove what is false');
  const add = (name: string, text: string, run: (id: number, where: Endpoints) => Promise<AuditReport>) =>
    looksAtCommons(audit.command(name).argument('<id>', text, parseId)).action(
      async (id: number, flags: CommonsFlags) => {
        const verdict = await run(id, (await openCommons(flags)).endpoints);
        print(verdict, flags.json === true);
        if (!verdict.ok) process.exitCode = 1;
      },
    );
  add('run', 'model id of an adapter', (modelId, where) => auditRun({ ...toSource(where), modelId }));
  add('log', 'log id (the operator that keeps it)', (logId, where) => auditLog({ ...toSource(where), logId }));
  addAccusations(audit);
}

function toSource({ rpcUrl, contracts, apiUrls }: Endpoints) {
  return { rpcUrl, contracts, gateways: apiUrls };
}

function parseId(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('An id is a whole number.');
  return Number(value);
}
