import { type Hex, sha256, stringToHex } from 'viem';
import type { AdapterCard } from '../protocol/blocks/adapterCard.ts';
import type { Core } from '../protocol/blocks/core.ts';
import type { DrawnRun } from '../protocol/corpus/drawRun.ts';
import { describeLearning, type LearningCheck } from '../protocol/corpus/learning.ts';
import { depositsOf, findFalseFinding, findOtherResemblances, listFindings } from '../protocol/corpus/textFindings.ts';
import { toDepositId } from '../protocol/manifest/identifier.ts';
import { atOnce } from '../protocol/steps.ts';
import type { RebuiltSnapshot } from './rebuildSnapshot.ts';
import { DifferenceError, type Ledger } from './report.ts';
import type { AuditSource } from './source.ts';

/** What it takes to do a run's training again: models run elsewhere, and what may be read depends on who asks. */
export type Replay = {
  readonly checkLearning: LearningCheck;
  /** Opens those texts that the caller may read, each checked against its manifest. */
  readonly readTexts: (ids: readonly string[], sight: TextSight) => Promise<ReadonlyMap<string, string>>;
  /** How many segments at most; all of them without it. */
  readonly most?: number | undefined;
  /** Which come first; nobody can know it before. */
  readonly lot?: Hex | undefined;
};

/** What texts are held against, and who hears of a gate that gave another one. */
export type TextSight = {
  readonly cores: ReadonlyMap<string, Core>;
  readonly onAltered: (gateway: string, id: string) => void;
};

type Claim = {
  readonly card: AdapterCard;
  readonly drawn: DrawnRun;
  readonly snapshot: RebuiltSnapshot;
  readonly shares: Readonly<Record<string, number>>;
  readonly replay: Replay;
};

/** Looks into what a snapshot says of texts and does the training again, as far as texts can be read. Gives what was done. */
export async function checkTraining(source: AuditSource, claim: Claim, ledger: Ledger): Promise<string> {
  const { card, drawn, snapshot, shares, replay } = claim;
  const { cores, manifest, anchors } = snapshot;
  const findings = listFindings(manifest);
  const hasShare = (id: string) => (shares[cores.get(id)?.register ?? ''] ?? 0) > 0;
  const compared = [...manifest.deposits, ...manifest.nearDuplicates].map(({ id }) => toDepositId(id)).filter(hasShare);
  const wanted = [...new Set([...compared, ...findings.flatMap(depositsOf)])].sort();
  const onAltered = (gateway: string, id: string) =>
    ledger.note(`lie of ${gateway}`, `another text than that of ${id}`);
  const texts = await replay.readTexts(wanted, { cores, onAltered });
  const opened = { texts, anchors };
  const isAllOpen = compared.every((id) => texts.has(id));
  const other =
    findings.map((finding) => atOnce(findFalseFinding(finding, opened))).find((difference) => difference !== null) ??
    (isAllOpen ? atOnce(findOtherResemblances(manifest, compared, opened)) : null);
  if (other) throw new DifferenceError(other.subject, other.expected, other.found);
  const looked = findings.filter((finding) => depositsOf(finding).every((id) => texts.has(id))).length;
  const closed = findings.length - looked;
  const unread = closed > 0 ? `; ${closed} of texts that cannot be read here` : '';
  ledger.note('what the snapshot says of texts', `${looked} of ${findings.length} findings come out again${unread}`);

  const { most = Number.POSITIVE_INFINITY, lot = sha256(stringToHex(card.seed)) } = replay;
  const sight = { texts, fetch: source.fetch, most, lot };
  const learning = await replay.checkLearning({ card, drawn, cores }, sight);
  const { difference } = learning;
  if (difference) throw new DifferenceError(difference.subject, difference.expected, difference.found);
  const words = describeLearning(learning);
  const tell = learning.replayed.length > 0 ? ledger.note : ledger.skip;
  tell('training', words);
  return words;
}
