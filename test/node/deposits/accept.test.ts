import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Draft } from '../../../client/deposit.ts';
import { type Acceptance, createAccept } from '../../../node/deposits/accept.ts';
import { DepositRefusedError, type RefusalCode, type Submission } from '../../../node/deposits/intake.ts';
import { type DepositJournal, openDepositJournal } from '../../../node/journal/deposits.ts';
import { type Journal, openJournal } from '../../../node/journal/journal.ts';
import { openPinJournal, type PinJournal } from '../../../node/journal/pins.ts';
import { DiskFullError } from '../../../node/journal/sqliteFile.ts';
import { BlockDatabase } from '../../../node/storage/blockDatabase.ts';
import { decodeCore, encodeCore } from '../../../protocol/blocks/core.ts';
import { fromDepositId, toDepositId } from '../../../protocol/manifest/identifier.ts';
import { noticeDigest } from '../../../protocol/manifest/notice.ts';
import { commitText } from '../../../protocol/manifest/text.ts';
import { contributors } from '../../../scripts/local/testPeople.ts';
import { submit } from './submissions.ts';

const [ana, bako] = contributors.map((it) => it.account) as [
  (typeof contributors)[0]['account'],
  (typeof contributors)[0]['account'],
];
const where = { chainId: 31337, depositLog: '0x00000000000000000000000000000000000000aa' } as const;

