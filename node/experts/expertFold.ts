import type { Hex } from 'viem';
import { dropRows, type Fold, on } from '../chain/follower.ts';
import type { Journal } from '../journal/journal.ts';

/** An expert as the registry has it now. */
type RegisteredExpert = {
  readonly expertId: number;
  readonly operatorId: number;
  readonly domain: string;
  readonly manifestHash: Hex;
  readonly isRetired: boolean;
};

/** Every expert that was published, as far as the chain is followed. */
export type RegisteredExperts = {
  readonly fold: Fold;
  readonly find: (expertId: number) => RegisteredExpert | null;
  /** An operator's newest expert for a domain that is not retired. */
  readonly ofOperator: (operatorId: number, domain: string) => RegisteredExpert | null;
  /** Tells whether the expert ever published the manifest with this hash. */
  readonly everPublished: (expertId: number, manifestHash: Hex) => boolean;
};

/** Opens the view of experts: their publications, their manifests, and who retired. */
export function openRegisteredExperts(journal: Journal): RegisteredExperts {
  journal.migrate('registered_experts', [
    `CREATE TABLE registered_experts (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, expert_id INTEGER NOT NULL UNIQUE,
       operator_id INTEGER NOT NULL, domain TEXT NOT NULL, PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX registered_experts_of ON registered_experts (operator_id, domain);
     CREATE TABLE registered_manifests (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, expert_id INTEGER NOT NULL, hash TEXT NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT;
     CREATE INDEX registered_manifests_of ON registered_manifests (expert_id);
     CREATE TABLE retired_experts (
       block INTEGER NOT NULL, log_index INTEGER NOT NULL, expert_id INTEGER NOT NULL,
       PRIMARY KEY (block, log_index)) STRICT`,
  ]);
  const { database } = journal;
  const publish = database.prepare('INSERT INTO registered_experts VALUES (?, ?, ?, ?, ?)');
  const addManifest = database.prepare('INSERT INTO registered_manifests VALUES (?, ?, ?, ?)');
  const retire = database.prepare('INSERT INTO retired_experts VALUES (?, ?, ?)');
  const known = `
    SELECT expert_id AS expertId, operator_id AS operatorId, domain,
      (SELECT hash FROM registered_manifests m WHERE m.expert_id = e.expert_id
       ORDER BY block DESC, log_index DESC LIMIT 1) AS manifestHash,
      EXISTS (SELECT 1 FROM retired_experts r WHERE r.expert_id = e.expert_id) AS isRetired
    FROM registered_experts e`;
  const find = database.prepare(`${known} WHERE expert_id = ?`);
  const ofOperator = database.prepare(
    `${known} WHERE operator_id = ? AND domain = ? AND NOT isRetired ORDER BY expert_id DESC LIMIT 1`,
  );
  const published = database.prepare('SELECT 1 FROM registered_manifests WHERE expert_id = ? AND hash = ?');
  return {
    fold: {
      name: 'experts',
      version: 1,
      handlers: [
        on('expertRegistry', 'ExpertPublished', ({ args, blockNumber, logIndex }) => {
          publish.run(blockNumber, logIndex, args.expertId, args.operatorId, args.domain);
          addManifest.run(blockNumber, logIndex, args.expertId, args.manifestHash);
        }),
        on('expertRegistry', 'ManifestUpdated', ({ args, blockNumber, logIndex }) => {
          addManifest.run(blockNumber, logIndex, args.expertId, args.manifestHash);
        }),
        on('expertRegistry', 'ExpertRetired', ({ args, blockNumber, logIndex }) => {
          retire.run(blockNumber, logIndex, args.expertId);
        }),
      ],
      undo: dropRows(journal, 'registered_experts', 'registered_manifests', 'retired_experts'),
    },
    find: (expertId) => toExpert(find.get(expertId)),
    ofOperator: (operatorId, domain) => toExpert(ofOperator.get(operatorId, domain)),
    everPublished: (expertId, manifestHash) => published.get(expertId, manifestHash) !== undefined,
  };
}

function toExpert(row: unknown): RegisteredExpert | null {
  if (!row) return null;
  const expert = row as Omit<RegisteredExpert, 'isRetired'> & { readonly isRetired: number };
  return { ...expert, isRetired: expert.isRetired === 1 };
}
