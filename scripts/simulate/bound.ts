/** A promise that a simulation tested, and what lies beyond it. */
export type Bound = {
  readonly name: string;
  /** What holds, with its number. */
  readonly holds: string;
  readonly ok: boolean;
  /** The cheapest way that is known to get past it. */
  readonly beyond: string;
};

/** One block of a simulation: a table, and the bounds it shows. */
export type Report = {
  readonly title: string;
  readonly head?: readonly string[];
  readonly rows?: readonly (readonly (string | number)[])[];
  readonly bounds: readonly Bound[];
};
