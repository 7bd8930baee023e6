import { BaseError } from '../../../protocol/errors/BaseError.ts';

/** Why a deposit was not accepted; programs read the code, people the sentence. */
export type RefusalCode =
  | 'bad-manifest'
  | 'wrong-chain'
  | 'wrong-notice'
  | 'wrong-ciphertext'
  | 'wrong-key'
  | 'wrong-commitment'
  | 'wrong-count'
  | 'bad-text'
  | 'unknown-register'
  | 'statement-expired'
  | 'statement-from-the-future'
  | 'wrong-signature'
  | 'duplicate'
  | 'withdrawn';

export class DepositRefusedError extends BaseError {
  override readonly name = 'DepositRefusedError';
  override readonly kind: 'refused' | 'conflict';
  readonly code: RefusalCode;

  constructor(
    code: RefusalCode,
    sentence: string,
    details: { values?: Readonly<Record<string, unknown>>; hint?: string; cause?: unknown } = {},
  ) {
    super(sentence, details);
    this.code = code;
    this.kind = code === 'duplicate' || code === 'withdrawn' ? 'conflict' : 'refused';
  }
}
