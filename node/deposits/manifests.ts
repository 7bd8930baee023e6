import type { CID } from 'multiformats/cid';
import type { Address } from 'viem';
import { contributorAccount, coreCid, decodeCore } from '../../protocol/blocks/core.ts';
import { findObjection } from '../../protocol/corpus/consent.ts';
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

/** Creates what finds manifests, of this node's log and of others. @throws BadIdentifierError for what names none */
export function createFindManifest(storage: Pick<Storage, 'get'>): FindManifest {
  return async (id) => {
    const named = fromDepositId(id);
    const bytes = await within(FIND_MS, undefined, (signal) => storage.get(named, { signal })).catch(() => null);
    if (!bytes) return null;
    const cid = coreCid(bytes);
    // The same digest under another codec would be another name for it.
    return toDepositId(cid) === id ? { id, cid, core: decodeCore(bytes) } : null;
  };
}

/** The most deposits that are looked at for one: a derived text follows its strictest parent. */
const MOST_PARENTS = 64;

/** Tells why a deposit may not be used for a purpose now; null when it may. Ask after consent was brought up to date. */
export type Objection = (manifest: Pick<Manifest, 'id' | 'core'>, purpose: Purpose) => Promise<string | null>;

/** Creates what judges a deposit, and the texts that it comes from as far as their manifests can be had. */
export function createObjection({
  consent,
  findManifest,
}: {
  readonly consent: ConsentInForce;
  readonly findManifest: FindManifest;
}): Objection {
  return async (manifest, purpose) => {
    const family = await findFamily(manifest, findManifest);
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

/** A deposit and those that it comes from, nearest first. */
async function findFamily(manifest: Pick<Manifest, 'id' | 'core'>, findManifest: FindManifest) {
  const family = [manifest];
  const seen = new Set([manifest.id]);
  for (const { core } of family) {
    for (const { deposit } of core.lineage) {
      if (seen.has(deposit) || seen.size >= MOST_PARENTS) continue;
      seen.add(deposit);
      const parent = await findManifest(deposit).catch(() => null);
      if (parent) family.push(parent);
    }
  }
  return family;
}
