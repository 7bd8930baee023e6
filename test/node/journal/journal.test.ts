import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type NewDeposit, openDepositJournal } from '../../../node/journal/deposits.ts';
import { JournalTooNewError, openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import { DiskFullError, JournalCorruptError } from '../../../node/journal/sqliteFile.ts';

describe('journal', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tilth-journal-'));
    path = join(directory, 'journal.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps what was committed after closing and opening', async () => {
    const journal = openJournal(path);
    const pins = openPinJournal(journal);
    await journal.commit(() => pins.keep('cid', 'test'));
    journal.close();
    const again = openJournal(path);
    expect(openPinJournal(again).isKept('cid')).to.equal(true);
    again.close();
  });

  it('takes back only the piece that failed of a shared commit', async () => {
    const journal = openJournal(path);
    const pins = openPinJournal(journal);
    const results = await Promise.allSettled([
      journal.commit(() => pins.keep('a', 'test')),
      journal.commit(() => {
        pins.keep('b', 'test');
        throw new Error('no');
      }),
      journal.commit(() => pins.keep('c', 'test')),
    ]);
    expect(results.map((it) => it.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(['a', 'b', 'c'].map(pins.isKept)).to.deep.equal([true, false, true]);
    journal.close();
  });

  it('runs each version of a domain once and refuses a newer one', () => {
    const journal = openJournal(path);
    journal.migrate('thing', ['CREATE TABLE thing (a)']);
    journal.migrate('thing', ['CREATE TABLE thing (a)', 'ALTER TABLE thing ADD COLUMN b']);
    journal.migrate('thing', ['CREATE TABLE thing (a)', 'ALTER TABLE thing ADD COLUMN b']);
    journal.database.exec('INSERT INTO thing VALUES (1, 2)');
    expect(() => journal.migrate('thing', ['CREATE TABLE thing (a)'])).to.throw(JournalTooNewError);
    journal.close();
  });

  it('names the file and what to do when it is damaged', () => {
    writeFileSync(path, 'this is no database, and it is longer than a header '.repeat(50));
    expect(() => openJournal(path)).to.throw(JournalCorruptError, /journal\.sqlite.*put back a copy/);
  });

  it('finds a page that was overwritten', async () => {
    const journal = openJournal(path);
    const pins = openPinJournal(journal);
    await journal.commit(() => {
      for (let i = 0; i < 2000; i += 1) pins.keep(`cid-${i}`, 'test');
    });
    journal.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 3, 4096 * 9);
    writeFileSync(path, bytes);
    expect(() => openJournal(path)).to.throw(JournalCorruptError);
  });

  it('says that the disk is full, writes nothing, and goes on when there is room', async () => {
    const journal = openJournal(path);
    const deposits = openDepositJournal(journal);
    const { page_count: pages } = journal.database.prepare('PRAGMA page_count').get() as { page_count: number };
    journal.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const insert = (i: number) => journal.commit(() => deposits.insert(deposit(i)));
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => insert(i)));
    expect(results.every((it) => it.status === 'rejected' && it.reason instanceof DiskFullError)).to.equal(true);
    expect(deposits.size()).to.equal(0);
    journal.database.exec('PRAGMA max_page_count = 100000');
    expect((await insert(7)).outcome).to.equal('accepted');
    expect(deposits.size()).to.equal(1);
    journal.close();
  });
});

function deposit(i: number): NewDeposit {
  return {
    ...{ id: `sub:${i}`, contributor: '0x0000000000000000000000000000000000000001', register: 'oral', tier: 'public' },
    ...{ language: 'en', label: 'x'.repeat(100), bytes: 1, ciphertext: `cid-${i}`, acceptedAt: 1, deadline: 2 },
    statement: { signedAt: 1, expiresAt: 2, signature: new Uint8Array(65) },
    secrets: new Uint8Array(92),
    duplicate: new TextEncoder().encode(`text ${i}`),
  };
}
