import { BaseError } from '../protocol/errors/BaseError.ts';

/** How a secret may travel to a gate. */
export type PrivateWay = {
  /** Sends keys and texts in the clear to a gate on another machine: everyone on the way can read them. */
  readonly overPlainHttp?: boolean | undefined;
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Refuses a gate that a key or a text would reach in the clear. @throws PlainHttpError */
export function assertPrivate(gate: string, { overPlainHttp = false }: PrivateWay): void {
  const { protocol, hostname } = new URL(gate);
  if (protocol === 'https:' || LOOPBACK.test(hostname) || overPlainHttp) return;
  throw new PlainHttpError(gate);
}

/** A key or a text would travel over plain HTTP to another machine. */
export class PlainHttpError extends BaseError {
  override readonly name = 'PlainHttpError';
  override readonly kind = 'forbidden';
  constructor(gate: string) {
    super('The text and its key would travel to this gate over plain HTTP, where others can read them.', {
      values: { gate },
      hint: 'Use a gate with https://, a tunnel to this machine, or say that it is wanted: --over-plain-http.',
    });
  }
}
