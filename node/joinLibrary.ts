import type { ConsentInForce } from './deposits/consentFold.ts';
import { createReadLogs, type ReadLogs } from './deposits/readLogs.ts';
import type { ReleaseKeys } from './deposits/releaseKeys.ts';
import { createRequestKeys, type RequestKeys } from './deposits/requestKeys.ts';
import { createLibrary, type Library } from './experts/library.ts';
import type { Ports } from './ports.ts';

export type JoinedLibrary = {
  readonly library: Library;
  readonly readLogs: ReadLogs;
  readonly requestKeys: RequestKeys;
};

/** Joins reading of deposits: manifests from chain and blocks, texts by grants of custodians. */
export function joinLibrary(
  ports: Ports,
  deposits: { readonly consent: ConsentInForce; readonly release: ReleaseKeys | null },
  custodians: () => readonly string[],
): JoinedLibrary {
  const { chain, follower, views, network, storage, onTrouble } = ports;
  const readLogs = createReadLogs({ follower, heads: views.heads, storage, onTrouble });
  const requestKeys = createRequestKeys({
    network,
    account: chain.account,
    chainId: chain.chainId,
    consentRegistry: chain.deployment.contracts.consentRegistry,
    custodians,
    ...(deposits.release ? { release: deposits.release } : {}),
  });
  const library = createLibrary({ readLogs, consent: deposits.consent, requestKeys, get: storage.get });
  return { library, readLogs, requestKeys };
}
