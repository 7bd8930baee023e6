import type { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import type { AdapterCard } from '../blocks/adapterCard.ts';
import { encodeBatchList } from '../blocks/batchList.ts';
import { blockCid } from '../blocks/block.ts';
import { type Core, toProvenanceRecord } from '../blocks/core.ts';
import { toDepositId } from '../manifest/identifier.ts';
import { countExposure } from './attribution.ts';
import { type ConsentAt, tierInForce } from './consent.ts';
import type { DrawnRun } from './drawRun.ts';
import type { Exclusion, Snapshot } from './snapshot.ts';

/** What training gave, beside the facts that anyone recomputes. */
export type CardOutcome = Pick<AdapterCard, 'rows' | 'training' | 'checkpoints' | 'refused' | 'consents'> & {
  readonly weights: CID;
  readonly weightsHash: Hex;
  readonly weightsBytes: number;
  readonly lossBefore: Readonly<Record<string, number>>;
  readonly lossAfter: Readonly<Record<string, number>>;
};

export type CardOptions = {
  readonly chainId: number;
  readonly run: { readonly runId: number; readonly policyId: number; readonly operatorId: number; readonly seed: Hex };
  readonly base: { readonly modelId: number; readonly weightsHash: Hex };
  readonly snapshot: Snapshot;
  readonly consent: ConsentAt;
  readonly drawn: DrawnRun;
  readonly outcome: CardOutcome;
};

/** A card without the link to its own Markdown. */
export type CardFacts = Omit<AdapterCard, 'readme'>;

/** Collects the facts of an adapter's card. */
export function createCard({ chainId, run, base, snapshot, consent, drawn, outcome }: CardOptions): CardFacts {
  const exposure = countExposure(drawn.rows);
  const coreOf = (id: string) => snapshot.cores.get(id) as Core;
  const identities = new Map(snapshot.manifest.deposits.map((it) => [toDepositId(it.id), it.identity]));
  const read = Map.groupBy(exposure.keys(), (id) => identities.get(id) ?? 0);
  const { weights, weightsHash, weightsBytes, rows, training, checkpoints, refused, consents } = outcome;
  const list = encodeBatchList(drawn.rows);
  return {
    v: 3,
    kind: 'tilth/adapter-card',
    chainId,
    ...run,
    base,
    weights,
    weightsHash,
    weightsBytes,
    snapshot: {
      root: snapshot.root,
      manifest: snapshot.block.cid,
      consent: blockCid(snapshot.manifest.consentRoot),
      block: snapshot.manifest.block,
    },
    logs: snapshot.manifest.logs,
    consents,
    mixture: [...drawn.registers],
    list: {
      cid: list.cid,
      root: drawn.listRoot,
      rows: drawn.rows.length,
      bytes: drawn.bytes,
      shortfall: drawn.shortfall,
    },
    rows,
    training,
    evaluation: toEvaluation(drawn, outcome),
    checkpoints,
    attribution: {
      root: drawn.attribution.root,
      shares: drawn.attribution.shares.map((share) => ({
        ...share,
        labels: uniqueLabels((read.get(share.identity) ?? []).map((id) => coreOf(id).label)),
      })),
    },
    deposits: [...exposure].map(([id, bytes]) => ({
      ...toProvenanceRecord(id, coreOf(id), tierInForce(id, coreOf(id), consent)),
      bytes,
    })),
    heldOut: [...drawn.heldOut.values()].flat().sort(),
    excluded: [...snapshot.excluded],
    refused,
  };
}

/** How many deposits were left out for each kind of reason. */
export function countExclusions(excluded: readonly Exclusion[]): ReadonlyMap<string, number> {
  const kinds = excluded.map(({ reason }) => reason.replace(/sub:\w+/u, 'another deposit'));
  return new Map([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}

function toEvaluation(drawn: DrawnRun, { lossBefore, lossAfter }: CardOutcome): AdapterCard['evaluation'] {
  return [...drawn.heldOut].flatMap(([register, ids]) => {
    const [before, after] = [lossBefore[register], lossAfter[register]];
    return before === undefined || after === undefined ? [] : [{ register, deposits: ids.length, before, after }];
  });
}

function uniqueLabels(labels: readonly string[]): string[] {
  return [...new Set(labels.filter(Boolean))].sort();
}
