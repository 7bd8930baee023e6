import type { CID } from 'multiformats/cid';

/** Content-addressed blocks: what we hold, and what peers hold. */
export type Storage = {
  /** Stores a block durably and returns its CIDv1 (sha2-256). */
  readonly put: (bytes: Uint8Array, codec: 'raw' | 'dag-cbor') => Promise<CID>;
  /** Reads a block from disk or from peers; the bytes always match the CID. @throws BlockNotFoundError after the signal or 5 s */
  readonly get: (cid: CID, options?: { signal?: AbortSignal }) => Promise<Uint8Array>;
  /** Tells whether the block is on this node's disk. */
  readonly has: (cid: CID) => Promise<boolean>;
  /** Deletes a block from this node's disk, unless somebody owns it. */
  readonly delete: (cid: CID) => Promise<void>;
  /** Hashes a block on this node's disk again; false when it is not there, or damaged, which is then dropped. */
  readonly isWhole: (cid: CID) => Promise<boolean>;
  /** Leaves no trace on disk of what was deleted. */
  readonly truncate: () => void;
};
