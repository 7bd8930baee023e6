import { RIGHTS, type Rights } from '../../../protocol/manifest/rights.ts';

/** Which of the statements were made so far. */
export type Stated = { readonly [K in keyof Rights]: boolean };

export const NOTHING_STATED: Stated = { holdsRights: false, allPartyConsent: false, noMinors: false };

/** Gives the statements once all of them are made, and null before. */
export function toRights({ holdsRights, allPartyConsent, noMinors }: Stated): Rights | null {
  return holdsRights && allPartyConsent && noMinors ? { holdsRights, allPartyConsent, noMinors } : null;
}

export type RightsChecksProps = { readonly value: Stated; readonly onChange: (stated: Stated) => void };

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
