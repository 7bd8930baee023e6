/** What a contributor confirms, in the order of the manifest. */
const RIGHTS = [
  ['holdsRights', 'I hold the rights to this text.'],
  ['allPartyConsent', 'Everyone who speaks or is described in it agrees.'],
  ['noMinors', 'It holds no personal data of minors.'],
] as const;

export type Rights = Readonly<Record<(typeof RIGHTS)[number][0], boolean>>;

export const NO_RIGHTS: Rights = { holdsRights: false, allPartyConsent: false, noMinors: false };

export type RightsChecksProps = { readonly value: Rights; readonly onChange: (rights: Rights) => void };

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
