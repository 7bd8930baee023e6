import { encodeBatchList } from '../../../protocol/blocks/batchList.ts';
import { encodeSnapshot, type RunPlan } from '../../../protocol/blocks/snapshot.ts';
import { proveShare } from '../../../protocol/corpus/attribution.ts';
import { type ConsentEvents, foldConsent, foldConsentHead } from '../../../protocol/corpus/consent.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import { foldIdentities } from '../../../protocol/corpus/identities.ts';
import { findResemblances } from '../../../protocol/corpus/nearDuplicates.ts';
import { buildRows } from '../../../protocol/corpus/rows.ts';
import { makeSnapshot } from '../../../protocol/corpus/snapshot.ts';
import { depositKey, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { accountOf, CHAIN_ID, CORPUS, word } from './samples.ts';

const PLAN: RunPlan = { budget: 1_500, epochCap: 3, capBp: 4_000, heldOutOneIn: 5, samplerVersion: 2 };

/** Asks for more than there is, so that weight moves on and bytes are missing. */
const LARGE_PLAN: RunPlan = { ...PLAN, budget: 6_000, capBp: 2_000 };

const SEED = word('run seed');

/** Voted basis points. */
const SHARES = { narrative: 5_000, technical: 2_500, oral: 1_500, sacred: 1_000, conversational: 0 } as const;

const cores = new Map(CORPUS.map(({ id, core }) => [id, core]));

/** Decisions in the order of the chain; the last one is of somebody who did not contribute what it names. */
const EVENTS: ConsentEvents = {
  withdrawals: [
    { args: { deposit: depositKey(CORPUS[2]?.id ?? ''), depositor: accountOf('ana') }, blockNumber: 12n, logIndex: 3 },
    { args: { deposit: depositKey(CORPUS[1]?.id ?? ''), depositor: accountOf('eve') }, blockNumber: 14n, logIndex: 0 },
  ],
  tierChanges: [
    {
      args: { deposit: depositKey(CORPUS[7]?.id ?? ''), depositor: accountOf('dora'), tier: 4 },
      ...{ blockNumber: 12n, logIndex: 1 },
    },
  ],
};

/** Ana deposits with two accounts; eve and others stand for nobody. */
const IDENTITIES = foldIdentities([
  { account: accountOf('ana'), identityId: 1 },
  { account: accountOf('bako'), identityId: 1 },
  { account: accountOf('dora'), identityId: 3 },
]);

/** The snapshot of the sample corpus. */
export function sampleSnapshot() {
  return makeSnapshot({
    ...foldConsent(cores, EVENTS, new Set()),
    identities: IDENTITIES,
    logs: [{ logId: 1, size: CORPUS.length, entries: CORPUS }],
    purpose: 'training',
    chainId: CHAIN_ID,
    consentHead: foldConsentHead(EVENTS),
    block: 20,
    plan: PLAN,
    unavailable: [{ id: CORPUS[5]?.id ?? '', reason: 'its custodian does not answer' }],
  });
}

/** Everything that the sample snapshot, policy and seed decide. */
export function sampleRun(plan: RunPlan = PLAN) {
  const { manifest, cores } = sampleSnapshot();
  return drawRun({
    snapshot: { manifest: { ...manifest, plan }, cores },
    shares: SHARES,
    seed: SEED,
    refused: new Set(),
  });
}

/** What decides a run: consent, snapshot, held-out choice, sampler, token rows, near-duplicates, attribution. */
export function makeCorpus() {
  const snapshot = sampleSnapshot();
  const { manifest } = snapshot;
  const { rows } = sampleRun();
  const texts = new Map(manifest.deposits.map(({ id, bytes }) => [toDepositId(id), textOf(bytes)]));
  const tokens = buildRows(rows, { texts, encode: toTokens, sequence: 15, endOfText: 0 });
  return {
    consent: { events: EVENTS, head: foldConsentHead(EVENTS) },
    snapshot: {
      cores: CORPUS,
      manifest,
      root: encodeSnapshot(manifest).digest,
      consentRoot: snapshot.consent.digest,
      eligible: snapshot.eligible,
      excluded: snapshot.excluded,
    },
    runs: [PLAN, LARGE_PLAN].map(describeRun),
    tokens: { sequence: 15, endOfText: 0, root: tokens.root, first: tokens.rows[0], rows: tokens.rows.length },
    resemblances: { texts: TEXTS, ...findResemblances(TEXTS) },
  };
}

const FERRY = 'The ferry crossed twice a day, and the ferryman knew every face that came down to the water. '.repeat(3);

const WINTER = 'When the river froze, people walked over it.';

const TEXTS = [
  { id: 'sub:c', anchor: { block: 7, logId: 1, position: 2 }, text: FERRY.toUpperCase() },
  { id: 'sub:a', anchor: { block: 7, logId: 1, position: 0 }, text: FERRY },
  {
    id: 'sub:b',
    anchor: { block: 7, logId: 1, position: 1 },
    text: 'A kiln is fired slowly, for a day and a night, until the clay no longer drinks.',
  },
  { id: 'sub:d', anchor: { block: 9, logId: 2, position: 0 }, text: `${FERRY}In winter.` },
  { id: 'sub:e', anchor: { block: 9, logId: 2, position: 1 }, text: `${FERRY}${WINTER}` },
  { id: 'sub:f', anchor: { block: 6, logId: 2, position: 2 }, text: '渡し舟は一日に二度、川を渡った。' },
  { id: 'sub:g', anchor: { block: 9, logId: 1, position: 3 }, text: '渡し舟は一日に二度、川を渡った!' },
  // Its letters are those of another script.
  { id: 'sub:h', anchor: { block: 9, logId: 1, position: 4 }, text: FERRY.replaceAll('a', 'а').replaceAll('e', 'е') },
];

function textOf(bytes: number): string {
  return Array.from({ length: bytes }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
}

/** A tokenizer that anyone can write: one token a byte. */
function toTokens(text: string): Int32Array {
  return Int32Array.from(new TextEncoder().encode(text));
}

function describeRun(plan: RunPlan) {
  const { attribution, ...run } = sampleRun(plan);
  const { shares, root } = attribution;
  const proofs = shares.map(({ identity }) => proveShare(shares, identity));
  return {
    plan,
    shares: SHARES,
    seed: SEED,
    ...run,
    list: encodeBatchList(run.rows).cid,
    attribution: { shares, root, proofs },
  };
}
