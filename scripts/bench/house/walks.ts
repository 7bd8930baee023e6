import type { Source } from './imports.ts';
import { filesReached } from './reach.ts';

/** Part of a walk inside one program: the doors that it enters by, `FILE#FUNCTION` or a whole file, and its rooms. */
type Leg = {
  readonly from: readonly string[];
  readonly rooms: readonly string[];
  /** Files that only list their neighbours, such as all verbs: passed, and left by the doors that `from` names. */
  readonly through?: readonly string[];
};

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
 * Doors and rooms of three walks. A leg begins at the functions that are called from outside or through a port that the
 * roles fill in, which imports do not show.
 */
export const WALKS: readonly Walk[] = [
  {
    name: 'a deposit',
    target: 41,
    peer: '65 (62 by hand)',
    legs: [
      {
        from: [
          'scripts/commands/deposit.ts#addOne',
          'client/deposit.ts#deposit',
          'client/receipt.ts#receipt',
          'client/verify.ts#verify',
        ],
        through: ['client/createClient.ts'],
        rooms: ['scripts/commands/', 'client/', 'protocol/'],
      },
      {
        from: [
          'node/api/deposits.ts#createDepositRoutes',
          'node/deposits/accept.ts#createAccept',
          'node/deposits/anchor.ts#createAnchorer',
          'node/deposits/depositReceipts.ts#createReceipts',
          'node/deposits/pins.ts',
          'node/deposits/headFold.ts#openAnchoredHeads',
          'node/storage/createStorage.ts#createStorage',
          'node/journal/deposits.ts#openDepositJournal',
          'node/chain/sender.ts#createSender',
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
      {
        from: ['dapp/pages/DepositsPage.tsx', 'client/queryIndex.ts#queryIndex'],
        through: ['client/createClient.ts'],
        rooms: ['dapp/features/deposits/', 'dapp/api/', 'client/'],
      },
    ],
  },
  {
    name: 'a question',
    target: 47,
    peer: '69 (71 by hand)',
    legs: [
      {
        from: ['dapp/pages/AskPage.tsx', 'client/ask.ts#ask'],
        through: ['client/createClient.ts'],
        rooms: ['dapp/features/gates/', 'dapp/api/', 'client/'],
      },
      {
        from: [
          'node/api/openai.ts#createOpenAiRoutes',
          'node/gates/ask.ts#createAsk',
          'node/gates/attempt.ts#createAttempts',
          'node/gates/callExpert.ts#createCallExpert',
          'node/gates/directory.ts#createDirectory',
          'node/gates/learn.ts#createLearner',
          'node/network/exchanges.ts#callPeer',
        ],
        rooms: ['node/api/', 'node/gates/', 'node/network/', 'protocol/'],
      },
      {
        from: [
          'node/network/exchanges.ts#serveProtocol',
          'node/experts/serve.ts#createExpertServer',
          'node/experts/issueReceipt.ts',
          'node/experts/kinds/decoder.ts',
          'node/experts/kinds/retrieval.ts',
          'node/runtime/decoder.ts#createDecoder',
          'node/runtime/decoderWorker.ts',
        ],
        through: ['node/experts/kinds/kinds.ts'],
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
        from: ['node/training/run/trainer.ts#createTrainer', 'node/training/sandbox/runJob.ts#runJob'],
        rooms: [
          'node/training/run/',
          'node/training/sandbox/',
          'node/deposits/',
          'node/models/publish/',
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

/** The files that a walk leads through: those whose functions its doors use, room by room. @throws NoPlaceError */
export function filesOn({ legs }: Pick<Walk, 'legs'>, tree: ReadonlyMap<string, Source>): ReadonlySet<string> {
  const reached = legs.map(({ from, rooms, through = [] }) =>
    filesReached({
      tree,
      from,
      enters: (file) => rooms.some((room) => file.startsWith(room)) && !EVERYWHERE.test(file),
      leaves: (file) => !through.includes(file),
    }),
  );
  return new Set(reached.flatMap((files) => [...files]));
}
