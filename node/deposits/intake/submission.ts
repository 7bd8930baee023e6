import type { Hex } from 'viem';

/** What a contributor sends: public manifest and ciphertext, the secrets that open it, and the signed statement. */
export type Submission = {
  readonly core: Uint8Array;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly signature: Hex;
  /** Unix seconds. */
  readonly signedAt: number;
  readonly expiresAt: number;
};
