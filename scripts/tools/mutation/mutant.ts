/** One broken version of a contract. */
export type Mutant = {
  /** Contract, function, operator, ordinal: the same for as long as the function keeps its shape. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /** The whole broken file. */
  readonly content: string;
};

export type Verdict = {
  readonly id: string;
  /** `invalid` does not compile and counts for nothing; `hung` ran out of time, which a person would notice. */
  readonly outcome: 'killed' | 'hung' | 'survived' | 'invalid';
  /** The test that noticed. */
  readonly by: string | null;
};
