import { BaseError } from '../../protocol/errors/BaseError.ts';
import { type Feeds, floatTensor, integerTensor } from '../runtime/session.ts';

/** Turns at most `batch` token rows of length sequence + 1 into the inputs of a training graph; missing rows weigh nothing. */
export function packRows(
  rows: readonly Int32Array[],
  { batch, sequence }: { readonly batch: number; readonly sequence: number },
): Feeds {
  const ids = new BigInt64Array(batch * sequence);
  const targets = new BigInt64Array(batch * sequence);
  const weights = new Float32Array(batch * sequence);
  rows.slice(0, batch).forEach((row, index) => {
    if (row.length !== sequence + 1) throw new RowLengthError(row.length, sequence + 1);
    const start = index * sequence;
    ids.set(BigInt64Array.from(row.subarray(0, sequence), BigInt), start);
    targets.set(BigInt64Array.from(row.subarray(1), BigInt), start);
    weights.fill(1, start, start + sequence);
  });
  const shape = [batch * sequence];
  return {
    ids: integerTensor(ids, shape),
    targets: integerTensor(targets, shape),
    weights: floatTensor(weights, shape),
  };
}

/** A token row does not have the length that the graph was built for. */
export class RowLengthError extends BaseError {
  override readonly name = 'RowLengthError';
  override readonly kind = 'invalid';
  constructor(length: number, expected: number) {
    super('A token row has the wrong length.', {
      values: { length, expected },
      hint: 'Cut rows to the sequence length plus one.',
    });
  }
}
