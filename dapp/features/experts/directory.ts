import { z } from 'zod';

/** What a gate answers at /v1/directory; fields that this page does not show may come and go. */
const expert = z.object({
  expertId: z.coerce.number(),
  kind: z.string(),
  domain: z.string(),
  adapterHash: z.string().nullish(),
});

const node = z.object({
  peerId: z.string(),
  operatorId: z.coerce.number(),
  roles: z.array(z.string()),
  queue: z.number(),
  capacity: z.number(),
  expiresAt: z.number(),
  api: z.string().nullish(),
  experts: z.array(expert),
});

export const directorySchema = z.object({ nodes: z.array(node) });

export type DirectoryNode = z.infer<typeof node>;
export type DirectoryExpert = z.infer<typeof expert>;
