import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import { encodeManifest } from '../../protocol/blocks/expertManifest.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { Chain } from '../chain/chain.ts';
import type { Storage } from '../storage/storage.ts';
import type { ExpertVersion, ServedExpert } from './expert.ts';

export type PublisherComponents = {
  readonly chain: Pick<Chain, 'read' | 'send' | 'events'>;
  readonly storage: Pick<Storage, 'put'>;
  readonly operatorId: bigint;
};

/** Registers a version on chain and gives the expert to serve. The chain is written only when the manifest changed. */
export type PublishExpert = (version: ExpertVersion, centroids: readonly Uint8Array[]) => Promise<ServedExpert>;

type OnChain = { readonly domain: string; readonly manifestHash: Hex; readonly status: number };

const ACTIVE = 1;

/** Creates the publisher of one operator's experts: one per domain, found again on chain after a restart. */
export function createPublisher({ chain, storage, operatorId }: PublisherComponents): PublishExpert {
  const known = new Map<string, bigint>();
  let last: Promise<unknown> = Promise.resolve();

  const find = async (domain: string): Promise<{ expertId: bigint; manifestHash: Hex } | null> => {
    const contract = 'expertRegistry';
    const args = { operatorId };
    const published = await chain.events<{ expertId: bigint; domain: string }>({
      contract,
      eventName: 'ExpertPublished',
      args,
    });
    const ids = published.filter((event) => event.args.domain === domain).map((event) => event.args.expertId);
    for (const expertId of known.has(domain) ? [known.get(domain) ?? 0n] : ids.reverse()) {
      const expert = await chain.read<OnChain>({ contract, functionName: 'expert', args: [expertId] });
      if (expert.status === ACTIVE) return { expertId, manifestHash: expert.manifestHash };
    }
    return null;
  };

  const register = async (domain: string, hash: Hex, cid: CID): Promise<bigint> => {
    const uri = `ipfs://${cid}`;
    const found = await find(domain);
    if (found?.manifestHash === hash) return found.expertId;
    if (found) {
      const args = [found.expertId, hash, uri];
      await chain.send({ contract: 'expertRegistry', functionName: 'updateManifest', args });
      return found.expertId;
    }
    await chain.send({ contract: 'expertRegistry', functionName: 'publish', args: [domain, hash, uri] });
    const created = await find(domain);
    if (!created) throw new ExpertMissingError(domain);
    return created.expertId;
  };

  const publish: PublishExpert = async (version, centroids) => {
    const { bytes, cid, hash } = await encodeManifest(version.manifest);
    await storage.put(bytes, 'dag-cbor');
    const { domain } = version.manifest;
    const expertId = await register(domain, hash, cid);
    known.set(domain, expertId);
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
