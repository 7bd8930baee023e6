import { concat, type Hex, sha256 } from 'viem';
import { BaseError } from '../errors/BaseError.ts';

/** Hash of an empty log (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Hex = sha256('0x');

/** Hash of one leaf: SHA-256 of 0x00 and the leaf's bytes (RFC 6962). */
export function hashLeaf(leaf: Hex | Uint8Array): Hex {
  return sha256(typeof leaf === 'string' ? concat(['0x00', leaf]) : concat([new Uint8Array([0]), leaf]));
}

/** Hash of an inner node: SHA-256 of 0x01, left and right (RFC 6962). */
export function hashPair(left: Hex, right: Hex): Hex {
  return sha256(concat(['0x01', left, right]));
}

/** Largest power of two strictly below `size` (size >= 2). */
export function splitPoint(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}

/**
 * An append-only Merkle log (RFC 6962) over leaf hashes kept in memory. Complete subtrees are cached by
 * (level, index), so appending costs one hash on average and roots and proofs O(log n).
 */
export class MerkleLog {
  readonly #levels: Hex[][] = [[]];

  constructor(leaves: Iterable<Hex | Uint8Array> = []) {
    for (const leaf of leaves) this.append(leaf);
  }

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  /** Appends leaf bytes and returns their index. */
  append(leaf: Hex | Uint8Array): number {
    const index = this.size;
    let node = hashLeaf(leaf);
    for (let level = 0; ; level += 1) {
      const row = this.#levels[level] ?? [];
      this.#levels[level] = row;
      row.push(node);
      if (row.length % 2 === 1) return index;
      node = hashPair(row[row.length - 2] as Hex, node);
    }
  }

  /** Root of the first `size` leaves. */
  root(size: number = this.size): Hex {
    this.#assertSize(size);
    return size === 0 ? EMPTY_ROOT : this.#subtree(0, size);
  }

  /** Audit path from leaf `index` to the root at `size` (RFC 6962, 2.1.1). */
  inclusion(index: number, size: number = this.size): Hex[] {
    this.#assertSize(size);
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new LogRangeError(index, size);
    return this.#path(index, 0, size);
  }

  /** Proof that the log at `size` extends the log at `from` (RFC 6962, 2.1.2). */
  consistency(from: number, size: number = this.size): Hex[] {
    this.#assertSize(size);
    if (from < 0 || from > size) throw new LogRangeError(from, size);
    return from === 0 || from === size ? [] : this.#subproof(from, 0, size, true);
  }

  #path(index: number, start: number, size: number): Hex[] {
    if (size === 1) return [];
    const left = splitPoint(size);
    return index < left
      ? [...this.#path(index, start, left), this.#subtree(start + left, size - left)]
      : [...this.#path(index - left, start + left, size - left), this.#subtree(start, left)];
  }

  #subproof(from: number, start: number, size: number, whole: boolean): Hex[] {
    if (from === size) return whole ? [] : [this.#subtree(start, size)];
    const left = splitPoint(size);
    return from <= left
      ? [...this.#subproof(from, start, left, whole), this.#subtree(start + left, size - left)]
      : [...this.#subproof(from - left, start + left, size - left, false), this.#subtree(start, left)];
  }

  #subtree(start: number, size: number): Hex {
    const level = Math.log2(size);
    if (Number.isInteger(level) && start % size === 0) {
      const cached = this.#levels[level]?.[start / size];
      if (cached) return cached;
    }
    const left = splitPoint(size);
    return hashPair(this.#subtree(start, left), this.#subtree(start + left, size - left));
  }

  #assertSize(size: number): void {
    if (!Number.isInteger(size) || size < 0 || size > this.size) throw new LogRangeError(size, this.size);
  }
}

/** Says that a leaf stands in a log, and how to check it. */
export type InclusionClaim = {
  readonly leaf: Hex | Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Hex[];
  readonly root: Hex;
};

/** Checks an audit path (RFC 9162, 2.1.3.2). Pure; false for anything malformed. */
export function verifyInclusion({ leaf, index, size, path, root }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let position = index;
  let last = size - 1;
  let node = hashLeaf(leaf);
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = hashPair(sibling, node);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      node = hashPair(node, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && node === root.toLowerCase();
}

/** Says that a log was only appended to, and how to check it. */
export type ConsistencyClaim = {
  readonly from: number;
  readonly fromRoot: Hex;
  readonly size: number;
  readonly root: Hex;
  readonly path: readonly Hex[];
};

/** Checks that the log at `size` extends the log at `from` (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ from, fromRoot, size, root, path }: ConsistencyClaim): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(size) || from < 0 || from > size) return false;
  if (from === size) return path.length === 0 && fromRoot === root;
  if (from === 0) return path.length === 0 && fromRoot === EMPTY_ROOT;
  const isPowerOfTwo = Number.isInteger(Math.log2(from));
  const [first, ...rest] = isPowerOfTwo ? [fromRoot, ...path] : path;
  if (first === undefined) return false;
  let position = from - 1;
  let last = size - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let old = first;
  let current = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      old = hashPair(sibling, old);
      current = hashPair(sibling, current);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      current = hashPair(current, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old === fromRoot && current === root;
}

/** A position beyond the end of a log. */
export class LogRangeError extends BaseError {
  override readonly name = 'LogRangeError';
  override readonly kind = 'invalid';
  constructor(asked: number, size: number) {
    super('The log has no such position.', { values: { asked, size } });
  }
}
