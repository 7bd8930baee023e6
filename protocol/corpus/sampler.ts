import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, type Hex, stringToBytes } from 'viem';
import type { SampleRow } from '../blocks/batchList.ts';
import type { RunPlan } from '../blocks/snapshot.ts';
import { compareText } from '../compareText.ts';
import { BaseError } from '../errors/BaseError.ts';
import { apportion, planSupply, type Supply, totalSupply } from './apportion.ts';
import { type SampleDocument, windowOf } from './sample.ts';

/**
 * Computes HMAC-SHA-256 (RFC 2104) of many short messages; each result holds until the next call. The key is the seed's 64
 * lower-case hex digits. It is hashed once, and every message goes on from a copy of that state in one and the same place:
 * a new one each time would cost four times as much.
 */
export function createHmac(seed: Hex): (message: string) => Uint8Array {
  const keyed = hmac.create(sha256, stringToBytes(seed.slice(2).toLowerCase()));
  const state = keyed.clone();
  const encoder = new TextEncoder();
  const digest = new Uint8Array(keyed.outputLen);
  let buffer = new Uint8Array(512);
  return (message) => {
    // A UTF-16 unit takes three bytes at most.
    if (buffer.length < 3 * message.length) buffer = new Uint8Array(3 * message.length);
    const { written } = encoder.encodeInto(message, buffer);
    keyed._cloneInto(state).update(buffer.subarray(0, written)).digestInto(digest);
    return digest;
  };
}

/** Orders identifiers by HMAC-SHA-256(seed, register|id|epoch), ties by identifier. */
export function rankByHmac<T extends { readonly id: string }>(
  documents: readonly T[],
  { seed, register, epoch }: { seed: Hex; register: string; epoch: number },
): T[] {
  const digest = createHmac(seed);
  const digestOf = (document: T | undefined) => digest(`${register}|${document?.id}|${epoch}`);
  // The first 52 bits decide between all but equals, and a number holds them exactly.
  const high = Float64Array.from(documents, (document) => toHigh(digestOf(document)));
  const order = Uint32Array.from(documents.keys());
  order.sort((a, b) => {
    const first = (high[a] as number) - (high[b] as number);
    return (
      first ||
      compareText(bytesToHex(digestOf(documents[a])), bytesToHex(digestOf(documents[b]))) ||
      compareText(documents[a]?.id ?? '', documents[b]?.id ?? '')
    );
  });
  return Array.from(order, (i) => documents[i] as T);
}

function toHigh(digest: Uint8Array): number {
  let value = 0;
  for (let i = 0; i < 6; i += 1) value = value * 256 + (digest[i] as number);
  return value * 16 + ((digest[6] as number) >> 4);
}

type Sized = { readonly length: number };

/**
 * Merges lists so that each advances in step with its share of the whole: next comes the list that has given the smallest
 * part of itself, ties to the earlier list. Products stay exact for totals up to 2^26, the largest budget.
 */
export function interleave<T extends Sized>(lists: readonly (readonly T[])[]): T[] {
  const queues = lists
    .map((rows) => ({ rows, next: 0, given: 0, total: rows.reduce((sum, row) => sum + row.length, 0) }))
    .filter(({ total }) => total > 0);
  const count = queues.reduce((sum, { rows }) => sum + rows.length, 0);
  return Array.from({ length: count }, () => {
    const open = queues.filter((queue) => queue.next < queue.rows.length);
    const behind = open.reduce((best, queue) => (queue.given * best.total < best.given * queue.total ? queue : best));
    const row = behind.rows[behind.next] as T;
    behind.next += 1;
    behind.given += row.length;
    return row;
  });
}

type RegisterShare = {
  readonly register: string;
  readonly votedBp: number;
  readonly realisedBp: number;
  readonly bytes: number;
};

/** A batch list and how far it fulfils the vote. */
export type SampleList = {
  readonly rows: readonly SampleRow[];
  readonly registers: readonly RegisterShare[];
  readonly bytes: number;
  /** Bytes of the budget that no deposit could fill. */
  readonly shortfall: number;
};

/** What decides a batch list. */
export type SampleOptions = {
  readonly documents: readonly SampleDocument[];
  /** Voted basis points by register. */
  readonly shares: Readonly<Record<string, number>>;
  readonly plan: Pick<RunPlan, 'budget' | 'epochCap' | 'capBp'>;
  readonly seed: Hex;
};

/**
 * Draws the batch list of a run in integer arithmetic: quotas per register by largest remainders, infeasible weight moved
 * on in proportion, deposits in HMAC order of the seed, the last one cut to the exact quota, registers interleaved.
 * @throws NothingToTrainOnError
 */
export function sampleList({ documents, shares, plan, seed }: SampleOptions): SampleList {
  const registers = Object.keys(shares).sort(compareText);
  const weights = registers.map((register) => BigInt(shares[register] ?? 0));
  const supply = planSupply(documents, { registers, weights, plan });
  const capacities = registers.map((register) => totalSupply(supply, register));
  const quotas = apportion({ total: BigInt(plan.budget), weights, capacities });
  const bytes = Number(quotas.reduce((sum, quota) => sum + quota, 0n));
  if (bytes === 0) throw new NothingToTrainOnError(documents.length);
  const realised = apportion({ total: 10_000n, weights: quotas });
  const byRegister = Map.groupBy(documents, (document) => document.register);
  const lists = registers.map((register, i) =>
    fillQuota(byRegister.get(register) ?? [], {
      register,
      quota: Number(quotas[i]),
      supply,
      epochs: plan.epochCap,
      seed,
    }),
  );
  return {
    rows: interleave(lists),
    registers: registers.map((register, i) => ({
      register,
      votedBp: Number(weights[i]),
      realisedBp: Number(realised[i]),
      bytes: Number(quotas[i]),
    })),
    bytes,
    shortfall: plan.budget - bytes,
  };
}

type FillOptions = {
  readonly register: string;
  readonly quota: number;
  readonly supply: Supply;
  readonly epochs: number;
  readonly seed: Hex;
};

function fillQuota(
  documents: readonly SampleDocument[],
  { register, quota, supply, epochs, seed }: FillOptions,
): SampleRow[] {
  const left = new Map(supply.get(register));
  const rows: SampleRow[] = [];
  let open = quota;
  for (let epoch = 0; epoch < epochs && open > 0; epoch += 1) {
    for (const { id, identity, bytes } of rankByHmac(documents, { seed, register, epoch })) {
      const allowed = Number(left.get(identity) ?? 0n);
      const window = windowOf(bytes, epoch);
      const length = Math.min(window.length, allowed, open);
      if (length === 0) continue;
      rows.push({ id, start: window.start, length, epoch });
      left.set(identity, BigInt(allowed - length));
      open -= length;
      if (open === 0) break;
    }
  }
  return rows;
}

/** No deposit may be used under this policy. */
export class NothingToTrainOnError extends BaseError {
  override readonly name = 'NothingToTrainOnError';
  override readonly kind = 'missing';
  constructor(documents: number) {
    super('There is nothing to train on.', {
      values: { documents },
      hint: 'Deposit texts whose tier allows training, in registers that the policy gives weight.',
    });
  }
}
