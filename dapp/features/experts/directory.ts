import { z } from 'zod';

const expert = z.object({
  id: z.string(),
  kind: z.string(),
  domain: z.string(),
  /** False while the gate leaves it alone because it failed lately. */
  isOpen: z.boolean(),
});

const node = z.object({
  peerId: z.string(),
  operator: z.number(),
  roles: z.array(z.string()),
  queue: z.number(),
  capacity: z.number(),
  experts: z.array(expert),
});

/** What a gate answers at /v1/directory; fields that this page does not show may come and go. */
export const directorySchema = z.object({ nodes: z.array(node) });

export type DirectoryNode = z.infer<typeof node>;
