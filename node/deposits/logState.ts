import type { CID } from 'multiformats/cid';
import type { SignedStatement } from '../../protocol/blocks/logBatch.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import { MerkleLog } from '../../protocol/merkle/tree.ts';
import type { DepositJournal } from '../journal/deposits.ts';

const ROWS = 5_000;

/** This node's log in memory; the journal is the truth and `catchUp` appends what it has more. */
export class LogState {
  readonly #merkle = new MerkleLog();
  readonly #leaves: CID[] = [];
  readonly #deposits;

  constructor(deposits: Pick<DepositJournal, 'idsFrom' | 'statementsFrom'>) {
    this.#deposits = deposits;
  }

  /** The Merkle log over everything accepted so far. */
  catchUp(): MerkleLog {
    for (;;) {
      const ids = this.#deposits.idsFrom(this.#leaves.length, ROWS);
      for (const id of ids) {
        const cid = fromDepositId(id);
        this.#leaves.push(cid);
        this.#merkle.append(cid.bytes);
      }
      if (ids.length < ROWS) return this.#merkle;
    }
  }

  /** CIDs of the manifests at [start, end). */
  leaves(start: number, end: number): CID[] {
    return this.#leaves.slice(start, end);
  }

  /** What the contributors signed of the deposits at [start, end). */
  statements(start: number, end: number): readonly SignedStatement[] {
    return this.#deposits.statementsFrom(start, end - start);
  }
}
