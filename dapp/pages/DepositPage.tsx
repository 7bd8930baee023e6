import { useState } from 'react';
import type { DepositAnswer } from '../../protocol/http/deposits.ts';
import { DepositForm } from '../features/deposits/DepositForm.tsx';
import { ReceiptCard } from '../features/deposits/ReceiptCard.tsx';
import { toHref } from '../routing/route.ts';
import { Button } from '../ui/Button.tsx';
import { Screen } from '../ui/Screen.tsx';
import { NeedsWallet } from '../wallet/NeedsWallet.tsx';

/** Give a text to the commons and get a receipt. */
export default function DepositPage() {
  const [accepted, setAccepted] = useState<DepositAnswer | null>(null);
  return (
    <Screen
      title="Deposit a text"
      lead="You choose what may be done with it, sign, and get a receipt that anyone can check."
    >
      {accepted ? (
        <div className="stack">
          <ReceiptCard key={accepted.id} deposit={accepted} />
          <div className="row">
            <Button onClick={() => setAccepted(null)}>Deposit another text</Button>
            <a href={toHref('deposits')}>See all my deposits</a>
          </div>
        </div>
      ) : (
        <NeedsWallet why="to sign a deposit">
          {(address) => <DepositForm key={address} onAccepted={setAccepted} />}
        </NeedsWallet>
      )}
    </Screen>
  );
}
