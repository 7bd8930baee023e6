import { bytesToHex } from 'viem';
import type { AdapterCard } from '../../../protocol/blocks/adapterCard.ts';
import { type Difference, findDifference } from '../../../protocol/corpus/difference.ts';
import type { DrawnRun } from '../../../protocol/corpus/drawRun.ts';
import { drawOrder, type LearningCheck, type LearningClaim, namedIn } from '../../../protocol/corpus/learning.ts';
import { buildRows, type RowOptions, type TokenRows } from '../../../protocol/corpus/rows.ts';
import { MOST_SEGMENTS } from '../../../protocol/corpus/trainingPlan.ts';
import { BaseError } from '../../../protocol/errors/BaseError.ts';
import { loraShapes } from '../../models/adapter/adapter.ts';
import type { BaseModel } from '../../models/base/loadBase.ts';
import { PROJECTIONS, type Projection } from '../../models/decoder/parameters.ts';
import type { FineTuneSettings } from '../fineTune.ts';
import type { OptimiserState } from '../optimiser.ts';
import type { ReplayOptions, ReplayResult } from '../replay.ts';
import { decodeTrainerState } from '../sandbox/jobFile.ts';
import { countTokens, heldOutRows } from './tokenise.ts';

export type LearningParts = {
  readonly base: Pick<BaseModel, 'config' | 'weightsHash'>;
  readonly encode: (text: string) => Int32Array;
  readonly endOfText: number;
  readonly runtimeClass: string;
  readonly replay: (options: Omit<ReplayOptions, 'base'>) => Promise<ReplayResult>;
};

/** The most tokens of one step that a verifier does again. */
const MOST_TOKENS = 65_536;
/** Nats by which losses may differ between runtimes, whose additions round differently. */
const TOLERANCE = 0.01;

/** Creates what does parts of a run again: rows from texts, segments from kept states, weights and losses from the last one. */
export function createLearningCheck(parts: LearningParts): LearningCheck {
  return async ({ card, drawn, cores }, { texts, fetch, most, lot, seat, disputed, signal }) => {
    const { training, checkpoints } = card;
    if (card.base.weightsHash !== parts.base.weightsHash) throw new OtherBaseError(card.base.weightsHash);
    const settings: FineTuneSettings = { ...training, targets: training.targets as Projection[] };
    const how = { texts, encode: parts.encode, endOfText: parts.endOfText, sequence: training.sequence };

    const laid = layRows(drawn, how);
    const otherRuntime =
      training.runtimeClass === parts.runtimeClass ? null : { named: training.runtimeClass, own: parts.runtimeClass };
    const ends = checkpoints.map(({ step }) => step);
    const isReadable = (i: number) =>
      laid.isWhole || (ends[i] ?? 0) * training.batch <= Math.min(laid.rows.length, card.rows.count);
    const namesOf = (i: number) => [`to ${ends[i]}`, `state of step ${ends[i - 1]}`];
    const named = namedIn(
      disputed,
      ends.flatMap((_, i) => namesOf(i)),
    );
    const isDisputed = (i: number) => namesOf(i).some((name) => named.has(name));
    const open = drawOrder(lot, ends.length, { seat, isFirst: isDisputed }).filter(isReadable);
    // What others found is looked into by everyone, however many they are.
    const segments = otherRuntime ? [] : open.slice(0, Math.max(most, open.filter(isDisputed).length));
    const held = [...drawn.heldOut].filter(([, ids]) => ids.every((id) => texts.has(id)));
    const questioned = namedIn(disputed, [...drawn.heldOut.keys()]);
    const isQuestioned = (i: number) => questioned.has(held[i]?.[0] ?? '');
    const chosen = drawOrder(lot, held.length, { seat, isFirst: isQuestioned }).slice(
      0,
      Math.max(most, questioned.size),
    );
    const heldOut = new Map(chosen.map((i) => held[i] as (typeof held)[number]));
    const found = {
      segments: ends.length,
      unread: ends.length - open.length,
      registers: drawn.heldOut.size,
      otherRuntime,
      replayed: segments.map((i) => ends[i] ?? 0).sort((a, b) => a - b),
      evaluated: [...heldOut.keys()].sort(),
    };
    const different = (difference: Difference) => ({ ...found, difference, replayed: [], evaluated: [] });
    const impossible = findImpossible(card);
    if (impossible) return different(impossible);
    const otherRows =
      laid.isWhole && findDifference('the token rows on the card', describeRows(laid, cores), describeClaim(card));
    if (otherRows) return different(otherRows);

    const states = new Map<number, OptimiserState>();
    for (const i of new Set([checkpoints.length - 1, ...segments.map((i) => i - 1)])) {
      const checkpoint = checkpoints[i];
      if (!checkpoint) continue;
      const state = readState(await fetch(checkpoint.state), settings, parts.base);
      const { step } = checkpoint;
      if (state?.step !== step) return different(badState(step, state && `the state of step ${state.step}`));
      states.set(step, state);
    }
    const result = await parts.replay({
      ...{ rows: laid.rows, settings, signal, final: states.get(ends.at(-1) ?? 0) as OptimiserState },
      segments: segments.map((i) => ({ from: states.get(ends[i - 1] ?? 0) ?? null, toStep: ends[i] ?? 0 })),
      heldOut: heldOutRows({ heldOut }, { ...how, cores }),
    });
    const difference = findOther(result, card, otherRuntime ? TOLERANCE : 0);
    return difference ? different(difference) : { ...found, difference };
  };
}

