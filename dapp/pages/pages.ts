import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Screen } from '../routing/route.ts';

/** Each screen's code is loaded when it is first opened. */
export const pages: Readonly<Record<Screen, LazyExoticComponent<ComponentType>>> = {
  overview: lazy(() => import('./OverviewPage.tsx')),
  deposit: lazy(() => import('./DepositPage.tsx')),
  deposits: lazy(() => import('./DepositsPage.tsx')),
  ask: lazy(() => import('./AskPage.tsx')),
  governance: lazy(() => import('./GovernancePage.tsx')),
  experts: lazy(() => import('./ExpertsPage.tsx')),
  models: lazy(() => import('./ModelsPage.tsx')),
  audit: lazy(() => import('./AuditPage.tsx')),
};
