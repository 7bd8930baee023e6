import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex, type Hex } from 'viem';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { findObjection, foldConsent, foldConsentHead } from '../../../protocol/corpus/consent.ts';
import type { CardOutcome } from '../../../protocol/corpus/createCard.ts';
import { type DrawnRun, drawRun } from '../../../protocol/corpus/drawRun.ts';
import { buildRows, type TokenRows } from '../../../protocol/corpus/rows.ts';
import type { Exclusion, Snapshot } from '../../../protocol/corpus/snapshot.ts';
import { adapterSeed, MOST_SEGMENTS, stepsFor } from '../../../protocol/corpus/trainingPlan.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { ownerOfStates } from '../../deposits/owners.ts';
import { encodeAdapter } from '../../models/adapter/adapter.ts';
import type { FineTuneSettings, HeldOutRows } from '../fineTune.ts';
import type { KeptCheckpoint } from '../sandbox/runJob.ts';
import { collectTexts } from './collectTexts.ts';
import type { RunEvent, Shares, TrainerComponents, TrainerOptions } from './components.ts';
import { countTokens, depositsRead, heldOutRows } from './tokenise.ts';

const JOB_PREFIX = 'run-';

export type TrainOptions = {
  readonly options: TrainerOptions;
  readonly policyId: number;
  readonly runId: number;
  readonly snapshot: Snapshot;
  readonly shares: Shares;
  readonly seed: Hex;
  readonly signal: AbortSignal;
};

/** Draws the list, opens its texts, trains in the sandbox and stores the weights with the states that led to them. @throws KeysMissingError */
export async function train(
  components: TrainerComponents,
  { options, policyId, runId, snapshot, shares, seed, signal }: TrainOptions,
): Promise<CardOutcome> {
  const { storage, runJob } = components;
  const emit = (event: RunEvent) => components.onEvent?.(event);
  const { refused, consents } = await readConsents(components, snapshot);
  const drawn = drawRun({ snapshot, shares, seed, refused: new Set(refused.map(({ id }) => id)) });
  const { rows, heldOut } = await tokenise(components, { drawn, snapshot, options, signal });
  const settings = toSettings(options.settings, { rows: rows.rows.length, seed });
  const directory = join(options.directory, `${JOB_PREFIX}${policyId}`);
  await rm(directory, { recursive: true, force: true });
  const result = await runJob({
    directory,
    job: { rows: rows.rows, heldOut, settings, threads: options.threads },
    onProgress: ({ step, steps, loss }) => emit({ step: 'training', policyId, done: step, of: steps, loss }),
    signal,
  }).finally(() => rm(directory, { recursive: true, force: true }));
  const bytes = encodeAdapter(result.adapter);
  const weights = await storage.put(bytes, 'raw');
  emit({ step: 'trained', policyId, tokensPerSecond: result.tokensPerSecond, sandbox: result.sandbox });
  const { steps, batch } = settings;
  return {
    weights,
    weightsHash: bytesToHex(weights.multihash.digest),
    weightsBytes: bytes.byteLength,
    lossBefore: result.lossBefore,
    lossAfter: result.lossAfter,
    rows: {
      root: rows.root,
      count: rows.rows.length,
      repeated: steps * batch - rows.rows.length,
      tokens: [...rows.tokens.values()].reduce((sum, tokens) => sum + tokens, 0),
      registers: countTokens(rows, snapshot.cores),
    },
    training: { ...settings, targets: [...settings.targets], runtimeClass: components.runtimeClass },
    checkpoints: await keepStates(storage, result.checkpoints, ownerOfStates(runId)),
    refused,
    consents,
  };
}

/** States are published, so that anyone who may read the texts can train any segment again, until the run is settled. */
async function keepStates(
  storage: TrainerComponents['storage'],
  checkpoints: readonly KeptCheckpoint[],
  owner: string,
): Promise<CardOutcome['checkpoints']> {
  const kept: CardOutcome['checkpoints'] = [];
  for (const { step, hash, state } of checkpoints) {
    kept.push({ step, hash, state: await storage.put(state, 'raw', owner) });
  }
  return kept;
}

/** Removes what a killed job left behind: its rows are people's texts as tokens. */
export async function removeLeftJobs(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(JOB_PREFIX))) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** The deposits of a snapshot that contributors, board or court forbid by now, and the view of consents that says so. */
export async function readConsents(
  { follower, consents, restrictions }: Pick<TrainerComponents, 'follower' | 'consents' | 'restrictions'>,
  { cores, eligible }: Snapshot,
): Promise<Pick<CardOutcome, 'refused' | 'consents'>> {
  await follower.caughtUp();
  const { number, timestamp } = follower.head();
  const events = consents.upTo(number);
  const consent = foldConsent(cores, events, barredAt(restrictions.upTo(number), Number(timestamp)));
  const refused = eligible.flatMap((id) => {
    const reason = findObjection(id, { cores, consent, purpose: 'training' });
    return reason ? [{ id, reason }] : [];
  });
  return { refused, consents: { block: Number(number), head: foldConsentHead(events) } };
}

type TokeniseOptions = Pick<TrainOptions, 'snapshot' | 'options' | 'signal'> & { readonly drawn: DrawnRun };

async function tokenise(
  components: TrainerComponents,
  { drawn, snapshot, options, signal }: TokeniseOptions,
): Promise<{ rows: TokenRows; heldOut: HeldOutRows }> {
  const { cores } = snapshot;
  const request = { ids: depositsRead(drawn), cores, snapshot: snapshot.root, signal };
  const { texts, missing } = await collectTexts(components, request);
  if (missing.length > 0) throw new KeysMissingError(missing);
  const { encode, endOfText } = components.base;
  const how = { texts, encode, endOfText, sequence: options.settings.sequence };
  return { rows: buildRows(drawn.rows, how), heldOut: heldOutRows(drawn, { ...how, cores }) };
}

/** As many steps as read every row; the seed of the run also seeds the adapter. */
function toSettings(
  settings: TrainerOptions['settings'],
  { rows, seed }: { rows: number; seed: Hex },
): FineTuneSettings {
  const steps = stepsFor(rows, settings);
  const checkpointEvery = Math.max(settings.checkpointEvery, Math.ceil(steps / MOST_SEGMENTS));
  return { ...settings, steps, checkpointEvery, seed: adapterSeed(seed) };
}

/** Texts of an opened run cannot be read now, although consent allows it. */
export class KeysMissingError extends BaseError {
  override readonly name = 'KeysMissingError';
  override readonly kind = 'missing';
  constructor(missing: readonly Exclusion[]) {
    super('Texts of the batch list cannot be opened.', {
      values: { missing: missing.length, first: `${missing[0]?.id} (${missing[0]?.reason})` },
      hint: 'The trainer asks again; check that their custodians run.',
    });
  }
}
