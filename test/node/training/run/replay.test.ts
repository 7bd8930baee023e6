import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { zeroHash } from 'viem';
import { checkRun } from '../../../../audit/checkRun.ts';
import type { Replay } from '../../../../audit/checkTraining.ts';
import { writeReport } from '../../../../audit/report.ts';
import { DEFAULT_SETTINGS } from '../../../../node/training/fineTune.ts';
import type { TrainerComponents } from '../../../../node/training/run/components.ts';
import { createTrainer } from '../../../../node/training/run/trainer.ts';
import { decodeCard } from '../../../../protocol/blocks/adapterCard.ts';
import { decodeBatchList } from '../../../../protocol/blocks/batchList.ts';
import { MOST_SEGMENTS } from '../../../../protocol/corpus/trainingPlan.ts';
import { REGISTERS } from '../../../../protocol/manifest/register.ts';
import { Commons } from './commons.ts';

const corpus = new URL('../../../../scripts/local/corpus/', import.meta.url);
const SETTINGS = { ...DEFAULT_SETTINGS, batch: 4, sequence: 32, rank: 2, checkpointEvery: 4 };

describe('a run under replay', function () {
  this.timeout(60_000);
  const commonses: Commons[] = [];

  afterEach(() => {
    for (const { directory } of commonses.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  async function trained(
    lie: (honest: TrainerComponents) => Partial<TrainerComponents> = () => ({}),
    settings = SETTINGS,
  ): Promise<Commons> {
    const commons = new Commons(
      REGISTERS,
      REGISTERS.map(() => 1_250),
    );
    commonses.push(commons);
    commons.plan = { ...commons.plan, budget: 9_000 };
    for (const register of REGISTERS) {
      for (const name of readdirSync(new URL(`${register}/`, corpus))
        .sort()
        .slice(0, 2)) {
        const text = readFileSync(new URL(`${register}/${name}`, corpus), 'utf8');
        await commons.deposit({ text, register, by: name.split('.')[0] ?? '' });
      }
      if (register !== 'other') await commons.anchor();
    }
    await commons.anchor();
    const honest = commons.components();
    const trainer = createTrainer({ ...honest, ...lie(honest) }, { directory: commons.directory, settings });
    trainer.start();
    await trainer.trainCurrent();
    while (!commons.events.some(({ eventName }) => eventName === 'AdapterRegistered')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await trainer.stop();
    return commons;
  }

  const audit = (commons: Commons, replay: Replay) =>
    writeReport((ledger) => checkRun(commons.source(), { modelId: 2, replay }, ledger));
  const cardOf = ({ events, blocks }: Commons) => {
    const uri = String(events.find(({ eventName }) => eventName === 'AdapterRegistered')?.args.uri);
    return decodeCard(blocks.get(uri.replace('ipfs://', '')) ?? new Uint8Array());
  };
  /** Deposits in the order in which the run reads them. */
  const readOrder = (commons: Commons) => {
    const list = commons.blocks.get(cardOf(commons).list.cid.toString()) ?? new Uint8Array();
    return [...new Set(decodeBatchList(list).map(({ id }) => id))];
  };

  it('is done again whole by who may read all of it', async () => {
    const commons = await trained();
    const { ok, reason } = await audit(commons, commons.replay());
    expect(ok, reason).to.equal(true);
    expect(reason).to.match(/(\d+) of \1 segments replayed bit for bit; the weights are the last state/);
  });

  it('is never said to agree where a stranger may not read its texts', async () => {
    const commons = await trained();
    const last = readOrder(commons).at(-1);
    const some = await audit(
      commons,
      commons.replay((id) => id !== last),
    );
    expect(some.reason).to.match(
      /[1-9]\d* of \d+ segments replayed bit for bit \([1-9]\d* need texts that cannot be read/,
    );
    const none = await audit(
      commons,
      commons.replay(() => false),
    );
    expect(none.ok, none.reason).to.equal(true);
    expect(none.reason).to.match(/the list and the card agree; 0 of (\d+) segments .* \(\1 need texts/);
    expect(none.reason).to.include('losses of 0 of');
  });

  it('is inconclusive, and never false, for a verifier of another runtime or without its texts', async () => {
    const commons = await trained();
    const other = await commons.judge({
      checkLearning: commons.checkLearning({ runtimeClass: 'test-2/cpu/fp32/arm64' }),
    });
    expect(other.verdict).to.equal('INCONCLUSIVE');
    expect(other.reason).to.include('trained with test-1/cpu/fp32/x64 and this machine has test-2/cpu/fp32/arm64');
    const requestKeys: TrainerComponents['requestKeys'] = async ({ deposits }) => ({
      keys: new Map(),
      refused: new Map(deposits.map((id) => [id, 'withdrawn'] as const)),
    });
    const blind = await commons.judge({ requestKeys });
    expect(blind.verdict).to.equal('INCONCLUSIVE');
    expect(blind.reason).to.include('key refused: withdrawn');
  });

  it('may leave the newer part of a log out while nobody can fetch it, and no longer', async () => {
    const short =
      (readLogs: TrainerComponents['readLogs']): TrainerComponents['readLogs'] =>
      async (options) =>
        (await readLogs(options)).map((log) => ({ ...log, size: log.size - 2, entries: log.entries.slice(0, -2) }));
    const commons = await trained(({ readLogs }) => ({ readLogs: short(readLogs) }));
    const { readLogs } = commons.components();
    expect((await commons.judge({ readLogs: short(readLogs) })).verdict).to.equal('PASS');
    const { verdict, reason } = await commons.judge();
    expect(verdict, reason).to.equal('FAIL');
    expect(reason).to.include('end of log 1');
    // Who keeps the log may have held it back until the snapshot was made: that is no fault of the trainer.
    const late = await commons.judge({
      readLogs: async (options) => (await readLogs(options)).map((log) => ({ ...log, sizeAt: () => 0 })),
    });
    expect(late.verdict).to.equal('INCONCLUSIVE');
    expect(late.reason).to.include('end of log 1: 16 leaves can be read');
  });

  it('is looked into where another verifier found it false', async () => {
    const commons = await trained(undefined, { ...SETTINGS, batch: 1 });
    const check = commons.checkLearning();
    for (const step of [4, 12, 20]) {
      let replayed: readonly number[] = [];
      const checkLearning: typeof check = async (claim, sight) => {
        const learning = await check(claim, sight);
        replayed = learning.replayed;
        return learning;
      };
      const disputed = [`training from step ${step - 4} to ${step}: 0x01 was expected, not 0x02`];
      expect((await commons.judge({ checkLearning }, disputed)).verdict).to.equal('PASS');
      expect(replayed).to.deep.equal([step]);
    }
  });

  it('is looked into there from every seat, whatever others call false beside it', async () => {
    const commons = await trained(undefined, { ...SETTINGS, batch: 1 });
    const check = commons.checkLearning();
    const steps = cardOf(commons).checkpoints.map(({ step }) => step);
    const disputed = [
      `training from step: ${steps
        .filter((step) => step !== 12)
        .map((step) => `to ${step}`)
        .join(' ')}`,
      'training from step 8 to 12: 0x01 was expected, not 0x02',
    ];
    for (let index = 0; index < 3; index++) {
      let replayed: readonly number[] = [];
      const checkLearning: typeof check = async (claim, sight) => {
        const learning = await check(claim, sight);
        replayed = learning.replayed;
        return learning;
      };
      await commons.judge({ checkLearning }, disputed, { index, of: 3 });
      expect(replayed).to.deep.equal([steps[0], 12]);
    }
  });

  it('is not cut into so many segments that a lie in one of them would hardly be drawn', async () => {
    const commons = await trained(undefined, { ...SETTINGS, batch: 1, checkpointEvery: 1 });
    const card = cardOf(commons);
    expect(card.training.steps).to.be.greaterThan(MOST_SEGMENTS);
    expect(card.checkpoints.length).to.be.at.most(MOST_SEGMENTS);
    const [checkpoint] = card.checkpoints;
    const cut = { ...card, checkpoints: Array.from({ length: MOST_SEGMENTS + 1 }, () => checkpoint!) };
    const check = commons.checkLearning();
    const claim = { card: cut, drawn: { rows: [], heldOut: new Map() } as never, cores: new Map() };
    const fetch = () => Promise.reject(new Error('nothing is fetched for it'));
    const { difference } = await check(claim, { texts: new Map(), fetch, most: 1, lot: zeroHash });
    expect(difference?.subject).to.equal('segments of the run');
  });

  it('keeps every state that its card names', async () => {
    const commons = await trained();
    const { checkpoints, training } = cardOf(commons);
    expect(checkpoints.at(-1)?.step).to.equal(training.steps);
    for (const { state } of checkpoints) expect(commons.pinned.has(state.toString())).to.equal(true);
  });
});
