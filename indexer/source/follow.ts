import { setTimeout as wait } from 'node:timers/promises';
import { desc } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Deployment } from '../../protocol/deployment.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { rollBack } from '../store/rollBack.ts';
import type { Store } from '../store/store.ts';
import { blockMark } from '../store/tables/chain.ts';
import type { ChainIdentity, ChainReader } from './chainReader.ts';
import { commitRange } from './commitRange.ts';
import { findCommonAncestor } from './commonAncestor.ts';
import { ChainMovedError, readRange } from './readRange.ts';

const FIRST_SPAN = 200;
const MAX_SPAN = 10_000;
const MAX_BACK_OFF_MS = 10_000;
const MANY_LOGS = 5000;

/** What following the chain looks like from outside. */
export type FollowState = {
  /** The newest block the chain told of; null while it does not answer. */
  chainHead: number | null;
  problem: string | null;
};

export type FollowParts = {
  readonly reader: ChainReader;
  readonly store: Store;
  readonly deployment: Deployment;
  readonly logger: Logger;
  readonly pollMs: number;
  readonly state: FollowState;
};

/** Follows the chain until the signal; a chain that is down, changes or restarts is waited for, never fatal. */
export async function follow(parts: FollowParts, signal: AbortSignal): Promise<void> {
  const step = createStep(parts);
  let failures = 0;
  while (!signal.aborted) {
    let pause = parts.pollMs;
    try {
      if (await step()) pause = 0;
      if (failures > 0) parts.logger.info({ failures }, 'chain answers again');
      failures = 0;
      parts.state.problem = null;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      pause = Math.min(MAX_BACK_OFF_MS, parts.pollMs * 2 ** Math.min(failures, 6));
      report(parts, error, failures);
    }
    await wait(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** One step: undo what the chain no longer has, or read the next range. True when there may be more to do. */
export function createStep({ reader, store, deployment, logger, state }: FollowParts): () => Promise<boolean> {
  let known = false;
  let span = FIRST_SPAN;
  return async () => {
    try {
      const head = await reader.head();
      state.chainHead = head.number;
      const [mark] = await store.database.select().from(blockMark).orderBy(desc(blockMark.number)).limit(1);
      if (mark && (await reader.block(mark.number))?.hash !== mark.hash) {
        const ancestor = await findCommonAncestor(store.database, reader);
        await store.write((transaction) => rollBack(transaction, ancestor));
        logger.warn({ from: mark.number, to: ancestor }, 'rolled back: the chain has another history');
        return true;
      }
      const from = mark ? mark.number + 1 : deployment.block;
      if (from > head.number) return false;
      if (!known) assertSameChain(await reader.identify(), deployment);
      known = true;
      const range = { from, to: Math.min(head.number, from + span - 1) };
      const read = await readRange(reader, range, mark?.hash ?? null).catch((error: unknown) => {
        if (error instanceof ChainMovedError || range.from === range.to) throw error;
        logger.debug({ err: error, ...range }, 'range refused; trying a shorter one');
        return null;
      });
      if (!read) {
        span = Math.max(1, (range.to - range.from + 1) >> 2);
        return true;
      }
      await commitRange(store, read);
      logger.debug({ ...range, logs: read.logs.length }, 'indexed blocks');
      span = read.logs.length > MANY_LOGS ? Math.max(1, span >> 1) : Math.min(MAX_SPAN, span * 2);
      return range.to < head.number;
    } catch (error) {
      if (error instanceof ChainMovedError) return false;
      // A chain that went away may come back as another one.
      known = false;
      throw error;
    }
  };
}

function assertSameChain(found: ChainIdentity, { chainId, contracts }: Deployment): void {
  if (found.chainId !== chainId || !found.deployed) throw new OtherChainError(found, chainId, contracts.depositLog);
}

function report({ logger, state }: FollowParts, error: unknown, failures: number): void {
  if (!(error instanceof OtherChainError)) state.chainHead = null;
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  state.problem = error instanceof BaseError ? error.message : `The chain cannot be read at the moment: ${reason}`;
  if (failures === 1) logger.warn({ err: error }, 'chain cannot be read; trying again');
  else logger.debug({ err: error, failures }, 'chain still cannot be read');
}

export class OtherChainError extends BaseError {
  override readonly name = 'OtherChainError';
  override readonly kind = 'conflict';
  constructor(found: ChainIdentity, expected: number, depositLog: string) {
    super('The RPC serves another chain than the one of the deployment.', {
      values: { chainId: found.chainId, expected, depositLog, holdsContracts: found.deployed },
      hint: 'Point rpcUrl at the right chain, or deploy again and index with --rebuild.',
    });
  }
}
