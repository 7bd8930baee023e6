import { z } from 'zod';
import { poll } from '../../../client/poll.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../progress.ts';
import { type Made, readMade } from './deposit.ts';

const indexed = z.object({
  id: z.string(),
  label: z.string(),
  register: z.string(),
  declaredTier: z.string(),
  notice: z.string(),
  licence: z.string(),
  contributor: z.string(),
  lineage: z.array(z.object({ kind: z.string(), deposit: z.string() })),
});

export type Indexed = z.infer<typeof indexed>;

const found = z.object({
  deposits: z.object({
    nodes: z.array(indexed),
    pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  }),
});

const graph = z.object({
  provenance: z
    .object({
      nodes: z.array(z.object({ type: z.string() })),
      edges: z.array(z.object({ relation: z.string() })),
    })
    .nullable(),
});

const DEPOSITS = `query ($after: String) { deposits(first: 200, after: $after) {
  nodes { id label register declaredTier notice licence contributor lineage { kind deposit } }
  pageInfo { endCursor hasNextPage } } }`;

const AROUND = `query ($id: ID!) { provenance(id: $id) { nodes { id type prov } edges { relation from to } } }`;

/** Step 3: the indexer, which reads only the chain and hash-checked blocks, holds every deposit of this run. */
export async function findInGraph(context: Context): Promise<Evidence> {
  const made = readMade(context).filter((it) => it.answer);
  const held = await poll(
    { what: 'the indexer to hold every deposit', timeoutMs: 30_000, signal: context.signal },
    async () => {
      const all = await readIndexed(context);
      context.note(`${all.size} of ${made.length} deposits in the graph`);
      return made.every((it) => all.has(it.id)) ? all : null;
    },
  );
  const altered = made.filter((it) => differs(it, held.get(it.id)));
  if (altered.length > 0)
    throw new Error(`the index changed what was deposited: ${altered.map((it) => it.id).join(', ')}`);
  const example = made[0]?.id ?? null;
  return { indexed: made.length, altered: 0, example, ...(await around(context, example ?? '')) };
}

/** Every deposit in the index, by identifier. */
export async function readIndexed({ commons }: Context): Promise<Map<string, Indexed>> {
  const all = new Map<string, Indexed>();
  for (let after: string | null = null; ; ) {
    const variables: Readonly<Record<string, unknown>> = { after };
    const { nodes, pageInfo } = (await commons.query({ query: DEPOSITS, schema: found, variables })).deposits;
    for (const node of nodes) all.set(node.id, node);
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

async function around({ commons }: Context, id: string): Promise<Evidence> {
  const { provenance } = await commons.query({ query: AROUND, schema: graph, variables: { id } });
  return {
    graphNodes: provenance?.nodes.length ?? 0,
    relations: [...new Set(provenance?.edges.map((it) => it.relation))],
  };
}

function differs(made: Made, it: Indexed | undefined): boolean {
  return it?.register !== made.register || it.declaredTier !== made.tier || it.label !== made.contributor;
}
