import type { Journal } from './journal.ts';

/** What contracts of accounts said of signatures as of a block: a chain that forgets old states is asked once. */
export type ContractAnswers = {
  readonly find: (question: string) => boolean | null;
  readonly record: (question: string, isSigned: boolean) => Promise<void>;
};

/** Opens the table of answers. */
export function openContractAnswers(journal: Journal): ContractAnswers {
  journal.migrate('contract_answers', [
    'CREATE TABLE contract_answers (question TEXT PRIMARY KEY, is_signed INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  ]);
  const insert = journal.database.prepare('INSERT OR REPLACE INTO contract_answers VALUES (?, ?)');
  const select = journal.database.prepare('SELECT is_signed AS isSigned FROM contract_answers WHERE question = ?');
  return {
    find: (question) => {
      const row = select.get(question) as { isSigned: number } | undefined;
      return row ? row.isSigned === 1 : null;
    },
    record: (question, isSigned) => journal.commit(() => void insert.run(question, isSigned ? 1 : 0)),
  };
}
