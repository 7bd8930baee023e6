import { type FormEvent, useState } from 'react';
import { REGISTERS } from '../../../protocol/manifest/register.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';

export type AskFormProps = {
  readonly busy: boolean;
  readonly onAsk: (question: { readonly question: string; readonly model: string }) => void;
  readonly onStop: () => void;
};

/** A question and, for those who want it, the register that should answer. */
export function AskForm({ busy, onAsk, onStop }: AskFormProps) {
  const [question, setQuestion] = useState('');
  const [model, setModel] = useState('auto');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== '' && !busy) onAsk({ question: question.trim(), model });
  };
  return (
    <form className="card stack" onSubmit={submit}>
      <Field label="Question">
        {(ids) => (
          <textarea
            {...ids}
            style={{ minHeight: '4.5rem' }}
            maxLength={4000}
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && !event.shiftKey && submit(event)}
          />
        )}
      </Field>
      <div className="columns" style={{ alignItems: 'end' }}>
        <Field label="Who should answer">
          {(ids) => (
            <select {...ids} value={model} onChange={(event) => setModel(event.target.value)}>
              <option value="auto">Let the gate choose</option>
              {REGISTERS.map((register) => (
                <option key={register} value={`register:${register}`}>
                  Experts for {register}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="row">
          <Button kind="primary" type="submit" disabled={question.trim() === ''} busy={busy}>
            {busy ? 'Answering…' : 'Ask'}
          </Button>
          {busy && <Button onClick={onStop}>Stop</Button>}
        </div>
      </div>
    </form>
  );
}
