import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { zeroHash } from 'viem';
import { checkLog } from '../../../../audit/checkLog.ts';
import { checkRun } from '../../../../audit/checkRun.ts';
import { writeReport } from '../../../../audit/report.ts';
import { DEFAULT_SETTINGS } from '../../../../node/training/fineTune.ts';
import type { TrainerComponents } from '../../../../node/training/run/components.ts';
import { createTrainer, type Trainer } from '../../../../node/training/run/trainer.ts';
import { decodeCard } from '../../../../protocol/blocks/adapterCard.ts';
import { proveShare } from '../../../../protocol/corpus/attribution.ts';
import { NothingToTrainOnError } from '../../../../protocol/corpus/sampler.ts';
import { REGISTERS } from '../../../../protocol/manifest/register.ts';
import { Commons } from './commons.ts';

const corpus = new URL('../../../../scripts/local/corpus/', import.meta.url);
const EQUAL = REGISTERS.map(() => 1_250);
const LIST_AGREES = 'the list and the card agree; weights and losses were not recomputed';
const SETTINGS = { ...DEFAULT_SETTINGS, steps: 10, sequence: 32, rank: 2 };

async function fill(commons: Commons, limit = Number.POSITIVE_INFINITY): Promise<string[]> {
  const ids: string[] = [];
  for (const register of commons.registers) {
    for (const name of readdirSync(new URL(`${register}/`, corpus))
      .sort()
      .slice(0, limit)) {
      const text = readFileSync(new URL(`${register}/${name}`, corpus), 'utf8');
      ids.push(await commons.deposit({ text, register, by: name.split('.')[0] ?? '' }));
    }
    await commons.anchor();
  }
  return ids;
}

