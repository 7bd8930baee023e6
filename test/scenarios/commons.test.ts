import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import OpenAI from 'openai';
import { fetchConfiguration } from '../../client/connection.ts';
import { noticeDigest } from '../../protocol/manifest/notice.ts';
import type { DepositReceipt } from '../../protocol/receipts/depositReceipt.ts';
import { verifyDepositReceipt } from '../../protocol/receipts/verifyDepositReceipt.ts';
import { type Running, runTilth, startTilth } from './runTilth.ts';
import { writeSmallCorpus } from './smallCorpus.ts';

type Report = {
  readonly ok: boolean;
  readonly wallMs: number;
  readonly urls: Readonly<Record<string, string>>;
  readonly steps: readonly { step: number; ok: boolean; evidence: Record<string, never> }[];
};

const PAGE = 'http://127.0.0.1:7600';
const PORTS = [
  '--page-port',
  '7600',
  '--gate-port',
  '7610',
  '--second-gate-port',
  '7611',
  '--graphql-port',
  '7620',
  '--chain-port',
  '8745',
];

describe('A commons on one machine, over a folder nobody has seen', () => {
  const root = mkdtempSync(join(tmpdir(), 'tilth-scenario-'));
  const directory = join(root, 'commons');
  const corpus = writeSmallCorpus(join(root, 'corpus'), 7);
  const upArguments = ['up', '--directory', directory, '--corpus', corpus, '--training-bytes', '70000', ...PORTS];
  let running: Running | null = null;

  const startUp = async () => {
    running = startTilth([...upArguments, '--json']);
    await running.says('"wallMs"');
    return JSON.parse(running.out()) as Report;
  };
  const evidence = (report: Report, step: number) => report.steps[step - 1]?.evidence as Record<string, unknown>;

  after(async () => {
    running?.child.kill('SIGTERM');
    await running?.ended;
    rmSync(root, { recursive: true, force: true });
  });

  it('goes on after Ctrl-C in the middle of the steps, and comes through all seven', async () => {
    const first = startTilth(upArguments);
    await first.says('1. Deposit');
    first.child.kill('SIGINT');
    expect(await first.ended, first.err()).to.equal(1);
    const report = await startUp();
    expect(report.ok, running?.err()).to.equal(true);
    expect(report.steps.map((it) => it.ok)).to.deep.equal([true, true, true, true, true, true, true]);
    expect(evidence(report, 1).deposits).to.equal(16);
    expect(evidence(report, 1).refused).to.have.length(2);
    expect(evidence(report, 2)).to.include({ verified: 16, keptOnNodes: 2 });
    expect(evidence(report, 7).perPipeline).to.equal(0);
    expect(evidence(report, 7).transferOfCredit).to.equal('reverted: Soulbound');
    expect((evidence(report, 5).rejected as Record<string, unknown>).state).to.equal('Defeated');
    expect(evidence(report, 6).meanLossAfter).to.be.lessThan(evidence(report, 6).meanLossBefore as number);
  });

  it('answers an ordinary OpenAI client, streaming', async () => {
    const client = new OpenAI({ baseURL: 'http://127.0.0.1:7610/v1', apiKey: 'none' });
    const models = await client.models.list();
    expect(models.data.map((it) => it.id)).to.include('auto');
    const stream = await client.chat.completions.create({
      model: 'auto',
      stream: true,
      messages: [{ role: 'user', content: 'Who is the lyric keeper named Quilllyric2x?' }],
      max_tokens: 32,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).to.not.equal('');
    const refusal = await client.chat.completions
      .create({ model: 'nobody', messages: [{ role: 'user', content: 'x' }] })
      .catch((error: unknown) => error);
    expect((refusal as { status: number }).status).to.equal(404);
  });

  it('takes a deposit from the command line, anchors it and verifies it', async () => {
    const file = join(root, 'poem.txt');
    writeFileSync(file, 'A ferry bell at evening\nand nobody to row.\nThe reeds keep what the river says.\n');
    const agreed = ['--register', 'lyric', '--tier', 'public', '--i-agree', noticeDigest('public')];
    const flags = [...agreed, '--commons', PAGE, '--as', 'ana', '--json'];
    const run = await runTilth(['deposit', file, ...flags, '--wait']);
    expect(run.code, run.err).to.equal(0);
    const result = JSON.parse(run.out) as { id: string; verified: boolean; acceptedMs: number; pins: number };
    expect(result.verified).to.equal(true);
    expect(result.pins).to.equal(2);
    expect(result.acceptedMs).to.be.lessThan(1000);
    const shown = await runTilth(['deposit', 'show', result.id, '--commons', PAGE, '--json']);
    expect(JSON.parse(shown.out)).to.include({ register: 'lyric', tier: 'public', anchored: true });
    const kept = await runTilth(['deposit', 'receipt', result.id, '--commons', PAGE, '--json']);
    expect(JSON.parse(kept.out)).to.include({ id: result.id });
    const lowered = await runTilth(['deposit', 'tier', result.id, 'archive-only', '--commons', PAGE, '--as', 'ana']);
    expect(lowered.code, lowered.err).to.equal(0);
    // What allows more again is agreed to like a deposit.
    const raise = ['deposit', 'tier', result.id, 'public', '--commons', PAGE, '--as', 'ana'];
    const silent = await runTilth(raise);
    expect([silent.code, silent.out]).to.deep.equal([1, '']);
    expect(silent.err).to.include(`--i-agree ${noticeDigest('public')}`);
    const raised = await runTilth([...raise, '--i-agree', noticeDigest('public')]);
    expect(raised.code, raised.err).to.equal(0);
    const stranger = await runTilth(['deposit', 'withdraw', result.id, '--commons', PAGE, '--as', 'bako', '--json']);
    expect(stranger.code).to.equal(1);
    const withdrawn = await runTilth(['deposit', 'withdraw', result.id, '--commons', PAGE, '--as', 'ana', '--json']);
    expect(withdrawn.code, withdrawn.err).to.equal(0);
  });

  it('finds passages, shows who is there, and describes its API', async () => {
    const query = 'the lyric keeper named Quilllyric2x';
    const found = await runTilth(['search', query, '--commons', PAGE, '--json']);
    expect(found.code, found.err).to.equal(0);
    expect(JSON.parse(found.out).passages).to.not.have.length(0);
    const there = await runTilth(['directory', '--commons', PAGE]);
    expect(there.out)
      .to.match(/operator \d+: .*gate/)
      .and.to.match(/ {2}decoder \d+, general/);
    const described = await fetch('http://127.0.0.1:7610/openapi.json');
    expect(await described.json()).to.have.nested.property('paths./v1/deposits.post');
  });

  it('refuses what cannot be deposited, with the reason', async () => {
    const attempt = async (content: Uint8Array | string, register = 'lyric', tier = 'public') => {
      const file = join(root, 'bad.txt');
      writeFileSync(file, content);
      return runTilth(['deposit', file, '--register', register, '--tier', tier, '--commons', PAGE, '--as', 'ana']);
    };
    const cases = [
      { run: await attempt(''), reason: 'empty' },
      { run: await attempt(new Uint8Array([0xc3, 0x28])), reason: 'UTF-8' },
      { run: await attempt(new Uint8Array(100 * 1024 * 1024).fill(65)), reason: 'limit' },
      { run: await attempt('text', 'poetry'), reason: 'register does not exist' },
      { run: await attempt('text', 'lyric', 'secret'), reason: 'tier does not exist' },
    ];
    for (const { run, reason } of cases) {
      expect(run.code, reason).to.equal(1);
      expect(run.err).to.include(reason);
    }
  });

  it('recomputes the run from the chain and blocks alone', async () => {
    const run = await runTilth(['audit', 'run', '2', '--commons', PAGE, '--json']);
    expect(run.code, run.err + run.out).to.equal(0);
    const [receipt] = JSON.parse(readFileSync(join(directory, 'receipts.json'), 'utf8')) as DepositReceipt[];
    const log = await runTilth(['audit', 'log', `${receipt?.logId}`, '--commons', PAGE, '--json']);
    expect(log.code, log.err + log.out).to.equal(0);
    expect(log.out).to.include('each extends the one before');
  });

  it('says clearly that it already runs, or that a port is taken', async () => {
    const twice = await runTilth(upArguments);
    expect(twice.code).to.equal(1);
    expect(twice.err).to.include('already running');
    const other = ['up', '--directory', join(root, 'other'), '--corpus', corpus, ...PORTS];
    const taken = await runTilth(other);
    expect(taken.code).to.equal(1);
    expect(taken.err).to.match(/Port \d+ cannot be used.*--/);
  });

  it('resumes in under 15 s after kill -9 of every process, with nothing lost', async () => {
    const processes = JSON.parse(readFileSync(join(directory, 'processes.json'), 'utf8')) as {
      children: { pid: number }[];
    };
    running?.child.kill('SIGKILL');
    for (const { pid } of processes.children) process.kill(pid, 'SIGKILL');
    await running?.ended;
    const report = await startUp();
    expect(report.ok, running?.err()).to.equal(true);
    expect(report.wallMs).to.be.lessThan(15_000);
    const receipts = JSON.parse(readFileSync(join(directory, 'receipts.json'), 'utf8')) as DepositReceipt[];
    const configuration = await fetchConfiguration(report.urls.page as string);
    for (const receipt of receipts) {
      const asked = { ...configuration, id: receipt.id };
      expect(await verifyDepositReceipt(receipt, asked)).to.deep.equal({
        ok: true,
        reason: 'included',
      });
    }
  });

  it('comes back when only the supervisor was killed and its children were left over', async () => {
    running?.child.kill('SIGKILL');
    await running?.ended;
    const report = await startUp();
    expect(report.ok, running?.err()).to.equal(true);
  });
});

describe('tilth up on bad input', () => {
  const root = mkdtempSync(join(tmpdir(), 'tilth-bad-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  it('names the register it does not know, before anything starts', async () => {
    mkdirSync(join(root, 'corpus', 'poetry'), { recursive: true });
    const run = await runTilth([
      'up',
      '--once',
      '--directory',
      join(root, 'a'),
      '--corpus',
      join(root, 'corpus'),
      ...PORTS,
    ]);
    expect(run.code).to.equal(1);
    expect(run.err).to.include('unknown register: poetry');
  });

  it('names the port that is in use', async () => {
    const server = createServer().listen(7600, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const run = await runTilth(['up', '--once', '--directory', join(root, 'b'), ...PORTS]);
    server.close();
    expect(run.code).to.equal(1);
    expect(run.err).to.include('Port 7600 cannot be used');
  });

  it('keeps a broken state file aside and says what to do when no whole copy is left', async () => {
    const directory = join(root, 'c');
    mkdirSync(join(directory, 'chain'), { recursive: true });
    writeFileSync(join(directory, 'chain', 'state.json'), '{"half":');
    const run = await runTilth(['up', '--once', '--directory', directory, ...PORTS]);
    expect(run.code).to.equal(1);
    expect(run.err).to.include('--fresh');
  });

  it('exits 2 on wrong usage', async () => {
    expect((await runTilth(['up', '--nonsense'])).code).to.equal(2);
    expect((await runTilth(['vote', 'x', 'maybe'])).code).to.equal(2);
  });
});
