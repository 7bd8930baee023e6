import type { Hex } from 'viem';
import { openRegisteredExperts } from '../../../node/experts/expertFold.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { createFeed, createSend, emitted } from '../chain/feed.ts';

/** An ExpertRegistry in memory, and a publisher's view of it. */
export function createMemoryRegistry(operatorId = 1) {
  const experts = openRegisteredExperts(openJournal(':memory:'));
  const { mine, follower } = createFeed([experts.fold]);
  const manifests = new Map<bigint, { readonly hashes: Hex[] }>();
  let sent = 0;
  const send = createSend((functionName, args) => {
    sent += 1;
    if (functionName === 'publish') {
      const [domain, manifestHash, uri] = args as [string, Hex, string];
      const expertId = BigInt(manifests.size + 1);
      manifests.set(expertId, { hashes: [manifestHash] });
      const published = { expertId, operatorId: BigInt(operatorId), domain, manifestHash, uri };
      return mine(emitted('expertRegistry', 'ExpertPublished', published));
    }
    const [expertId, manifestHash, uri] = args as [bigint, Hex, string];
    manifests.get(expertId)!.hashes.push(manifestHash);
    return mine(emitted('expertRegistry', 'ManifestUpdated', { expertId, manifestHash, uri }));
  });
  return { publishing: { chain: { send }, follower, experts, operatorId }, manifests, sent: () => sent };
}
