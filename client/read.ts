import { type ReleasesAnswer, releasesAnswer, type ShownDeposit, shownDeposit } from '../protocol/http/deposits.ts';
import type { Connection } from './connection.ts';
import { askGates } from './gateway.ts';

/** The deposit that is asked about. */
export type DepositQuestion = {
  /** `sub:` identifier. */
  readonly id: string;
  readonly signal?: AbortSignal;
};

/**
 * Reads where a deposit stands: its log and place, what it allows, whether it is anchored or withdrawn.
 * @throws GateRefusedError with status 404 when no gate holds it
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { tier, anchored } = await client.read({ id: 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' });
 */
export function read({ endpoints }: Connection, { id, signal }: DepositQuestion): Promise<ShownDeposit> {
  return askGates(endpoints.apiUrls, { path: depositPath(id), schema: shownDeposit, signal });
}

/**
 * Reads to whom the key of a deposit was given, when, and what the chain named them for.
 * @throws GateRefusedError with status 404 when no gate holds it
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * for (const { requester, warrant } of (await client.releases({ id })).releases) console.log(requester, warrant);
 */
export function releases({ endpoints }: Connection, { id, signal }: DepositQuestion): Promise<ReleasesAnswer> {
  return askGates(endpoints.apiUrls, { path: `${depositPath(id)}/releases`, schema: releasesAnswer, signal });
}

/** Where a gate keeps a deposit. */
export function depositPath(id: string): string {
  return `/v1/deposits/${encodeURIComponent(id)}`;
}
