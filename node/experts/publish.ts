import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { encodeManifest } from '../../protocol/blocks/expertManifest.ts';
import { toContentUri } from '../../protocol/contentUri.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import type { Storage } from '../storage/storage.ts';
import type { ExpertVersion, ServedExpert } from './expert.ts';
import type { RegisteredExperts } from './expertFold.ts';

export type PublisherComponents = {
  readonly chain: Pick<Chain, 'send'>;
  readonly follower: Pick<Follower, 'reached'>;
  readonly experts: Pick<RegisteredExperts, 'ofOperator'>;
  readonly storage: Pick<Storage, 'put'>;
  readonly operatorId: number;
};

/** Registers a version on chain and gives the expert to serve. The chain is written only when the manifest changed. */
export type PublishExpert = (version: ExpertVersion, centroids: readonly Uint8Array[]) => Promise<ServedExpert>;

/** Creates the publisher of one operator's experts: one per domain, found again on chain after a restart. */
export function createPublisher(components: PublisherComponents): PublishExpert {
  const { chain, follower, experts, storage, operatorId } = components;
  let last: Promise<unknown> = Promise.resolve();

  const register = async (domain: string, hash: Hex, cid: CID): Promise<bigint> => {
    const uri = toContentUri(cid);
    const contract = 'expertRegistry';
    const found = experts.ofOperator(operatorId, domain);
    if (found?.manifestHash === hash) return BigInt(found.expertId);
    const { blockNumber } = found
      ? await chain.send({ contract, functionName: 'updateManifest', args: [BigInt(found.expertId), hash, uri] })
      : await chain.send({ contract, functionName: 'publish', args: [domain, hash, uri] });
    await follower.reached(blockNumber);
    const registered = experts.ofOperator(operatorId, domain);
    if (!registered) throw new ExpertMissingError(domain);
    return BigInt(registered.expertId);
  };

  const publish: PublishExpert = async (version, centroids) => {
    const { bytes, cid, digest: hash } = encodeManifest(version.manifest);
    await storage.put(bytes, 'dag-cbor');
    const expertId = await register(version.manifest.domain, hash, cid);
    return { expertId, manifestCid: cid, version, centroids };
  };

  // One at a time, so that the same domain is never published twice.
  return (version, centroids) => {
    const mine = last.then(() => publish(version, centroids));
    last = mine.catch(() => undefined);
    return mine;
  };
}

export class ExpertMissingError extends BaseError {
  override readonly name = 'ExpertMissingError';
  override readonly kind = 'missing';
  constructor(domain: string) {
    super('The chain does not show the expert that was just published.', {
      values: { domain },
      hint: 'Check that all nodes behind rpcUrl are in step.',
    });
  }
}
