import { RIGHTS } from '../../../protocol/manifest/rights.ts';
import type { DepositWords } from './depositWords.ts';

export type RightsChecksProps = {
  readonly value: DepositWords['stated'];
  readonly onChange: (stated: DepositWords['stated']) => void;
};

/** Three confirmations; all of them are needed. */
export function RightsChecks({ value, onChange }: RightsChecksProps) {
  return (
    <fieldset>
      <legend>Please confirm</legend>
      {RIGHTS.map(([name, words]) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            name={name}
            checked={value[name]}
            onChange={(event) => onChange({ ...value, [name]: event.target.checked })}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
