import type { Hex } from 'viem';
import { BaseError } from '../errors/BaseError.ts';
import { EMPTY_ROOT, hashLeaf, hashPair, splitPoint } from './hashes.ts';

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

/** A position beyond the end of a log. */
export class LogRangeError extends BaseError {
  override readonly name = 'LogRangeError';
  override readonly kind = 'invalid';
  constructor(asked: number, size: number) {
    super('The log has no such position.', { values: { asked, size } });
  }
}
