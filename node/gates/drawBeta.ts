import type { Random } from './random.ts';

/** Draws from the Beta distribution. */
export function drawBeta(alpha: number, beta: number, random: Random): number {
  const x = drawGamma(alpha, random);
  const y = drawGamma(beta, random);
  return x + y === 0 ? alpha / (alpha + beta) : x / (x + y);
}

/** Marsaglia and Tsang (2000); shapes below one are lifted by their identity. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (random() || Number.MIN_VALUE) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(random() || Number.MIN_VALUE) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
