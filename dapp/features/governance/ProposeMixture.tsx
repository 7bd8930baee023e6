import { type FormEvent, useState } from 'react';
import { adoptMixture } from '../../../client/proposal.ts';
import { propose } from '../../../client/propose.ts';
import { useAct } from '../../api/useIndex.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Field } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';
import { MixtureSliders } from './MixtureSliders.tsx';
import { findFault } from './mixture.ts';
import type { Mixture } from './useMixture.ts';

export type ProposeMixtureProps = { readonly mixture: Mixture };

/** A form that opens a vote on another mixture. */
export function ProposeMixture({ mixture }: ProposeMixtureProps) {
  const [shares, setShares] = useState(mixture.shares);
  const [title, setTitle] = useState('');
  const [reason, setReason] = useState('');
  const acting = useActing();
  const send = useAct(() => propose(acting, { title, reason, actions: [adoptMixture(acting.endpoints, shares)] }));
  const fault = title.trim() === '' ? 'A title is needed.' : findFault(shares, mixture.shares, mixture.limits);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(undefined, {
      onSuccess: () => {
        setTitle('');
        setReason('');
        setShares(mixture.shares);
      },
    });
  };
  return (
    <Card title="Propose a new mixture">
      <form className="stack" onSubmit={submit}>
        <Field label="Title" hint="One line that says what would change">
          {(ids) => (
            <input {...ids} type="text" maxLength={120} value={title} onChange={(e) => setTitle(e.target.value)} />
          )}
        </Field>
        <Field label="Reason" hint="Public, and kept on chain. May stay empty">
          {(ids) => (
            <textarea
              {...ids}
              style={{ minHeight: '5rem' }}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        <MixtureSliders mixture={mixture} shares={shares} onChange={setShares} />
        {send.error && <Failure error={send.error} />}
        <div className="row">
          <Button kind="primary" type="submit" disabled={fault !== null} busy={send.isPending}>
            {send.isPending ? 'Waiting for your signature…' : 'Sign and open the vote'}
          </Button>
          <Button onClick={() => setShares(mixture.shares)}>Reset shares</Button>
          {fault && <span className="soft small">{fault}</span>}
          {send.isSuccess && !send.isPending && <span role="status">The vote is open.</span>}
        </div>
      </form>
    </Card>
  );
}
