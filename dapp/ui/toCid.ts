/** The CID inside `sub:`, `ipfs://` or a bare CIDv1; null for anything else. */
export function toCid(value: string): string | null {
  return /^(?:sub:|ipfs:\/\/)?(b[a-z2-7]{50,})$/.exec(value)?.[1] ?? null;
}
