import { z } from 'zod';
import { poll } from '../../../client/poll.ts';
import { bytes32 } from '../../../protocol/scalars.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../progress.ts';

const adapter = z.object({
  id: z.number(),
  uri: z.string(),
  weightsHash: bytes32,
  listRoot: z.string().nullable(),
  transaction: z.string(),
  policy: z.object({ id: z.number() }).nullable(),
  run: z.object({ id: z.number(), snapshotRoot: z.string() }).nullable(),
  losses: z.array(z.object({ register: z.string(), before: z.number(), after: z.number() })),
  attribution: z.array(z.object({ contributor: z.string() })),
  card: z.unknown(),
});

const answer = z.object({ models: z.object({ nodes: z.array(adapter) }) });

export type AdapterModel = z.infer<typeof adapter>;
type Loss = AdapterModel['losses'][number];

const ADAPTERS = `{ models(kind: "adapter", first: 20) { nodes { id uri weightsHash listRoot transaction
  policy { id } run { id snapshotRoot } losses { register before after }
  attribution { contributor } card } } }`;

/** The adapter that was trained under a policy, once the index holds it and its card. */
export async function readAdapter(context: Context, policyId: number): Promise<AdapterModel | null> {
  const { models } = await context.commons.query({ query: ADAPTERS, schema: answer });
  return models.nodes.find((it) => it.policy?.id === policyId && it.card !== null) ?? null;
}

/** Step 6: the trainer saw the ratified mixture on chain and trained; a stranger's recomputation agrees with its list. */
export async function awaitTraining(context: Context, votes: Evidence): Promise<Evidence> {
  const policyId = Number(votes.policyAfter);
  context.note(`the trainer works on policy ${policyId}`);
  const model = await poll({ what: 'the adapter', timeoutMs: 180_000, everyMs: 500, signal: context.signal }, () =>
    readAdapter(context, policyId),
  );
  const { rpcUrl, apiUrls: gateways, contracts } = context.commons.endpoints;
  const { auditRun } = await import('../../../audit/audit.ts');
  const audit = await auditRun({ rpcUrl, gateways, contracts, modelId: model.id });
  if (!audit.ok) throw new Error(`the run does not recompute: ${audit.reason}`);
  const mean = (pick: (loss: Loss) => number) =>
    model.losses.reduce((sum, it) => sum + pick(it), 0) / Math.max(1, model.losses.length);
  return {
    policyId,
    runId: model.run?.id ?? null,
    modelId: model.id,
    snapshotRoot: model.run?.snapshotRoot ?? null,
    listRoot: model.listRoot,
    losses: Object.fromEntries(model.losses.map((it) => [it.register, { before: it.before, after: it.after }])),
    meanLossBefore: mean((it) => it.before),
    meanLossAfter: mean((it) => it.after),
    card: model.uri,
    recomputed: audit.reason,
    transaction: model.transaction,
  };
}
