/** Cosines and sines of the rotary position embedding, [positions, head size] each. */
export type RotaryTables = { readonly cosines: Float32Array; readonly sines: Float32Array };

/** Computes the rotary tables in the half-split layout of Llama. */
export function rotaryTables(positions: number, headSize: number, theta: number): RotaryTables {
  const cosines = new Float32Array(positions * headSize);
  const sines = new Float32Array(positions * headSize);
  for (let position = 0; position < positions; position++) {
    for (let index = 0; index < headSize; index++) {
      const angle = position * theta ** ((-2 * (index % (headSize / 2))) / headSize);
      cosines[position * headSize + index] = Math.cos(angle);
      sines[position * headSize + index] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}
