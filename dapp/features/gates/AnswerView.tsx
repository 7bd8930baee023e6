import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Identifier } from '../../ui/Identifier.tsx';
import { type Alternative, describeVerdict, type Provenance } from './provenance.ts';

export type AnswerViewProps = {
  readonly text: string;
  readonly streaming: boolean;
  readonly provenance: Provenance | null;
};

/** An answer as it arrives; then who gave it, who saw it otherwise, and what it rests on. */
export function AnswerView({ text, streaming, provenance }: AnswerViewProps) {
  return (
    <div className="stack">
      <Card title="Answer" {...(provenance?.expert ? { aside: <Who expert={provenance.expert} /> } : {})}>
        <p className={streaming ? 'answer caret' : 'answer'} aria-live="polite" aria-busy={streaming}>
          {text || (streaming ? '' : 'The expert had nothing to say.')}
        </p>
        {provenance && <AnswerFacts provenance={provenance} />}
      </Card>
      {provenance && <Alternatives provenance={provenance} />}
      {provenance && provenance.deposits.length > 0 && <Cited provenance={provenance} />}
    </div>
  );
}

function Who({ expert }: { readonly expert: Alternative }) {
  return <span className="soft small">{nameExpert(expert)}</span>;
}

function nameExpert({ expertId, kind, domain }: Alternative): string {
  const kindOf = kind ? `${kind} ` : '';
  return `${kindOf}expert ${expertId}${domain ? `, ${domain}` : ''}`;
}

function AnswerFacts({ provenance }: { readonly provenance: Provenance }) {
  const facts = [
    ['Receipt', 'receipt', provenance.receiptId],
    ['Model', 'model hash', provenance.modelHash],
    ['Adapter', 'adapter hash', isNone(provenance.adapterHash) ? null : provenance.adapterHash],
    ['Gate', 'gate', provenance.gate],
  ] as const;
  return (
    <dl className="facts small">
      {facts.map(([label, what, value]) =>
        value ? (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>
              <Identifier value={value} what={what} />
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function isNone(hash: string | null | undefined): boolean {
  return !hash || /^0x0*$/.test(hash);
}

const TONES: Readonly<Record<string, Tone>> = { AGREED: 'good', DISSENT: 'warn', SPLIT: 'warn' };

function Alternatives({ provenance: { alternatives, disagreement } }: { readonly provenance: Provenance }) {
  if (alternatives.length === 0 && !disagreement) return null;
  const verdict = disagreement && (
    <Badge tone={TONES[disagreement.verdict] ?? 'plain'}>{describeVerdict(disagreement.verdict)}</Badge>
  );
  return (
    <Card title="Other answers" aside={verdict}>
      {alternatives.length === 0 && <p className="soft">No other expert was asked.</p>}
      <div className="columns">
        {alternatives.map((alternative) => (
          <blockquote key={alternative.expertId} className="notice" style={{ margin: 0 }}>
            <p className="answer">{alternative.text || 'No answer.'}</p>
            <footer className="soft small">{nameExpert(alternative)}</footer>
          </blockquote>
        ))}
      </div>
    </Card>
  );
}

function Cited({ provenance: { deposits } }: { readonly provenance: Provenance }) {
  return (
    <Card title="Texts it rests on">
      {deposits.map((passage) => (
        <div key={`${passage.deposit} ${passage.start}`} className="stack tight">
          {passage.text && <blockquote style={{ margin: 0 }}>{passage.text}</blockquote>}
          <Identifier value={passage.deposit} what="deposit" />
        </div>
      ))}
    </Card>
  );
}
