import { queryIndex } from '../../../client/graphql.ts';
import { poll } from '../../../client/poll.ts';
import type { Context } from '../context.ts';
import type { Evidence } from '../progress.ts';
import { type Made, readMade } from './deposit.ts';

type Found = {
  readonly deposits: {
    readonly totalCount: number;
    readonly nodes: readonly Indexed[];
    readonly pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
};

export type Indexed = {
  readonly id: string;
  readonly label: string;
  readonly register: string;
  readonly declaredTier: string;
  readonly notice: string;
  readonly licence: string;
  readonly contributor: string;
  readonly lineage: readonly { readonly kind: string; readonly deposit: string }[];
};

const DEPOSITS = `query ($after: String) { deposits(first: 200, after: $after) { totalCount
  nodes { id label register declaredTier notice licence contributor lineage { kind deposit } }
  pageInfo { endCursor hasNextPage } } }`;

const AROUND = `query ($id: ID!) { provenance(id: $id) { nodes { id type prov } edges { relation from to } } }`;

/** Step 3: the indexer, which reads only the chain and hash-checked blocks, holds every deposit of this run. */
export async function findInGraph(context: Context): Promise<Evidence> {
  const made = readMade(context).filter((it) => it.answer);
  const found = await poll(
    { what: 'the indexer to hold every deposit', timeoutMs: 30_000, signal: context.signal },
    async () => {
      const indexed = await readIndexed(context);
      context.note(`${indexed.size} of ${made.length} deposits in the graph`);
      return made.every((it) => indexed.has(it.id)) ? indexed : null;
    },
  );
  const altered = made.filter((it) => differs(it, found.get(it.id)));
  if (altered.length > 0)
    throw new Error(`the index changed what was deposited: ${altered.map((it) => it.id).join(', ')}`);
  const graph = await around(context, made[0]?.id ?? '');
  return { indexed: made.length, altered: 0, example: made[0]?.id ?? null, ...graph };
}

/** Every deposit in the index, by identifier. */
export async function readIndexed(context: Context): Promise<Map<string, Indexed>> {
  const indexed = new Map<string, Indexed>();
  let after: string | null = null;
  for (;;) {
    const page: Found = await queryIndex<Found>(context.commons.graphqlUrl, DEPOSITS, { after });
    for (const node of page.deposits.nodes) indexed.set(node.id, node);
    if (!page.deposits.pageInfo.hasNextPage) return indexed;
    after = page.deposits.pageInfo.endCursor;
  }
}

async function around(context: Context, id: string): Promise<Evidence> {
  type Graph = { provenance: { nodes: readonly { type: string }[]; edges: readonly { relation: string }[] } | null };
  const { provenance } = await queryIndex<Graph>(context.commons.graphqlUrl, AROUND, { id });
  return {
    graphNodes: provenance?.nodes.length ?? 0,
    relations: [...new Set(provenance?.edges.map((it) => it.relation))],
  };
}

function differs(made: Made, indexed: Indexed | undefined): boolean {
  return (
    indexed?.register !== made.register || indexed.declaredTier !== made.tier || indexed.label !== made.contributor
  );
}
