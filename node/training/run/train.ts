import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex, type Hex } from 'viem';
import { compareText } from '../../../protocol/compareText.ts';
import { barredAt } from '../../../protocol/corpus/bars.ts';
import { findObjection, foldConsent } from '../../../protocol/corpus/consent.ts';
import { type DrawnRun, drawRun } from '../../../protocol/corpus/drawRun.ts';
import { buildRows, type TokenRows } from '../../../protocol/corpus/rows.ts';
import type { Exclusion, Snapshot } from '../../../protocol/corpus/snapshot.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { encodeAdapter } from '../../models/adapter/adapter.ts';
import type { CardOutcome } from '../../models/card/createCard.ts';
import type { FineTuneSettings } from '../fineTune.ts';
import { collectTexts } from './collectTexts.ts';
import type { RunEvent, Shares, TrainerComponents, TrainerOptions } from './components.ts';

const JOB_PREFIX = 'run-';

export type TrainOptions = {
  readonly options: TrainerOptions;
  readonly policyId: number;
  readonly snapshot: Snapshot;
  readonly shares: Shares;
  readonly seed: Hex;
  readonly signal: AbortSignal;
};

/** Draws the list, opens its texts, trains in the sandbox and stores the weights. @throws KeysMissingError */
export async function train(
  components: TrainerComponents,
  { options, policyId, snapshot, shares, seed, signal }: TrainOptions,
): Promise<CardOutcome> {
  const { storage, runJob } = components;
  const emit = (event: RunEvent) => components.onEvent?.(event);
  const refused = await findRefused(components, snapshot);
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
  const { steps, batch, sequence, learningRate, rank, alpha } = settings;
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
      registers: countTokens(rows, snapshot),
    },
    training: {
      ...{ steps, batch, sequence, learningRate, rank, alpha, seed: settings.seed },
      tokensPerSecond: result.tokensPerSecond,
      sandbox: result.sandbox,
      runtimeClass: components.runtimeClass,
    },
    checkpoints: [...result.checkpoints],
    refused,
  };
}

/** Removes what a killed job left behind: its rows are people's texts as tokens. */
export async function removeLeftJobs(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(JOB_PREFIX))) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Deposits of the snapshot that contributors, board or court forbid by now. */
export async function findRefused(
  { follower, consents, restrictions }: Pick<TrainerComponents, 'follower' | 'consents' | 'restrictions'>,
  { cores, eligible }: Snapshot,
): Promise<Exclusion[]> {
  await follower.caughtUp();
  const { number, timestamp } = follower.head();
  const barred = barredAt(restrictions.upTo(number), Number(timestamp));
  const consent = foldConsent(cores, consents.upTo(number), barred);
  return eligible.flatMap((id) => {
    const reason = findObjection(id, { cores, consent, purpose: 'training' });
    return reason ? [{ id, reason }] : [];
  });
}

type TokeniseOptions = Pick<TrainOptions, 'snapshot' | 'options' | 'signal'> & { readonly drawn: DrawnRun };

async function tokenise(
  components: TrainerComponents,
  { drawn, snapshot, options, signal }: TokeniseOptions,
): Promise<{ rows: TokenRows; heldOut: Record<string, readonly Int32Array[]> }> {
  const used = new Set([...drawn.rows.map(({ id }) => id), ...[...drawn.heldOut.values()].flat()]);
  const request = { ids: [...used].sort(), cores: snapshot.cores, snapshot: snapshot.root, signal };
  const { texts, missing } = await collectTexts(components, request);
  if (missing.length > 0) throw new KeysMissingError(missing);
  const { encode, endOfText } = components.base;
  const how = { texts, encode, endOfText, sequence: options.settings.sequence };
  const heldOut = Object.fromEntries(
    [...drawn.heldOut].map(([register, ids]) => {
      const whole = ids.map((id) => ({ id, start: 0, length: snapshot.cores.get(id)?.bytes ?? 0, epoch: 0 }));
      return [register, buildRows(whole, how).rows];
    }),
  );
  return { rows: buildRows(drawn.rows, how), heldOut };
}

function countTokens({ tokens }: TokenRows, { cores }: Snapshot): CardOutcome['rows']['registers'] {
  const registers = Map.groupBy(tokens, ([id]) => cores.get(id)?.register as string);
  return [...registers]
    .map(([register, own]) => ({ register, tokens: own.reduce((sum, [, count]) => sum + count, 0) }))
    .sort((a, b) => compareText(a.register, b.register));
}

/** As many steps as read every row; the seed of the run also seeds the adapter. */
function toSettings(
  settings: TrainerOptions['settings'],
  { rows, seed }: { rows: number; seed: Hex },
): FineTuneSettings {
  return { ...settings, steps: Math.ceil(rows / settings.batch), seed: Number.parseInt(seed.slice(2, 10), 16) >>> 1 };
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
