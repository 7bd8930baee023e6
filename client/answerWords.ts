import type { Alternative, AnswerRecord, ShownExpert } from '../protocol/http/answerRecord.ts';

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
  if (said.kind === 'retrieve') return said.passages.map(({ text }) => text).join('\n\n');
  if (said.kind === 'generate') return said.text.trim() || 'Said nothing.';
  const [likeliest] = [...said.labels].sort((a, b) => b.probability - a.probability);
  return likeliest ? `${likeliest.label}, ${Math.round(likeliest.probability * 100)} % sure` : 'Said nothing.';
}

/** The receipt of the leading answer: the first one of the expert that gave it. */
export function leadingReceipt({ receipts, expert: { id } }: AnswerRecord): string | null {
  return (receipts.find((receipt) => receipt.expert === id) ?? receipts[0])?.jobId ?? null;
}

/** A reader's name for an expert. */
export function nameExpert({ id, kind, domain }: ShownExpert): string {
  return `${kind} expert ${id}, ${domain}`;
}
