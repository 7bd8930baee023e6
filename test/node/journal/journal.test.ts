import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 } from 'multiformats/hashes/sha2';
import { type NewDeposit, openDepositJournal } from '../../../node/journal/deposits.ts';
import { JournalTooNewError, openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal } from '../../../node/journal/pins.ts';
import { DiskFullError, JournalCorruptError } from '../../../node/journal/sqliteFile.ts';

const [A, B, C] = [1, 2, 3].map((byte) =>
  CID.createV1(raw.code, Digest.create(sha256.code, new Uint8Array(32).fill(byte))).toString(),
) as [string, string, string];

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
    await journal.commit(() => pins.keep(A, 'test'));
    journal.close();
    const again = openJournal(path);
    expect(openPinJournal(again).isKept(A)).to.equal(true);
    again.close();
  });

  it('counts what is kept for an operator the same whichever way it was asked for first', () => {
    const journal = openJournal(':memory:');
    const pins = openPinJournal(journal);
    const charge = { operator: 3, bytes: 10 };
    pins.keep(A, 'asked', charge);
    expect(pins.usedBy(3)).to.deep.equal({ bytes: 10, bare: 0 });
    pins.keep(A, 'asked', { ...charge, until: 5 });
    expect(pins.usedBy(3)).to.deep.equal({ bytes: 10, bare: 1 });
    expect(pins.endUntil(6, 10)).to.deep.equal([A]);
    expect(pins.usedBy(3)).to.deep.equal({ bytes: 0, bare: 0 });
    journal.close();
  });

  it('takes back only the piece that failed of a shared commit', async () => {
    const journal = openJournal(path);
    const pins = openPinJournal(journal);
    const results = await Promise.allSettled([
      journal.commit(() => pins.keep(A, 'test')),
      journal.commit(() => {
        pins.keep(B, 'test');
        throw new Error('no');
      }),
      journal.commit(() => pins.keep(C, 'test')),
    ]);
    expect(results.map((it) => it.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect([A, B, C].map(pins.isKept)).to.deep.equal([true, false, true]);
    journal.close();
  });

  it('leaves nothing of a deleted row in its file or in the log beside it', async () => {
    const journal = openJournal(path);
    journal.migrate('thing', ['CREATE TABLE thing (a TEXT)']);
    const secret = (i: number) => `secret number ${i} of them `.repeat(40);
    const rows = Array.from({ length: 200 }, (_, i) => i);
    await journal.commit(() => {
      for (const i of rows) journal.database.prepare('INSERT INTO thing VALUES (?)').run(secret(i));
    });
    await journal.commit(() => journal.database.exec("DELETE FROM thing WHERE a LIKE 'secret number 1%'"));
    journal.truncate();
    const bytes = Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]).toString('latin1');
    const left = rows.filter((i) => bytes.includes(`secret number ${i} of`));
    expect(left).to.deep.equal(rows.filter((i) => !`${i}`.startsWith('1')));
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
      for (let i = 0; i < 2000; i += 1) pins.keep(A, `owner ${i}`);
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
    const insert = (i: number) => journal.commit(() => deposits.insert(deposit(i), () => false));
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
