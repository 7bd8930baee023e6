import { BaseError } from '../../../protocol/errors/BaseError.ts';
import type { Source } from './imports.ts';

/** Part of a walk inside one program: the files that it enters by, and the rooms that it passes. */
type Leg = { readonly from: readonly string[]; readonly rooms: readonly string[] };

/** One way through the house, from the person's door to where its effect shows. */
export type Walk = {
  readonly name: string;
  readonly legs: readonly Leg[];
  readonly target: number;
  /** The same rule on the tree before, and there by hand. */
  readonly peer: string;
};

/** Read on every walk, so they tell nothing about one. */
const EVERYWHERE = /^protocol\/(abi|errors)\/|[sS]calars\.ts$/;

/**
 * Doors and rooms of three walks. A leg begins at the files whose functions are called (from outside, or through a port
 * that joins fill in, which imports do not show).
 */
export const WALKS: readonly Walk[] = [
  {
    name: 'a deposit',
    target: 41,
    peer: '67 (62 by hand)',
    legs: [
      { from: ['scripts/commands/deposit.ts'], rooms: ['scripts/commands/', 'client/', 'protocol/'] },
      {
        from: [
          'node/api/deposits.ts',
          'node/deposits/accept.ts',
          'node/deposits/anchor.ts',
          'node/deposits/depositReceipts.ts',
          'node/deposits/pinElsewhere.ts',
          'node/deposits/pinServer.ts',
          'node/storage/createStorage.ts',
          'node/journal/deposits.ts',
          'node/deposits/headFold.ts',
          'node/chain/sender.ts',
        ],
        rooms: ['node/api/', 'node/deposits/', 'node/journal/', 'node/storage/', 'node/chain/', 'protocol/'],
      },
      {
        from: [
          'indexer/events/deposits.ts',
          'indexer/content/batches.ts',
          'indexer/content/cores.ts',
          'indexer/api/resolvers/deposits.ts',
        ],
        rooms: ['indexer/events/', 'indexer/content/', 'indexer/api/', 'protocol/'],
      },
      { from: ['dapp/pages/DepositsPage.tsx'], rooms: ['dapp/features/deposits/', 'dapp/api/'] },
    ],
  },
  {
    name: 'a question',
    target: 47,
    peer: '68 (71 by hand)',
    legs: [
      { from: ['dapp/pages/AskPage.tsx'], rooms: ['dapp/features/gates/', 'dapp/api/'] },
      {
        from: [
          'node/api/openai.ts',
          'node/gates/ask.ts',
          'node/gates/attempt.ts',
          'node/gates/callExpert.ts',
          'node/gates/directory.ts',
          'node/gates/learn.ts',
          'node/network/exchanges.ts',
        ],
        rooms: ['node/api/', 'node/gates/', 'node/network/', 'protocol/'],
      },
      {
        from: [
          'node/network/exchanges.ts',
          'node/experts/serve.ts',
          'node/experts/kinds/decoder.ts',
          'node/experts/kinds/retrieval.ts',
          'node/runtime/decoder.ts',
          'node/runtime/decoderWorker.ts',
        ],
        rooms: ['node/experts/', 'node/runtime/', 'node/network/', 'protocol/'],
      },
    ],
  },
  {
    name: 'a run',
    target: 48,
    peer: '74 (73 by hand)',
    legs: [
      {
        from: ['node/training/run/trainer.ts', 'node/training/sandbox/runJob.ts'],
        rooms: [
          'node/training/run/',
          'node/training/sandbox/',
          'node/deposits/',
          'node/models/publish/',
          'node/models/card/',
          'node/models/adapter/',
          'protocol/',
        ],
      },
      { from: ['node/training/sandbox/job.ts'], rooms: ['node/training/', 'node/models/'] },
      {
        from: ['node/experts/followAdapters.ts'],
        rooms: ['node/experts/', 'node/models/adapter/', 'protocol/'],
      },
    ],
  },
];

/** The files that a walk leads through: those that its doors import at run time, room by room. @throws NoDoorError */
export function filesOn({ legs }: Walk, tree: ReadonlyMap<string, Source>): ReadonlySet<string> {
  return new Set(legs.flatMap((leg) => [...filesOnLeg(leg, tree)]));
}

function filesOnLeg({ from, rooms }: Leg, tree: ReadonlyMap<string, Source>): ReadonlySet<string> {
  const found = new Set<string>();
  const enter = (file: string) => {
    const source = tree.get(file);
    if (!source) throw new NoDoorError(file);
    if (found.has(file)) return;
    found.add(file);
    const next = source.values.filter((it) => rooms.some((room) => it.startsWith(room)) && !EVERYWHERE.test(it));
    for (const it of next) enter(it);
  };
  for (const file of from) enter(file);
  return found;
}

class NoDoorError extends BaseError {
  override readonly name = 'NoDoorError';
  constructor(file: string) {
    super('A walk names a file that is not there.', {
      values: { file },
      hint: 'Say in scripts/bench/house/walks.ts where it went.',
    });
  }
}
