import * as dagCbor from '@ipld/dag-cbor';
import { z } from 'zod';
import { isBoundedCbor } from '../cborBounds.ts';
import { BaseError } from '../errors/BaseError.ts';

/** A kind of wire message: its schema and the most bytes one frame may hold. Frames are dag-cbor. */
export type Message<T> = {
  readonly name: string;
  readonly maxBytes: number;
  readonly schema: z.ZodType<T>;
};

/** More than any message of ours holds, and little enough to look at in a few milliseconds. */
const BOUNDS = { depth: 16, items: 8192 };

/** Encodes a message for the wire. @throws BadMessageError when it breaks its own schema or limit */
export function encodeMessage<T>(message: Message<T>, value: T): Uint8Array {
  const bytes = dagCbor.encode(parse(message, value));
  if (bytes.byteLength > message.maxBytes)
    throw new BadMessageError(message.name, `${bytes.byteLength} bytes is over ${message.maxBytes}`);
  return bytes;
}

/** Reads a frame that came from a peer. @throws BadMessageError */
export function decodeMessage<T>(message: Message<T>, bytes: Uint8Array): T {
  if (bytes.byteLength > message.maxBytes)
    throw new BadMessageError(message.name, `${bytes.byteLength} bytes is over ${message.maxBytes}`);
  if (!isBoundedCbor(bytes, BOUNDS)) throw new BadMessageError(message.name, 'too many values, or too deep');
  let value: unknown;
  try {
    value = dagCbor.decode(bytes);
  } catch (cause) {
    throw new BadMessageError(message.name, 'not dag-cbor', cause);
  }
  return parse(message, value);
}

function parse<T>(message: Message<T>, value: unknown): T {
  const parsed = message.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadMessageError(message.name, reasonOf(parsed.error), parsed.error);
}

/** The first that a schema has against a message, as one line. */
function reasonOf({ issues }: z.ZodError): string {
  return z.prettifyError(new z.ZodError(issues.slice(0, 3))).replaceAll('\n', ' ');
}

/** A frame that is not of the kind that was expected. */
export class BadMessageError extends BaseError {
  override readonly name = 'BadMessageError';
  override readonly kind = 'invalid';
  constructor(message: string, reason: string, cause?: unknown) {
    super(`A ${message} message was refused: ${reason}.`, { cause });
  }
}
