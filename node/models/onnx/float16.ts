const floatCell = new Float32Array(1);
const bitsCell = new Uint32Array(floatCell.buffer);

/** Gives the IEEE half-precision bits of a number, rounded to the nearest even. */
export function toHalfBits(value: number): number {
  floatCell[0] = value;
  const bits = bitsCell[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent === 143) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  if (exponent < -10) return sign;
  if (exponent <= 0) {
    const full = mantissa | 0x800000;
    const shift = 14 - exponent;
    return sign | ((full + (1 << (shift - 1)) - 1 + ((full >>> shift) & 1)) >>> shift);
  }
  // A carry out of the rounded mantissa moves into the exponent by itself.
  const rounded = ((exponent << 23) | mantissa) + 0xfff + ((mantissa >>> 13) & 1);
  return rounded >= 0x1f << 23 ? sign | 0x7c00 : sign | (rounded >>> 13);
}

/** Gives the number that half-precision bits stand for. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
