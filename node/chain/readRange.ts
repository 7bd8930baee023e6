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
 * Creates what reads the next range towards a head, proven to be one history with both the cursor and the head's chain.
 * It asks for everything, for less when the RPC refuses that, and for more again when it does not.
 * Null when the chain changed before or while it was read.
 */
export function createRangeReader(reader: BlockReader): (options: Options) => Promise<RangeRead | null> {
  let span: bigint | null = null;

  const eventsBetween = async (from: bigint, to: bigint): Promise<readonly PlacedEvent[] | null> => {
    try {
      const events = await reader.eventsBetween(from, to);
      if (span !== null) span += span / 8n + 1n;
      return events;
    } catch (error) {
      if (from === to || !isRefusal(error)) throw error;
      span = (to - from + 1n) / 2n;
      return null;
    }
  };

  return async ({ from, cursor, head }) => {
    // The hash names the block itself, so that nothing can change between the questions.
    if (from === head.number && (!cursor || head.parentHash === cursor.hash)) {
      return { events: head.isEmpty ? [] : await reader.eventsIn(head.hash), end: head };
    }
    for (;;) {
      const to: bigint = span === null || from + span > head.number ? head.number : from + span - 1n;
      const end = to === head.number ? head : await reader.block(to);
      if (cursor && (await reader.block(cursor.number))?.hash !== cursor.hash) return null;
      const events = await eventsBetween(from, to);
      if (!events) continue;
      const isOneHistory =
        end !== null &&
        (await reader.block(to))?.hash === end.hash &&
        events.every(({ blockNumber, blockHash }) => blockNumber !== to || blockHash === end.hash);
      return isOneHistory ? { events, end } : null;
    }
  };
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
