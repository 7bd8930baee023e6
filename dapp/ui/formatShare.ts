/** Basis points as a percentage: 1250 reads 12.5 %. */
export function formatShare(basisPoints: number): string {
  const percent = basisPoints / 100;
  return `${Number.isInteger(percent) ? percent : percent.toFixed(Number.isInteger(percent * 10) ? 1 : 2)} %`;
}
