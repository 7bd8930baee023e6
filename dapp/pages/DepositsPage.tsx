import { useState } from 'react';
import type { Address } from 'viem';
import { DepositRow, useMyDeposits } from '../features/deposits/DepositRow.tsx';
import { toHref } from '../routing/route.ts';
import { Button } from '../ui/Button.tsx';
import { QueryView } from '../ui/QueryView.tsx';
import { Screen } from '../ui/Screen.tsx';
import { NeedsWallet } from '../wallet/NeedsWallet.tsx';

const PAGE = 20;

/** Everything I gave, and the ways to allow less or to take it back. */
export default function DepositsPage() {
  return (
    <Screen title="My deposits" lead="What you gave, where it went, and the ways to allow less or to take it back.">
      <NeedsWallet why="to see your deposits">
        {(address) => <Deposits key={address} contributor={address} />}
      </NeedsWallet>
    </Screen>
  );
}

function Deposits({ contributor }: { readonly contributor: Address }) {
  const [first, setFirst] = useState(PAGE);
  const query = useMyDeposits(contributor, first);
  return (
    <QueryView
      query={query}
      what="your deposits"
      isEmpty={({ deposits }) => deposits.totalCount === 0}
      empty={
        <p>
          Nothing is anchored under this account yet. <a href={toHref('deposit')}>Deposit a text</a>; it appears here
          within seconds.
        </p>
      }
    >
      {({ deposits }) => (
        <div className="stack">
          <p className="soft">
            {deposits.totalCount} {deposits.totalCount === 1 ? 'deposit' : 'deposits'}
          </p>
          {deposits.nodes.map((deposit) => (
            <DepositRow key={deposit.id} deposit={deposit} />
          ))}
          {deposits.pageInfo.hasNextPage && (
            <div>
              <Button onClick={() => setFirst((now) => Math.min(200, now + PAGE))}>Show more</Button>
            </div>
          )}
        </div>
      )}
    </QueryView>
  );
}
