import { queryIndex } from '../../../client/graphql.ts';
import { poll } from '../../../client/poll.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../progress.ts';

type Loss = { readonly register: string; readonly before: number; readonly after: number };

export type AdapterModel = {
  readonly id: number;
  readonly uri: string;
  readonly weightsHash: `0x${string}`;
  readonly listRoot: string;
  readonly attributionRoot: string;
  readonly transaction: string;
  readonly policy: { readonly id: number } | null;
  readonly run: {
    readonly id: number;
    readonly snapshotRoot: string;
    readonly uri: string;
    readonly transaction: string;
  } | null;
  readonly losses: readonly Loss[];
  readonly attribution: readonly { readonly contributor: string; readonly basisPoints: number }[];
  readonly card: Readonly<Record<string, unknown>> | null;
};

const ADAPTERS = `{ models(kind: "adapter", first: 20) { nodes { id uri weightsHash listRoot attributionRoot transaction
  policy { id } run { id snapshotRoot uri transaction } losses { register before after }
  attribution { contributor basisPoints } card } } }`;

/** The adapter that was trained under a policy, once the index holds it and its card. */
export async function readAdapter(context: Context, policyId: number): Promise<AdapterModel | null> {
  const { models } = await queryIndex<{ models: { nodes: readonly AdapterModel[] } }>(
    context.commons.graphqlUrl,
    ADAPTERS,
  );
  return models.nodes.find((it) => it.policy?.id === policyId && it.card !== null) ?? null;
}

/** Step 6: the trainer saw the ratified mixture on chain and trained; a stranger's recomputation agrees with its list. */
export async function awaitTraining(context: Context, votes: Evidence): Promise<Evidence> {
  const policyId = Number(votes.policyAfter);
  context.note(`the trainer works on policy ${policyId}`);
  const model = await poll({ what: 'the adapter', timeoutMs: 180_000, everyMs: 500, signal: context.signal }, () =>
    readAdapter(context, policyId),
  );
  const { rpcUrl, apiUrls } = context.commons;
  const { auditRun } = await import('../../../audit/run.ts');
  const audit = await auditRun({
    rpcUrl,
    gateways: apiUrls,
    modelId: model.id,
    contracts: context.deployment.contracts,
  });
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
