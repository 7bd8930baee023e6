import type { DepositAnswer } from '../../../protocol/http/deposits.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatTime } from '../../ui/formatTime.ts';
import { Identifier } from '../../ui/Identifier.tsx';
import { Failure } from '../../ui/Notice.tsx';
import { saveReceipt } from './saveReceipt.ts';
import type { CheckedReceipt } from './fetchChecked.ts';
import { useReceipt } from './useReceipt.ts';

/** A fresh deposit: the promise at once, then the proof that this page checked itself. */
export function ReceiptCard({ deposit }: { readonly deposit: DepositAnswer }) {
  const query = useReceipt(deposit.id);
  const checked: CheckedReceipt = query.data ?? { receipt: deposit.receipt, verdict: null };
  const { receipt, verdict } = checked;
  return (
    <Card title="Your receipt" aside={<ReceiptBadge checked={checked} />}>
      <p role="status">
        {verdict?.ok
          ? 'Anchored. This page checked the proof against the chain: your text stands in the log.'
          : verdict
            ? `The proof does not hold: ${verdict.reason}.`
            : 'Accepted. The gate signed a promise to anchor it; the proof follows within seconds.'}
      </p>
      {!verdict && <progress aria-label="Waiting for the anchor" />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <dl className="facts">
        <dt>Identifier</dt>
        <dd>
          <Identifier value={receipt.id} what="identifier" />
        </dd>
        <dt>Place</dt>
        <dd>
          number {receipt.index} in log {receipt.logId}, kept on {deposit.pins} {deposit.pins === 1 ? 'node' : 'nodes'}
        </dd>
        <dt>Promised by</dt>
        <dd>
          <Identifier value={receipt.node} what="node" /> until {formatTime(receipt.deadline)}
        </dd>
        {receipt.inclusion && (
          <>
            <dt>Proof</dt>
            <dd>
              {receipt.inclusion.path.length} hashes ({32 * receipt.inclusion.path.length} bytes) to{' '}
              <Identifier value={receipt.inclusion.root} what="root" />
            </dd>
            {receipt.inclusion.transaction && (
              <>
                <dt>Transaction</dt>
                <dd>
                  <Identifier value={receipt.inclusion.transaction} what="transaction" />
                </dd>
              </>
            )}
          </>
        )}
      </dl>
      <div>
        <Button onClick={() => saveReceipt(receipt)}>Save receipt</Button>
      </div>
    </Card>
  );
}

function ReceiptBadge({ checked: { receipt, verdict } }: { readonly checked: CheckedReceipt }) {
  if (verdict?.ok) return <Badge tone="good">anchored</Badge>;
  if (verdict) return <Badge tone="bad">proof refused</Badge>;
  return <Badge tone="busy">{receipt.inclusion ? 'checking' : 'promised'}</Badge>;
}
