import {
  HttpRequestError,
  ResponseBodyTooLargeError,
  RpcRequestError,
  TimeoutError,
  BaseError as ViemError,
} from 'viem';
import type { BlockMark } from '../journal/follower.ts';
import type { BlockReader, Header, PlacedEvent } from './blockReader.ts';

/** Events of the blocks after the cursor, and the block they lead to. */
export type RangeRead = { readonly events: readonly PlacedEvent[]; readonly end: BlockMark };

type Options = { readonly from: bigint; readonly cursor: BlockMark | null; readonly head: Header };

/**
 * Creates what reads the next range towards a head, proven to continue what the cursor ends.
 * It asks for everything, for less when the RPC refuses that, and for more again when it does not.
 * Null when the chain does not hold the cursor, or changed meanwhile.
 */
export function createRangeReader(reader: BlockReader): (options: Options) => Promise<RangeRead | null> {
  let span: bigint | null = null;

  const eventsBetween = async (from: bigint, to: bigint): Promise<readonly PlacedEvent[] | null> => {
    const events = await orRefused(reader.eventsBetween(from, to), { isLast: from === to });
    if (!events) span = (to - from + 1n) / 2n;
    else if (span !== null) span += span / 8n + 1n;
    return events;
  };

  return async ({ from, cursor, head }) => {
    if (from > head.number) return null;
    // The hash names the block itself, so that nothing can change between the questions.
    if (from === head.number && (!cursor || head.parentHash === cursor.hash)) {
      const events = head.isEmpty ? [] : await orRefused(reader.eventsIn(head.hash));
      const isOfHead = (it: PlacedEvent) => it.blockHash === head.hash && it.blockNumber === head.number;
      if (events?.every(isOfHead)) return { events, end: head };
    }
    for (;;) {
      const to: bigint = span === null || from + span > head.number ? head.number : from + span - 1n;
      const end = to === head.number ? head : await reader.block(to);
      const events = await eventsBetween(from, to);
      if (!events) continue;
      // The end was read before the events and the cursor is read after them. So they are of a branch that holds the
      // cursor, and when it is not the branch of the end, the end is not found on the chain the next time.
      if (cursor && (await reader.block(cursor.number))?.hash !== cursor.hash) return null;
      const isPlaced = ({ blockNumber, blockHash }: PlacedEvent) =>
        blockNumber === to ? blockHash === end?.hash : from <= blockNumber && blockNumber < to;
      return end && events.every(isPlaced) ? { events, end } : null;
    }
  };
}

/** Null when the RPC refuses a question, unless there is none smaller. */
async function orRefused<T>(answer: Promise<T>, { isLast = false } = {}): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isLast || !isRefusal(error)) throw error;
    return null;
  }
}

/** The RPC answers, but not this question: too many blocks, too many events, or too long to look for them. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ViemError)) return false;
  const refused = error.walk(
    (it) =>
      it instanceof RpcRequestError ||
      it instanceof TimeoutError ||
      it instanceof ResponseBodyTooLargeError ||
      (it instanceof HttpRequestError && it.status !== undefined && it.status < 500 && it.status !== 429),
  );
  return refused !== null;
}
