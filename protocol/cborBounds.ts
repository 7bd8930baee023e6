/** How large the tree in a CBOR text may be. */
export type CborBounds = { readonly depth: number; readonly items: number };

/**
 * Tells whether CBOR bytes are a small tree, by their heads alone: a decoder builds the whole tree, and a schema complains
 * about all of it, before either can say that there is too much. Whether it is CBOR at all is not looked at.
 */
export function isBoundedCbor(bytes: Uint8Array, { depth, items: most }: CborBounds): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Items that are still to come, of each list around the next one. */
  const open = [1];
  let items = 0;
  let at = 0;
  while (open.length > 0) {
    const left = open.pop() as number;
    if (left === 0) continue;
    if (at >= bytes.byteLength) return true;
    open.push(left - 1);
    const head = bytes[at] as number;
    const size = sizeOfNumber(head & 31);
    if (size === null || at + 1 + size > bytes.byteLength) return true;
    const value = readNumber(view, at + 1, size) ?? head & 31;
    at += 1 + size;
    items += 1;
    const kind = head >> 5;
    if (kind === BYTES || kind === TEXT) at += value;
    const inside = kind === LIST || kind === TAG ? (kind === TAG ? 1 : value) : kind === MAP ? value * 2 : 0;
    if (inside > 0) open.push(inside);
    if (open.length > depth + 1 || items + inside > most) return false;
  }
  return true;
}

const [BYTES, TEXT, LIST, MAP, TAG] = [2, 3, 4, 5, 6];

/** Bytes of the number after a head; null for the endless forms, which no decoder of ours reads. */
function sizeOfNumber(information: number): number | null {
  if (information < 24) return 0;
  return information < 28 ? 2 ** (information - 24) : null;
}

function readNumber(view: DataView, at: number, size: number): number | null {
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at);
  if (size === 4) return view.getUint32(at);
  return size === 8 ? Number(view.getBigUint64(at)) : null;
}
