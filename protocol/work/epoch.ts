/** The epoch that a moment (Unix milliseconds) belongs to. */
export function epochAt(milliseconds: number, epochSeconds: number): number {
  return Math.floor(milliseconds / 1000 / epochSeconds);
}

/** The day (of UTC) that a moment (Unix milliseconds) belongs to: tags of askers, and what is quoted to them, are for one. */
export function dayAt(milliseconds: number): number {
  return epochAt(milliseconds, 24 * 3_600);
}
