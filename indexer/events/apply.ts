import { chainEvent } from '../store/tables/chain.ts';
import type { Write } from '../store/write.ts';
import { creditHandlers } from './credits.ts';
import { decodeLog, type RawLog } from './decodeLog.ts';
import { depositHandlers } from './deposits.ts';
import { disputeHandlers } from './disputes.ts';
import type { Handlers, Position } from './event.ts';
import { expertHandlers } from './experts.ts';
import { governanceHandlers } from './governance.ts';
import { identityHandlers } from './identity.ts';
import { modelHandlers } from './models.ts';
import { toJson } from './toJson.ts';
import { trainingHandlers } from './training.ts';
import { workHandlers } from './work.ts';

/** A log of one of our contracts, not decoded yet. */
export type ChainLog = Position & RawLog;

const domains: readonly Handlers[] = [
  identityHandlers,
  depositHandlers,
  expertHandlers,
  workHandlers,
  creditHandlers,
  governanceHandlers,
  trainingHandlers,
  modelHandlers,
  disputeHandlers,
];

/** Turns one log into rows, its own record first. Logs of events that the index does not read give nothing. */
export function applyLog(write: Write, log: ChainLog): void {
  const event = decodeLog(log);
  if (!event) return;
  const position = { block: log.block, logIndex: log.logIndex, time: log.time, transaction: log.transaction };
  write(chainEvent, { ...position, contract: log.contract, name: event.eventName, arguments: toJson(event.args) });
  for (const domain of domains) {
    const handlers = domain[log.contract] as Readonly<Record<string, LooseApply>> | undefined;
    handlers?.[event.eventName]?.(write, event.args, position);
  }
}

/** The types of a name and its arguments fit each other because both come from one ABI. */
type LooseApply = (write: Write, args: unknown, position: Position) => void;
