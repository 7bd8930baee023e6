import { type Address, getAddress, type Hex } from 'viem';
import type { Binding } from '../../protocol/corpus/identities.ts';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** An operator's own facts. */
type OperatorRecord = {
  readonly group: Hex;
  readonly stake: bigint;
  /** Unix seconds at which the stake is free; null while it stands. */
  readonly unbondAt: number | null;
};

/** A person's or institution's standing. */
type Standing = {
  readonly account: Address;
  readonly status: 'active' | 'lapsed' | 'revoked';
  readonly validUntil: number;
  readonly suspendedUntil: number;
};

/** Identities and operators, as far as the chain is followed. */
export type MemberRows = {
  readonly fold: Fold;
  readonly operator: (operatorId: number) => OperatorRecord | null;
  readonly standing: (identityId: number) => Standing | null;
  /** Every binding of an account to an identity up to a block, oldest first. */
  readonly bindingsUpTo: (block: bigint) => readonly Binding[];
  /** The identity that an account acts or ever acted for, and whether another account took its place. */
  readonly accountOf: (account: Address) => { readonly identityId: number; readonly isReplaced: boolean } | null;
};

type Place = { readonly blockNumber: bigint; readonly logIndex: number };
type Fact = { readonly about: 'identity' | 'operator'; readonly id: bigint; readonly name: string };

/** Opens the view of members: one row a fact, and the newest fact of each name is in force. */
export function openMemberRows(journal: Journal): MemberRows {
  journal.migrate('members', [
    `CREATE TABLE member_facts (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, about TEXT NOT NULL, id INTEGER NOT NULL,
       name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (block, log_index, about, id, name)) STRICT;
     CREATE INDEX member_facts_of ON member_facts (about, id, name);
     CREATE INDEX member_accounts ON member_facts (value) WHERE name = 'account'`,
  ]);
  const { database } = journal;
  const ORDER = 'ORDER BY block DESC, log_index DESC';
  const add = database.prepare('INSERT INTO member_facts VALUES (?, ?, ?, ?, ?, ?)');
  const newest = database.prepare(
    `SELECT value FROM member_facts WHERE about = ? AND id = ? AND name = ? ${ORDER} LIMIT 1`,
  );
  const facts = database.prepare(
    'SELECT name, value FROM member_facts WHERE about = ? AND id = ? ORDER BY block, log_index',
  );
  const byAccount = database.prepare(
    `SELECT id FROM member_facts WHERE about = 'identity' AND name = 'account' AND value = ? ${ORDER} LIMIT 1`,
  );
  const bindings = database.prepare(
    `SELECT value AS account, id AS identityId FROM member_facts
     WHERE about = 'identity' AND name = 'account' AND block <= ? ORDER BY block, log_index`,
  );
  const set = ({ about, id, name }: Fact, value: string | bigint | number, { blockNumber, logIndex }: Place) =>
    void add.run(blockNumber, logIndex, about, id, name, String(value).toLowerCase());
  const get = (about: Fact['about'], id: number, name: string): string | null => {
    const row = newest.get(about, id, name) as { value: string } | undefined;
    return row?.value ?? null;
  };
  const stakeOf = (operatorId: bigint) => BigInt(get('operator', Number(operatorId), 'stake') ?? 0);
  const identity = (id: bigint, name: string): Fact => ({ about: 'identity', id, name });
  const operator = (id: bigint, name: string): Fact => ({ about: 'operator', id, name });

  return {
    fold: {
      name: 'members',
      version: 1,
      handlers: [
        on('identityRegistry', 'Enrolled', (event) => {
          const { identityId, account, validUntil } = event.args;
          set(identity(identityId, 'account'), account, event);
          set(identity(identityId, 'status'), 'active', event);
          set(identity(identityId, 'validUntil'), validUntil, event);
        }),
        on('identityRegistry', 'IdentityRenewed', (event) => {
          set(identity(event.args.identityId, 'status'), 'active', event);
          set(identity(event.args.identityId, 'validUntil'), event.args.validUntil, event);
        }),
        on('identityRegistry', 'IdentityLapsed', (event) => {
          set(identity(event.args.identityId, 'status'), 'lapsed', event);
        }),
        on('identityRegistry', 'IdentityRevoked', (event) => {
          set(identity(event.args.identityId, 'status'), 'revoked', event);
        }),
        on('identityRegistry', 'IdentitySuspended', (event) => {
          set(identity(event.args.identityId, 'suspendedUntil'), event.args.until, event);
        }),
        on('identityRegistry', 'Rekeyed', (event) => {
          set(identity(event.args.identityId, 'account'), event.args.newAccount, event);
        }),
        on('operatorRegistry', 'OperatorRegistered', (event) => {
          const { operatorId, group, stake } = event.args;
          set(operator(operatorId, 'group'), group, event);
          set(operator(operatorId, 'stake'), stake, event);
        }),
        on('operatorRegistry', 'Bonded', (event) => {
          set(operator(event.args.operatorId, 'stake'), event.args.stake, event);
          set(operator(event.args.operatorId, 'unbondAt'), '', event);
        }),
        on('operatorRegistry', 'Unbonding', (event) => {
          set(operator(event.args.operatorId, 'unbondAt'), event.args.unbondAt, event);
        }),
        on('operatorRegistry', 'StakeWithdrawn', (event) => {
          set(operator(event.args.operatorId, 'stake'), 0, event);
        }),
        on('operatorRegistry', 'Slashed', (event) => {
          const { operatorId, amount } = event.args;
          set(operator(operatorId, 'stake'), stakeOf(operatorId) - amount, event);
        }),
      ],
      undo: dropRows(journal, 'member_facts'),
    },
    operator: (id) => {
      const group = get('operator', id, 'group');
      if (group === null) return null;
      const unbondAt = get('operator', id, 'unbondAt');
      const stake = BigInt(get('operator', id, 'stake') ?? 0);
      return { group: group as Hex, stake, unbondAt: unbondAt ? Number(unbondAt) : null };
    },
    standing: (id) => {
      // One question for all of them: every request asks who stands behind it. Later facts take the place of earlier ones.
      const rows = facts.all('identity', id) as { readonly name: string; readonly value: string }[];
      const {
        account,
        status,
        validUntil = 0,
        suspendedUntil = 0,
      } = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
      if (account === undefined) return null;
      return {
        account: getAddress(account),
        status: status as Standing['status'],
        validUntil: Number(validUntil),
        suspendedUntil: Number(suspendedUntil),
      };
    },
    bindingsUpTo: (block) => bindings.all(block) as Binding[],
    accountOf: (account) => {
      const row = byAccount.get(account.toLowerCase()) as { id: number } | undefined;
      if (!row) return null;
      return { identityId: row.id, isReplaced: get('identity', row.id, 'account') !== account.toLowerCase() };
    },
  };
}