describe('accept', () => {
  let directory: string;
  let journal: Journal;
  let deposits: DepositJournal;
  let pins: PinJournal;
  let blocks: BlockDatabase;
  let accept: (submission: Submission) => Promise<Acceptance>;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tilth-accept-'));
    journal = openJournal(join(directory, 'journal.sqlite'));
    deposits = openDepositJournal(journal);
    pins = openPinJournal(journal);
    blocks = new BlockDatabase(join(directory, 'blocks.sqlite'), (cid) => pins.isKept(cid.toString()));
    accept = createAccept({
      ...where,
      journal,
      deposits,
      pins,
      storage: {
        put: async (bytes, codec) =>
          blocks.put(CID.createV1(codec === 'raw' ? raw.code : 0x71, await sha256.digest(bytes)), bytes),
        has: async (cid) => blocks.has(cid),
        delete: (cid) => blocks.delete(cid),
      },
      registers: async () => ['narrative', 'oral'],
      storageKey: new Uint8Array(32).fill(1),
      duplicateKey: new Uint8Array(32).fill(2),
      pinElsewhere: async () => false,
      isSignedByContract: async () => false,
      isTold: ({ tier, contributor }, person) => tier === 'public' || contributor === person,
    });
  });
  afterEach(() => {
    journal.close();
    blocks.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const blockCount = async () => {
    let count = 0;
    for await (const _ of blocks.getAll()) count += 1;
    return count;
  };
  const expectRefused = async (submission: Submission, code: RefusalCode) => {
    const error = await accept(submission).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(DepositRefusedError);
    expect((error as DepositRefusedError).code).to.equal(code);
    expect(deposits.size(), 'nothing in the log').to.equal(0);
    expect(pins.count(), 'nothing pinned').to.equal(0);
    expect(await blockCount(), 'no block').to.equal(0);
  };
  const altered = (alter: (draft: Draft) => Draft | Promise<Draft>) => submit(ana, where, { alter });
  const withCore = async (draft: Draft, change: Partial<Draft['core']>): Promise<Draft> => {
    const core = { ...draft.core, ...change };
    const { bytes, cid } = encodeCore(core);
    return { ...draft, core, coreBytes: bytes, id: toDepositId(cid) };
  };

  it('keeps manifest and ciphertext, pins both and gives the next index', async () => {
    const first = await submit(ana, where);
    const second = await submit(bako, where);
    expect((await accept(first)).record.index).to.equal(0);
    const { record, isNew } = await accept(second);
    expect(record).to.include({ index: 1, id: second.id, contributor: bako.address, register: 'narrative' });
    expect(isNew).to.equal(true);
    expect(pins.count()).to.equal(4);
    expect(await blockCount()).to.equal(4);
    expect(pins.wanted(10)).to.have.length(4);
  });

  it('gives many deposits of the same moment one index each', async () => {
    const submissions = await Promise.all(Array.from({ length: 20 }, () => submit(ana, where)));
    const accepted = await Promise.all(submissions.map(accept));
    expect(accepted.map((it) => it.record.index).sort((a, b) => a - b)).to.deep.equal([...Array(20).keys()]);
  });

  it('answers a replay with what it answered before', async () => {
    const submission = await submit(ana, where);
    const [first, race] = await Promise.all([accept(submission), accept(submission)]);
    const again = await accept(submission);
    expect(again.record).to.deep.equal(first?.record);
    expect(race?.record).to.deep.equal(first?.record);
    expect(again.isNew).to.equal(false);
    expect(deposits.size()).to.equal(1);
  });

  it('refuses a public text a second time and leaves no block of it', async () => {
    const text = 'The same words twice.';
    const one = await submit(ana, where, { text });
    const two = await submit(bako, where, { text: `${text}\r\n` });
    const results = await Promise.allSettled([accept(one), accept(two)]);
    const refused = results.filter((it) => it.status === 'rejected');
    expect(refused.map((it) => it.reason.code)).to.deep.equal(['duplicate']);
    expect(deposits.size()).to.equal(1);
    expect(await blockCount()).to.equal(2);
  });

  it('tells whoever guesses a text that is not public nothing, and its contributor which deposit it is', async () => {
    const text = 'Words that somebody guesses.';
    const { id } = (await accept(await submit(ana, where, { text, tier: 'archive-only' }))).record;
    const guess = await submit(bako, where, { text });
    const made = await accept(guess);
    const usual = await accept(await submit(bako, where));
    const { id: _, bytes: __, label: ___, ciphertext: ____, index, ...rest } = made.record;
    expect({ ...made, record: { ...usual.record, ...rest } }).to.deep.equal(usual);
    expect([made.record.id, index]).to.deep.equal([guess.id, 1]);
    const again = await accept(await submit(ana, where, { text })).catch((error: Error) => error.message);
    expect(again).to.include(id);
    expect(deposits.secrets(id), 'the first one is untouched').to.not.equal(null);
    deposits.erase(guess.id);
    expect(deposits.secrets(id)).to.not.equal(null);
  });

  it('tells of a public text beside one that is not without telling of that', async () => {
    const text = 'Words that two people have.';
    await accept(await submit(ana, where, { text, tier: 'archive-only' }));
    const { id } = (await accept(await submit(bako, where, { text }))).record;
    const [third] = contributors.slice(2).map((it) => it.account);
    const refusal = await accept(await submit(third as typeof ana, where, { text })).catch((it: Error) => it);
    expect(refusal).to.be.instanceOf(DepositRefusedError);
    expect((refusal as Error).message).to.equal('This node holds the same text already.');
    expect(deposits.find(id)?.index).to.equal(1);
  });

  it('loses no ciphertext when one is sent twice in one moment, by one under two labels or by two', async () => {
    for (const person of [ana, bako, ana, bako, ana, bako]) {
      const one = await submit(ana, where, { tier: 'archive-only' });
      const { ciphertext, key, salt } = one;
      const core = decodeCore(one.core);
      const two = await submit(person, where, {
        alter: (draft) =>
          withCore(
            { ...draft, ciphertext, key, salt, core: { ...core, contributor: draft.core.contributor } },
            { label: 'another' },
          ),
      });
      const results = await Promise.allSettled([accept(one), accept(two)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(blocks.has(core.ciphertext), 'the ciphertext of what was accepted').to.equal(true);
    }
  });

  it('refuses a ciphertext that another deposit has, and leaves it alone', async () => {
    const { core, id, ...rest } = await submit(ana, where);
    const { ciphertext } = decodeCore(core);
    pins.keep(ciphertext.toString(), 'deposit:of somebody else');
    await blocks.put(ciphertext, rest.ciphertext);
    const refusal = await accept({ core, ...rest }).catch((it: unknown) => it);
    expect(refusal).to.include({ code: 'ciphertext-taken', kind: 'conflict' });
    expect([deposits.find(id), blocks.has(fromDepositId(id)), blocks.has(ciphertext)]).to.deep.equal([
      null,
      false,
      true,
    ]);
  });

  it('refuses another chain', async () => {
    await expectRefused(await submit(ana, { ...where, chainId: 1 }), 'wrong-chain');
  });
  it('refuses a statement signed for another commons', async () => {
    const depositLog = '0x00000000000000000000000000000000000000bb';
    await expectRefused(await submit(ana, { ...where, depositLog }), 'wrong-signature');
  });
  it('refuses a signature by someone else', async () => {
    const mine = await submit(ana, where);
    await expectRefused({ ...mine, signature: (await submit(bako, where)).signature }, 'wrong-signature');
  });
  it('refuses a signature that is no signature', async () => {
    await expectRefused({ ...(await submit(ana, where)), signature: '0x1234' }, 'wrong-signature');
  });
  it('refuses an expired statement', async () => {
    await expectRefused(await submit(ana, where, { signedAt: 1000, expiresAt: 2000 }), 'statement-expired');
  });
  it('refuses a statement from the future', async () => {
    const signedAt = Math.floor(Date.now() / 1000) + 3600;
    await expectRefused(await submit(ana, where, { signedAt }), 'statement-from-the-future');
  });
  it('refuses a statement whose window was changed after signing', async () => {
    const submission = await submit(ana, where);
    await expectRefused({ ...submission, expiresAt: submission.expiresAt + 1 }, 'wrong-signature');
  });
  it('refuses a register that the policy does not have', async () => {
    await expectRefused(await submit(ana, where, { register: 'lyric' }), 'unknown-register');
  });
  it('refuses a register and a tier that do not exist', async () => {
    const forged = await altered(async (draft) => ({
      ...draft,
      coreBytes: await forgeCore(draft, 'register', 'gossip'),
    }));
    await expectRefused(forged, 'bad-manifest');
  });
  it('refuses bytes that are no manifest', async () => {
    await expectRefused({ ...(await submit(ana, where)), core: new Uint8Array([1, 2, 3]) }, 'bad-manifest');
  });
  it('refuses a ciphertext with another CID than the manifest names', async () => {
    const other = await submit(ana, where);
    await expectRefused({ ...(await submit(ana, where)), ciphertext: other.ciphertext }, 'wrong-ciphertext');
  });
  it('refuses a key that does not open the text', async () => {
    await expectRefused({ ...(await submit(ana, where)), key: new Uint8Array(32) }, 'wrong-key');
  });
  it('refuses a salt that does not fit the commitment', async () => {
    await expectRefused({ ...(await submit(ana, where)), salt: new Uint8Array(32) }, 'wrong-commitment');
  });
  it('refuses a wrong count of bytes', async () => {
    await expectRefused(await altered((draft) => withCore(draft, { bytes: draft.core.bytes + 1 })), 'wrong-count');
  });
  it('refuses the notice of another tier', async () => {
    const notice = Buffer.from(noticeDigest('archive-only').slice(2), 'hex');
    await expectRefused(await altered((draft) => withCore(draft, { notice })), 'wrong-notice');
  });
  it('refuses a text that is not UTF-8', async () => {
    await expectRefused(await altered((draft) => reseal(draft, new Uint8Array([0xc3, 0x28, 0x0a]))), 'bad-text');
  });
  it('refuses a text with NUL, and one not in normal form', async () => {
    await expectRefused(await altered((draft) => reseal(draft, Buffer.from('a\0b\n'))), 'bad-text');
    await expectRefused(await altered((draft) => reseal(draft, Buffer.from('no line feed at the end'))), 'bad-text');
  });

  it('accepts nothing while the disk is full, and the same deposit afterwards', async () => {
    const submission = await submit(ana, where);
    const { page_count: pages } = journal.database.prepare('PRAGMA page_count').get() as { page_count: number };
    journal.database.exec(`PRAGMA max_page_count = ${pages}`);
    let refused: unknown = null;
    for (let i = 0; i < 60 && !refused; i += 1)
      refused = (await accept(await submit(ana, where)).catch((it: unknown) => it)) instanceof DiskFullError;
    expect(refused).to.equal(true);
    const before = deposits.size();
    expect(await accept(submission).catch((it: unknown) => it)).to.be.instanceOf(DiskFullError);
    expect(deposits.find(submission.id)).to.equal(null);
    expect(deposits.size()).to.equal(before);
    expect(await blockCount(), 'no block without its deposit').to.equal(before * 2);
    journal.database.exec('PRAGMA max_page_count = 100000');
    expect((await accept(submission)).record.index).to.equal(before);
  });

  async function reseal(draft: Draft, plain: Uint8Array): Promise<Draft> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await crypto.subtle.importKey('raw', draft.key, 'AES-GCM', false, ['encrypt']);
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(plain));
    const ciphertext = new Uint8Array(Buffer.concat([iv, Buffer.from(body)]));
    const commitment = await commitText(new TextDecoder().decode(plain), draft.salt);
    const cid = CID.createV1(raw.code, await sha256.digest(ciphertext));
    return { ...(await withCore(draft, { ciphertext: cid, commitment, bytes: plain.byteLength })), ciphertext };
  }

  async function forgeCore(draft: Draft, field: string, value: unknown): Promise<Uint8Array> {
    const dagCbor = await import('@ipld/dag-cbor');
    return dagCbor.encode({ ...draft.core, [field]: value });
  }
});
