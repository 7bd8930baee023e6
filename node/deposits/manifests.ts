import type { CID } from 'multiformats/cid';
import type { Address } from 'viem';
import { contributorAccount, coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import { findObjection, MOST_PARENTS } from '../../protocol/corpus/consent.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { fromDepositId, toDepositId } from '../../protocol/manifest/identifier.ts';
import type { Purpose } from '../../protocol/manifest/tier.ts';
import type { Storage } from '../storage/storage.ts';
import { within } from '../within.ts';
import type { ConsentInForce } from './consentFold.ts';
import type { Manifest } from './intake.ts';

/** A deposit that its contributor decides about: of this node's log, or of another. */
export type Subject = {
  /** `sub:` identifier. */
  readonly id: string;
  readonly contributor: Address;
  /** CID of the ciphertext. */
  readonly ciphertext: CID;
};

/** A deposit of another log, out of its manifest. */
export function toSubject({ id, core }: Pick<Manifest, 'id' | 'core'>): Subject {
  return { id, contributor: contributorAccount(core), ciphertext: core.ciphertext };
}

/** Finds the manifest of a deposit, on this node's disk or at peers; null when nobody gives it in time. */
export type FindManifest = (id: string) => Promise<Manifest | null>;

const FIND_MS = 5_000;
/** Looks at peers at the same time: whoever asks for what nobody has keeps no more of this node waiting. */
const LOOKS_AT_ONCE = 8;
/** What peers gave, or did not, is remembered for so many deposits; that nobody had one, for a minute. */
const REMEMBERED = 1_000;
const ABSENT_MS = 60_000;

/**
 * Creates what finds manifests, of this node's log and of others.
 * @throws BadIdentifierError for what names none, TooManyLooksError while too many are looked for at peers
 */
export function createFindManifest(storage: Pick<Storage, 'get' | 'has'>): FindManifest {
  const remembered = new Map<string, { readonly manifest: Manifest | null; readonly until: number }>();
  let looks = 0;
  const look = async (id: string, named: CID): Promise<Manifest | null> => {
    if (looks >= LOOKS_AT_ONCE) throw new TooManyLooksError(id);
    looks += 1;
    try {
      const bytes = await within(FIND_MS, undefined, (signal) => storage.get(named, { signal })).catch(() => null);
      const manifest = bytes && toManifest(id, bytes);
      remembered.set(id, { manifest, until: manifest ? Number.POSITIVE_INFINITY : Date.now() + ABSENT_MS });
      if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value as string);
      return manifest;
    } finally {
      looks -= 1;
    }
  };
  return async (id) => {
    const named = fromDepositId(id);
    if (await storage.has(named)) return toManifest(id, await storage.get(named));
    const before = remembered.get(id);
    return before && before.until > Date.now() ? before.manifest : look(id, named);
  };
}

function toManifest(id: string, bytes: Uint8Array): Manifest | null {
  const cid = coreCid(bytes);
  // The same digest under another codec would be another name for it.
  if (toDepositId(cid) !== id) return null;
  try {
    return { id, cid, core: decodeCore(bytes) };
  } catch {
    return null;
  }
}

/** Tells why a deposit may not be used for a purpose now; null when it may. Ask after consent was brought up to date. */
export type Objection = (manifest: Pick<Manifest, 'id' | 'core'>, purpose: Purpose) => Promise<string | null>;

/** Creates what judges a deposit, and the texts that it comes from; one of them that cannot be judged is a no. */
export function createObjection({
  consent,
  findManifest,
}: {
  readonly consent: ConsentInForce;
  readonly findManifest: FindManifest;
}): Objection {
  return async (manifest, purpose) => {
    const { family, missing } = await findFamily(manifest, findManifest);
    if (missing) return `parent ${missing} cannot be read`;
    const cores = new Map(family.map(({ id, core }) => [id, core]));
    const ids = (isSo: (it: (typeof family)[number]) => boolean) => new Set(family.filter(isSo).map(({ id }) => id));
    return findObjection(manifest.id, {
      cores,
      purpose,
      consent: {
        withdrawn: ids(({ id, core }) => consent.isWithdrawn(id, contributorAccount(core))),
        barred: ids(({ id }) => consent.isBarred(id)),
        tierChanges: new Map(family.map(({ id, core }) => [id, consent.tierOf(id, core)])),
      },
    });
  };
}

/** A deposit and those that it comes from, nearest first, and one that is missing. */
async function findFamily(manifest: Pick<Manifest, 'id' | 'core'>, findManifest: FindManifest) {
  const family = [manifest];
  const seen = new Set([manifest.id]);
  for (const { core } of family) {
    for (const { deposit } of core.lineage) {
      if (seen.has(deposit)) continue;
      seen.add(deposit);
      const parent = seen.size > MOST_PARENTS + 1 ? null : await findManifest(deposit).catch(() => null);
      if (!parent) return { family, missing: deposit };
      family.push(parent);
    }
  }
  return { family, missing: null };
}

/** This node looks for too many manifests at its peers. */
export class TooManyLooksError extends BaseError {
  override readonly name = 'TooManyLooksError';
  override readonly kind = 'busy';
  constructor(id: string) {
    super('This node looks for too many deposits at its peers.', { values: { id }, hint: 'Try again in a moment.' });
  }
}
