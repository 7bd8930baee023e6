import { z } from 'zod';

const expertId = z.coerce.string();

const passage = z.object({
  deposit: z.string(),
  text: z.string().nullish(),
  start: z.number().nullish(),
  end: z.number().nullish(),
  score: z.number().nullish(),
});

const alternative = z.object({
  expertId,
  kind: z.string().nullish(),
  domain: z.string().nullish(),
  text: z.string().nullish(),
  score: z.number().nullish(),
});

/** The `tilth` object of a gate's answer: who answered, who else, how far they differ, and what it rests on. */
export const provenanceSchema = z.object({
  expert: alternative.omit({ text: true }).nullish(),
  gate: z.string().nullish(),
  modelHash: z.string().nullish(),
  adapterHash: z.string().nullish(),
  alternatives: z.array(alternative).default([]),
  disagreement: z
    .object({ verdict: z.string(), value: z.number(), groups: z.array(z.array(expertId)).default([]) })
    .nullish(),
  receiptId: z.string().nullish(),
  deposits: z.array(passage).default([]),
});

export type Provenance = z.infer<typeof provenanceSchema>;
export type Alternative = z.infer<typeof alternative>;
export type CitedPassage = z.infer<typeof passage>;

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
