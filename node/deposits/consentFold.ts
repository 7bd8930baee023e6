import type { Address, Hash, Hex } from 'viem';
import { type Core, contributorAccount } from '../../protocol/blocks/core.ts';
import type { ConsentEvents } from '../../protocol/corpus/consent.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { TIERS, type Tier } from '../../protocol/manifest/tier.ts';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** A decision of someone about a deposit; it means something only when that one is its contributor. */
type Withdrawal = { readonly deposit: Hex; readonly depositor: Address };

/** What the ConsentRegistry says, as far as the chain is followed. */
export type Consents = {
  readonly fold: Fold;
  readonly isWithdrawn: (id: string, contributor: Address) => boolean;
  /** The tier in force: the manifest's, unless its contributor changed it on chain. */
  readonly tierOf: (id: string, core: Pick<Core, 'contributor' | 'tier'>) => Tier;
  /** The transaction in which a contributor withdrew; null while it did not. */
  readonly withdrawalOf: (id: string, contributor: Address) => Hash | null;
  /** All decisions up to a block, whoever made them. */
  readonly upTo: (block: bigint) => ConsentEvents;
  /** Withdrawals that this node did not act upon yet, oldest first. */
  readonly toErase: () => readonly Withdrawal[];
  readonly erased: (withdrawal: Withdrawal) => void;
};

/** Consent, and what board and court keep back; it can be brought up to the newest block before it is asked. */
export type ConsentInForce = Pick<Consents, 'isWithdrawn' | 'tierOf' | 'withdrawalOf'> & {
  readonly isBarred: (id: string) => boolean;
  readonly refresh: () => Promise<void>;
};

/** The tier of a row that is a withdrawal. */
const WITHDRAWN = -1;

type Row = { block: number; log_index: number; deposit: Hex; depositor: Address; tier: number };

/** Opens the view of consent: a row for each decision, the newest in force. */
export function openConsents(journal: Journal): Consents {
  journal.migrate('consents', [
    `CREATE TABLE consents (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, deposit TEXT NOT NULL, depositor TEXT NOT NULL,
       tier INTEGER NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX consents_of ON consents (deposit, depositor);
     CREATE TABLE to_erase (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, deposit TEXT NOT NULL, depositor TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT`,
    `ALTER TABLE consents ADD COLUMN tx TEXT NOT NULL DEFAULT '0x'`,
  ]);
  const { database } = journal;
  // A pinner may have been handed a text again that was withdrawn before, so each life of a node looks at all once.
  database.exec(
    `INSERT OR IGNORE INTO to_erase SELECT block, log_index, deposit, depositor FROM consents WHERE tier = ${WITHDRAWN}`,
  );
  const save = database.prepare('INSERT INTO consents VALUES (?, ?, ?, ?, ?, ?)');
  const withdrawn = database.prepare('SELECT tx FROM consents WHERE deposit = ? AND depositor = ? AND tier = -1');
  const tier = database.prepare(
    `SELECT tier FROM consents WHERE deposit = ? AND depositor = ? AND tier >= 0
     ORDER BY block DESC, log_index DESC LIMIT 1`,
  );
  const upTo = database.prepare('SELECT * FROM consents WHERE block <= ? ORDER BY block, log_index');
  const queue = database.prepare('INSERT INTO to_erase VALUES (?, ?, ?, ?)');
  const queued = database.prepare('SELECT deposit, depositor FROM to_erase ORDER BY block, log_index');
  const unqueue = database.prepare('DELETE FROM to_erase WHERE deposit = ? AND depositor = ?');
  type Place = { readonly blockNumber: bigint; readonly logIndex: number; readonly transactionHash: Hash };
  const add = ({ deposit, depositor }: Withdrawal, at: Place, tierNumber: number) =>
    save.run(at.blockNumber, at.logIndex, ...toKey(deposit, depositor), tierNumber, at.transactionHash);
  return {
    fold: {
      name: 'consents',
      version: 2,
      handlers: [
        on('consentRegistry', 'Withdrawn', (event) => {
          const { args, blockNumber, logIndex } = event;
          add(args, event, WITHDRAWN);
          queue.run(blockNumber, logIndex, ...toKey(args.deposit, args.depositor));
        }),
        on('consentRegistry', 'TierChanged', (event) => void add(event.args, event, event.args.tier)),
      ],
      undo: dropRows(journal, 'consents', 'to_erase'),
    },
    isWithdrawn: (id, contributor) => withdrawn.get(...toKey(depositKey(id), contributor)) !== undefined,
    withdrawalOf: (id, contributor) => {
      const row = withdrawn.get(...toKey(depositKey(id), contributor)) as { tx: Hash } | undefined;
      return row?.tx ?? null;
    },
    tierOf: (id, core) => {
      const row = tier.get(...toKey(depositKey(id), contributorAccount(core))) as Pick<Row, 'tier'> | undefined;
      return (row && TIERS[row.tier]) ?? core.tier;
    },
    upTo: (block) => {
      const rows = (upTo.all(block) as Row[]).map((row) => ({
        args: { deposit: row.deposit, depositor: row.depositor, tier: row.tier },
        blockNumber: BigInt(row.block),
        logIndex: row.log_index,
      }));
      const isGone = (row: (typeof rows)[number]) => row.args.tier === WITHDRAWN;
      return { withdrawals: rows.filter(isGone), tierChanges: rows.filter((row) => !isGone(row)) };
    },
    toErase: () => queued.all() as Withdrawal[],
    erased: ({ deposit, depositor }) => void unqueue.run(...toKey(deposit, depositor)),
  };
}

function toKey(deposit: Hex, depositor: Address): [string, string] {
  return [deposit.toLowerCase(), depositor.toLowerCase()];
}
