/** A deposit that may be trained on; its size in words stands in its CORE. */
export type SampleDocument = {
  readonly id: string;
  readonly register: string;
  readonly contributor: string;
  readonly words: number;
};

/** A stretch of one deposit, in words: what a run reads, in this order. */
export type SampleRow = {
  readonly id: string;
  readonly start: number;
  readonly length: number;
  /** How often the deposit was read before. */
  readonly epoch: number;
};
