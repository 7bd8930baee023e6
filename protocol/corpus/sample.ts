/** A deposit that may be trained on; its size in words stands in its CORE. */
export type SampleDocument = {
  readonly id: string;
  readonly register: string;
  readonly contributor: string;
  readonly words: number;
};
