import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import { auditLog, auditRun } from '../../../../audit/audit.ts';
import { createFollower } from '../../../../node/chain/createFollower.ts';
import type { Follower } from '../../../../node/chain/follower.ts';
import { sendFolded } from '../../../../node/chain/sendFolded.ts';
import { openJournal } from '../../../../node/journal/journal.ts';
import { openRunJournal } from '../../../../node/journal/runs.ts';
import { decodeAdapter } from '../../../../node/models/adapter/adapter.ts';
import { loadBase } from '../../../../node/models/base/loadBase.ts';
import { createTokenizer } from '../../../../node/models/decoder/tokenizer.ts';
import { runtimeClass } from '../../../../node/runtime/session.ts';
import { DEFAULT_SETTINGS } from '../../../../node/training/fineTune.ts';
import { createLearningCheck } from '../../../../node/training/run/checkLearning.ts';
import { createCheckRun } from '../../../../node/training/run/checkRun.ts';
import type { RunEvent } from '../../../../node/training/run/components.ts';
import { createTrainer } from '../../../../node/training/run/trainer.ts';
import { runJob, runReplay } from '../../../../node/training/sandbox/runJob.ts';
import { openViews } from '../../../../node/views.ts';
import { createRoundCloser } from '../../../../node/work/closeRound.ts';
import { decodeCard } from '../../../../protocol/blocks/adapterCard.ts';
import { REGISTERS } from '../../../../protocol/manifest/register.ts';
import { type BareCommons, startCommons } from '../../../../scripts/bench/bareCommons.ts';
import { readGenesis } from '../../../../scripts/deploy/genesis/read.ts';
import { operators } from '../../../../scripts/local/testPeople.ts';
import { Commons } from './commons.ts';

const corpus = new URL('../../../../scripts/local/corpus/', import.meta.url);

