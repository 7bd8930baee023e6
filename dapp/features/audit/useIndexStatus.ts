import { z } from 'zod';
import { useIndex } from '../../api/useIndex.ts';

const answer = z.object({
  status: z.object({
    block: z.number(),
    blockTime: z.number().nullable(),
    lag: z.number(),
    pendingBlocks: z.number(),
    problem: z.string().nullable(),
    counts: z.record(z.string(), z.union([z.number(), z.string()])),
  }),
  logs: z.array(
    z.object({ id: z.number(), size: z.number(), root: z.string(), anchoredAt: z.number(), indexed: z.number() }),
  ),
});

export type IndexStatus = z.infer<typeof answer>;

const query = /* GraphQL */ `
  query IndexStatus {
    status {
      block blockTime lag pendingBlocks problem
      counts { deposits withdrawn contributors bytes operators experts people proposals runs adapters receipts }
    }
    logs { id size root anchoredAt indexed }
  }
`;

/** How far the index has come, and the heads of all deposit logs. */
export function useIndexStatus() {
  return useIndex({ key: 'status', query, schema: answer });
}
