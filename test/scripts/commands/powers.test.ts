import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { blockCid } from '../../../protocol/blocks/block.ts';
import { toDepositId } from '../../../protocol/manifest/identifier.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { attesters, contributors, operators } from '../../../scripts/local/testPeople.ts';
import { runTilth } from '../../scenarios/runTilth.ts';

const PORT = 18_573;
const DEPOSIT = toDepositId(blockCid(`0x${'34'.repeat(32)}`));

const [ana] = contributors as [Person];

describe('powers of the contracts, by command', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'tilth-powers-'));
  const fresh = ['gil', 'hana'].map((name) => ({ name, privateKey: generatePrivateKey() }));
  let bare: BareCommons;
  let page: Server;
  let flags: readonly string[];

  before(async () => {
    bare = await startCommons(PORT);
    const people = [...attesters, ...operators, ...contributors].map(({ name, account, privateKey }) => ({
      ...{ name, privateKey, address: account.address, roles: [] },
    }));
    const strangers = fresh.map(({ name, privateKey }) => ({
      ...{ name, privateKey, address: privateKeyToAccount(privateKey).address, roles: [] },
    }));
    for (const { address } of strangers) await fund(address);
    const development = { accounts: [...people, ...strangers] };
    const configuration = { ...bare.commons.endpoints, apiUrls: [bare.rpcUrl], development };
    page = createServer((_, response) => void response.end(JSON.stringify(configuration)));
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    flags = ['--commons', `http://127.0.0.1:${(page.address() as AddressInfo).port}`, '--json'];
  });

  after(async () => {
    page?.close();
    await bare?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Gives somebody new what transactions cost. */
  const fund = (address: string) =>
    fetch(bare.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'anvil_setBalance',
        params: [address, '0x56bc75e2d63100000'],
      }),
    });

  /** What a command prints for somebody; it must succeed. */
  const tilth = async (name: string, ...words: string[]) => {
    const run = await runTilth([...words, '--as', name, ...flags]);
    expect(run.code, `tilth ${words.join(' ')}: ${run.err}`).to.equal(0);
    return JSON.parse(run.out);
  };

  /** What a command shows to anybody. */
  const look = async (...words: string[]) => {
    const run = await runTilth([...words, ...flags]);
    expect(run.code, `tilth ${words.join(' ')}: ${run.err}`).to.equal(0);
    return JSON.parse(run.out);
  };

  /** What a command says when it is refused. */
  const refused = async (name: string, ...words: string[]) => {
    const run = await runTilth([...words, '--as', name, ...flags]);
    expect([run.code, run.out], `tilth ${words.join(' ')}`).to.deep.equal([1, '']);
    return run.err.replace(/^tilth: /, '').trim();
  };

  /** Keeps in a file what a command printed. */
  const keep = (name: string, printed: object) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(printed));
    return file;
  };

  const addressOf = (name: string) => privateKeyToAccount(fresh.find((it) => it.name === name)!.privateKey).address;

  /** Enrols somebody new, by statements of two attesters. */
  const enrol = async (name: string): Promise<string> => {
    const tag = keccak256(toHex(name));
    const words = ['attester', 'state', addressOf(name), 'person', '--tag', tag, '--until', '2099-01-01'];
    const files = [];
    for (const { name: attester } of attesters.slice(0, 2))
      files.push(keep(`${attester}-${name}.json`, await tilth(attester, ...words)));
    return (await tilth(name, 'identity', 'enrol', ...files)).identityId;
  };

  it('enrols a person by statements, and calls off a double of two', async () => {
    const first = await enrol('gil');
    const second = await enrol('hana');
    expect(await tilth('gil', 'identity', 'show')).to.include({ identityId: first, active: true, kind: 'person' });
    const signed = [];
    for (const { name } of attesters.slice(0, 2))
      signed.push(keep(`${name}-double.json`, await tilth(name, 'attester', 'double', 'sign', first, second)));
    await tilth('ana', 'attester', 'double', 'send', ...signed);
    expect(await tilth('hana', 'identity', 'show')).to.include({ identityId: second, active: false });
    expect(await tilth('gil', 'identity', 'show')).to.include({ active: true });
    const odd = [signed[0]!, keep('odd.json', { ...JSON.parse(readFileSync(signed[1]!, 'utf8')), second: '1' })];
    expect(await refused('ana', 'attester', 'double', 'send', ...odd)).to.match(
      /^The statements do not all say the same/,
    );
  });

  it('drafts the end of an attester as a vote', async () => {
    const words = ['--since', '2026-01-01', '--reason', 'signed a name twice'];
    const draft = await tilth('ana', 'attester', 'discredit', attesters[0]!.account.address, ...words);
    expect(draft.actions[0].target).to.equal(bare.commons.endpoints.contracts.identityRegistry);
    expect(draft.description).to.match(/^Discredit 0x.*\n\nsigned a name twice/);
  });

  it('opens a vote with sponsors who only signed, and takes it back', async () => {
    const words = [
      '--title',
      'A little more',
      '--call',
      'mixturePolicy.adopt [[1300,1200,1250,1250,1250,1250,1250,1250]]',
    ];
    const draft = await tilth('ana', 'vote', 'draft', ...words);
    const file = keep('draft.json', draft);
    const sponsor = keep('bako.json', await tilth('bako', 'vote', 'sponsor', draft.proposalId, '--sign'));
    const foreign = keep('foreign.json', await tilth('chen', 'vote', 'sponsor', '123', '--sign'));
    expect(await refused('ana', 'vote', 'propose', file, '--sponsors', foreign)).to.match(
      /holds no sponsorship of this/,
    );
    await tilth('ana', 'vote', 'propose', file, '--sponsors', sponsor);
    expect((await look('vote', 'show', draft.proposalId)).state).to.be.oneOf(['Pending', 'Active']);
    expect(await refused('bako', 'vote', 'cancel', draft.proposalId)).to.match(/cannot (cancel|be done)/);
  });

  it('shows a voice, and says why it cannot be lent while members are few', async () => {
    expect((await tilth('chen', 'identity', 'show')).votes).to.equal('1');
    const answer = await refused('chen', 'voice', 'lend', ana.account.address);
    expect(answer).to.match(/below 25 voices nobody may hold a second one\.$/);
    await tilth('chen', 'voice', 'take-back');
  });

  it('goes to court, with evidence of which only a digest is sent', async () => {
    const evidence = join(folder, 'report.txt');
    writeFileSync(evidence, 'the receipts were made up');
    const southId = (await tilth('south', 'operator', 'show')).operatorId;
    const about = ['--against', southId, '--about', `operator:${southId}`, '--evidence', evidence, '--uri', 'ipfs://x'];
    const filed = await tilth('ana', 'court', 'file', '--ground', 'work-fault', '--remedy', 'void-work', ...about);
    expect(filed.salt).to.match(/^0x[0-9a-f]{64}$/);
    const { caseId } = filed;
    expect(await look('court', 'show', caseId)).to.include({ phase: 'Sponsoring', remedy: 'void-work' });
    await tilth('bako', 'court', 'sponsor', caseId);
    expect(await refused('bako', 'court', 'sponsor', caseId)).to.match(/supports this already|is not its time/);
    expect(await tilth('ana', 'court', 'summons')).to.deep.equal({ cases: [] });
    const told = await bare.commons.chain.events({ contract: 'disputeCourt', eventName: 'CaseFiled' });
    expect(told[0]!.args).to.include({ evidence: filed.digest, uri: 'ipfs://x' });
  });

  it('says that there is no such case, no such operator, and no such file', async () => {
    const [asked, named] = [
      await runTilth(['court', 'show', '99', ...flags]),
      await refused('ana', 'operator', 'show'),
    ];
    expect([asked.code, asked.out]).to.deep.equal([1, '']);
    expect(asked.err).to.match(/There is no case 99/);
    expect(named).to.match(/Identity \d+ runs no operator/);
    const missing = ['beacon', 'reveal', '0x0000000000000000000000000000000000000001', '/nowhere/secret'];
    expect(await refused('ana', ...missing)).to.match(/holds no secret of a beacon/);
  });

  it('runs an election, and lets only stewards hold a deposit', async () => {
    await tilth('ana', 'board', 'open', '0');
    await tilth('bako', 'board', 'stand', '0');
    expect((await look('board', 'show'))['seat 0']).to.include({ election: 'nominating' });
    expect(await refused('ana', 'board', 'hold', DEPOSIT, '--reason', 'names a child')).to.match(/holds no seat/);
    expect(await look('board', 'deposit', DEPOSIT)).to.deep.equal({ heldUntil: 0, down: false });
  });

  it('lets who consents take an operator into its group', async () => {
    const { identityId } = await tilth('gil', 'identity', 'show');
    expect(await refused('gil', 'operator', 'enlist')).to.match(/^0x\S+ is not an operator|does not own/);
    const consent = keep('consent.json', await tilth('north', 'identity', 'consent', identityId));
    await tilth('gil', 'operator', 'register', '--consent', consent);
    const { ownerId } = await tilth('gil', 'operator', 'show');
    expect(ownerId).to.equal((await tilth('north', 'identity', 'show')).identityId);
    expect((await tilth('gil', 'operator', 'bond', '1')).transaction).to.match(/^0x/);
    await tilth('gil', 'operator', 'unbond');
    expect((await tilth('gil', 'operator', 'show')).active).to.equal(false);
  });

  it('pledges for the floor, and redeems what a member signed', async () => {
    await tilth('north', 'floor', 'pledge', '5000');
    const { allotment, left } = await tilth('ana', 'floor', 'show');
    expect([BigInt(allotment) > 0n, left === allotment]).to.deep.equal([true, true]);
    const { operatorId } = await tilth('north', 'operator', 'show');
    const voucher = keep('voucher.json', await tilth('ana', 'floor', 'sign', operatorId, '3'));
    expect((await tilth('north', 'floor', 'redeem', voucher)).skipped).to.deep.equal([]);
    const [again] = (await tilth('north', 'floor', 'redeem', voucher)).skipped;
    expect(again.reason).to.equal('These units are redeemed already.');
    // A day of the local commons is two minutes: the right may have come back meanwhile.
    expect(BigInt((await tilth('ana', 'floor', 'show')).left)).to.be.oneOf([BigInt(left) - 3n, BigInt(left)]);
  });

  it('shows credits, and claims none where no work was verified', async () => {
    expect(await tilth('north', 'credits', 'show')).to.include({ compute: '0', priority: '0' });
    expect(await refused('north', 'credits', 'claim')).to.match(
      /^Operator \d+ has claimed all of its 0 units already\.$/,
    );
  });

  it('takes part in the beacon with a secret that stays in a file', async () => {
    const file = join(folder, 'beacon.secret');
    const { name, account } = attesters[2]!;
    const { tip } = await tilth(name, 'beacon', 'join', file);
    expect(tip)
      .to.match(/^0x[0-9a-f]{64}$/)
      .and.not.equal(readFileSync(file, 'utf8').trim());
    expect((await look('beacon', 'show')).roundLength).to.be.greaterThan(0);
    expect(await refused('ana', 'beacon', 'join', join(folder, 'other.secret'))).to.match(/is no attester/);
    const other = join(folder, 'wrong.secret');
    writeFileSync(other, `0x${'11'.repeat(32)}\n`);
    expect(await refused('ana', 'beacon', 'reveal', account.address, other)).to.match(/^This secret is not the one/);
  });

  it('lets only the guardian delay a decision', async () => {
    const [opened] = await bare.commons.chain.events({ contract: 'commonsGovernor', eventName: 'ProposalCreated' });
    const proposalId = `${opened!.args.proposalId}`;
    expect(await look('guardian', 'show', proposalId)).to.include({ delay: 0, cancelled: false });
    expect(await refused('ana', 'guardian', 'delay', proposalId, '--reason', 'wait')).to.match(
      /none of the guardian's/,
    );
  });
});
