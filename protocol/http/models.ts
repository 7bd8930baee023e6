import { z } from 'zod';
import { count, expertKind } from '../scalars.ts';
import type { Route } from './route.ts';

/** A name that can be asked for, as OpenAI clients list it. */
export const shownModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: count,
  owned_by: z.string(),
  /** Tokens that a prompt and its answer may have together, for what writes. */
  context_length: count.optional(),
  /** Absent for selectors, behind which several experts stand. */
  tilth: z.object({ kind: expertKind, domain: z.string(), operator: count }).optional(),
});

/** A name as JSON shows it. */
export type ShownModel = z.infer<typeof shownModel>;

/** Every name that can be asked for. */
export const modelList = z.object({ object: z.literal('list'), data: z.array(shownModel) });

/** The list of names as JSON shows it. */
export type ModelList = z.infer<typeof modelList>;

/** The doors to names that can be asked for. */
export const modelRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/models',
    summary: 'Lists the names that can be asked for',
    answers: { 200: { says: 'The names', json: modelList } },
  },
  {
    method: 'get',
    path: '/v1/models/{id}',
    summary: 'Shows one name that can be asked for',
    answers: { 200: { says: 'The name', json: shownModel } },
    refusals: { 404: 'Nobody serves this model' },
  },
];
