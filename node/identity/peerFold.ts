import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** Peers that operators bound to themselves, as far as the chain is followed. */
export type BoundPeers = {
  readonly fold: Fold;
  /** The operator that a peer is bound to now. */
  readonly operatorOf: (peerKey: Hex) => number | null;
  /** Peer ids that an operator ever bound, newest first. */
  readonly of: (operatorId: number) => readonly Hex[];
};

/** Opens the view of bound peers: a row for each binding and each end of one. */
export function openBoundPeers(journal: Journal): BoundPeers {
  journal.migrate('bound_peers', [
    `CREATE TABLE bound_peers (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, operator_id INTEGER NOT NULL, peer_key TEXT NOT NULL,
       peer_id TEXT, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX bound_peers_of ON bound_peers (peer_key)`,
  ]);
  const { database } = journal;
  const NEWEST = 'ORDER BY block DESC, log_index DESC';
  const add = database.prepare('INSERT INTO bound_peers VALUES (?, ?, ?, ?, ?)');
  const ofPeer = database.prepare(
    `SELECT operator_id AS operatorId, peer_id AS peerId FROM bound_peers WHERE peer_key = ? ${NEWEST} LIMIT 1`,
  );
  const of = database.prepare(
    `SELECT peer_id AS peerId FROM bound_peers WHERE operator_id = ? AND peer_id IS NOT NULL ${NEWEST}`,
  );
  return {
    fold: {
      name: 'peers',
      version: 1,
      handlers: [
        on('operatorRegistry', 'NodeBound', ({ args, blockNumber, logIndex }) => {
          add.run(blockNumber, logIndex, args.operatorId, args.peerKey, args.peerId);
        }),
        on('operatorRegistry', 'NodeUnbound', ({ args, blockNumber, logIndex }) => {
          add.run(blockNumber, logIndex, args.operatorId, args.peerKey, null);
        }),
      ],
      undo: dropRows(journal, 'bound_peers'),
    },
    operatorOf: (peerKey) => {
      const row = ofPeer.get(peerKey) as { operatorId: number; peerId: string | null } | undefined;
      return row?.peerId ? row.operatorId : null;
    },
    of: (operatorId) => [...new Set(of.all(operatorId).map(({ peerId }) => peerId as Hex))],
  };
}
