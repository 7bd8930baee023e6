import { BaseError } from '../../protocol/errors/BaseError.ts';

/** Says that an expert was asked for something that its kind does not do. */
export class WrongInputError extends BaseError {
  override readonly name = 'WrongInputError';
  override readonly kind = 'invalid';
  constructor(expert: string, input: string) {
    super('This expert does not answer this kind of request.', { values: { expert, input } });
  }
}
