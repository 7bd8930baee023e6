import type { Address } from 'viem';
import { contributorAccount, decodeCore } from '../protocol/blocks/core.ts';
import { fromDepositId } from '../protocol/manifest/identifier.ts';
import type { Connection } from './connection.ts';
import { fetchBlock } from './fetchBlock.ts';
import type { DepositQuestion } from './read.ts';

/**
 * The account that deposited a text, out of its manifest: any node that keeps a copy gives it, also while the gate that
 * took the deposit is away, and no gate can name another. @throws BlockUnavailableError
 */
export async function contributorOf({ endpoints }: Connection, { id, signal }: DepositQuestion): Promise<Address> {
  return contributorAccount(decodeCore(await fetchBlock(endpoints.apiUrls, fromDepositId(id), { signal })));
}
