import type { Address } from 'viem';
import type { Journal } from './journal.ts';

/** How much each contributor has given to this node. */
export type Contributions = {
  /** Deposits of an account that were accepted since a time, in Unix seconds. */
  readonly since: (contributor: Address, time: number) => number;
};

/** Opens the view of deposits by contributor; the deposit tables are there already. */
export function openContributions(journal: Journal): Contributions {
  const index = 'INDEX IF NOT EXISTS deposits_by_contributor ON deposits (contributor, accepted_at)';
  // A second time, since the table of deposits was made anew.
  journal.migrate('contributions', [`CREATE ${index}`, `CREATE ${index}`]);
  const count = journal.database.prepare(
    'SELECT count(*) AS n FROM deposits WHERE contributor = ? AND accepted_at >= ?',
  );
  return { since: (contributor, time) => (count.get(contributor, time) as { n: number }).n };
}
