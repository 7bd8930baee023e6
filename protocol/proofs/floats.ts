const view = new DataView(new ArrayBuffer(4));

/** Bits of an fp32. */
export function toBits(value: number): number {
  view.setFloat32(0, value);
  return view.getUint32(0);
}

/** Value of fp32 bits. */
export function fromBits(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** bf16 pattern of an fp32: to the nearest, to even in the middle. */
export function toBf16(value: number): number {
  return roundBits(toBits(value));
}

/** bf16 pattern of fp32 bits. */
export function roundBits(bits: number): number {
  const rest = bits % 65_536;
  const below = (bits - rest) / 65_536;
  return rest > 32_768 || (rest === 32_768 && below % 2 === 1) ? below + 1 : below;
}

/** fp32 of a bf16 pattern. */
export const fromBf16 = (pattern: number) => fromBits(pattern * 65536);

/** Big-endian 16-bit words as numbers. */
export function readWords(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0));
}
