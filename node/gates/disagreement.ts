import { embed, similarity } from '../../protocol/embedding/embed.ts';
import type { Disagreement } from '../../protocol/http/answerRecord.ts';

type Label = { readonly label: string; readonly probability: number };

export type TextOpinion = { readonly expertId: string; readonly text: string };
export type LabelOpinion = { readonly expertId: string; readonly labels: readonly Label[] };

const SAME_TEXT = 0.6;
const SAME_LABELS = 0.1;

/** Compares texts: those whose embeddings are close are one opinion; empty texts are none. */
export function compareTexts(opinions: readonly TextOpinion[]): Disagreement {
  const spoken = opinions.filter(({ text }) => text.trim() !== '').map((it) => ({ ...it, vector: embed(it.text) }));
  const groups = group(
    spoken,
    (a, b) => a.text.trim() === b.text.trim() || similarity(a.vector, b.vector) >= SAME_TEXT,
  );
  return judge(groups, entropy(groups.map((members) => members.length)));
}

/** Compares label distributions by normalised Jensen-Shannon divergence (Lin 1991). */
export function compareLabels(opinions: readonly LabelOpinion[]): Disagreement {
  const spoken = opinions.filter(({ labels }) => labels.length > 0);
  const names = [...new Set(spoken.flatMap(({ labels }) => labels.map(({ label }) => label)))].sort();
  const rows = spoken.map(({ expertId, labels }) => ({ expertId, row: toRow(labels, names) }));
  const isSame = (a: { row: readonly number[] }, b: { row: readonly number[] }) =>
    names[topOf(a.row)] === names[topOf(b.row)] || divergence([a.row, b.row]) < SAME_LABELS;
  return judge(group(rows, isSame), divergence(rows.map(({ row }) => row)));
}

/** Jensen-Shannon divergence of distributions, divided by its largest value: 0 when equal, 1 when disjoint. */
export function divergence(rows: readonly (readonly number[])[]): number {
  if (rows.length < 2) return 0;
  const width = rows[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  const inner = rows.reduce((sum, row) => sum + shannon(row), 0) / rows.length;
  return Math.max(0, Math.min(1, (shannon(mean) - inner) / Math.log(rows.length)));
}

function judge(groups: readonly (readonly { readonly expertId: string }[])[], value: number): Disagreement {
  const sorted = [...groups].sort((a, b) => b.length - a.length);
  const total = sorted.reduce((sum, members) => sum + members.length, 0);
  const largest = sorted[0]?.length ?? 0;
  const verdict = total < 2 ? 'ABSTAIN' : sorted.length === 1 ? 'AGREED' : largest * 2 > total ? 'DISSENT' : 'SPLIT';
  return {
    verdict,
    value: Math.round(value * 10_000) / 10_000,
    groups: sorted.map((members) => members.map(({ expertId }) => expertId)),
  };
}

function group<T>(opinions: readonly T[], isSame: (a: T, b: T) => boolean): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (const opinion of opinions) {
    const home = groups.find(([first]) => first !== undefined && isSame(first, opinion));
    if (home) home.push(opinion);
    else groups.push([opinion]);
  }
  return groups;
}

function entropy(sizes: readonly number[]): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return total < 2 ? 0 : shannon(sizes.map((size) => size / total)) / Math.log(total);
}

function shannon(row: readonly number[]): number {
  return row.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

function toRow(labels: readonly Label[], names: readonly string[]): readonly number[] {
  const row = names.map((name) => Math.max(0, labels.find(({ label }) => label === name)?.probability ?? 0));
  const total = row.reduce((sum, share) => sum + share, 0) || 1;
  return row.map((share) => share / total);
}

function topOf(row: readonly number[]): number {
  return row.indexOf(Math.max(...row));
}
