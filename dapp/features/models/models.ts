import { z } from 'zod';
import { address } from '../../../protocol/scalars.ts';

const model = z.object({
  id: z.number(),
  kind: z.string(),
  weightsHash: z.string(),
  uri: z.string(),
  registeredAt: z.number(),
  transaction: z.string(),
  base: z.object({ id: z.number() }).nullable(),
  run: z.object({ id: z.number(), snapshotRoot: z.string() }).nullable(),
  policy: z.object({ id: z.number() }).nullable(),
  listRoot: z.string().nullable(),
  losses: z.array(z.object({ register: z.string(), before: z.number().nullable(), after: z.number().nullable() })),
  attribution: z.array(z.object({ contributor: address, basisPoints: z.number(), claimed: z.boolean() })),
  containsWithdrawn: z.number(),
});

export type Model = z.infer<typeof model>;

/** What the index answers to `modelsQuery`. */
export const modelsAnswer = z.object({ models: z.object({ nodes: z.array(model), totalCount: z.number() }) });

/** Bases and adapters, newest first. */
export const modelsQuery = /* GraphQL */ `
  query Models($first: Int!) {
    models(first: $first) {
      totalCount
      nodes {
        id kind weightsHash uri registeredAt transaction listRoot containsWithdrawn
        base { id } run { id snapshotRoot } policy { id }
        losses { register before after }
        attribution { contributor basisPoints claimed }
      }
    }
  }
`;
