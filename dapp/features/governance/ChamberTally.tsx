import { BarChart } from '../../ui/BarChart.tsx';
import type { Chamber } from './proposals.ts';

const TITLES: Readonly<Record<string, string>> = {
  contributor: 'Contributor chamber: one person, one vote',
  technical: 'Technical chamber: groups by their verified work',
};

/** One chamber's votes as bars, with what is still missing for it to count. */
export function ChamberTally({ chamber }: { readonly chamber: Chamber }) {
  const against = Number(chamber.against);
  const agree = Number(chamber.for);
  const abstain = Number(chamber.abstain);
  const total = chamber.total === null ? null : Number(chamber.total);
  const bars = [
    { label: 'For', value: agree },
    { label: 'Against', value: against },
    { label: 'Abstain', value: abstain },
  ];
  return (
    <div className="stack tight">
      <BarChart
        title={TITLES[chamber.name] ?? chamber.name}
        bars={bars}
        format={(value) => value.toLocaleString()}
        maximum={Math.max(total ?? 0, agree + against + abstain, 1)}
      />
      <p className="small soft">{describeQuorum(chamber)}</p>
    </div>
  );
}

/** Contributors count for and abstaining towards their quorum, the technical chamber the groups that are for. */
function describeQuorum({ name, quorum, total, for: agree, abstain }: Chamber): string {
  if (quorum === null || total === null) return 'How many must vote is not known right now.';
  const isTechnical = name === 'technical';
  const present = Number(agree) + (isTechnical ? 0 : Number(abstain));
  const what = isTechnical ? 'for' : 'for or abstaining';
  const needed = Number(quorum);
  const whole = `of ${Number(total).toLocaleString()}`;
  if (present >= needed)
    return `Enough ${what}: ${present.toLocaleString()} ${whole}, ${needed.toLocaleString()} needed.`;
  return `${present.toLocaleString()} ${whole} ${what}, ${needed.toLocaleString()} needed.`;
}
