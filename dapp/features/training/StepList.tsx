import type { Step } from '../../../protocol/http/status.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { formatDuration } from '../../ui/formatDuration.ts';
import { EvidenceView } from './EvidenceView.tsx';

const WORDS: Readonly<Record<Step['state'], readonly [word: string, tone: Tone]>> = {
  waiting: ['waiting', 'plain'],
  running: ['running', 'busy'],
  done: ['done', 'good'],
  failed: ['failed', 'bad'],
};

/** The steps of the commons in order, each with its state, its time and its evidence. */
export function StepList({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol className="steps" aria-live="polite">
      {steps.map((step, i) => (
        <li key={step.step}>
          <StepCard step={step} position={i + 1} />
        </li>
      ))}
    </ol>
  );
}

function StepCard({ step, position }: { readonly step: Step; readonly position: number }) {
  const [word, tone] = WORDS[step.state];
  return (
    <section className="card stack">
      <div className="row apart">
        <h2>
          <span className="soft">{position}</span> {step.name}
        </h2>
        <span className="row">
          {step.state !== 'waiting' && step.ms ? <span className="soft small">{formatDuration(step.ms)}</span> : null}
          <Badge tone={tone}>{word}</Badge>
        </span>
      </div>
      {step.state === 'running' && <progress aria-label={`${step.name} is running`} />}
      {step.note && step.state !== 'done' && <p className="soft">{step.note}</p>}
      {step.state !== 'waiting' && <EvidenceView evidence={step.evidence} />}
    </section>
  );
}
