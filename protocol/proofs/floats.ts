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
  const bits = toBits(value);
  const [rest, below] = [bits % 65536, Math.floor(bits / 65536)];
  const isUp = rest > 32768 || (rest === 32768 && below % 2 === 1);
  return below + (isUp ? 1 : 0);
}

/** fp32 of a bf16 pattern. */
export const fromBf16 = (pattern: number) => fromBits(pattern * 65536);

/** Big-endian 16-bit words as numbers. */
export function readWords(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0));
}
