import { PERMISSIONS, TIERS, type Tier } from '../../../protocol/manifest/tier.ts';

export type TierChoiceProps = {
  /** Null until one is chosen: nothing is allowed by default. */
  readonly value: Tier | null;
  readonly onChange: (tier: Tier) => void;
};

/** The consent tiers, each with what it allows in plain words. */
export function TierChoice({ value, onChange }: TierChoiceProps) {
  return (
    <fieldset>
      <legend>What may be done with it</legend>
      {TIERS.map((tier) => (
        <label key={tier} className="choice">
          <input type="radio" name="tier" value={tier} checked={tier === value} onChange={() => onChange(tier)} />
          <span>
            <strong>{tier}</strong>
            <br />
            <span className="soft small">{PERMISSIONS[tier].words}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
