const logs: number[] = [0];

/** Chance that every verifier of a panel, drawn without replacement, calls an invented epoch clean. */
export function chanceAllClean(panel: number, pool: { readonly size: number; readonly hostile: number }, lazy: number) {
  let chance = 0;
  for (let hostile = 0; hostile <= panel; ++hostile) {
    chance += hypergeometric(hostile, panel, pool) * lazy ** (panel - hostile);
  }
  return chance;
}

/** Chance of exactly so many hostile ones among those drawn. */
export function hypergeometric(
  found: number,
  drawn: number,
  { size, hostile }: { readonly size: number; readonly hostile: number },
): number {
  const log = logChoose(hostile, found) + logChoose(size - hostile, drawn - found) - logChoose(size, drawn);
  return Number.isFinite(log) ? Math.exp(log) : 0;
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

function logFactorial(n: number): number {
  while (logs.length <= n) logs.push((logs.at(-1) ?? 0) + Math.log(logs.length));
  return logs[n] ?? 0;
}
