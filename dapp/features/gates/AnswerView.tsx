import { zeroHash } from 'viem';
import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
import { Card } from '../../ui/Card.tsx';
import { Identifier } from '../../ui/Identifier.tsx';
import { Alternatives } from './Alternatives.tsx';
import { CitedDeposits } from './CitedDeposits.tsx';
import { leadingReceipt, nameExpert } from './provenance.ts';

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
