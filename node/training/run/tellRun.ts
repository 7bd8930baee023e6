import type { Logger } from 'pino';
import { describe } from '../../trouble.ts';
import type { RunEvent } from './components.ts';

/** Writes what happens to a run into the node's log. */
export function tellRun(log: Pick<Logger, 'info' | 'warn'>, event: RunEvent): void {
  if (event.step === 'failed') log.warn({ policyId: event.policyId, cause: describe(event.error) }, 'training failed');
  else if (event.step === 'waiting') log.info({ policyId: event.policyId }, 'nothing to train on yet');
  else log.info(event, 'training');
}
