import type { TrainerComponents, TrainerOptions } from '../../node/training/run/components.ts';
import type { AdapterCard } from '../../protocol/blocks/adapterCard.ts';
import type { Stage } from './stage.ts';

/** What a trainer that lies puts in the place of its own parts. */
export type LyingPorts = {
  readonly components?: (honest: TrainerComponents, stage: Stage) => Partial<TrainerComponents>;
  readonly options?: Partial<TrainerOptions>;
};

/** A lie about a run, and how it is told. All other roots and hashes are made to fit. */
export type Lie = {
  readonly name: string;
  /** What a report must name, so that the lie is located and not only suspected. */
  readonly names: RegExp;
  /** Told while the run is trained. */
  readonly training?: LyingPorts;
  /** Told between the drawing of the seed and the training. */
  readonly afterSeed?: (stage: Stage) => void;
  /** Told on the card, whose Markdown follows unless it is the lie. */
  readonly card?: (card: AdapterCard, stage: Stage) => Promise<object> | object;
  /** Told on the chain, or by taking blocks away. */
  readonly world?: (stage: Stage) => void | Promise<void>;
};

/** What came of a lie: who noticed, and where they said it lies. */
export type Noticed = {
  readonly name: string;
  readonly audit: string;
  readonly verifiers: string;
  readonly isNoticed: boolean;
};