describe('createTrainer on a chain with the real contracts, base and sandbox', function () {
  this.timeout(240_000);
  let chain: BareCommons;
  let gateway: Server;
  let follower: Follower | undefined;
  const blocks = new Commons(
    REGISTERS,
    REGISTERS.map(() => 1_250),
  );
  const directory = mkdtempSync(join(tmpdir(), 'tilth-real-run-'));

  before(async () => {
    // Nobody has an identity here, so that all of them fill one cap together: a quarter of this.
    const genesis = readGenesis('local');
    const plan = { ...genesis.mixture.plan, budget: 60_000 };
    chain = await startCommons(18_557, { ...genesis, mixture: { ...genesis.mixture, plan } });
    blocks.domain = { chainId: chain.deployment.chainId, depositLog: chain.deployment.contracts.depositLog };
    gateway = createServer((request, response) => {
      const bytes = blocks.blocks.get(/^\/ipfs\/(\w+)/.exec(request.url ?? '')?.[1] ?? '');
      response.writeHead(bytes ? 200 : 404).end(bytes);
    }).listen(0, '127.0.0.1');
  });

  after(async () => {
    gateway?.close();
    await follower?.stop();
    await chain?.stop();
    for (const path of [directory, blocks.directory]) rmSync(path, { recursive: true, force: true });
  });

  it('opens, draws, trains, registers; the audits say yes, and so does a node that verifies', async () => {
    const [north, centre] = [operators[0], operators[4]] as [(typeof operators)[0], (typeof operators)[0]];
    const northern = await chain.as(north.account);
    const own = await chain.as(centre.account);
    const args = [north.account.address] as const;
    blocks.logId = Number(await northern.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args }));
    for (const register of REGISTERS) {
      for (const name of readdirSync(new URL(`${register}/`, corpus))
        .sort()
        .slice(0, 3)) {
        const text = readFileSync(new URL(`${register}/${name}`, corpus), 'utf8');
        await blocks.deposit({ text, register, by: name.split('.')[0] ?? '' });
      }
    }
    await blocks.anchor();
    const { root, size, uri } = blocks.events.at(-1)?.args ?? {};
    await northern.send({ contract: 'depositLog', functionName: 'anchor', args: [root, size, uri] });
    await own.client.request({ method: 'evm_setIntervalMining', params: [1] } as never);

    const journal = openJournal(join(directory, 'journal.sqlite'));
    const operatorId = await own.read({
      contract: 'operatorRegistry',
      functionName: 'operatorOf',
      args: [own.account.address],
    });
    const {
      runs,
      models,
      consents,
      heads,
      restrictions,
      memberRows: identities,
      folds,
    } = openViews(journal, operatorId);
    const { rpcUrl, deployment } = chain;
    follower = await createFollower({ rpcUrl, deployment, journal, folds, pollMs: 100 });
    await follower.caughtUp();
    follower.start();

    const roundLength = await own.read({ contract: 'beacon', functionName: 'roundLength' });
    const base = await loadBase();
    const events: RunEvent[] = [];
    const trainer = createTrainer(
      {
        ...blocks.components(),
        ...{ follower, runs, models, consents, heads, restrictions, identities, operatorId: Number(operatorId) },
        chain: sendFolded(own, follower),
        // No institution reveals here, so that the trainer has to close the round that it waits for.
        closeRound: createRoundCloser({ chain: own, roundLength, now: () => Math.floor(Date.now() / 1_000) }),
        journal: openRunJournal(journal),
        base: {
          weightsHash: base.weightsHash,
          uri: 'ipfs://base',
          endOfText: base.config.eos_token_id,
          encode: createTokenizer(base.tokenizerJson, base.tokenizerConfig).encode,
        },
        runtimeClass: runtimeClass(),
        runJob,
        onEvent: (event) => events.push(event),
      },
      { directory, settings: { ...DEFAULT_SETTINGS, sequence: 64 }, threads: 2 },
    );
    trainer.start();
    await trainer.trainCurrent();
    const deadline = Date.now() + 180_000;
    while (!events.some((event) => event.step === 'registered')) {
      const failed = events.find((event) => event.step === 'failed');
      if (failed && 'error' in failed) throw failed.error;
      if (Date.now() > deadline) throw new Error('the run took too long');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await trainer.stop();
    expect(readdirSync(directory).filter((name) => name.startsWith('run-'))).to.deep.equal([]);

    const modelId = trainer.runs()[0]?.modelId ?? 0;
    const gateways = [`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`];
    const where = { rpcUrl: chain.rpcUrl, gateways, contracts: chain.deployment.contracts };
    const report = await auditRun({ ...where, modelId });
    console.log(report.checks.map((check) => `      ${check.name}: ${check.detail.slice(0, 70)}`).join('\n'));
    expect(report.ok, report.reason).to.equal(true);
    expect((await auditLog({ ...where, logId: blocks.logId })).reason).to.equal('everything agrees');

    const card = decodeCard(await blocks.get(CID.parse(trainer.runs()[0]?.card ?? '')));
    expect(decodeAdapter(await blocks.get(card.weights)).baseHash).to.equal(base.weightsHash);
    for (const { register, before, after } of card.evaluation) {
      console.log(`      ${register}: ${before.toFixed(4)} -> ${after.toFixed(4)}`);
    }
    const checkRun = createCheckRun({
      ...blocks.components(),
      ...{ follower, runs, models, consents, heads, restrictions, identities, chain: own },
      mostReplayed: 2,
      checkLearning: createLearningCheck({
        ...{ base, endOfText: base.config.eos_token_id, runtimeClass: runtimeClass() },
        encode: createTokenizer(base.tokenizerJson, base.tokenizerConfig).encode,
        replay: ({ signal: _, ...job }) => runReplay({ directory: join(directory, 'replay'), job }),
      }),
    });
    const judgement = await checkRun(1, { seed: card.seed, signal: new AbortController().signal });
    console.log(`      ${judgement.reason}`);
    expect(judgement).to.deep.include({ verdict: 'PASS' });
  });
});
