import { BaseError } from '../../protocol/errors/BaseError.ts';
import { RequestFailedError } from './requestJson.ts';

/** Answers that another gate may do better: no answer, not known here, busy. */
const ELSEWHERE = [0, 404, 429, 503];

/** Asks the gates in turn until one can answer. @throws the last gate's refusal */
export async function tryGates<T>(apiUrls: readonly string[], ask: (api: string) => Promise<T>): Promise<T> {
  let refusal: unknown = new NoGateError();
  for (const api of apiUrls) {
    try {
      return await ask(api);
    } catch (error) {
      if (!(error instanceof RequestFailedError) || !ELSEWHERE.includes(error.status)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

export class NoGateError extends BaseError {
  override readonly name = 'NoGateError';
  override readonly kind = 'unavailable';
  constructor() {
    super('This commons names no gate.', { hint: 'Its /config.json lists them under apiUrls.' });
  }
}
