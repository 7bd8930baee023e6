import { base64 } from 'multiformats/bases/base64';
import { CID } from 'multiformats/cid';

/**
 * A value as JSON writes it: links and bytes as DAG-JSON does (`{"/": cid}`, `{"/": {"bytes": base64}}`), numbers beyond
 * what JSON counts exactly as decimal strings.
 */
export function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return { '/': { bytes: base64.baseEncode(value) } };
  const cid = CID.asCID(value);
  if (cid) return { '/': cid.toString() };
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as Iterable<unknown>, toJson);
  if (value instanceof Map) return toJson([...value]);
  if (value instanceof Set) return toJson([...value]);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(each)]));
}
