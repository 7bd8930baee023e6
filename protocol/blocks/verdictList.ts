import { z } from 'zod';
import { BaseError } from '../errors/BaseError.ts';
import { bytes32, count } from '../scalars.ts';
import { type Block, decodeBlock, encodeBlock } from './block.ts';

/** What can be found out about a receipt, in the order of the numbers that the tree of verdicts uses. */
export const VERDICTS = ['PASS', 'FAIL', 'INCONCLUSIVE'] as const;

/** What a verifier found out. */
export type Verdict = (typeof VERDICTS)[number];

const receiptVerdict = z.strictObject({
  /** Position of the receipt in its epoch. */
  position: count,
  /** Null where the published list itself is at fault. */
  jobId: bytes32.nullable(),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
  /** What the verifier's own answer hashes to (`hashResult`); null where it gave none. */
  result: bytes32.nullable(),
});

/** What a verifier says of one receipt of a sealed epoch. */
export type ReceiptVerdict = Readonly<z.infer<typeof receiptVerdict>>;

const schema = z.strictObject({
  v: z.literal(2),
  operatorId: count,
  epoch: count,
  verdicts: z.array(receiptVerdict),
});

/** What a verifier says of an operator's epoch. */
export type VerdictList = {
  readonly operatorId: number;
  readonly epoch: number;
  readonly verdicts: readonly ReceiptVerdict[];
};

/** Encodes the verdicts on an epoch; the uri that is revealed with their root names them. */
export function encodeVerdictList({ operatorId, epoch, verdicts }: VerdictList): Block {
  return encodeBlock({ v: 2, operatorId, epoch, verdicts });
}

/** Reads the verdicts on an epoch. @throws BadVerdictListError */
export function decodeVerdictList(bytes: Uint8Array): VerdictList {
  return decodeBlock({ schema, refuse: (cause) => new BadVerdictListError(cause) }, bytes);
}

/** Bytes that are no list of verdicts. */
export class BadVerdictListError extends BaseError {
  override readonly name = 'BadVerdictListError';
  override readonly kind = 'invalid';
  constructor(cause: unknown) {
    super('This is not a list of verdicts.', { cause });
  }
}
