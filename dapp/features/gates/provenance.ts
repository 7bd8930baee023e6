import { z } from 'zod';

const expert = z.object({ id: z.coerce.string(), kind: z.string(), domain: z.string(), operator: z.coerce.number() });

const passage = z.object({ deposit: z.string(), text: z.string() });

const output = z.object({
  kind: z.string(),
  text: z.string().optional(),
  passages: z.array(passage).optional(),
  labels: z.array(z.object({ label: z.string(), probability: z.number() })).optional(),
});

const alternative = z.object({
  expert,
  status: z.string(),
  output: output.nullable(),
  jobId: z.string().nullable(),
});

const cited = z.object({
  deposit: z.string(),
  start: z.number(),
  end: z.number(),
  score: z.number(),
  expert: z.string(),
});

/** The `tilth` object of a gate's answer: who answered, who else, how far they differ, and what it rests on. */
export const provenanceSchema = z.object({
  expert,
  modelHash: z.string(),
  adapter: z.string(),
  gate: z.object({ peerId: z.string(), account: z.string() }),
  alternatives: z.array(alternative),
  disagreement: z.object({ verdict: z.string(), value: z.number(), groups: z.array(z.array(z.string())) }),
  receipts: z.array(z.object({ jobId: z.string(), expert: z.string(), units: z.string() })),
  deposits: z.array(cited),
  failovers: z.array(z.object({ expert: z.string(), reason: z.string() })).default([]),
});

export type Provenance = z.infer<typeof provenanceSchema>;
export type ShownExpert = z.infer<typeof expert>;
export type Alternative = z.infer<typeof alternative>;

const VERDICTS: Readonly<Record<string, string>> = {
  AGREED: 'The experts agree',
  DISSENT: 'Most experts agree; some do not',
  SPLIT: 'The experts disagree',
  ABSTAIN: 'Only one expert had an answer',
};

/** A gate's verdict about the experts' answers, in plain words. */
export function describeVerdict(verdict: string): string {
  return VERDICTS[verdict] ?? verdict.toLowerCase();
}

const SILENCES: Readonly<Record<string, string>> = {
  'nothing-found': 'Found nothing about it.',
  late: 'Had not answered in time.',
  failed: 'Could not answer.',
};

/** What another expert said, in words: its text, its passages, its likeliest label, or why it was silent. */
export function describeAlternative({ status, output: said }: Alternative): string {
  if (status !== 'answered' || !said) return SILENCES[status] ?? 'Said nothing.';
  if (said.passages) return said.passages.map(({ text }) => text).join('\n\n');
  const [likeliest] = [...(said.labels ?? [])].sort((a, b) => b.probability - a.probability);
  if (likeliest) return `${likeliest.label}, ${Math.round(likeliest.probability * 100)} % sure`;
  return said.text?.trim() || 'Said nothing.';
}

/** The receipt of the leading answer: the first one of the expert that gave it. */
export function leadingReceipt({ receipts, expert: { id } }: Provenance): string | null {
  return (receipts.find((receipt) => receipt.expert === id) ?? receipts[0])?.jobId ?? null;
}

/** A reader's name for an expert. */
export function nameExpert({ id, kind, domain }: ShownExpert): string {
  return `${kind} expert ${id}, ${domain}`;
}
