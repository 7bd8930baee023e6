/** The epoch that a moment (Unix milliseconds) belongs to. */
export function epochAt(milliseconds: number, epochSeconds: number): number {
  return Math.floor(milliseconds / 1000 / epochSeconds);
}
