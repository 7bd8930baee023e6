import { type FormEvent, useState } from 'react';
import type { DepositStage } from '../../../client/deposit.ts';
import type { DepositAnswer } from '../../../protocol/http/deposits.ts';
import { parseRegister, REGISTERS } from '../../../protocol/manifest/register.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { chooseTier, type DepositWords, NOTHING, toDeposit } from './depositWords.ts';
import { LANGUAGES } from './languages.ts';
import { NoticeCheck } from './NoticeCheck.tsx';
import { RightsChecks } from './RightsChecks.tsx';
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
  const [words, setWords] = useState(NOTHING);
  const { mutation, stage } = useDeposit();
  const set = (change: Partial<DepositWords>) => setWords((now) => ({ ...now, ...change }));
  const { text, label, language, register, tier, stated, hasAgreed } = words;
  const complete = toDeposit(words);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) mutation.mutate(complete, { onSuccess: onAccepted });
  };

  return (
    <form className="stack wide card" onSubmit={submit}>
      <TextInput value={text} onChange={(written) => set({ text: written })} />
      <div className="columns">
        <Field label="Register" hint={register ? REGISTER_WORDS[register] : 'The kind of text'}>
          {(ids) => (
            <select
              {...ids}
              value={register ?? ''}
              onChange={(event) => set({ register: parseRegister(event.target.value) })}
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
            <select {...ids} value={language} onChange={(event) => set({ language: event.target.value })}>
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
            <input
              {...ids}
              type="text"
              maxLength={120}
              value={label}
              onChange={(e) => set({ label: e.target.value })}
            />
          )}
        </Field>
      </div>
      <TierChoice value={tier} onChange={(chosen) => setWords((now) => chooseTier(now, chosen))} />
      <RightsChecks value={stated} onChange={(all) => set({ stated: all })} />
      {tier && <NoticeCheck tier={tier} value={hasAgreed} onChange={(agreed) => set({ hasAgreed: agreed })} />}
      {mutation.error && <Failure error={mutation.error} />}
      <div className="row">
        <Button kind="primary" type="submit" disabled={!complete} busy={mutation.isPending}>
          {PROGRESS[stage]}
        </Button>
        {!complete && (
          <span className="soft small">
            A text, its register, a tier, all confirmations and your agreement are needed.
          </span>
        )}
      </div>
    </form>
  );
}
