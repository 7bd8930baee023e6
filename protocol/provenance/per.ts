import type { ProvenanceRecord } from '../blocks/core.ts';
import { BaseError } from '../errors/BaseError.ts';

/** The units that each deposit must keep at every hand-off, and the fields that make them up. */
const UNITS = {
  pid: ['id'],
  contributor: ['contributor', 'label'],
  register: ['register'],
  consent: ['tier', 'consent'],
  licence: ['licence'],
  lineage: ['lineage'],
} as const satisfies Readonly<Record<string, readonly (keyof ProvenanceRecord)[]>>;

type Unit = keyof typeof UNITS;

/** What one station of the pipeline holds: a deposit's record, in whole or in part. */
export type Stage = {
  readonly name: string;
  readonly records: readonly (Partial<ProvenanceRecord> & { readonly id: string })[];
  /** Deposits that go no further, with the reason that the station gives (not drawn, held out, withdrawn). */
  readonly left?: readonly Left[];
};

/** A deposit that was left out, and why. */
export type Left = { readonly id: string; readonly reason: string };

/** Tells whether the reader found a reason to be so, from what the station itself did not make. */
type Confirm = (left: Left, station: string) => boolean;

type Loss = {
  readonly from: string;
  readonly to: string;
  readonly id: string;
  readonly unit: Unit;
  readonly expected: string;
  readonly found: string | null;
};

type HandOff = {
  readonly from: string;
  readonly to: string;
  readonly required: number;
  readonly retained: number;
  /** 1 - retained / required; 0 when nothing was required. */
  readonly per: number;
};

/** How much provenance a pipeline lost, and where. */
export type PipelinePer = {
  readonly handOffs: readonly HandOff[];
  /** PER_pipeline as an exact fraction and rounded. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly per: number;
  readonly lost: readonly Loss[];
};

/**
 * Measures the Provenance Erasure Rate of a pipeline, in its unit form: at each hand-off
 * PER_stage = 1 - retained units / required units, and PER_pipeline = 1 - product of (1 - PER_stage).
 *
 * The required units of a deposit are its persistent identifier, contributor and label, register, tier with consent
 * digest, licence and lineage, as far as the station before still had them; a unit is retained when the next station
 * holds the same values. A deposit that vanishes loses all its units, unless the next station says why it left and
 * `confirm` found that to be so: a reason is words, and words that nobody checked erase as silence does.
 * The unit form is the one of provenanceerasure.org (1 - retained units / required units); the set of units is this
 * project's. It is one author's vocabulary, computed as defined here, and not a validated measure.
 */
export function perPipeline(stages: readonly Stage[], confirm: Confirm = () => false): PipelinePer {
  if (stages.length < 2) throw new PipelineTooShortError(stages.length);
  const handOffs: HandOff[] = [];
  const lost: Loss[] = [];
  let survived = 1n;
  let denominator = 1n;
  for (let i = 1; i < stages.length; i += 1) {
    const [from, to] = [stages[i - 1], stages[i]] as [Stage, Stage];
    const losses: Loss[] = [];
    const required = compareStages({ from, to, confirm }, losses);
    const retained = required - losses.length;
    handOffs.push({
      from: from.name,
      to: to.name,
      required,
      retained,
      per: required === 0 ? 0 : losses.length / required,
    });
    lost.push(...losses);
    if (required === 0) continue;
    survived *= BigInt(retained);
    denominator *= BigInt(required);
  }
  const numerator = denominator - survived;
  return { handOffs, numerator, denominator, per: toNumber(numerator, denominator), lost };
}

function compareStages(
  { from, to, confirm }: { readonly from: Stage; readonly to: Stage; readonly confirm: Confirm },
  losses: Loss[],
): number {
  const after = new Map(to.records.map((record) => [record.id, record]));
  const left = new Set(to.left?.filter((it) => confirm(it, to.name)).map(({ id }) => id));
  let required = 0;
  for (const record of from.records) {
    const found = after.get(record.id);
    if (!found && left.has(record.id)) continue;
    for (const unit of Object.keys(UNITS) as Unit[]) {
      const expected = readUnit(record, unit);
      if (expected === null) continue;
      required += 1;
      const value = found ? readUnit(found, unit) : null;
      if (value !== expected)
        losses.push({ from: from.name, to: to.name, id: record.id, unit, expected, found: value });
    }
  }
  return required;
}

/** A unit's values as text, or null when one of its fields is missing. */
function readUnit(record: Partial<ProvenanceRecord>, unit: Unit): string | null {
  const values = UNITS[unit].map((field) => record[field]);
  return values.includes(undefined) ? null : values.map(toText).join(' ');
}

function toText(value: ProvenanceRecord[keyof ProvenanceRecord] | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify((value ?? []).map(({ kind, deposit }) => `${kind} ${deposit}`).sort());
}

function toNumber(numerator: bigint, denominator: bigint): number {
  const scale = 10n ** 15n;
  return Number((numerator * scale) / denominator) / Number(scale);
}

/** A pipeline needs a station that hands over and one that receives. */
export class PipelineTooShortError extends BaseError {
  override readonly name = 'PipelineTooShortError';
  override readonly kind = 'invalid';
  constructor(stages: number) {
    super('There is no hand-off to measure.', { values: { stages }, hint: 'Give at least two stages.' });
  }
}
