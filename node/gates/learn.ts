/** What a gate has learnt: outcomes per cell and expert, and how much declared centroids are worth. */
export type OutcomeRecord = { readonly successes: number; readonly trials: number };

export type Learner = {
  readonly recordOf: (cell: string, expertId: string) => OutcomeRecord;
  /** The expected outcome of an expert with this likeness to the question, relative to the likest (0 to 1). */
  readonly priorOf: (likeness: number) => number;
  /** Takes in an outcome in [0, 1]. */
  readonly learn: (outcome: { cell: string; expertId: string; likeness: number; value: number }) => void;
  /** Everything learnt, for keeping and for showing. */
  readonly table: () => readonly ({ readonly cell: string; readonly expertId: string } & OutcomeRecord)[];
};

/** Upper edges of the likeness bins, and what a bin is expected to give before anything is known. */
const BINS = [
  [0.25, 0.2],
  [0.5, 0.3],
  [0.7, 0.4],
  [0.85, 0.5],
  [0.999, 0.6],
  [Number.POSITIVE_INFINITY, 0.7],
] as const;
const BIN_WEIGHT = 4;
const NOTHING: OutcomeRecord = { successes: 0, trials: 0 };

/**
 * Creates the memory of a gate. Likeness is calibrated over all experts together, so those who claim what they cannot do
 * lower the worth of claims and not of results. Old outcomes fade: each new one of a cell shrinks its record a little.
 */
export function createLearner({ halfLife = 2_000 }: { halfLife?: number } = {}): Learner {
  const fade = 0.5 ** (1 / halfLife);
  const cells = new Map<string, Map<string, OutcomeRecord>>();
  const bins = BINS.map(([, expected]) => ({ successes: BIN_WEIGHT * expected, trials: BIN_WEIGHT }));
  const binOf = (likeness: number) => bins[BINS.findIndex(([edge]) => likeness < edge)];

  return {
    recordOf: (cell, expertId) => cells.get(cell)?.get(expertId) ?? NOTHING,
    priorOf: (likeness) => {
      const bin = binOf(likeness);
      return bin ? bin.successes / bin.trials : 0.5;
    },
    learn: ({ cell, expertId, likeness, value }) => {
      const records = cells.get(cell) ?? new Map<string, OutcomeRecord>();
      const old = records.get(expertId) ?? NOTHING;
      records.set(expertId, { successes: old.successes * fade + value, trials: old.trials * fade + 1 });
      cells.set(cell, records);
      const bin = binOf(likeness);
      if (!bin) return;
      bin.successes += value;
      bin.trials += 1;
    },
    table: () =>
      [...cells].flatMap(([cell, records]) =>
        [...records].map(([expertId, record]) => ({ cell, expertId, ...record })),
      ),
  };
}
