import type { ChainEvent, EventName } from '../../protocol/abi/calls.ts';
import type { ContractName } from '../../protocol/deployment.ts';
import type { Journal } from '../journal/journal.ts';

/** The newest block of the chain that is known. */
export type Head = {
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
};

/** What a fold does with one kind of event. */
export type FoldHandler = {
  readonly contract: ContractName;
  readonly eventName: string;
  readonly apply: (event: never) => void;
};

/** A domain's view of the chain: rows in the journal, made from events and nothing else. */
export type Fold = {
  readonly name: string;
  /** Raised when the rows are made otherwise; all folds are then made again from the first block. */
  readonly version: number;
  /** Write rows, synchronously: the events of a range and the cursor behind them are one transaction. */
  readonly handlers: readonly FoldHandler[];
  /** Deletes the rows of this block and all later ones: the chain no longer holds them. */
  readonly undo: (fromBlock: bigint) => void;
};

/** A handler of a fold; the event's arguments are those of the contract's ABI. */
export function on<C extends ContractName, E extends EventName<C>>(
  contract: C,
  eventName: E,
  apply: (event: ChainEvent<C, E>) => void,
): FoldHandler {
  return { contract, eventName, apply };
}

/** What a listener is told after rows changed or the head moved. */
export type Commit = {
  readonly head: Head;
  /** Names of the folds that were given events or lost some. */
  readonly changed: ReadonlySet<string>;
};

type Waiting = { readonly signal?: AbortSignal };

/** Follows the chain for all folds of a program: every event once and in order, and back again when the chain goes back. */
export type Follower = {
  readonly start: () => void;
  /** Ends the following; a step that runs is waited for. */
  readonly stop: () => Promise<void>;
  /** The newest block known, without a request. @throws NotFollowedYetError before the first look */
  readonly head: () => Head;
  /** Milliseconds since the chain was asked for what is folded now; infinite before the first look. */
  readonly age: () => number;
  /** Resolves when everything up to the head at the time of the call is folded. @throws when the chain cannot be read */
  readonly caughtUp: (options?: Waiting) => Promise<void>;
  /** Resolves when this block is folded: what one's own transaction did can then be read. */
  readonly reached: (blockNumber: bigint, options?: Waiting) => Promise<void>;
  /** Calls a listener after each commit, outside its transaction; the result ends it. */
  readonly onCommitted: (listener: (commit: Commit) => void) => () => void;
};

/** The undo of a fold whose rows are only ever added and carry their block: what later blocks added goes. */
export function dropRows(
  { database }: Pick<Journal, 'database'>,
  ...tables: readonly string[]
): (from: bigint) => void {
  const drops = tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE block >= ?`));
  return (from) => {
    for (const drop of drops) drop.run(from);
  };
}
