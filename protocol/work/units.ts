/** Units of one classification. */
export const CLASSIFY_UNITS = 10n;

/** Units of one retrieval. */
export const RETRIEVE_UNITS = 10n;

/** Units of one generated answer: its tokens, and a quarter of the prompt's, rounded up. */
export function generateUnits(promptTokens: number, outputTokens: number): bigint {
  return BigInt(outputTokens + Math.ceil(promptTokens / 4));
}
