import type { SnapshotManifest } from '../blocks/snapshot.ts';
import { toDepositId } from '../manifest/identifier.ts';
import type { Steps } from '../steps.ts';
import { type Difference, findDifference } from './difference.ts';
import { type Anchor, findingResemblances, type NearDuplicate } from './nearDuplicates.ts';

type Resemblance = NearDuplicate & { readonly kind: 'nearDuplicates' | 'similar' };
type Unavailable = { readonly kind: 'unavailable'; readonly id: string; readonly reason: string };

/** What a trainer says of texts in its snapshot, and nobody can recompute without them. */
export type TextFinding = Resemblance | Unavailable;

/** Texts that could be opened, and when each was anchored. */
export type OpenedTexts = {
  readonly texts: ReadonlyMap<string, string>;
  readonly anchors: ReadonlyMap<string, Anchor>;
};

/** All that a snapshot says of texts, in its order. */
export function listFindings({ unavailable, nearDuplicates, similar }: SnapshotManifest): readonly TextFinding[] {
  const pairs = (kind: Resemblance['kind'], rows: SnapshotManifest['similar']) =>
    rows.map(({ id, of, similarityBp }) => ({ kind, id: toDepositId(id), of: toDepositId(of), similarityBp }));
  return [
    ...unavailable.map(({ id, reason }) => ({ kind: 'unavailable' as const, id: toDepositId(id), reason })),
    ...pairs('nearDuplicates', nearDuplicates),
    ...pairs('similar', similar),
  ];
}

/** Tells whether a reason to leave a deposit out is one that only its text can show; chain and logs show all others. */
export function isSaidOfText(reason: string): boolean {
  return /^(near-duplicate of|unavailable:) /.test(reason);
}

/** The deposits that must be opened to look into a finding. */
export function depositsOf(finding: TextFinding): readonly string[] {
  return finding.kind === 'unavailable' ? [finding.id] : [finding.id, finding.of];
}

/**
 * Looks into one finding: a text that can be read is not unavailable, and two texts must resemble each other again. Null when
 * the finding stands, or when a text that it needs is not at hand. In small steps: texts may be long.
 */
export function* findFalseFinding(finding: TextFinding, { texts, anchors }: OpenedTexts): Steps<Difference | null> {
  const { kind, id } = finding;
  if (kind === 'unavailable') {
    if (!texts.has(id)) return null;
    return {
      subject: `reason to leave out ${id}`,
      expected: 'none: it can be read',
      found: `unavailable: ${finding.reason}`,
    };
  }
  if (!texts.has(id) || !texts.has(finding.of)) return null;
  const [again] = (yield* findingResemblances(toAnchored([id, finding.of], { texts, anchors })))[kind];
  const subject = kind === 'similar' ? `resemblance of ${id}` : `reason to leave out ${id}`;
  const { of, similarityBp } = finding;
  return findDifference(subject, describe(again), describe({ id, of, similarityBp }));
}

/** Looks into all resemblances at once, where every text that the trainer compared can be opened: none may be missing either. */
export function* findOtherResemblances(
  manifest: SnapshotManifest,
  ids: readonly string[],
  opened: OpenedTexts,
): Steps<Difference | null> {
  const again = yield* findingResemblances(toAnchored(ids, opened));
  const claimed = Map.groupBy(listFindings(manifest), ({ kind }) => kind);
  for (const kind of ['nearDuplicates', 'similar'] as const) {
    const rows = (claimed.get(kind) ?? []).flatMap((row) => (row.kind === 'unavailable' ? [] : [describe(row)]));
    const found = again[kind].map(describe);
    const missing = found.find((row) => !rows.includes(row));
    const invented = rows.find((row) => !found.includes(row));
    const subject = kind === 'similar' ? 'resembling deposits' : 'near-duplicates';
    if (missing) return { subject, expected: missing, found: 'not listed' };
    if (invented) return { subject, expected: 'nothing', found: invented };
  }
  return null;
}

function toAnchored(ids: readonly string[], { texts, anchors }: OpenedTexts) {
  return ids.flatMap((id) => {
    const [text, anchor] = [texts.get(id), anchors.get(id)];
    return text === undefined || !anchor ? [] : [{ id, text, anchor }];
  });
}

function describe(row: NearDuplicate | undefined): string {
  return row ? `${row.id} repeats ${row.of} by ${row.similarityBp} bp` : 'the texts differ';
}
