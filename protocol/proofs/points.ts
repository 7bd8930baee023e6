/** A flat index with the judge's own value there: a bf16 pattern, or fp32 bits for two words. */
export type Point = { readonly index: number; readonly own: number };

const MOST = 256;
/** Magnitude of the largest fp32 that is finite once rounded to bf16. */
const LARGEST = 0x7f7f7fff;

/** Points as the contract reads them: big-endian, four bytes of index, then the value in two or four. */
export function packPoints(points: readonly Point[], isTwoWord: boolean): Uint8Array {
  const length = isTwoWord ? 8 : 6;
  const view = new DataView(new ArrayBuffer(points.length * length));
  points.forEach(({ index, own }, i) => {
    view.setUint32(i * length, index);
    if (isTwoWord) view.setUint32(i * length + 4, own);
    else view.setUint16(i * length + 4, own);
  });
  return new Uint8Array(view.buffer);
}

/** Why points are not judged, by the name of the contract's error, or null. */
export function findPointFault(points: readonly Point[], isTwoWord: boolean): string | null {
  if (points.length === 0 || points.length > MOST) return 'PointCountInvalid';
  for (const [i, { index, own }] of points.entries()) {
    if (i > 0 && index <= (points[i - 1]?.index ?? 0)) return 'PointsUnordered';
    const bits = isTwoWord ? own : own * 65_536;
    if ((bits & 0x7fffffff) > LARGEST) return 'PointNotFinite';
  }
  return null;
}