/** What no run over this base can have been trained with, or cut into, so that anybody could repeat it. */
function findImpossible({ training: { targets, batch, sequence }, checkpoints }: AdapterCard): Difference | null {
  const target = targets.find((each) => !(each in PROJECTIONS));
  if (target) return { subject: 'target on the card', expected: Object.keys(PROJECTIONS).join(' '), found: target };
  if (checkpoints.length > MOST_SEGMENTS)
    return { subject: 'segments of the run', expected: `at most ${MOST_SEGMENTS}`, found: `${checkpoints.length}` };
  if (batch * sequence <= MOST_TOKENS) return null;
  return { subject: 'tokens of a step', expected: `at most ${MOST_TOKENS}`, found: `${batch * sequence}` };
}

/** Token rows of a list as far as its texts are at hand. */
type LaidRows = TokenRows & { readonly isWhole: boolean };

/** A text that is not at hand moves all that comes after it by an unknown number of tokens: only what comes before is laid. */
function layRows({ rows: list }: DrawnRun, how: RowOptions): LaidRows {
  const end = list.findIndex(({ id }) => !how.texts.has(id));
  if (end < 0) return { ...buildRows(list, how), isWhole: true };
  const laid = buildRows(list.slice(0, end), how);
  return { ...laid, rows: laid.rows.slice(0, -1), isWhole: false };
}

function describeRows(laid: TokenRows, cores: LearningClaim['cores']) {
  const registers = countTokens(laid, cores);
  const tokens = registers.reduce((sum, each) => sum + each.tokens, 0);
  return { root: laid.root, count: laid.rows.length, tokens, registers };
}

function describeClaim({ rows: { repeated: _, ...rows } }: AdapterCard) {
  return rows;
}

/** A kept state, or null where its bytes are not one that this base and these settings can have. */
function readState(
  bytes: Uint8Array,
  settings: FineTuneSettings,
  { config }: LearningParts['base'],
): OptimiserState | null {
  try {
    const state = decodeTrainerState(bytes);
    const shapes = [...loraShapes(config, settings)];
    const fits = shapes.every(([name, [rows, columns]]) =>
      ['', 'mean.', 'variance.'].every((kind) => state.tensors.get(`${kind}${name}`)?.length === rows * columns),
    );
    return fits && state.tensors.size === 3 * shapes.length ? state : null;
  } catch {
    return null;
  }
}

function badState(step: number, found: string | null): Difference {
  return {
    subject: `state of step ${step}`,
    expected: 'adapter and optimiser of this run',
    found: found ?? 'other bytes',
  };
}

/** The first thing that a card says otherwise than it came out. */
function findOther(result: ReplayResult, card: AdapterCard, tolerance: number): Difference | null {
  const claimed = new Map(card.checkpoints.map(({ step, hash }) => [step, hash]));
  const compare = (subject: string, expected: unknown, found: unknown) => findDifference(subject, expected, found);
  for (const { start, end } of result.segments) {
    const difference =
      (start.step > 0 ? compare(`state of step ${start.step}`, claimed.get(start.step), start.hash) : null) ??
      compare(`training from step ${start.step} to ${end.step}`, end.hash, claimed.get(end.step));
    if (difference) return difference;
  }
  const { final, weightsHash, lossBefore, lossAfter } = result;
  const ended =
    compare(`state of step ${final.step}`, claimed.get(final.step), final.hash) ??
    compare('weights that the last state holds', weightsHash, bytesToHex(card.weights.multihash.digest));
  if (ended) return ended;
  for (const { register, before, after } of card.evaluation) {
    for (const [when, claim, loss] of [
      ['before', before, lossBefore[register]],
      ['after', after, lossAfter[register]],
    ] as const) {
      if (loss === undefined || Math.abs(loss - claim) <= tolerance) continue;
      return { subject: `loss in ${register} ${when} training`, expected: `${loss}`, found: `${claim}` };
    }
  }
  return null;
}

/** A run was trained over another base than the one at hand. */
export class OtherBaseError extends BaseError {
  override readonly name = 'OtherBaseError';
  override readonly kind = 'unavailable';
  constructor(weightsHash: string) {
    super('The run was trained over a base that is not at hand.', { values: { weightsHash } });
  }
}
