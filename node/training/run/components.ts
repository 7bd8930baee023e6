import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import type { BarAct } from '../../../protocol/corpus/bars.ts';
import type { ConsentEvents } from '../../../protocol/corpus/consent.ts';
import type { Binding } from '../../../protocol/corpus/identities.ts';
import type { LogView } from '../../../protocol/corpus/snapshot.ts';
import type { Chain } from '../../chain/chain.ts';
import type { Follower } from '../../chain/follower.ts';
import type { AnchoredHead } from '../../deposits/headFold.ts';
import type { RunJournal } from '../../journal/runs.ts';
import type { RegisteredModels } from '../../models/modelFold.ts';
import type { TrainingRuns } from '../../models/runFold.ts';
import type { Storage } from '../../storage/storage.ts';
import type { FineTuneSettings } from '../fineTune.ts';
import type { JobResult, RunJobOptions } from '../sandbox/runJob.ts';

type KeyRequest = {
  readonly purpose: 'training';
  readonly snapshot: Hex;
  /** `sub:` identifiers, any number. */
  readonly deposits: readonly string[];
  readonly signal: AbortSignal;
};

/** Content keys that custodians released, and why they did not release others. */
type ReleasedKeys = {
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly spare?: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly refused: ReadonlyMap<string, string>;
};

/** The base model that adapters are trained over. */
type TrainingBase = {
  readonly weightsHash: Hex;
  /** Where its manifest lies, for the registry. */
  readonly uri: string;
  readonly encode: (text: string) => Int32Array;
  readonly endOfText: number;
};

/** Basis points by register of a mixture policy. */
export type Shares = Readonly<Record<string, number>>;

/** What a trainer is built from; `chain.send` resolves when the transaction's events are folded. */
export type TrainerComponents = {
  readonly chain: Pick<Chain, 'chainId' | 'read' | 'send' | 'account' | 'client'>;
  readonly follower: Pick<Follower, 'head' | 'caughtUp' | 'reached' | 'onCommitted'>;
  readonly operatorId: number;
  readonly runs: TrainingRuns;
  readonly models: Pick<RegisteredModels, 'baseOf' | 'adapterOfRun'>;
  /** All decisions of contributors up to a block. */
  readonly consents: { readonly upTo: (block: bigint) => ConsentEvents };
  /** All acts of board and court about deposits up to a block, oldest first. */
  readonly restrictions: { readonly upTo: (block: bigint) => readonly BarAct[] };
  /** All bindings of accounts to identities up to a block. */
  readonly identities: { readonly bindingsUpTo: (block: bigint) => readonly Binding[] };
  /** All anchored heads of deposit logs up to a block, oldest first. */
  readonly heads: { readonly upTo: (block: bigint) => readonly Pick<AnchoredHead, 'logId' | 'size' | 'block'>[] };
  readonly storage: Pick<Storage, 'get'> & {
    /** Stores a block for good, or for as long as the owner named keeps it. */
    readonly put: (bytes: Uint8Array, codec: 'raw' | 'dag-cbor', owner?: string) => Promise<CID>;
  };
  readonly closeRound: (time: number) => Promise<void>;
  readonly journal: RunJournal;
  readonly base: TrainingBase;
  readonly runtimeClass: string;
  /** Manifests of every log, at least up to the heads that are anchored at this block, and how far each was read by a time. */
  readonly readLogs: (options: {
    toBlock: bigint;
    signal: AbortSignal;
  }) => Promise<readonly (LogView & { readonly sizeAt: (unixSeconds: number) => number })[]>;
  readonly requestKeys: (request: KeyRequest) => Promise<ReleasedKeys>;
  readonly runJob: (options: RunJobOptions) => Promise<JobResult>;
  /** Keeps blocks on this node and on another pinner; gives how many nodes hold all of them. */
  readonly pin: (cids: readonly CID[], options: { signal: AbortSignal }) => Promise<number>;
  readonly onEvent?: (event: RunEvent) => void;
};

export type TrainerOptions = {
  /** Holds one directory per running job, named `run-` and its policy; nothing else should lie there under such a name. */
  readonly directory: string;
  /** `steps` follows from the rows that the voted plan gives. */
  readonly settings: Omit<FineTuneSettings, 'steps'>;
  readonly threads: number;
  /** Policies from this number on are trained by themselves; the first one was never voted on. */
  readonly automaticFrom: number;
  /** Milliseconds before a run that failed or found nothing is tried again. */
  readonly retryMs: number;
};

/** What a trainer tells of a run, for logs and the page. */
export type RunEvent =
  | { readonly step: 'snapshot'; readonly policyId: number; readonly eligible: number; readonly excluded: number }
  | { readonly step: 'claimed' | 'opened' | 'seeded'; readonly policyId: number; readonly runId: number }
  | {
      readonly step: 'training';
      readonly policyId: number;
      readonly done: number;
      readonly of: number;
      readonly loss: number;
    }
  | { readonly step: 'trained'; readonly policyId: number; readonly tokensPerSecond: number; readonly sandbox: string }
  | { readonly step: 'published'; readonly policyId: number; readonly card: string; readonly pins: number }
  | { readonly step: 'registered'; readonly policyId: number; readonly runId: number; readonly modelId: number }
  | { readonly step: 'superseded'; readonly policyId: number }
  | { readonly step: 'waiting' | 'failed'; readonly policyId: number | null; readonly error: unknown };
