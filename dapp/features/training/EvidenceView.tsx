import { useContentLink } from '../../api/useContentLink.ts';
import { BarChart } from '../../ui/BarChart.tsx';
import { Identifier } from '../../ui/Identifier.tsx';
import { type Fact, type Figure, readEvidence } from './evidence.ts';

type Chart = Extract<Fact, { kind: 'chart' }>;
type Line = Exclude<Fact, Chart>;

/** Facts shown before the rest is folded away. */
const SHOWN = 6;

/** A step's evidence: facts as a list with copy buttons, figures by name as charts. */
export function EvidenceView({ evidence }: { readonly evidence: unknown }) {
  const facts = readEvidence(evidence);
  const charts = facts.filter((fact): fact is Chart => fact.kind === 'chart');
  const lines = facts.filter((fact): fact is Line => fact.kind !== 'chart');
  if (facts.length === 0) return null;
  return (
    <div className="stack">
      <FactList lines={lines.slice(0, SHOWN)} />
      {charts.length > 0 && (
        <div className="columns">
          {charts.map(({ label, figures }) => (
            <FigureChart key={label} label={label} figures={figures} />
          ))}
        </div>
      )}
      {lines.length > SHOWN && (
        <details>
          <summary>{lines.length - SHOWN} more facts</summary>
          <FactList lines={lines.slice(SHOWN)} />
        </details>
      )}
    </div>
  );
}

function FactList({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <dl className="facts small">
      {lines.map((fact) => (
        <div key={fact.label} style={{ display: 'contents' }}>
          <dt>{fact.label}</dt>
          <dd>
            <FactValue fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactValue({ fact }: { readonly fact: Line }) {
  const linkTo = useContentLink();
  if (fact.kind === 'text') return <>{fact.value}</>;
  if (fact.kind === 'link') return <a href={fact.value}>{fact.value}</a>;
  const href = fact.kind === 'content' ? linkTo(fact.value) : undefined;
  return <Identifier value={fact.value} what={fact.label} href={href} />;
}

function FigureChart({ label, figures }: { readonly label: string; readonly figures: readonly Figure[] }) {
  const paired = figures.some(({ before }) => before !== undefined);
  const format = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  return <BarChart title={label} bars={figures} format={format} {...(paired ? { legend: ['before', 'after'] } : {})} />;
}
