import { type FormEvent, useState } from 'react';
import type { DepositStage } from '../../../client/deposit.ts';
import type { DepositAnswer } from '../../../protocol/http/deposits.ts';
import { consentNotice } from '../../../protocol/manifest/notice.ts';
import { parseRegister, REGISTERS, type Register } from '../../../protocol/manifest/register.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { LANGUAGES } from './languages.ts';
import { NO_RIGHTS, RightsChecks } from './RightsChecks.tsx';
import { REGISTER_WORDS } from './registerWords.ts';
import { TextInput } from './TextInput.tsx';
import { TierChoice } from './TierChoice.tsx';
import { useDeposit } from './useDeposit.ts';

const PROGRESS: Readonly<Record<DepositStage | 'writing', string>> = {
  writing: 'Sign and deposit',
  encrypting: 'Encrypting…',
  signing: 'Waiting for your signature…',
  sending: 'Handing it to a gate…',
};

export type DepositFormProps = { readonly onAccepted: (deposit: DepositAnswer) => void };

/** Everything a deposit needs, in the order people think of it. */
export function DepositForm({ onAccepted }: DepositFormProps) {
  const [text, setText] = useState('');
  const [label, setLabel] = useState('');
  const [register, setRegister] = useState<Register>('narrative');
  const [language, setLanguage] = useState('und');
  const [tier, setTier] = useState<Tier>('training-only');
  const [rights, setRights] = useState(NO_RIGHTS);
  const { mutation, stage } = useDeposit();
  const complete = text.trim() !== '' && Object.values(rights).every(Boolean);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutation.mutate({ text, register, tier, language, label }, { onSuccess: onAccepted });
  };

  return (
    <form className="stack wide card" onSubmit={submit}>
      <TextInput value={text} onChange={setText} onFile={(name) => setLabel((now) => now || name.slice(0, 120))} />
      <div className="columns">
        <Field label="Register" hint={REGISTER_WORDS[register]}>
          {(ids) => (
            <select {...ids} value={register} onChange={(event) => setRegister(parseRegister(event.target.value))}>
              {REGISTERS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Language" hint="The main language of the text">
          {(ids) => (
            <select {...ids} value={language} onChange={(event) => setLanguage(event.target.value)}>
              {LANGUAGES.map(([tag, name]) => (
                <option key={tag} value={tag}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Label" hint="Public: a title that you recognise. May stay empty">
          {(ids) => (
            <input {...ids} type="text" maxLength={120} value={label} onChange={(e) => setLabel(e.target.value)} />
          )}
        </Field>
      </div>
      <TierChoice value={tier} onChange={setTier} />
      <RightsChecks value={rights} onChange={setRights} />
      <details>
        <summary>What you sign</summary>
        <p className="notice small" style={{ whiteSpace: 'pre-line' }}>
          {consentNotice(tier)}
        </p>
      </details>
      {mutation.error && <Failure error={mutation.error} />}
      <div className="row">
        <Button kind="primary" type="submit" disabled={!complete} busy={mutation.isPending}>
          {PROGRESS[stage]}
        </Button>
        {!complete && <span className="soft small">A text and all three confirmations are needed.</span>}
      </div>
    </form>
  );
}
