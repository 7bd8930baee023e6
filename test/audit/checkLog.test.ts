import { expect } from 'chai';
import { checkLog } from '../../audit/checkLog.ts';
import { readHeads, readLeaves } from '../../audit/readLog.ts';
import { writeReport } from '../../audit/report.ts';
import type { AuditSource } from '../../audit/source.ts';
import { createReceipts } from '../../node/deposits/depositReceipts.ts';
import { LogState } from '../../node/deposits/logState.ts';
import type { DepositRecord } from '../../node/journal/deposits.ts';
import { decodeBatch, encodeBatch } from '../../protocol/blocks/logBatch.ts';
import { fromContentUri, toContentUri } from '../../protocol/contentUri.ts';
import { REGISTERS } from '../../protocol/manifest/register.ts';
import { Commons, DOMAIN } from '../node/training/run/commons.ts';
import { signerOf } from '../protocol/corpus/fixtures.ts';

const EQUAL = Array(REGISTERS.length).fill(10_000 / REGISTERS.length);

describe('audit of a log', () => {
  const found = () => new Commons(REGISTERS, EQUAL);
  const deposit = (commons: Commons, text: string, signedBy = 'ana') =>
    commons.deposit({ text, register: 'oral', by: 'ana', signedBy });
  const audit = (source: AuditSource, options: { logId?: number; receipts?: readonly unknown[] } = {}) =>
    writeReport(async (ledger) => {
      await checkLog(source, { logId: 1, ...options }, ledger);
      return 'everything agrees';
    });

  it('agrees when each deposit is signed by its contributor, and says how many', async () => {
    const commons = found();
    await deposit(commons, 'Ana tells of the mill.');
    await commons.anchor();
    await deposit(commons, 'Ana tells of the ferry.');
    await commons.anchor();
    const { ok, checks } = await audit(commons.source());
    expect(ok).to.equal(true);
    expect(checks.at(-1)?.detail).to.equal('2 deposits, each signed by its contributor');
  });

  it('names the deposit that its contributor did not sign', async () => {
    const commons = found();
    await deposit(commons, 'Ana tells of the mill.');
    const forged = await deposit(commons, 'Ana never wrote this.', 'operator');
    await commons.anchor();
    const { ok, reason } = await audit(commons.source());
    expect(ok).to.equal(false);
    expect(reason).to.include(`Deposit ${forged} of log 1 carries no signature of its contributor.`);
  });

  it('names a statement of another deposit, and one that was anchored long after it expired', async () => {
    const moved = found();
    await deposit(moved, 'Ana tells of the mill.');
    const second = await deposit(moved, 'Ana never agreed to this one.');
    moved.statements[1] = moved.statements[0]!;
    await moved.anchor();
    expect((await audit(moved.source())).reason).to.include(`Deposit ${second} of log 1 carries no signature`);
    const late = found();
    await late.deposit({ text: 'Ana was asked once.', register: 'oral', expiresAt: 1_699_900_000 });
    await late.anchor();
    expect((await audit(late.source())).reason).to.include('expired');
  });

  it('names a batch that links to another one than stands before it, which holds up no reader of the leaves', async () => {
    const commons = found();
    await deposit(commons, 'Ana tells of the mill.');
    await commons.anchor();
    const [event] = commons.events.filter(({ eventName }) => eventName === 'Anchored');
    const batch = decodeBatch(await commons.source().fetch(fromContentUri(event!.args.uri)));
    const loose = encodeBatch({ ...batch, previous: batch.leaves[0]! });
    await commons.put(loose.bytes, 'dag-cbor');
    event!.args.uri = toContentUri(loose.cid);
    expect((await audit(commons.source())).reason).to.include(`batch before ${loose.cid}`);
    const heads = await readHeads(commons.source(), { logId: 1 });
    expect((await readLeaves(commons.source(), { logId: 1, heads })).leaves).to.have.length(1);
  });

  it('asks the contract of an account as of the block that anchored it, and says when the chain cannot tell', async () => {
    const commons = found();
    const id = await deposit(commons, 'A wallet of several keys tells of the mill.', 'another key');
    await commons.anchor();
    const block = commons.events.find(({ eventName }) => eventName === 'Anchored')?.blockNumber;
    const asked: unknown[] = [];
    const says = (isSigned: boolean): AuditSource => ({
      ...commons.source(),
      isSignedByContract: async ({ account }, at) => {
        asked.push([account.toLowerCase(), at]);
        return isSigned;
      },
    });
    expect((await audit(says(true))).ok).to.equal(true);
    expect(asked).to.deep.equal([[signerOf('ana').address.toLowerCase(), block]]);
    expect((await audit(says(false))).reason).to.include('carries no signature');
    const pruned = async () => {
      throw new Error('missing trie node');
    };
    const { ok, reason } = await audit({ ...commons.source(), isSignedByContract: pruned });
    expect(ok).to.equal(false);
    expect(reason).to.include(`Whether deposit ${id} of log 1 was signed cannot be checked.`);
  });

  it('fails for a log that nobody keeps, and passes for one that holds nothing yet', async () => {
    const commons = found();
    expect((await audit(commons.source())).checks[0]).to.include({ ok: true, detail: 'holds nothing yet' });
    const { ok, reason } = await audit(commons.source(), { logId: 7 });
    expect([ok, reason]).to.deep.equal([false, 'There is no log 7: no operator has this number.']);
  });

  describe('with receipts', () => {
    const receiptOf = async (commons: Commons, index: number) => {
      const ids = commons.drafts.map(({ id }) => id);
      const anchored = commons.events.filter(({ eventName }) => eventName === 'Anchored');
      const log = new LogState({ idsFrom: (start) => ids.slice(start), statementsFrom: () => [] });
      const covering = () => {
        const head = anchored.find(({ args }) => Number(args.size) > index);
        if (!head) return null;
        return { ...head.args, logId: 1, size: Number(head.args.size), block: 1, transaction: head.args.root } as never;
      };
      const receipt = createReceipts({ ...DOMAIN, account: signerOf('log'), logId: 1, heads: { covering }, log });
      const now = Math.floor(Date.now() / 1000);
      return receipt({ id: ids[index], index, acceptedAt: now, deadline: now + 3600 } as DepositRecord);
    };
    const twoBatches = async () => {
      const commons = found();
      await deposit(commons, 'Ana tells of the mill.');
      await commons.anchor();
      await deposit(commons, 'Ana tells of the ferry.');
      await commons.anchor();
      return commons;
    };
    const sourceOf = (commons: Commons): AuditSource => ({ ...commons.source(), read: (async () => 1n) as never });

    it('agree with an honest chain, and show a head that an RPC hides', async () => {
      const commons = await twoBatches();
      const receipts = [await receiptOf(commons, 0), await receiptOf(commons, 1)];
      expect((await audit(sourceOf(commons), { receipts })).ok).to.equal(true);
      commons.events.splice(
        commons.events.findLastIndex(({ eventName }) => eventName === 'Anchored'),
        1,
      );
      expect((await audit(sourceOf(commons))).ok, 'nothing shows without a receipt').to.equal(true);
      const { ok, reason } = await audit(sourceOf(commons), { receipts });
      expect(ok).to.equal(false);
      expect(reason).to.include(`receipt of ${commons.drafts[1]?.id}`).and.to.include('or the RPC hides it');
    });

    it('show that a promise was broken, not one that may still be kept', async () => {
      const commons = await twoBatches();
      const kept = await receiptOf(commons, 1);
      commons.events.splice(
        commons.events.findLastIndex(({ eventName }) => eventName === 'Anchored'),
        1,
      );
      const waiting = await receiptOf(commons, 1);
      expect(waiting.inclusion).to.equal(null);
      expect((await audit(sourceOf(commons), { receipts: [waiting] })).ok).to.equal(true);
      const forged = { ...kept, deadline: 1 };
      expect((await audit(sourceOf(commons), { receipts: [forged] })).reason).to.include('promise is not signed');
    });
  });
});
