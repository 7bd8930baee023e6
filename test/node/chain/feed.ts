import { type Hash, zeroHash } from 'viem';
import type { Chain } from '../../../node/chain/chain.ts';
import type { Fold, Follower } from '../../../node/chain/follower.ts';
import type { EventArgs, EventName } from '../../../protocol/abi/calls.ts';
import type { ContractName } from '../../../protocol/deployment.ts';

export type Emitted = { readonly contract: ContractName; readonly eventName: string; readonly args: unknown };

/** An event with the types of its contract's ABI. */
export function emitted<C extends ContractName, E extends EventName<C>>(
  contract: C,
  eventName: E,
  args: EventArgs<C, E>,
): Emitted {
  return { contract, eventName, args };
}

/** Gives events to folds as the follower would, each call one block; and a follower that is always caught up. */
export function createFeed(folds: readonly Fold[], firstBlock = 1n) {
  let block = firstBlock - 1n;
  const listeners = new Set<Parameters<Follower['onCommitted']>[0]>();
  const head = () => ({ number: block, timestamp: 1_700_000_000n + block });
  const mine = (...events: readonly Emitted[]): bigint => {
    block += 1n;
    const changed = new Set<string>();
    for (const [logIndex, event] of events.entries()) {
      for (const { name, handlers } of folds) {
        for (const handler of handlers) {
          if (handler.contract !== event.contract || handler.eventName !== event.eventName) continue;
          handler.apply({ ...event, blockNumber: block, transactionHash: zeroHash as Hash, logIndex } as never);
          changed.add(name);
        }
      }
    }
    for (const listener of listeners) listener({ head: head(), changed });
    return block;
  };
  const follower: Follower = {
    start: () => {},
    stop: async () => {},
    head,
    age: () => 0,
    caughtUp: async () => {},
    reached: async () => {},
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    mine,
    follower,
    block: () => block,
    /** Takes the newest blocks back, as a reorganisation does. */
    undo: (blocks: number): void => {
      block -= BigInt(blocks);
      for (const { undo } of folds) undo(block + 1n);
    },
  };
}

/** What an in-memory contract answers to transactions: the block that they are in. */
export function createSend(answer: (functionName: string, args: readonly unknown[]) => bigint): Chain['send'] {
  const send = async (call: { functionName: string; args?: readonly unknown[] }) => ({
    blockNumber: answer(call.functionName, call.args ?? []),
  });
  return send as never;
}
