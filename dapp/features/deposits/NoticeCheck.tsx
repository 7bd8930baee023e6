import { consentTerms } from '../../../protocol/manifest/notice.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';

export type NoticeCheckProps = {
  readonly tier: Tier;
  readonly value: boolean;
  readonly onChange: (agreed: boolean) => void;
};

/** The notice of a tier as it will be signed, and the box to agree to it. */
export function NoticeCheck({ tier, value, onChange }: NoticeCheckProps) {
  return (
    <fieldset>
      <legend>What you sign</legend>
      <ul className="notice small">
        {consentTerms(tier).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <label className="check">
        <input type="checkbox" name="agreed" checked={value} onChange={(event) => onChange(event.target.checked)} />
        <span>I have read this and agree.</span>
      </label>
    </fieldset>
  );
}
