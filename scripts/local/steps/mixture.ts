/** A change of the mixture: so many basis points more for one register, taken evenly from the others. */
export type Change = { readonly register: string; readonly shares: readonly number[] };

/**
 * Raises one register's share by `step` basis points and lowers the others in proportion to what they hold above the
 * floor (largest remainder), so that the shares still sum to 10,000.
 */
export function raiseShare(options: {
  registers: readonly string[];
  shares: readonly number[];
  register: string;
  step: number;
  floor: number;
}): Change {
  const { registers, shares, register, floor } = options;
  const spare = shares.map((share, i) => (registers[i] === register ? 0 : Math.max(0, share - floor)));
  const total = spare.reduce((sum, it) => sum + it, 0);
  const step = Math.min(options.step, total);
  const cuts = spare.map((it) => Math.floor((it * step) / Math.max(1, total)));
  let missing = step - cuts.reduce((sum, it) => sum + it, 0);
  for (let i = 0; missing > 0; i = (i + 1) % cuts.length) {
    if ((spare[i] ?? 0) <= (cuts[i] ?? 0)) continue;
    cuts[i] = (cuts[i] ?? 0) + 1;
    missing -= 1;
  }
  return {
    register,
    shares: shares.map((share, i) => (registers[i] === register ? share + step : share - (cuts[i] ?? 0))),
  };
}
