import { type FormEvent, useState } from 'react';
import type { DepositStage } from '../../../client/deposit.ts';
import type { DepositAnswer } from '../../../protocol/http/deposits.ts';
import { parseRegister, REGISTERS, type Register } from '../../../protocol/manifest/register.ts';
import type { Tier } from '../../../protocol/manifest/tier.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { LANGUAGES } from './languages.ts';
import { NoticeCheck } from './NoticeCheck.tsx';
import { NOTHING_STATED, RightsChecks, toRights } from './RightsChecks.tsx';
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

/** Everything a deposit needs, in the order people think of it. Nothing that allows a use is chosen beforehand. */
export function DepositForm({ onAccepted }: DepositFormProps) {
  const [text, setText] = useState('');
  const [label, setLabel] = useState('');
  const [register, setRegister] = useState<Register | null>(null);
  const [language, setLanguage] = useState('und');
  const [tier, setTier] = useState<Tier | null>(null);
  const [stated, setStated] = useState(NOTHING_STATED);
  const [agreed, setAgreed] = useState(false);
  const { mutation, stage } = useDeposit();
  const rights = toRights(stated);
  const isComplete = text.trim() !== '' && register !== null && tier !== null && rights !== null && agreed;

  // The notice is another one for each tier, so agreeing to one is agreeing to that one alone.
  const chooseTier = (chosen: Tier) => {
    setTier(chosen);
    setAgreed(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    mutation.mutate({ text, register, tier, rights, language, label }, { onSuccess: onAccepted });
  };

  return (
    <form className="stack wide card" onSubmit={submit}>
      <TextInput value={text} onChange={setText} />
      <div className="columns">
        <Field label="Register" hint={register ? REGISTER_WORDS[register] : 'The kind of text'}>
          {(ids) => (
            <select
              {...ids}
              value={register ?? ''}
              onChange={(event) => setRegister(parseRegister(event.target.value))}
            >
              <option value="" disabled>
                Choose one
              </option>
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
        <Field label="Label" hint="May stay empty. It is public for ever, also once the text is withdrawn">
          {(ids) => (
            <input {...ids} type="text" maxLength={120} value={label} onChange={(e) => setLabel(e.target.value)} />
          )}
        </Field>
      </div>
      <TierChoice value={tier} onChange={chooseTier} />
      <RightsChecks value={stated} onChange={setStated} />
      {tier && <NoticeCheck tier={tier} value={agreed} onChange={setAgreed} />}
      {mutation.error && <Failure error={mutation.error} />}
      <div className="row">
        <Button kind="primary" type="submit" disabled={!isComplete} busy={mutation.isPending}>
          {PROGRESS[stage]}
        </Button>
        {!isComplete && (
          <span className="soft small">
            A text, its register, a tier, all confirmations and your agreement are needed.
          </span>
        )}
      </div>
    </form>
  );
}
