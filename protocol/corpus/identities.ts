import type { Address } from 'viem';

/** The identity that each account acts or ever acted for at one block, by lower-case address. */
export type IdentitiesAt = ReadonlyMap<string, number>;

/** One binding of an account to an identity: its enrolment, or a re-key that made it the newest account of one. */
export type Binding = { readonly account: Address; readonly identityId: number };

/** Whom accounts stand for, from all bindings up to a block. A replaced account still stands for its identity. */
export function foldIdentities(bindings: readonly Binding[]): IdentitiesAt {
  return new Map(bindings.map(({ account, identityId }) => [account.toLowerCase(), identityId]));
}
