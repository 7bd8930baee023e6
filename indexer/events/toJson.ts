import { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';

/** A decoded value as JSON: large integers as decimal strings, bytes as hex, links as their CID. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  // PostgreSQL's jsonb refuses NUL.
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD');
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== 'object') return value ?? null;
  const cid = CID.asCID(value);
  if (cid) return cid.toString();
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toJson(key), toJson(inner)]));
}
