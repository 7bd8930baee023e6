import type { ReactNode } from 'react';
import { zeroHash } from 'viem';
import { z } from 'zod';
import { describeAlternative, describeVerdict, leadingReceipt, nameExpert } from '../../../client/answerWords.ts';
import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
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
  /** Shows the whole of a text that everyone may read. */
  readonly renderWhole: (id: string) => ReactNode;
};

/** An answer as it arrives; then who gave it, who saw it otherwise, and what it rests on. */
export function AnswerView({ text, streaming, provenance, renderWhole }: AnswerViewProps) {
  return (
    <div className="stack">
      <Card title="Answer" aside={provenance && <span className="soft small">{nameExpert(provenance.expert)}</span>}>
        <p className={streaming ? 'answer caret' : 'answer'} aria-live="polite" aria-busy={streaming}>
          {text || (streaming ? '' : 'The expert had nothing to say.')}
        </p>
        {provenance && <AnswerFacts provenance={provenance} />}
      </Card>
      {provenance && <Alternatives provenance={provenance} />}
      {provenance && provenance.deposits.length > 0 && (
        <CitedDeposits cited={provenance.deposits} renderWhole={renderWhole} />
      )}
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

const TONES: Readonly<Record<string, Tone>> = { AGREED: 'good', DISSENT: 'warn', SPLIT: 'warn' };

/** What the other experts said, side by side, with how far they differ. */
function Alternatives({ provenance }: { readonly provenance: AnswerRecord }) {
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
    nodes: z.array(
      z.object({ id: z.string(), label: z.string(), register: z.string(), tier: z.string(), contributor: address }),
    ),
  }),
});

const query = /* GraphQL */ `
  query CitedDeposits($ids: [ID!]!) {
    deposits(ids: $ids, first: 50) { nodes { id label register tier contributor } }
  }
`;

type CitedProps = { readonly cited: AnswerRecord['deposits']; readonly renderWhole: AnswerViewProps['renderWhole'] };

/** The deposits that an answer quotes or that match the question, with whose they are. */
function CitedDeposits({ cited, renderWhole }: CitedProps) {
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
              {known?.tier === 'public' && renderWhole(id)}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
