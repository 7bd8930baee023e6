import type { Hex } from 'viem';
import { findReplay } from '../../protocol/work/findReplay.ts';
import { fromWireReceipt } from '../../protocol/work/job.ts';
import { readReceiptList } from '../../protocol/work/receiptLists.ts';
import { buildReceiptTree } from '../../protocol/work/receiptTree.ts';
import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import { within } from '../within.ts';
import type { AuditBook, SealedWork, Seat } from './auditFold.ts';
import { readSeal } from './readSeal.ts';

export type WatchComponents = {
  readonly chain: Pick<Chain, 'send' | 'client'>;
  readonly storage: Pick<Storage, 'get'>;
  readonly book: Pick<AuditBook, 'seatsOf' | 'sealOf'>;
  readonly operatorId: number;
  readonly onTrouble: OnTrouble;
};

/** Epochs before the one that is audited, of the same operator, in which its receipts are looked for. */
const BEFORE = 7;
/** How long one list is waited for, and how often one that cannot be read is asked for again. */
const LIST_MS = 30_000;
const MOST_TRIES = 5;
/** Another verifier saw the same. */
const PROVEN = { receiptBook: ['AlreadyProven'] } satisfies Refusals;

/**
 * Creates the watch: whoever is drawn to verify an epoch looks for receipts of it that its operator sealed twice, in it or in
 * one of the epochs before, and proves the first on chain.
 */
export function createWatch(components: WatchComponents, { pollMs = 10_000, listMs = LIST_MS } = {}): Duty {
  const { chain, storage, book, operatorId: self, onTrouble } = components;
  /** Seats that were looked at, and how often in vain. */
  const tries = new Map<Hex, number>();

  const read = async ({ uri, root }: SealedWork, signal: AbortSignal) => {
    const signed = await within(listMs, signal, (ended) => readReceiptList(storage, uri, { signal: ended }));
    const receipts = signed.map(({ receipt }) => fromWireReceipt(receipt));
    // A list that is not what was sealed proves nothing; the audit itself says so.
    return receipts.length > 0 && buildReceiptTree(receipts).root === root ? receipts : [];
  };

  const look = async ({ operatorId, number }: Seat, signal: AbortSignal): Promise<void> => {
    const sealed = book.sealOf(operatorId, number);
    if (!sealed) return;
    const receipts = await read(sealed, signal);
    for (let epoch = number; epoch >= number - BEFORE; epoch -= 1) {
      const other = epoch === number ? sealed : book.sealOf(operatorId, epoch);
      if (!other) continue;
      const replay = findReplay(receipts, other === sealed ? undefined : await read(other, signal));
      if (!replay) continue;
      const { leaf, first, second } = replay;
      const seals = [await readSeal(chain, sealed), await readSeal(chain, other)] as const;
      const args = [BigInt(operatorId), [BigInt(number), BigInt(epoch)], seals, leaf, first, second] as const;
      await chain.send({ contract: 'receiptBook', functionName: 'proveReplay', args });
      return;
    }
  };

  const work = async (signal: AbortSignal): Promise<void> => {
    const seats = book.seatsOf(self).filter(({ isRun }) => !isRun);
    for (const key of tries.keys()) if (!seats.some((seat) => seat.key === key)) tries.delete(key);
    for (const seat of seats) {
      const before = tries.get(seat.key) ?? 0;
      if (signal.aborted || before >= MOST_TRIES) continue;
      try {
        await look(seat, signal);
        tries.set(seat.key, MOST_TRIES);
      } catch (cause) {
        tries.set(seat.key, isRefusedWith(cause, PROVEN) ? MOST_TRIES : before + 1);
        if (!signal.aborted) onTrouble({ message: 'sealed receipts could not be compared', cause });
      }
    }
  };
  return createDuty({ name: 'watching', every: pollMs, work, onTrouble });
}
