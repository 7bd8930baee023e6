import { setTimeout as sleep } from 'node:timers/promises';
import { readHeads, readLeaves } from '../../audit/readLog.ts';
import { createSource } from '../../audit/source.ts';
import type { Client } from '../../client/createClient.ts';
import { fetchBlock } from '../../client/fetchBlock.ts';
import { decodeCore } from '../../protocol/blocks/core.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Promised } from './load.ts';

/** What became of every promise. */
export type Account = {
  /** Acknowledged, and in no anchored log, or without its text although nobody withdrew it. */
  readonly lost: readonly string[];
  /** Deposits with more than one place in the logs. */
  readonly doubled: readonly string[];
  /** Withdrawn, and their ciphertext is still served. */
  readonly kept: readonly string[];
};

const SETTLE_MS = 90_000;
const LOOK_EVERY_MS = 5_000;

/** Holds every promise against chain and blocks; what is still missing is looked for again until the time to settle is over. */
export async function account(client: Client, promised: readonly Promised[]): Promise<Account> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const found = await look(client, promised).catch((cause: unknown) => {
      if (Date.now() > until) throw cause;
      return null;
    });
    const isSettled = found && found.lost.length + found.kept.length === 0;
    if (found && (isSettled || Date.now() > until)) return found;
    await sleep(LOOK_EVERY_MS);
  }
}

async function look({ endpoints }: Client, promised: readonly Promised[]): Promise<Account> {
  const { rpcUrl, contracts, apiUrls: gateways } = endpoints;
  const source = createSource({ rpcUrl, contracts, gateways });
  const places = new Map<string, number>();
  for (const logId of new Set(promised.map((it) => it.logId))) {
    const { leaves } = await readLeaves(source, { logId, heads: await readHeads(source, { logId }) });
    for (const { cid } of leaves) places.set(cid.toString(), (places.get(cid.toString()) ?? 0) + 1);
  }
  const isServed = async ({ id }: Promised): Promise<boolean> => {
    const { ciphertext } = decodeCore(await fetchBlock(gateways, fromDepositId(id)));
    return fetchBlock(gateways, ciphertext).then(
      () => true,
      () => false,
    );
  };
  const served = new Set<string>();
  for (const each of promised) if (await isServed(each).catch(() => false)) served.add(each.id);
  return judge(promised, {
    placesOf: (id) => places.get(fromDepositId(id).toString()) ?? 0,
    isServed: (id) => served.has(id),
  });
}

type Found = { readonly placesOf: (id: string) => number; readonly isServed: (id: string) => boolean };

/** Holds every promise against what was found. */
export function judge(promised: readonly Promised[], { placesOf, isServed }: Found): Account {
  const isLost = ({ id, withdrawnAt }: Promised) => placesOf(id) === 0 || (withdrawnAt === null && !isServed(id));
  return {
    lost: promised.filter(isLost).map(({ id }) => id),
    doubled: promised.filter(({ id }) => placesOf(id) > 1).map(({ id }) => id),
    kept: promised.filter(({ id, withdrawnAt }) => withdrawnAt !== null && isServed(id)).map(({ id }) => id),
  };
}

/** Waits until more work is sealed on chain than now: what an outage held up goes on. False when the time to settle is over. */
export async function isWorkSealed({ endpoints }: Client): Promise<boolean> {
  const { rpcUrl, contracts, apiUrls: gateways } = endpoints;
  const source = createSource({ rpcUrl, contracts, gateways });
  const count = () => source.events({ contract: 'receiptBook', eventName: 'Sealed' }).then((seals) => seals.length);
  let before: number | null = null;
  for (const until = Date.now() + SETTLE_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const seals = await count().catch(() => null);
    if (before !== null && seals !== null && seals > before) return true;
    before ??= seals;
  }
  return false;
}

/** A quotation of what was withdrawn this long ago is one too many. */
const GRACE_MS = 10_000;

/** Deposits that an answer quotes although they were withdrawn well before it was asked for (Unix milliseconds). */
export function quotedLate(
  promised: readonly Promised[],
  { asked, deposits }: { readonly asked: number; readonly deposits: readonly string[] },
): readonly string[] {
  const isLate = ({ id, withdrawnAt }: Promised) =>
    withdrawnAt !== null && asked > withdrawnAt + GRACE_MS && deposits.includes(id);
  return promised.filter(isLate).map(({ id }) => id);
}

/** What a run of faults ends with. */
export type Report = {
  readonly seed: number;
  readonly faults: number;
  readonly deposits: number;
  readonly withdrawn: number;
  readonly answered: number;
  readonly deposited: number;
  readonly refused: number;
  /** Refusals that are no sentence of ours. */
  readonly unexplained: number;
  readonly slowestRefusalMs: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly quotedAfterWithdrawal: readonly string[];
  readonly servedAfterWithdrawal: readonly string[];
  /** Faults during which nothing was answered that should have been, or after which something did not come back. */
  readonly broken: readonly string[];
  readonly stillUp: boolean;
};

/** 0 only where something was promised, and every promise was kept. */
export function exitCodeOf(report: Report): 0 | 1 {
  const { lost, doubled, quotedAfterWithdrawal, servedAfterWithdrawal, broken } = report;
  const isKept = [lost, doubled, quotedAfterWithdrawal, servedAfterWithdrawal, broken].every(
    ({ length }) => length === 0,
  );
  return isKept && report.stillUp && report.deposits > 0 ? 0 : 1;
}
