import type { CID } from 'multiformats/cid';

/** Content-addressed blocks: what we hold, and what peers hold. */
export type Storage = {
  /** Stores a block durably and returns its CIDv1 (sha2-256). */
  readonly put: (bytes: Uint8Array, codec: 'raw' | 'dag-cbor') => Promise<CID>;
  /** Reads a block from disk or from peers; the bytes always match the CID. @throws BlockNotFoundError after the signal or 5 s */
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
  /** Tells whether the block is on this node's disk. */
  readonly has: (cid: CID) => Promise<boolean>;
  readonly delete: (cid: CID) => Promise<void>;
};
