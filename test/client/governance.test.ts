import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keccak256 } from 'viem';
import { NothingToCarryOutError } from '../../client/carryOut.ts';
import { CannotSendError, ContractRefusedError, NoSignerError } from '../../client/createClient.ts';
import { adoptMixture } from '../../client/proposal.ts';
import { blockCid } from '../../protocol/blocks/block.ts';
import { depositKey, toDepositId } from '../../protocol/manifest/identifier.ts';
import { type BareCommons, startCommons } from '../../scripts/bench/bareCommons.ts';
import { readGenesis } from '../../scripts/deploy/genesis/read.ts';
import { asPeople } from '../../scripts/local/asPeople.ts';
import type { Person } from '../../scripts/local/people.ts';
import { attesters, contributors, deployer } from '../../scripts/local/testPeople.ts';
import { runTilth } from '../scenarios/runTilth.ts';
import { failure } from './fixtures.ts';

const [ana, bako, chen] = contributors as [Person, Person, Person];
const PORT = 18_571;

describe('client on a chain with the real contracts', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'tilth-client-'));
  let bare: BareCommons;
  let page: Server;
  let url: string;
  let as: ReturnType<typeof asPeople>;

  before(async () => {
    // Two commands must start, sign and send within the voting time, on a busy machine too.
    const genesis = readGenesis('local');
    bare = await startCommons(PORT, { ...genesis, governance: { ...genesis.governance, votingPeriod: 60 } });
    as = asPeople(bare.commons);
    const accounts = [ana, bako].map(({ name, account, privateKey }) => ({
      name,
      address: account.address,
      privateKey,
      roles: [],
    }));
    const configuration = { ...bare.commons.endpoints, apiUrls: [bare.rpcUrl], development: { accounts } };
    page = createServer((_, response) => void response.end(JSON.stringify(configuration)));
    await new Promise<void>((done) => page.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  });

  after(async () => {
    page?.close();
    await bare?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A proposal in its voting time. */
  const openVote = async (by = ana) => {
    const client = as(by);
    const shares = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
    const proposal = await client.propose({ title: 'More', actions: [adoptMixture(client.endpoints, shares)] });
    const snapshot = await client.chain.read({
      contract: 'commonsGovernor',
      functionName: 'proposalSnapshot',
      args: [proposal.proposalId],
    });
    while ((await client.chain.block()).timestamp <= snapshot) {
      await new Promise((done) => setTimeout(done, 300));
      await anvil('evm_mine');
    }
    return proposal;
  };

  const anvil = (method: string, ...params: readonly number[]) =>
    fetch(bare.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });

  it('opens a vote and votes, directly and by a ballot that another sends', async () => {
    const proposal = await openVote();
    const { proposalId } = proposal;
    expect(await bare.commons.proposalState({ proposalId })).to.equal('Active');
    await as(ana).vote({ proposalId, choice: 'for' });
    const ballot = await as(bako).signBallot({ proposalId, choice: 'against' });
    await as(deployer).relayBallot(JSON.parse(JSON.stringify(ballot)));
    const [against, agree] = await bare.commons.chain.read({
      contract: 'commonsGovernor',
      functionName: 'chamberVotes',
      args: [proposalId, 0],
    });
    expect([against, agree]).to.deep.equal([1n, 1n]);
    const again = await failure(as(ana).vote({ proposalId, choice: 'for' }));
    expect(again).to.be.instanceOf(ContractRefusedError).with.property('errorName', 'GovernorAlreadyCastVote');
    expect((again as Error).message).to.match(/has voted on this proposal already\. A vote cannot be changed\.$/);
    expect(await failure(as(ana).carryOut(proposal))).to.be.instanceOf(NothingToCarryOutError);
  });

  it('has the command sign a ballot, relay it, and say in a sentence why a vote is refused', async () => {
    const { proposalId } = await openVote();
    const flags = ['--commons', url, '--json'];
    const signed = await runTilth(['vote', `${proposalId}`, 'abstain', '--by-signature', '--as', 'bako', ...flags]);
    expect(signed.code, signed.err).to.equal(0);
    const file = join(folder, 'ballot.json');
    writeFileSync(file, signed.out);
    const relayed = await runTilth(['vote', 'relay', file, '--as', 'ana', ...flags]);
    expect(relayed.code, relayed.err).to.equal(0);
    expect(JSON.parse(relayed.out)).to.include({ voter: bako.account.address, support: 'abstain', status: 'success' });
    const refused = await runTilth(['vote', '123', 'for', '--as', 'ana', ...flags]);
    expect(refused.code).to.equal(1);
    expect(refused.out).to.equal('');
    expect(refused.err).to.equal(
      'tilth: There is no proposal 123. Copy its number from the governance page or the index.\n',
    );
  });

  it('says who stopped a vote, with the numbers, to a program and in the terminal', async () => {
    const { proposalId } = await openVote(chen);
    await as(ana).vote({ proposalId, choice: 'against' });
    const open = await bare.commons.outcome({ proposalId });
    expect([open.state, open.stops.map(({ by, rule }) => `${by} ${rule}`)]).to.deep.equal([
      'Active',
      ['people quorum', 'people majority'],
    ]);
    await anvil('evm_increaseTime', 61);
    await anvil('evm_mine');
    const { state, stops, people } = await bare.commons.outcome({ proposalId });
    expect([state, stops, people.against]).to.deep.equal(['Defeated', open.stops, 1n]);
    const shown = await runTilth(['vote', 'show', `${proposalId}`, '--commons', url]);
    expect(shown.out).to.match(
      /^state: Defeated\nvotingFrom: .* UTC\nvotingUntil: .* UTC\npeople: 0 for, 1 against, 0 abstaining of \d+ persons, quorum \d+\n/,
    );
    expect(shown.out).to.match(/\nstopped by:\n {2}- the people: 0 of \d+ persons for or abstaining; \d+ needed\n/);
    const listed = await runTilth(['vote', 'list', '--commons', url]);
    expect(listed.out).to.include(`  - proposalId: ${proposalId}\n    state: Defeated\n    title: More\n`);
  });

  it('prints an audit in lines, and ends with 1 where it is not confirmed', async () => {
    const { code, out } = await runTilth(['audit', 'log', '99', '--commons', url]);
    const found = 'FAIL         unknown log\n             There is no log 99: no operator has this number.\n';
    const verdict = '0 of 1 ok. It is NOT confirmed. Place: unknown log. Nothing after it was\nchecked.\n';
    expect([code, out]).to.deep.equal([1, `${found}\n${verdict}`]);
  });

  it('changes a tier, once for each number, of one deposit and of many', async () => {
    const id = toDepositId(blockCid(`0x${'12'.repeat(32)}`));
    const other = toDepositId(blockCid(`0x${'13'.repeat(32)}`));
    const depositor = ana.account.address;
    await as(ana).consents.changeTiers({ ids: [id], tier: 'archive-only', depositor });
    await as(ana).consents.changeTiers({ ids: [id], tier: 'retrieval-only', depositor });
    await as(ana).consents.changeTiers({ ids: [id, other], tier: 'training-only', depositor });
    const taken = await as(ana).consents.withdraw({ ids: [other], depositor });
    expect(taken.skipped).to.deep.equal([]);
    expect((await as(ana).consents.withdraw({ ids: [other], depositor })).skipped).to.deep.equal([
      { id: other, reason: `The deposit ${other} is withdrawn already.` },
    ]);
    const strange = await as(bako).consents.changeTiers({ ids: [id], tier: 'archive-only', depositor });
    expect(strange.skipped).to.deep.equal([{ id, reason: `The signature is not one of ${depositor}.` }]);
    const { chain } = bare.commons;
    const [tierOf, isWithdrawn] = await Promise.all([
      chain.read({ contract: 'consentRegistry', functionName: 'tierOf', args: [depositKey(id), depositor] }),
      chain.read({ contract: 'consentRegistry', functionName: 'isWithdrawn', args: [depositKey(other), depositor] }),
    ]);
    expect([tierOf, isWithdrawn]).to.deep.equal([[true, 2], true]);
    const changes = await chain.events({ contract: 'consentRegistry', eventName: 'TierChanged' });
    expect(changes.map((it) => it.args.tier)).to.deep.equal([4, 1, 2, 2]);
  });

  it('lends a voice once members are many, and takes it back', async () => {
    const lend = () => as(chen).delegate({ to: ana.account.address });
    expect(await failure(lend()))
      .to.be.instanceOf(ContractRefusedError)
      .with.property('errorName', 'DelegateFull');
    const validUntil = (await bare.commons.chain.block()).timestamp + 10_000_000n;
    for (let i = 0; i < 20; i += 1) {
      const account = `0x${(0xabc000 + i).toString(16).padStart(40, '0')}` as const;
      const said = { account, kind: 'person', tag: keccak256(account), validUntil } as const;
      const statements = await Promise.all(attesters.slice(0, 2).map((it) => as(it).identity.attest(said)));
      await as(deployer).identity.enrol({ statements });
    }
    const args = [ana.account.address] as const;
    const votes = () => bare.commons.chain.read({ contract: 'contributorRoll', functionName: 'getVotes', args });
    await lend();
    expect(await votes()).to.equal(2n);
    await as(chen).takeBack();
    expect(await votes()).to.equal(1n);
  });

  it('refuses to act for nobody, or for who only signs', async () => {
    expect(await failure(bare.commons.vote({ proposalId: 1n, choice: 'for' }))).to.be.instanceOf(NoSignerError);
    const { address, signTypedData } = as(ana).signer!;
    const signing = bare.commons.as({ address, signTypedData });
    expect(await failure(signing.vote({ proposalId: 1n, choice: 'for' }))).to.be.instanceOf(CannotSendError);
  });
});
