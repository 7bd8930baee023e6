/** One measured figure beside its target and its peer. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it must reach, in words, such as `< 1000 ms`. */
  readonly target: string | null;
  /** What the best comparable system shows, measured in the same run where possible. */
  readonly peer: string | null;
  /** Null where there is no target. */
  readonly met: boolean | null;
};
