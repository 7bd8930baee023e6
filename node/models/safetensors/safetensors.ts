import { z } from 'zod';
import { BaseError } from '../../../protocol/errors/BaseError.ts';

/** How the numbers of a tensor are stored. */
export type StorageType = 'F32' | 'F16';

/** A tensor to be stored, always float32 in memory. */
export type NamedTensor = { readonly shape: readonly number[]; readonly data: Float32Array };

/** The contents of a safetensors file. */
export type SafetensorsFile = {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
};

const BYTES = { F32: 4, F16: 2 } as const;
const MAX_HEADER_BYTES = 1 << 20;

const tensorEntry = z.strictObject({
  dtype: z.enum(['F32', 'F16']),
  shape: z
    .array(
      z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 31),
    )
    .max(4),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});
const header = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(tensorEntry);

/** Writes tensors into the bytes of a safetensors file; equal tensors in equal order give equal bytes. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile, storage: StorageType): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = offset + data.length * BYTES[storage];
    entries[name] = { dtype: storage, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(entries);
  const text = new TextEncoder().encode(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8), ' '));
  const bytes = new Uint8Array(8 + text.length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (storage === 'F32') view.setFloat32(at, value, true);
      else view.setFloat16(at, value, true);
      at += BYTES[storage];
    }
  }
  return bytes;
}

/** Reads a safetensors file of float tensors; throws `SafetensorsError` for anything malformed. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new SafetensorsError('it is shorter than its header length');
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - 8))) {
    throw new SafetensorsError('its header does not fit');
  }
  const start = 8 + Number(headerBytes);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: offsets } = entry as z.infer<typeof tensorEntry>;
    const size = shape.reduce((product, each) => product * each, 1);
    if (offsets[1] - offsets[0] !== size * BYTES[dtype])
      throw new SafetensorsError('a tensor has the wrong size', name);
    if (start + offsets[1] > bytes.length) throw new SafetensorsError('a tensor lies beyond its end', name);
    tensors.set(name, { shape, data: readNumbers(bytes.subarray(start + offsets[0], start + offsets[1]), dtype) });
  }
  return { tensors, metadata };
}

/** Safetensors are little-endian, as every machine that runs this is; the copy starts where typed arrays may. */
function readNumbers(bytes: Uint8Array, type: StorageType): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  return type === 'F32' ? new Float32Array(buffer) : Float32Array.from(new Float16Array(buffer));
}

function parseHeader(bytes: Uint8Array): z.infer<typeof header> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SafetensorsError('its header is not JSON', undefined, cause);
  }
  const parsed = header.safeParse(value);
  if (!parsed.success) throw new SafetensorsError('its header has the wrong form', undefined, parsed.error);
  return parsed.data;
}

/** Bytes that should be a safetensors file are not. */
export class SafetensorsError extends BaseError {
  override readonly name = 'SafetensorsError';
  override readonly kind = 'invalid';
  constructor(reason: string, tensor?: string, cause?: unknown) {
    super(`This is not a safetensors file that we can read: ${reason}.`, {
      values: tensor === undefined ? {} : { tensor },
      hint: 'Store float32 or float16 tensors and copy the file whole.',
      cause,
    });
  }
}
