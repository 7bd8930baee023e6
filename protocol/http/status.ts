import { z } from 'zod';
import { positive } from '../scalars.ts';
import type { Route } from './route.ts';

/** One of the steps that a new commons goes through, and how far it has come. */
export const step = z.object({
  step: positive,
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  ms: z.number(),
  note: z.string(),
  /** Numbers, strings, lists, and objects of them. */
  evidence: z.record(z.string(), z.unknown()),
});

/** A step as JSON shows it. */
export type Step = z.infer<typeof step>;

/** What the page of a commons answers at `/status`, and sends at `/events` whenever it changes. */
export const commonsStatus = z.object({ ready: z.boolean(), steps: z.array(step) });

/** The state of a new commons as JSON shows it. */
export type CommonsStatus = z.infer<typeof commonsStatus>;

/** The doors to the steps of a new commons. */
export const statusRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/status',
    summary: 'Tells how far the commons has come',
    answers: { 200: { says: 'Its steps', json: commonsStatus } },
  },
  {
    method: 'get',
    path: '/events',
    summary: 'Follows how far the commons has come',
    answers: { 200: { says: 'Its steps, at once and at each change', events: commonsStatus } },
  },
];
