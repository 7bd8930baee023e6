import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { noticeDigest } from '../../protocol/manifest/notice.ts';
import { type Running, startTilth } from './runTilth.ts';
import { writeSmallCorpus } from './smallCorpus.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = 'http://127.0.0.1:7700';
const PORTS = [
  ...['--page-port', '7700', '--gate-port', '7710', '--second-gate-port', '7711'],
  ...['--graphql-port', '7720', '--chain-port', '8845'],
];

/** What a stranger may write who has read nothing but `docs/api`. */
const USER = `
import { auditLog, auditRun } from 'tilth/audit';
import { adoptMixture, createClient, fromAccount, GateRefusedError, poll } from 'tilth/client';
import { verifyDepositReceipt } from 'tilth/protocol/receipts/verifyDepositReceipt';
import { privateKeyToAccount } from 'viem/accounts';

const url = '${PAGE}';
const { development } = await (await fetch(url + '/config.json')).json();
const ana = development.accounts.find(({ name }) => name === 'ana');
const client = await createClient({ url, signer: fromAccount(privateKeyToAccount(ana.privateKey)) });
const { rpcUrl, contracts, apiUrls: gateways } = client.endpoints;

const rights = { holdsRights: true, allPartyConsent: true, noMinors: true };
const { id } = await client.deposit({ text: 'The bell rang twice over the reeds.', register: 'lyric', tier: 'public', rights });
const receipt = await client.receipt({ id, awaitAnchorMs: 30_000 });
const verified = await verifyDepositReceipt(receipt, { ...client.endpoints, id });

const { text: answer } = await client.ask({ question: 'Who is the lyric keeper?' });

const [, shares] = await client.chain.read({ contract: 'mixturePolicy', functionName: 'current' });
const [first, second, ...rest] = shares;
const actions = [adoptMixture(client.endpoints, [first - 10, second + 10, ...rest])];
const { proposalId } = await client.propose({ title: 'A little more of the second register', actions });
await poll({ what: 'the vote' }, async () => (await client.proposalState({ proposalId })) === 'Active');
await client.vote({ proposalId, choice: 'for' });
const hasVoted = await client.chain.read({
  contract: 'commonsGovernor',
  functionName: 'hasVoted',
  args: [proposalId, ana.address],
});

const audits = [
  await auditRun({ rpcUrl, contracts, gateways, modelId: 2 }),
  await auditLog({ rpcUrl, contracts, gateways, logId: receipt.logId }),
];
const refusal = await client.read({ id: id.slice(0, -4) + 'aaaa' }).catch((error) =>
  error instanceof GateRefusedError ? error.name : String(error),
);
console.log(
  JSON.stringify({ verified, answer, hasVoted, audits: audits.map(({ ok }) => ok), refusal, proposalId: String(proposalId) }),
);
`;

describe('Tilth as a package, installed into an empty folder', function () {
  this.timeout(240_000);
  const root = mkdtempSync(join(tmpdir(), 'tilth-package-'));
  const home = join(root, 'home');
  const packed = join(home, 'node_modules/tilth');
  let running: Running | null = null;
  let proposalId = '';

  /** Runs a program in the empty folder with the Node of this test. */
  const run = async (file: string, ...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(file, args, { cwd: home, env: userEnvironment(), maxBuffer: 1 << 24 });
    return stdout;
  };
  const tilth = async (...args: string[]) =>
    JSON.parse(await run(join(home, 'node_modules/.bin/tilth'), ...args, '--commons', PAGE, '--json'));

  before(async () => {
    mkdirSync(home);
    const corpus = writeSmallCorpus(join(root, 'corpus'), 11);
    const flags = ['--directory', join(root, 'commons'), '--corpus', corpus, '--training-bytes', '60000', '--json'];
    running = startTilth(['up', ...flags, ...PORTS]);
    const [tarball] = JSON.parse(await run('npm', 'pack', ROOT, '--json')) as { filename: string }[];
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await run('npm', 'install', '--no-audit', '--no-fund', `./${tarball?.filename}`);
    await running.says('"wallMs"');
    expect(JSON.parse(running.out()), running.err()).to.include({ ok: true });
  });
  after(async () => {
    running?.child.kill('SIGTERM');
    await running?.ended;
    rmSync(root, { recursive: true, force: true });
  });

  it('holds JavaScript with its types, and no test and no source', () => {
    const files = readdirSync(packed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((it) => /\.tsx?$/.test(it) && !it.endsWith('.d.ts'))).to.deep.equal([]);
    expect(files.filter((it) => /\btest\b/.test(it))).to.deep.equal([]);
    expect(files).to.include.members(['dist/protocol/blocks/core.js', 'dist/protocol/blocks/core.d.ts']);
  });

  it('brings neither a model runtime nor WebRTC, which it does not need to be a client', () => {
    const installed = readdirSync(join(home, 'node_modules'));
    const heavy = ['onnxruntime-node', 'react-native', 'node-datachannel', 'helia'];
    expect(installed.filter((it) => heavy.includes(it))).to.deep.equal([]);
  });

  it('deposits, asks, votes and audits from a program of a user', async () => {
    writeFileSync(join(home, 'user.js'), USER);
    const told = JSON.parse(await run(process.execPath, 'user.js'));
    expect(told.verified).to.deep.equal({ ok: true, reason: 'included' });
    expect(told.answer).to.not.equal('');
    expect(told.hasVoted).to.equal(true);
    expect(told.audits).to.deep.equal([true, true]);
    expect(told.refusal).to.equal('GateRefusedError');
    proposalId = told.proposalId;
  });

  it('deposits, asks, votes and audits with the installed command', async () => {
    writeFileSync(join(home, 'poem.txt'), 'A kettle on the ferry\nand steam upon the glass.\n');
    const kind = ['--register', 'lyric', '--tier', 'public', '--i-agree', noticeDigest('public')];
    expect(await tilth('deposit', 'poem.txt', ...kind, '--as', 'ana', '--wait')).to.include({ verified: true });
    expect(await tilth('ask', 'Who is the lyric keeper?')).to.have.property('text').that.is.not.empty;
    expect(await tilth('vote', proposalId, 'against', '--as', 'bako')).to.include({ status: 'success' });
    expect(await tilth('audit', 'run', '2')).to.include({ ok: true });
  });

  it('says in a sentence what only a clone can do', async () => {
    const refusal = await run(join(home, 'node_modules/.bin/tilth'), 'up').catch(
      (error: { stderr: string }) => error.stderr,
    );
    expect(refusal)
      .to.include('Run it in a clone')
      .and.not.match(/\n +at /);
  });
});

/** The environment without what npm tells the scripts of this repository; where packages come from stays. */
function userEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => /^npm_(?!config_(registry|cache|cafile|.*proxy)$)/i.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !isOurs(name));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
}
