import type { AnswerRecord } from '../../../protocol/http/answerRecord.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { describeAlternative, describeVerdict, nameExpert } from './provenance.ts';

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
