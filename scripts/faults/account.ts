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
  const placesOf = ({ id }: Promised) => places.get(fromDepositId(id).toString()) ?? 0;
  const isServed = async ({ id }: Promised): Promise<boolean> => {
    const { ciphertext } = decodeCore(await fetchBlock(gateways, fromDepositId(id)));
    return fetchBlock(gateways, ciphertext).then(
      () => true,
      () => false,
    );
  };
  const served = new Map<Promised, boolean>();
  for (const each of promised) served.set(each, await isServed(each).catch(() => false));
  const isLost = (it: Promised) => placesOf(it) === 0 || (it.withdrawnAt === null && !served.get(it));
  return {
    lost: promised.filter(isLost).map(({ id }) => id),
    doubled: promised.filter((it) => placesOf(it) > 1).map(({ id }) => id),
    kept: promised.filter((it) => it.withdrawnAt !== null && served.get(it)).map(({ id }) => id),
  };
}
