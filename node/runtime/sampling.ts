/** What decides the next token beside the logits. */
export type SamplingRule = {
  /** 0 takes the most likely token. */
  readonly temperature: number;
  readonly seed: number;
  /** The position of the token in its sequence; with the seed it fixes the noise. */
  readonly position: number;
};

/** Picks a token from logits; anyone who knows the rule can pick it again. Equal scores go to the smaller id. */
export function sampleToken(logits: Float32Array, { temperature, seed, position }: SamplingRule): number {
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    // Adding Gumbel noise and taking the maximum samples from the softmax distribution.
    const score = temperature === 0 ? logit : logit / temperature + gumbelNoise(seed, position, token);
    if (score > bestScore) [best, bestScore] = [token, score];
  }
  return best;
}

/** Gives the natural logarithm of the probability of a token under logits. */
export function logProbability(logits: Float32Array, token: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) most = Math.max(most, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return (logits[token] as number) - most - Math.log(sum);
}

function gumbelNoise(seed: number, position: number, token: number): number {
  const bits = mix(mix(mix(seed >>> 0) ^ position) ^ token);
  return -Math.log(-Math.log((bits + 0.5) / 4294967296));
}

/** Scatters 32 bits: the finaliser of MurmurHash3, after an odd step so that zero moves too. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
