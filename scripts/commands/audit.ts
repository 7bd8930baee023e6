import { type Command, InvalidArgumentError } from 'commander';
import { fetchCommons } from '../../client/commons.ts';
import { print } from './output.ts';

type Flags = { readonly commons: string; readonly json?: boolean };

/** `tilth audit run|log`: recompute what the commons claims, from the chain and content-addressed blocks alone. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('recompute what the commons claims');
  const add = (
    name: string,
    text: string,
    run: (id: number, flags: Flags) => Promise<{ ok: boolean; reason: string }>,
  ) =>
    audit
      .command(name)
      .argument('<id>', text, parseId)
      .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
      .option('--json', 'one JSON object on standard output')
      .action(async (id: number, flags: Flags) => {
        const verdict = await run(id, flags);
        print(verdict, flags.json === true);
        if (!verdict.ok) process.exitCode = 1;
      });
  add('run', 'model id of an adapter', async (modelId, flags) => {
    const { rpcUrl, apiUrls, ...commons } = await fetchCommons(flags.commons);
    const { auditRun } = await import('../../audit/run.ts');
    return auditRun({ rpcUrl, gateways: apiUrls, modelId, contracts: commons.contracts });
  });
  add('log', 'log id (the operator that keeps it)', async (logId, flags) => {
    const { rpcUrl, apiUrls, ...commons } = await fetchCommons(flags.commons);
    const { auditLog } = await import('../../audit/log.ts');
    return auditLog({ rpcUrl, gateways: apiUrls, logId, contracts: commons.contracts });
  });
}

function parseId(value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError('An id is a whole number.');
  return Number(value);
}
