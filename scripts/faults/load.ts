import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../client/createClient.ts';
import { fromAccount } from '../../client/signer.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import type { People } from '../local/people.ts';
import { quotedLate } from './account.ts';

/** A deposit that a gate acknowledged. */
export type Promised = {
  readonly id: string;
  /** A word that stands in no other text. */
  readonly mark: string;
  readonly logId: number;
  /** When the chain was told of its withdrawal (milliseconds), and who withdrew. */
  withdrawnAt: number | null;
};

export type Load = {
  readonly promised: readonly Promised[];
  /** Quotations later than ten seconds after the withdrawal. */
  readonly quotedLate: () => readonly string[];
  readonly counts: () => Counts;
  readonly stop: () => Promise<void>;
};

/** What was asked and deposited so far. A refusal that says nothing is one that only names a broken connection. */
type Counts = Readonly<Record<'answered' | 'deposited' | 'refused' | 'slowestRefusalMs' | 'unexplained', number>>;

const DEPOSIT_EVERY_MS = 700;
const WITHDRAW_ONE_IN = 5;
const ASK_MS = 60_000;

/** Starts to ask, deposit and withdraw, and goes on through every error until it is stopped. */
export function startLoad(client: Client, people: People, seed: number): Load {
  const promised: Promised[] = [];
  const late = new Set<string>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const writers = people.contributors.map(({ account }) => client.as(fromAccount(account)));
  const counts = { answered: 0, deposited: 0, refused: 0, slowestRefusalMs: 0, unexplained: 0 };

  const timed = async (kind: 'answered' | 'deposited', work: (limit: AbortSignal) => Promise<void>) => {
    const started = performance.now();
    try {
      await work(AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]));
      counts[kind] += 1;
    } catch (error) {
      if (signal.aborted) return;
      counts.refused += 1;
      if (!(error instanceof BaseError)) counts.unexplained += 1;
      counts.slowestRefusalMs = Math.max(counts.slowestRefusalMs, performance.now() - started);
    }
  };
  const loop = async (pauseMs: number, work: (turn: number) => Promise<void>) => {
    for (let turn = 0; !signal.aborted; turn += 1) {
      await work(turn);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  };

  const depositing = loop(DEPOSIT_EVERY_MS, (turn) =>
    timed('deposited', async (limit) => {
      const writer = writers[turn % writers.length] as Client;
      const mark = `Quill${seed}x${turn}q`;
      const text = `The keeper of turn ${turn} is named ${mark}. ${'The reeds keep what the river says. '.repeat(12)}`;
      const how = { register: 'narrative', tier: 'public', rights: ALL_RIGHTS } as const;
      const { id, receipt } = await writer.deposit({ ...how, text, signal: limit });
      const made: Promised = { id, mark, logId: receipt.logId, withdrawnAt: null };
      promised.push(made);
      if (turn % WITHDRAW_ONE_IN !== 0) return;
      await writer.withdraw({ id, signal: limit });
      made.withdrawnAt = Date.now();
    }),
  );
  const searching = loop(100, (turn) =>
    timed('answered', async (limit) => {
      const gone = promised.filter((it) => it.withdrawnAt !== null);
      const among = turn % 2 === 0 && gone.length > 0 ? gone : promised;
      const wanted = among[(turn * 7919) % Math.max(1, among.length)];
      const query = wanted ? `the keeper named ${wanted.mark}` : 'who keeps the ferry';
      const asked = Date.now();
      const { passages } = await client.search({ query, limit: 5, signal: limit });
      const deposits = passages.map(({ deposit }) => deposit);
      for (const id of quotedLate(promised, { asked, deposits })) late.add(id);
    }),
  );
  const asking = loop(500, () =>
    timed('answered', async (limit) => {
      await client.ask({ question: 'What do the reeds keep?', maxTokens: 16, signal: limit });
    }),
  );

  return {
    promised,
    quotedLate: () => [...late],
    counts: () => ({ ...counts }),
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([depositing, searching, asking]);
    },
  };
}
