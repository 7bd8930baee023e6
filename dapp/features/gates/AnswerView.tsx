import { zeroHash } from 'viem';
import { z } from 'zod';
import type { Alternative, AnswerRecord, ShownExpert } from '../../../protocol/http/answerRecord.ts';
import { address } from '../../../protocol/scalars.ts';
import { useIndex } from '../../api/useIndex.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Identifier } from '../../ui/Identifier.tsx';
import { useAccountName } from '../../wallet/useAccountName.ts';

export type AnswerViewProps = {
  readonly text: string;
  readonly streaming: boolean;
  readonly provenance: AnswerRecord | null;
};

/** An answer as it arrives; then who gave it, who saw it otherwise, and what it rests on. */
export function AnswerView({ text, streaming, provenance }: AnswerViewProps) {
  return (
    <div className="stack">
      <Card title="Answer" aside={provenance && <span className="soft small">{nameExpert(provenance.expert)}</span>}>
        <p className={streaming ? 'answer caret' : 'answer'} aria-live="polite" aria-busy={streaming}>
          {text || (streaming ? '' : 'The expert had nothing to say.')}
        </p>
        {provenance && <AnswerFacts provenance={provenance} />}
      </Card>
      {provenance && <Alternatives provenance={provenance} />}
      {provenance && provenance.deposits.length > 0 && <CitedDeposits cited={provenance.deposits} />}
    </div>
  );
}

function AnswerFacts({ provenance }: { readonly provenance: AnswerRecord }) {
  const { modelHash, adapter, gate } = provenance;
  const facts = [
    ['Receipt', leadingReceipt(provenance)],
    ['Model', modelHash],
    ['Adapter', adapter],
    ['Gate', gate.account],
  ] as const;
  return (
    <dl className="facts small">
      {facts.map(([label, value]) =>
        value && value !== zeroHash ? (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>
              <Identifier value={value} what={label.toLowerCase()} />
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

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

const TONES: Readonly<Record<string, Tone>> = { AGREED: 'good', DISSENT: 'warn', SPLIT: 'warn' };

/** What the other experts said, side by side, with how far they differ. */
export function Alternatives({ provenance }: { readonly provenance: AnswerRecord }) {
  const { alternatives, disagreement } = provenance;
  return (
    <Card
      title="Other answers"
      aside={<Badge tone={TONES[disagreement.verdict] ?? 'plain'}>{describeVerdict(disagreement.verdict)}</Badge>}
    >
      {alternatives.length === 0 && <p className="soft">No other expert was asked.</p>}
      <div className="columns">
        {alternatives.map((alternative) => (
          <blockquote key={alternative.expert.id} className="notice stack tight" style={{ margin: 0 }}>
            <p className="answer">{describeAlternative(alternative)}</p>
            <footer className="soft small">{nameExpert(alternative.expert)}</footer>
          </blockquote>
        ))}
      </div>
    </Card>
  );
}

const answer = z.object({
  deposits: z.object({
    nodes: z.array(z.object({ id: z.string(), label: z.string(), register: z.string(), contributor: address })),
  }),
});

const query = /* GraphQL */ `
  query CitedDeposits($ids: [ID!]!) {
    deposits(ids: $ids, first: 50) { nodes { id label register contributor } }
  }
`;

/** The deposits that an answer quotes or that match the question, with whose they are. */
export function CitedDeposits({ cited }: { readonly cited: AnswerRecord['deposits'] }) {
  const ids = [...new Set(cited.map(({ deposit }) => deposit))].slice(0, 50);
  const { data } = useIndex({ key: 'cited', query, schema: answer, variables: { ids }, every: 60_000 });
  const accountName = useAccountName();
  return (
    <Card title="Texts it rests on">
      <ul className="steps">
        {ids.map((id) => {
          const known = data?.deposits.nodes.find((deposit) => deposit.id === id);
          return (
            <li key={id} className="row">
              <Identifier value={id} what="deposit" />
              {known && (
                <span className="soft">
                  {known.label || 'without a label'}, {known.register}, from {accountName(known.contributor)}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
