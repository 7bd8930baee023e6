import { CID } from 'multiformats/cid';

/** One thing that is claimed otherwise than it was recomputed. */
export type Difference = { readonly subject: string; readonly expected: string; readonly found: string };

/** The first place at which two plain values differ, named by its path; null when they are the same. */
export function findDifference(subject: string, expected: unknown, found: unknown): Difference | null {
  if (!isBranch(expected) || !isBranch(found)) {
    return show(expected) === show(found) ? null : { subject, expected: show(expected), found: show(found) };
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const name = nameOf(key, expected[key] ?? found[key]);
    const difference = findDifference(`${name} of ${subject}`, expected[key], found[key]);
    if (difference) return difference;
  }
  return null;
}

type Branch = Readonly<Record<string, unknown>>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && CID.asCID(value) === null;
}

/** A row of a list goes by what it is about, where it says so. */
function nameOf(key: string, value: unknown): string {
  if (!/^\d+$/.test(key)) return key;
  const row = isBranch(value) ? (value.id ?? value.register ?? value.contributor ?? value.step) : undefined;
  return row === undefined ? `row ${key}` : `${row}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'string' || CID.asCID(value)) return String(value);
  return JSON.stringify(value);
}
