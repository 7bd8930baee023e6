import { blockRoutes } from './blocks.ts';
import { classifyRoutes } from './classify.ts';
import { completionRoutes } from './completions.ts';
import { configurationRoutes } from './configuration.ts';
import { depositRoutes } from './deposits.ts';
import { directoryRoutes } from './directory.ts';
import { healthRoutes } from './health.ts';
import { modelRoutes } from './models.ts';
import type { Route } from './route.ts';
import { searchRoutes } from './search.ts';
import { statusRoutes } from './status.ts';
import { workReceiptRoutes } from './workReceipts.ts';

/** Programs that serve HTTP, each with its doors. */
export type Surface = { readonly title: string; readonly description: string; readonly routes: readonly Route[] };

/** What a node serves; a node without the role of a log or a gate leaves the doors of that role out. */
export const NODE: Surface = {
  title: 'Tilth node',
  description: 'Deposits, questions and their answers, receipts, and the blocks behind them.',
  routes: [
    ...healthRoutes,
    ...blockRoutes,
    ...depositRoutes,
    ...completionRoutes,
    ...modelRoutes,
    ...classifyRoutes,
    ...searchRoutes,
    ...workReceiptRoutes,
    ...directoryRoutes,
  ],
};

/** What the page of a commons serves beside itself. */
export const PAGE: Surface = {
  title: 'Tilth page',
  description: 'Where a commons lives and how far it has come.',
  routes: [...configurationRoutes, ...statusRoutes],
};
