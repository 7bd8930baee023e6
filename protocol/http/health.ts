import { z } from 'zod';
import type { Route } from './route.ts';

/** What a node answers that is up. */
export const health = z.object({ ok: z.literal(true) });

/** The answer of a node that is up. */
export type Health = z.infer<typeof health>;

/** The doors that every node has. */
export const healthRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'Tells that the node is up',
    answers: { 200: { says: 'It is', json: health } },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'Describes what this node serves',
    answers: { 200: { says: 'An OpenAPI 3.1 document', json: z.looseObject({ openapi: z.string() }) } },
  },
];
