import { BaseError } from '../../protocol/errors/BaseError.ts';

export type ErrorWords = { readonly sentence: string; readonly hint: string | null };

/** Walks an error and its causes. */
function* causes(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let depth = 0; depth < 12 && typeof current === 'object' && current !== null; depth += 1) {
    yield current as Record<string, unknown>;
    current = (current as { cause?: unknown }).cause;
  }
}

/** Says in plain words what went wrong; works for our errors, viem's and wallets'. */
export function describeError(error: unknown): ErrorWords {
  for (const part of causes(error)) {
    if (part.code === 4001) {
      return { sentence: 'You declined in your wallet.', hint: 'Nothing was sent. Try again when ready.' };
    }
  }
  for (const part of causes(error)) {
    const data = part.data as { errorName?: string; args?: readonly unknown[] } | undefined;
    if (typeof data === 'object' && data?.errorName) {
      const values = (data.args ?? []).map(String).join(', ');
      return { sentence: `The rules refuse this: ${data.errorName}(${values}).`, hint: null };
    }
  }
  if (error instanceof BaseError) return { sentence: error.message, hint: null };
  const short = (error as { shortMessage?: unknown })?.shortMessage;
  if (typeof short === 'string') return { sentence: short, hint: null };
  return { sentence: error instanceof Error ? error.message : String(error), hint: null };
}
