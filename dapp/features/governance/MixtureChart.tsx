import { BarChart } from '../../ui/BarChart.tsx';
import { formatShare } from '../../ui/formatShare.ts';
import type { Share } from './proposals.ts';

export type MixtureChartProps = {
  readonly title: string;
  readonly before?: readonly Share[] | undefined;
  readonly after: readonly Share[];
};

/** A mixture per register; with `before`, what would change. */
export function MixtureChart({ title, before, after }: MixtureChartProps) {
  const bars = after.map(({ register, basisPoints }) => ({
    label: register,
    value: basisPoints,
    before: before?.find((share) => share.register === register)?.basisPoints,
  }));
  return (
    <BarChart
      title={title}
      bars={bars}
      format={formatShare}
      {...(before ? { legend: ['in force', 'proposed'] } : {})}
    />
  );
}
