import { z } from 'zod';
import { contractAddresses } from '../deployment.ts';
import { address, bytes32, positive } from '../scalars.ts';
import type { Route } from './route.ts';

/** A public test account; only ever set on a local chain. */
export const developmentAccount = z.object({
  name: z.string(),
  address,
  privateKey: bytes32,
  roles: z.array(z.string()).default([]),
});

/** A test account as JSON shows it. */
export type DevelopmentAccount = z.infer<typeof developmentAccount>;

/** A page may name web addresses only: nothing that a browser would run or open as a file. */
const web = z.url({ protocol: /^https?$/ });

/** Where a commons lives: what its page answers at `/config.json`. */
export const configuration = z.object({
  chainId: positive,
  rpcUrl: web,
  graphqlUrl: web,
  /** Gates, the first to be asked first. */
  apiUrls: z.array(web).min(1),
  contracts: contractAddresses,
  development: z.object({ accounts: z.array(developmentAccount) }).nullable(),
});

/** The description of a commons as JSON shows it. */
export type Configuration = z.infer<typeof configuration>;

/** The door to the description of a commons. */
export const configurationRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/config.json',
    summary: 'Tells where this commons lives',
    answers: { 200: { says: 'Its addresses', json: configuration } },
    refusals: { 503: 'The commons is not up yet' },
  },
];
