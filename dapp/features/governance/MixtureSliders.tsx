import { useId } from 'react';
import { formatShare } from '../../ui/formatShare.ts';
import { bounds, moveShare } from './mixture.ts';
import type { Mixture } from './useMixture.ts';

export type MixtureSlidersProps = {
  readonly mixture: Mixture;
  readonly shares: readonly number[];
  readonly onChange: (shares: readonly number[]) => void;
};

/** One slider per register; moving one makes the others give or take, so that the sum stays 100 %. */
export function MixtureSliders({ mixture, shares, onChange }: MixtureSlidersProps) {
  const id = useId();
  const { registers, limits } = mixture;
  return (
    <fieldset>
      <legend>Shares of the next run</legend>
      <p className="soft small">
        The others make room when you move one. A share may change by {formatShare(limits.maxStep)} at a time and stays
        between {formatShare(limits.floor)} and {formatShare(limits.cap)}.
      </p>
      {registers.map((register, index) => {
        const current = mixture.shares[index] ?? 0;
        const [lowest, highest] = bounds(current, limits);
        const share = shares[index] ?? 0;
        const move = (value: number) => moveShare({ shares, current: mixture.shares, limits, index, value });
        return (
          <div key={register}>
            <div className="row apart">
              <label htmlFor={`${id}-${register}`}>{register}</label>
              <span>
                {share !== current && <span className="soft">{formatShare(current)} → </span>}
                {formatShare(share)}
              </span>
            </div>
            <input
              id={`${id}-${register}`}
              type="range"
              min={lowest}
              max={highest}
              step={50}
              value={share}
              aria-valuetext={formatShare(share)}
              onChange={(event) => onChange(move(Number(event.target.value)))}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
