import { BaseError } from '../protocol/errors/BaseError.ts';

/** Sends JSON to a gate and reads JSON back. @throws GateRefusedError with the gate's own reason */
export async function callGate<T>(
  url: string,
  options: { method?: 'GET' | 'POST'; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const signal = options.signal ?? AbortSignal.timeout(60_000);
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    signal,
    ...(options.body === undefined
      ? {}
      : { body: JSON.stringify(options.body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    throw new GateRefusedError(url, 0, 'the gate does not answer', cause);
  });
  const text = await response.text();
  if (!response.ok) throw new GateRefusedError(url, response.status, reasonIn(text));
  return JSON.parse(text) as T;
}

function reasonIn(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: string } };
    return body.error?.message ?? text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}

export class GateRefusedError extends BaseError {
  override readonly name = 'GateRefusedError';
  override readonly kind = 'refused';
  readonly status: number;
  constructor(url: string, status: number, reason: string, cause?: unknown) {
    super(reason, { values: { url, status }, cause });
    this.status = status;
  }
}