async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('createTrainer', () => {
  const running: Trainer[] = [];
  const commonses: Commons[] = [];
  const found = (shares = EQUAL): Commons => {
    const commons = new Commons(REGISTERS, shares);
    commonses.push(commons);
    return commons;
  };
  const start = (commons: Commons, components: TrainerComponents = commons.components()) => {
    const trainer = createTrainer(components, { directory: commons.directory, settings: SETTINGS, retryMs: 20 });
    running.push(trainer);
    trainer.start();
    return trainer;
  };
  const isDone = (commons: Commons) => () => commons.events.some((event) => event.eventName === 'AdapterRegistered');
  const audit = (commons: Commons, modelId = 2) =>
    writeReport((ledger) => checkRun(commons.source(), { modelId }, ledger));
  const cardOf = (commons: Commons) => {
    const uri = commons.events.find((event) => event.eventName === 'AdapterRegistered')?.args.uri as string;
    return decodeCard(commons.blocks.get(uri.replace('ipfs://', '')) ?? new Uint8Array());
  };

  afterEach(async () => {
    for (const trainer of running.splice(0)) await trainer.stop();
    for (const { directory } of commonses.splice(0)) rmSync(directory, { recursive: true });
  });

  it('trains a policy that a vote adopts, pins everything, and a stranger recomputes it', async () => {
    const commons = found();
    const ids = await fill(commons);
    commons.enrol('ana', 1);
    commons.enrol('bako', 2);
    commons.withdraw(ids[0] ?? '', 'ana');
    commons.withdraw(ids[0] ?? '', 'bako');
    commons.changeTier(ids[3] ?? '', 'chen', 'archive-only');
    start(commons);
    commons.adopt([3_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
    await waitFor(isDone(commons), 'the adapter');
    const report = await audit(commons);
    expect(report.reason).to.equal(LIST_AGREES);
    expect(await commons.judge()).to.deep.equal({
      verdict: 'PASS',
      reason:
        'the list agrees; 1 of 2 segments replayed bit for bit; the weights are the last state; losses of 1 of 8 registers recomputed',
    });
    const log = writeReport((ledger) => checkLog(commons.source(), { logId: 1 }, ledger).then(() => 'it grew'));
    expect((await log).reason).to.equal('it grew');
    const card = cardOf(commons);
    expect(card.policyId).to.equal(2);
    expect(card.excluded.map((it) => it.reason)).to.include('withdrawn');
    for (const cid of [card.weights, card.readme, card.list.cid, card.snapshot.manifest, card.snapshot.consent]) {
      expect(commons.pinned.has(cid.toString()), `${cid}`).to.equal(true);
    }
    const used = new Set(card.deposits.map((it) => it.id));
    for (const id of card.heldOut) expect(used.has(id)).to.equal(false);
    const claimable = card.attribution.shares.filter(({ identity }) => identity > 0);
    expect(claimable.map(({ identity }) => identity).sort()).to.deep.equal([1, 2]);
    for (const { identity, shareBp } of claimable) {
      const proof = proveShare(card.attribution.shares, identity) ?? [];
      const leaf = [BigInt(identity), shareBp];
      expect(StandardMerkleTree.verify(card.attribution.root, ['uint256', 'uint16'], leaf, proof)).to.equal(true);
    }
    const readme = new TextDecoder().decode(commons.blocks.get(card.readme.toString()));
    expect(readme).to.include('## Contributors').and.to.include('30.00 %');
    const steps = commons.runEvents.map((it) => it.step);
    expect(steps).to.deep.equal(['claimed', 'snapshot', 'opened', 'seeded', 'trained', 'published', 'registered']);
  });

  it('is called neither right nor wrong by a node that cannot read what it was made of', async () => {
    const commons = found();
    await fill(commons, 2);
    start(commons);
    commons.adopt(EQUAL);
    await waitFor(isDone(commons), 'the adapter');
    commons.blocks.delete(cardOf(commons).weights.toString());
    expect((await commons.judge()).verdict).to.equal('INCONCLUSIVE');
  });

  it('never writes or publishes a text', async () => {
    const commons = found();
    await commons.deposit({ text: 'A sentence that nobody else may ever read anywhere. '.repeat(9), register: 'oral' });
    await commons.anchor();
    await fill(commons, 2);
    start(commons);
    commons.adopt(EQUAL);
    await waitFor(isDone(commons), 'the adapter');
    for (const bytes of commons.blocks.values())
      expect(Buffer.from(bytes).includes('nobody else may ever')).to.equal(false);
  });

  for (const point of [
    'before claimRun',
    'after claimRun',
    'keys',
    'before openRun',
    'after openRun',
    'before drawSeed',
    'after drawSeed',
    'training',
    'pin',
    'before registerAdapter',
    'after registerAdapter',
  ]) {
    it(`goes on after dying at: ${point}, with one run and one adapter`, async () => {
      const commons = found();
      await fill(commons, 3);
      let died = false;
      const dying = commons.components((at) => {
        if (at === point) died = true;
        return at === point;
      });
      const first = start(commons, dying);
      commons.adopt(EQUAL);
      await waitFor(() => died, `death at ${point}`);
      await first.stop();
      start(commons);
      await waitFor(isDone(commons), 'the adapter');
      const count = (name: string) => commons.events.filter((event) => event.eventName === name).length;
      for (const name of ['RunClaimed', 'RunOpened', 'RunSeeded', 'AdapterRegistered'])
        expect(count(name), name).to.equal(1);
      expect((await audit(commons)).reason).to.equal(LIST_AGREES);
    });
  }

  it('opens no second run when the journal is lost', async () => {
    const commons = found();
    await fill(commons, 3);
    const first = start(
      commons,
      commons.components((at) => at === 'training'),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'failed'), 'the failure');
    await first.stop();
    for (const name of readdirSync(commons.directory)) rmSync(`${commons.directory}/${name}`, { recursive: true });
    start(commons);
    await waitFor(isDone(commons), 'the adapter');
    expect(commons.sent.filter((name) => name === 'openRun')).to.have.length(1);
  });

  it('makes its snapshot again when somebody withdraws before the run is opened', async () => {
    const commons = found();
    const ids = await fill(commons, 3);
    let isWithdrawn = false;
    start(
      commons,
      commons.components((at) => {
        if (at !== 'before registerBase' || isWithdrawn) return false;
        isWithdrawn = true;
        return true;
      }),
    );
    commons.adopt(EQUAL);
    await waitFor(() => isWithdrawn, 'the first try');
    const id = ids[5] ?? '';
    commons.withdraw(id, commons.drafts.find((draft) => draft.id === id)?.core.label ?? '');
    await waitFor(isDone(commons), 'the adapter');
    const card = cardOf(commons);
    expect(card.refused).to.deep.equal([]);
    expect(card.excluded).to.deep.include({ id, reason: 'withdrawn' });
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
  });

  it('opens its run although somebody withdraws a text while each snapshot is made', async () => {
    const commons = found();
    const left = await fill(commons, 3);
    const isOpen = () => commons.sent.includes('openRun');
    start(
      commons,
      commons.components((at) => {
        const id = left.length > 8 && at === 'keys' && !isOpen() ? left.pop() : undefined;
        if (!id) return false;
        commons.withdraw(id, commons.drafts.find((draft) => draft.id === id)?.core.label ?? '');
        commons.pass(60);
        return false;
      }),
    );
    commons.adopt(EQUAL);
    await waitFor(isDone(commons), 'the adapter');
    const made = commons.runEvents.filter(({ step }) => step === 'snapshot');
    expect(made.length).to.be.within(2, 4);
    expect(cardOf(commons).refused).to.have.length(1);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
  });

  it('takes no run of another operator for its own when the chain gave it the number of its claim', async () => {
    const commons = found();
    await fill(commons, 2);
    const first = start(
      commons,
      commons.components((at) => at === 'keys'),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'failed'), 'the failure');
    await first.stop();
    for (const { eventName, args } of commons.events) if (eventName === 'RunClaimed') args.operatorId = 9n;
    const roots = { snapshotRoot: zeroHash, consentRoot: zeroHash, consentHead: zeroHash, uri: '' };
    const run = { runId: 1n, operatorId: 9n, policyId: 2n, baseModelId: 1n };
    commons.mine('modelRegistry', 'RunOpened', { ...run, ...roots });
    start(commons);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'superseded'), 'the end of it');
    expect(commons.sent).to.deep.equal(['claimRun']);
  });

  it('trains no policy that has a run of another operator', async () => {
    const commons = found();
    await fill(commons, 2);
    start(commons);
    commons.mine('modelRegistry', 'RunClaimed', { runId: 1n, operatorId: 9n, policyId: 2n });
    commons.adopt(EQUAL);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(commons.sent).to.deep.equal([]);
  });

  it('gives a run up that another operator followed, and does not train it again', async () => {
    const commons = found();
    await fill(commons, 2);
    start(
      commons,
      commons.components((at) => {
        const hasFollower = commons.events.some((event) => event.args.operatorId === 9n);
        if (at === 'pin' && !hasFollower && commons.sent.includes('drawSeed')) {
          commons.mine('modelRegistry', 'RunClaimed', { runId: 2n, operatorId: 9n, policyId: 2n });
        }
        return false;
      }),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'superseded'), 'the end of it');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(commons.events.some((event) => event.eventName === 'AdapterRegistered')).to.equal(false);
    expect(commons.sent.filter((name) => name === 'openRun')).to.have.length(1);
    expect(commons.runEvents.filter(({ step }) => step === 'trained')).to.have.length(1);
  });

  it('opens nothing, and asks for no key again, when another operator followed its claim', async () => {
    const commons = found();
    await fill(commons, 2);
    start(
      commons,
      commons.components((at) => {
        const hasFollower = commons.events.some((event) => event.args.operatorId === 9n);
        if (at === 'keys' && !hasFollower)
          commons.mine('modelRegistry', 'RunClaimed', { runId: 2n, operatorId: 9n, policyId: 2n });
        return false;
      }),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'superseded'), 'the end of it');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(commons.sent).to.deep.equal(['claimRun']);
    expect(commons.runEvents.map(({ step }) => step)).to.deep.equal(['claimed', 'snapshot', 'superseded']);
  });

  it('leaves the first policy alone until it is asked', async () => {
    const commons = found();
    await fill(commons, 2);
    const trainer = start(commons);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(trainer.runs()).to.deep.equal([]);
    expect(await trainer.trainCurrent()).to.equal(1);
    await waitFor(isDone(commons), 'the adapter');
  });

  it('draws without a deposit that is withdrawn between snapshot and training, and the audit accepts only that', async () => {
    const commons = found();
    const ids = await fill(commons, 3);
    const stopped = start(
      commons,
      commons.components((at) => at === 'before drawSeed'),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'failed'), 'the failure');
    await stopped.stop();
    const id = ids[5] ?? '';
    const by = commons.drafts.find((draft) => draft.id === id)?.core.label ?? '';
    commons.withdraw(id, by);
    start(commons);
    await waitFor(isDone(commons), 'the adapter');
    const card = cardOf(commons);
    expect(card.refused).to.deep.equal([{ id, reason: 'withdrawn' }]);
    expect(card.deposits.map((it) => it.id)).to.not.include(id);
    expect((await audit(commons)).ok).to.equal(true);
    commons.events.splice(
      commons.events.findIndex((event) => event.eventName === 'Withdrawn'),
      1,
    );
    const report = await audit(commons);
    expect(report.reason).to.include(`reason to leave out ${id}`);
  });

  /** All lyrics are withdrawn while the run trains, and so many seconds go by; gives those that the card says it used. */
  const withdrawWhileTraining = async (commons: Commons, seconds: number) => {
    await fill(commons, 3);
    const lyrics = commons.drafts.filter(({ core }) => core.register === 'lyric');
    let isTold = false;
    const components = commons.components((at) => {
      if (at !== 'training' || isTold) return false;
      isTold = true;
      for (const { id, core } of lyrics) commons.withdraw(id, core.label);
      commons.pass(seconds);
      return false;
    });
    start(commons, components);
    commons.adopt(EQUAL);
    await waitFor(isDone(commons), 'the adapter');
    const card = cardOf(commons);
    const used = new Set([...card.deposits.map(({ id }) => id), ...card.heldOut]);
    return { card, lyrics, used: lyrics.filter(({ id }) => used.has(id)) };
  };

  it('stands by consents that it read shortly before texts were withdrawn', async () => {
    const commons = found();
    const { used } = await withdrawWhileTraining(commons, 1);
    expect(used).to.not.deep.equal([]);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
    expect((await commons.judge()).verdict).to.equal('PASS');
  });

  it('trains again without texts that were withdrawn too long before the end', async () => {
    const commons = found();
    const { card, lyrics, used } = await withdrawWhileTraining(commons, 0.6 * commons.maxConsentAge);
    expect(used).to.deep.equal([]);
    expect(card.refused.map(({ id }) => id)).to.have.members(lyrics.map(({ id }) => id));
    expect(commons.runEvents.filter(({ step }) => step === 'trained')).to.have.length(2);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
  });

  it('reads consents again when its card waited too long to be registered', async () => {
    const commons = found();
    await fill(commons, 3);
    const stopped = start(
      commons,
      commons.components((at) => at === 'before registerAdapter'),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'failed'), 'the failure');
    await stopped.stop();
    commons.pass(2 * commons.maxConsentAge);
    start(commons);
    await waitFor(isDone(commons), 'the adapter');
    expect(commons.runEvents.filter(({ step }) => step === 'trained')).to.have.length(1);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
    expect((await commons.judge()).verdict).to.equal('PASS');
  });

  it('leaves out what the board holds, and what it takes down between snapshot and training; the audit agrees', async () => {
    const commons = found();
    const ids = await fill(commons, 3);
    const [held = '', down = ''] = [ids[4], ids[5]];
    commons.hold(held, 2_000_000_000);
    const stopped = start(
      commons,
      commons.components((at) => at === 'before drawSeed'),
    );
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'failed'), 'the failure');
    await stopped.stop();
    commons.takeDown(down);
    start(commons);
    await waitFor(isDone(commons), 'the adapter');
    const card = cardOf(commons);
    const reason = 'kept back by the board or the court';
    expect(card.excluded).to.deep.include({ id: held, reason });
    expect(card.refused).to.deep.equal([{ id: down, reason }]);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
    commons.events.splice(
      commons.events.findIndex((event) => event.eventName === 'DepositHeld'),
      1,
    );
    expect((await audit(commons)).ok).to.equal(false);
  });

  it('waits with a clear error while nothing may be trained on, and goes on when something may', async () => {
    const commons = found();
    const only = await commons.deposit({ text: 'Kept for nothing at all.', register: 'oral', tier: 'archive-only' });
    await commons.anchor();
    const trainer = start(commons);
    commons.adopt(EQUAL);
    await waitFor(() => commons.runEvents.some((event) => event.step === 'waiting'), 'the wait');
    const waiting = commons.runEvents.find((event) => event.step === 'waiting');
    expect(waiting && 'error' in waiting ? waiting.error : null).to.be.instanceOf(NothingToTrainOnError);
    expect([trainer.runs(), commons.sent]).to.deep.equal([[], []]);
    await commons.deposit({ text: 'One text alone in its register, and small.', register: 'lyric' });
    await commons.anchor();
    await waitFor(isDone(commons), 'the adapter');
    expect(cardOf(commons).deposits.map((it) => it.id)).to.not.include(only);
    expect((await audit(commons)).reason).to.equal(LIST_AGREES);
  });

  describe('under audit', () => {
    const tampered = async (tamper: (commons: Commons) => void | Promise<void>): Promise<string> => {
      const commons = found();
      await fill(commons, 3);
      start(commons);
      commons.adopt(EQUAL);
      await waitFor(isDone(commons), 'the adapter');
      await tamper(commons);
      const report = await audit(commons);
      expect(report.ok).to.equal(false);
      expect((await commons.judge()).verdict, report.reason).to.equal('FAIL');
      return report.reason;
    };
    const change = (commons: Commons, eventName: string, values: Record<string, unknown>) => {
      const event = commons.events.find((each) => each.eventName === eventName);
      Object.assign(event?.args as object, values);
    };
    const other = `0x${'ab'.repeat(32)}` as const;

    it('is caught with another seed, list, attribution, evaluation or weights', async () => {
      expect(await tampered((it) => change(it, 'RunSeeded', { seed: other }))).to.include('seed');
      expect(await tampered((it) => change(it, 'AdapterRegistered', { listRoot: other }))).to.include('list root');
      expect(await tampered((it) => change(it, 'AdapterRegistered', { attributionRoot: other }))).to.include(
        'attribution',
      );
      expect(await tampered((it) => change(it, 'AdapterRegistered', { evaluationHash: other }))).to.include(
        'evaluation',
      );
      expect(await tampered((it) => change(it, 'AdapterRegistered', { weightsHash: other }))).to.include('weights');
    });

    it('is caught when a run names another view of consents than its block gives', async () => {
      expect(await tampered((it) => change(it, 'RunOpened', { consentHead: other }))).to.include('consent head');
    });

    it('is caught when a withdrawn deposit stayed in, and names it', async () => {
      let id = '';
      const reason = await tampered((commons) => {
        id = cardOf(commons).deposits[0]?.id ?? '';
        const by = commons.drafts.find((draft) => draft.id === id)?.core.label ?? '';
        commons.withdraw(id, by);
        const event = commons.events.pop();
        const adopted = commons.events.findIndex((each) => each.eventName === 'Anchored');
        commons.events.splice(adopted, 0, { ...(event as never as object), blockNumber: 12n } as never);
      });
      expect(reason).to.include(`deposit ${id}`).and.to.include('left out');
    });

    it('is caught with a deposit that its contributor did not sign, and names it', async () => {
      const commons = found();
      const text = 'Ana never wrote this, and never agreed to anything.';
      const forged = await commons.deposit({ text, register: 'oral', by: 'ana', signedBy: 'operator' });
      await fill(commons, 3);
      // This trainer looks at no signature.
      commons.forged.delete(forged);
      start(commons);
      commons.adopt(EQUAL);
      await waitFor(isDone(commons), 'the adapter');
      expect((await audit(commons)).reason).to.include(`deposit ${forged}`);
      commons.forged.add(forged);
      expect((await commons.judge()).reason).to.include(`deposit ${forged}`);
    });

    it('is caught when the votes were for another mixture', async () => {
      const reason = await tampered((commons) => {
        commons.policies[1] = [3_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000];
      });
      expect(reason).to.match(/row \d+ of the batch list/);
    });

    it('is caught when its plan is not the one that was voted', async () => {
      for (const lie of [{ capBp: 10_000 }, { epochCap: 100 }, { heldOutOneIn: 60_000 }, { budget: 10 }]) {
        const reason = await tampered((commons) => {
          commons.plan = { ...commons.plan, ...lie };
        });
        expect(reason).to.match(/^Different: plan\./);
      }
    });

    it('is caught when it read logs and consents of an old block', async () => {
      const reason = await tampered((commons) => {
        commons.maxConsentAge = 0;
      });
      expect(reason).to.include('age of the snapshot');
    });

    it('is caught when a card drops a contributor', async () => {
      const reason = await tampered(async (commons) => {
        const event = commons.events.find((each) => each.eventName === 'AdapterRegistered');
        const card = cardOf(commons);
        const { encode } = await import('@ipld/dag-cbor');
        const deposits = card.deposits.map((it, i) => (i === 0 ? { ...it, label: '' } : it));
        const cid: CID = await commons.put(encode({ ...card, deposits }), 'dag-cbor');
        Object.assign(event?.args as object, { uri: `ipfs://${cid}` });
      });
      expect(reason).to.include('contributor of sub:');
    });
  });
});
