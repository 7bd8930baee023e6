import { useId, useRef } from 'react';
import type { Address } from 'viem';
import { z } from 'zod';
import { withdraw } from '../../../client/withdraw.ts';
import type { ShownTombstone } from '../../../protocol/http/deposits.ts';
import { TIERS } from '../../../protocol/manifest/tier.ts';
import { useAct, useIndex } from '../../api/useIndex.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { useActing } from '../../wallet/useActing.ts';
import { KeyReleases } from './KeyReleases.tsx';
import { TierControl } from './TierControl.tsx';
import { WholeText } from './WholeText.tsx';

const deposit = z.object({
  id: z.string(),
  label: z.string(),
  register: z.string(),
  tier: z.enum(TIERS),
  language: z.string(),
  bytes: z.number(),
  anchoredAt: z.number(),
  transaction: z.string(),
  withdrawn: z.boolean(),
  exposures: z.array(z.object({ runId: z.number(), modelId: z.number().nullable(), trained: z.boolean().nullable() })),
});

const answer = z.object({
  deposits: z.object({
    nodes: z.array(deposit),
    totalCount: z.number(),
    pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  }),
});

export type IndexedDeposit = z.infer<typeof deposit>;

const query = /* GraphQL */ `
  query MyDeposits($contributor: Address!, $first: Int!) {
    deposits(contributor: $contributor, first: $first) {
      nodes {
        id label register tier language bytes anchoredAt transaction withdrawn
        exposures { runId modelId trained }
      }
      totalCount
      pageInfo { endCursor hasNextPage }
    }
  }
`;

/** The deposits of one contributor, newest first. */
export function useMyDeposits(contributor: Address, first: number) {
  return useIndex({ key: 'deposits', query, schema: answer, variables: { contributor, first } });
}

export type DepositRowProps = { readonly deposit: IndexedDeposit };

/** One of my deposits: what it is, where it went, who got its key, and the ways to allow less or nothing. */
export function DepositRow({ deposit }: DepositRowProps) {
  const acting = useActing();
  const withdrawal = useAct((id: string) => withdraw(acting, { id }));
  const relayed = withdrawal.isSuccess && !deposit.withdrawn;
  return (
    <section className="card stack">
      <div className="row apart">
        <h2>{deposit.label || 'Without a label'}</h2>
        {deposit.withdrawn ? <Badge tone="warn">withdrawn</Badge> : <Badge tone="good">anchored</Badge>}
      </div>
      <p className="soft">
        {deposit.register}, {deposit.tier}, {deposit.language === 'und' ? 'language not said' : deposit.language},{' '}
        {deposit.bytes} bytes, since {formatTime(deposit.anchoredAt)}
      </p>
      <p className="small">{describeExposure(deposit)}</p>
      <div className="row apart">
        <Identifier value={deposit.id} what="identifier" />
        {!deposit.withdrawn && (
          <div className="row">
            <WholeText id={deposit.id} isPublic={deposit.tier === 'public'} />
            <ConfirmWithdraw
              label={deposit.label}
              busy={withdrawal.isPending || relayed}
              onConfirm={() => withdrawal.mutate(deposit.id)}
            />
          </div>
        )}
      </div>
      {!deposit.withdrawn && <TierControl id={deposit.id} tier={deposit.tier} />}
      <KeyReleases id={deposit.id} />
      {withdrawal.data && <Tombstone of={withdrawal.data.tombstone} />}
      {withdrawal.error && <Failure error={withdrawal.error} />}
    </section>
  );
}

/** What the gate that took the withdrawal signed about it. */
function Tombstone({ of: { erased, operator, transaction } }: { readonly of: ShownTombstone }) {
  return (
    <p className="small" role="status">
      <Identifier value={operator} what="operator" /> signed that it holds no longer:{' '}
      {erased.join(', ') || 'nothing that it ever held'}. On chain:{' '}
      <Identifier value={transaction} what="transaction" />
    </p>
  );
}

function describeExposure({ exposures }: IndexedDeposit): string {
  const trained = exposures.filter((exposure) => exposure.trained);
  if (trained.length === 0) return 'No model has been trained on it.';
  const models = trained.map(({ runId, modelId }) => (modelId === null ? `run ${runId}` : `model ${modelId}`));
  return `Trained on by ${models.join(', ')}.`;
}

type ConfirmProps = { readonly label: string; readonly busy: boolean; readonly onConfirm: () => void };

function ConfirmWithdraw({ label, busy, onConfirm }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  return (
    <>
      <Button kind="danger" busy={busy} onClick={() => dialog.current?.showModal()}>
        {busy ? 'Withdrawing…' : 'Withdraw'}
      </Button>
      <dialog ref={dialog} aria-labelledby={heading}>
        <div className="stack">
          <h2 id={heading}>Withdraw {label || 'this text'}?</h2>
          <p>
            No one gets its key from now on and no later run uses it. This cannot be undone. Models already trained on
            it are marked, not untrained. Its manifest, with your account and its label, stays in the public log.
          </p>
          <div className="row">
            <Button
              kind="primary"
              onClick={() => {
                dialog.current?.close();
                onConfirm();
              }}
            >
              Sign and withdraw
            </Button>
            <Button onClick={() => dialog.current?.close()}>Keep it</Button>
          </div>
        </div>
      </dialog>
    </>
  );
}
