import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import { concat, type Hex, sha256, stringToHex } from 'viem';
import { groupConsentTypedData } from '../../../protocol/typedData/groupConsent.ts';
import * as d from './decisions.ts';
import * as k from './kit.ts';
import * as w from './work.ts';
import { OWNERS, opened, PEOPLE } from './world.ts';

/** A leaf of a deposit log, and a tree of two (RFC 6962). */
const leafOf = (text: string) => sha256(concat(['0x00', stringToHex(text)]));
const rootOf = (left: Hex, right: Hex) => sha256(concat(['0x01', left, right]));

describe('Production genesis > work', function () {
  this.timeout(600_000);

  it('does not credit invented work by verifiers of its author, however early they reveal (W1)', async () => {
    const c = await k.loadFixture(opened);
    const [mallory, friend, other] = [await k.found(c, 6_001), await k.found(c, 6_002), await k.found(c, 6_003)];
    const [audited] = await w.audit(c, [mallory!], 1_000_000_000n, () => 5);
    const { key } = audited!;
    expect(await w.stageOf(c, key)).to.equal('REJECTED');
    const [drawn] = await c.spotCheck.read.seats([key]);
    expect(drawn).to.not.include(friend).and.not.include(other).and.not.include(mallory);
    const commit = c.spotCheck.write.commit([key, k.hashOf('clean')], await k.by(6_002));
    expect(await k.outcome(commit)).to.equal('AuditNotOpen');
    expect(await k.outcome(c.spotCheck.write.settle([key]))).to.equal('NotFoundClean');
    expect(await c.workLedger.read.unitsOf([mallory!])).to.equal(0n);
  });

  it('refuses the commitment of a verifier that the beacon did not draw (W1)', async () => {
    const c = await k.loadFixture(opened);
    const mallory = await k.found(c, 6_001);
    await k.found(c, 6_002);
    const sealed = await w.seal(c, mallory, 1_000_000n);
    expect(await k.outcome(w.draw(c, sealed)), 'before the beacon').to.equal('SeedUnknown');
    await w.passRound(c, sealed.seal.sealedAt);
    await w.draw(c, sealed);
    const commit = c.spotCheck.write.commit([sealed.key, k.hashOf('clean')], await k.by(6_002));
    expect(await k.outcome(commit)).to.equal('NotOnPanel');
  });

  it('takes credited work back by a ruling, and with it the votes (W1)', async () => {
    const c = await k.loadFixture(opened);
    const id = await k.idOf(c, OWNERS[0]!);
    expect(await c.workLedger.read.getVotes([k.addressOf(OWNERS[0]!)])).to.equal(1n);
    await c.spotCheck.write.voidWork([id, 1n], await k.as(c.disputeCourt.address));
    expect(await c.workLedger.read.unitsOf([id])).to.equal(0n);
    expect(await c.workLedger.read.getVotes([k.addressOf(OWNERS[0]!)])).to.equal(0n);
    expect(await c.workLedger.read.isInChamber([k.groupOf(id)])).to.equal(false);
  });

  it('gives nine colluding newcomers no vote for a day of invented work (W2)', async () => {
    const c = await k.loadFixture(opened);
    const fakes: bigint[] = [];
    for (const member of k.range(6_001, 9)) fakes.push(await k.found(c, member));
    const honest = new Set(await w.enlistedOwners(c, OWNERS));
    await w.proveWork(c, fakes, 1_000_000_000n, (id) => (honest.has(id) ? 5 : 0));
    for (const id of fakes) {
      expect(await c.workLedger.read.unitsOf([id])).to.equal(0n);
      expect(await k.outcome(c.workLedger.write.enter([k.groupOf(id)]))).to.equal('GroupNotGrown');
    }
    expect((await c.workLedger.read.ceilingOf([k.groupOf(fakes[0]!)])) <= 100_000n).to.equal(true);
  });

  it('credits an epoch that one liar called faulty, and makes the liar pay (W3)', async () => {
    const c = await k.loadFixture(opened);
    const [victim] = await w.enlistedOwners(c, OWNERS);
    let liar = 0n;
    const before = await c.workLedger.read.unitsOf([victim!]);
    await w.proveWork(c, [victim!], 5_000n, (id, stage) => {
      if (stage !== 'FIRST') return 0;
      if (liar === 0n) liar = id;
      return id === liar ? 1 : 0;
    });
    expect((await c.workLedger.read.unitsOf([victim!])) - before).to.equal(5_000n);
    const { stake } = await c.operatorRegistry.read.operator([liar]);
    expect(stake).to.equal((BigInt(k.genesis.operators.minStake) * 95n) / 100n);
  });

  it('decides without a silent verifier, and after three silences draws it no more', async () => {
    const c = await k.loadFixture(opened);
    const [author, silent] = await w.enlistedOwners(c, OWNERS);
    let asked = 0;
    for (let epoch = 0; epoch < 3; ++epoch) {
      await k.time.increase(k.DAY);
      const [audited] = await w.audit(c, [author!], 1_000n, (id) => {
        if (id !== silent) return 0;
        ++asked;
        return null;
      });
      expect(await w.stageOf(c, audited!.key)).to.equal('CLEAN');
    }
    expect(asked).to.equal(k.genesis.spotChecks.strikes);
    const { outUntil } = await c.spotCheck.read.verifier([silent!]);
    expect(outUntil > (await k.time.latest())).to.equal(true);
  });

  it('mints compute credits for the units of the ledger and for nothing else (W4)', async () => {
    const c = await k.loadFixture(opened);
    const evil = await k.found(c, 6_001);
    const names = c.contributionCredits.abi.flatMap((it) => ('name' in it ? [it.name] : []));
    expect(names).to.not.include('setRoot').and.not.include('creditRoot');
    await k.outcome(c.contributionCredits.write.claim([evil]));
    expect(await c.contributionCredits.read.balanceOf([k.addressOf(6_001), 1n])).to.equal(0n);
    const owner = await k.idOf(c, OWNERS[0]!);
    await c.contributionCredits.write.claim([owner]);
    expect(await c.contributionCredits.read.lifetimeOf([owner, 1n])).to.equal(20_000n);
    await c.spotCheck.write.voidWork([owner, 1n], await k.as(c.disputeCourt.address));
    await c.contributionCredits.write.claim([owner]);
    expect(await c.contributionCredits.read.lifetimeOf([owner, 1n])).to.equal(0n);
  });

  it('leaves no vote to an operator that was slashed below its bond, or left (W5)', async () => {
    const c = await k.loadFixture(opened);
    const it = d.callOf[2](c, 'a vote that runs');
    const proposalId = await d.open(c, it, PEOPLE.slice(0, 5));
    const [slashed, leaving] = await w.enlistedOwners(c, OWNERS);
    await c.operatorRegistry.write.slash([slashed!, 10_000, 1n], await k.as(c.disputeCourt.address));
    await c.operatorRegistry.write.unbond(await k.by(OWNERS[1]!));
    for (const [index, id] of [slashed!, leaving!].entries()) {
      const account = k.addressOf(OWNERS[index]!);
      expect(await c.workLedger.read.getVotes([account])).to.equal(0n);
      const past = (await k.time.latest()) - 1;
      expect(await c.workLedger.read.castableVotesOf([id, BigInt(past)])).to.equal(0n);
      const vote = c.commonsGovernor.write.castVote([proposalId, 1], await k.as(account));
      expect(await k.outcome(vote)).to.equal('NoVotes');
    }
  });

  it('lets nobody into a group whose owner did not sign, and only the owner vote for it (W6)', async () => {
    const c = await k.loadFixture(opened);
    const ownerId = await k.idOf(c, OWNERS[0]!);
    await k.enrol(c, 6_001, { kind: 2 });
    const memberId = await k.idOf(c, 6_001);
    const value = BigInt(k.genesis.operators.minStake);
    const consent = { ownerId, memberId };
    const typed = groupConsentTypedData({ chainId: k.chainId, operatorRegistry: c.operatorRegistry.address, consent });
    const join = async (signer: number) =>
      c.operatorRegistry.write.register([ownerId, 1, await k.keyOf(signer).signTypedData(typed)], {
        ...(await k.by(6_001)),
        value,
      });
    expect(await k.outcome(join(6_001))).to.equal('GroupConsentInvalid');
    expect(await k.outcome(join(OWNERS[0]!))).to.equal('ok');
    const enlist = c.spotCheck.write.enlist(await k.by(6_001));
    expect(await k.outcome(enlist)).to.equal('NotGroupOwner');
    await c.workLedger.write.credit([memberId, 50_000n], await k.as(c.spotCheck.address));
    expect(await c.workLedger.read.getVotes([k.addressOf(6_001)])).to.equal(0n);
    expect(await c.workLedger.read.getVotes([k.addressOf(OWNERS[0]!)])).to.equal(1n);
  });

  it('opens no attribution without a verified run, and then after its window, to members only (W7)', async () => {
    const c = await k.loadFixture(opened);
    const [owner] = OWNERS;
    const buyer = 99n;
    const [author] = [await k.idOf(c, PEOPLE[0]!)];
    const leaves = StandardMerkleTree.of([[author, 6_000] as [bigint, number], [buyer, 4_000]], ['uint256', 'uint16']);
    const models = c.modelRegistry;
    await models.write.registerBase([k.hashOf('weights'), ''], await k.by(owner!));
    const [head] = await c.consentRegistry.read.head();
    const policyId = await c.mixturePolicy.read.currentId();
    await models.write.claimRun([policyId], await k.by(owner!));
    await models.write.openRun([1n, 1n, k.hashOf('snapshot'), k.hashOf('consent'), head, ''], await k.by(owner!));
    await w.passRound(c, await k.time.latest());
    await models.write.drawSeed([1n]);
    const roots = [k.hashOf('list'), leaves.root as Hex, k.hashOf('evaluation'), k.hashOf('adapter'), ''] as const;
    await models.write.registerAdapter([1n, [1n], ...roots], await k.by(owner!));
    const claim = (identityId: bigint, share: number, leaf: number) =>
      k.outcome(models.write.claimAttribution([2n, identityId, share, leaves.getProof(leaf) as Hex[]]));
    await k.time.increase(400 * k.DAY);
    expect(await claim(author, 6_000, 0), 'without an audit').to.equal('AttributionClosed');

    const closedAt = Number((await models.read.closingOf([1n]))[1]);
    await w.passRound(c, closedAt);
    await c.spotCheck.write.drawRun([1n]);
    const key = await c.spotCheck.read.keyOfRun([1n]);
    while (['FIRST', 'REPLACED', 'LARGE'].includes(await w.stageOf(c, key))) await w.judge(c, [key], w.clean);
    await k.time.increase(k.genesis.spotChecks.challengeWindow);
    await c.spotCheck.write.settle([key]);
    expect(await claim(author, 6_000, 0), 'within the window').to.equal('AttributionClosed');
    await k.time.increase(k.genesis.models.challengeWindow);
    expect(await claim(author, 6_000, 0)).to.equal('ok');
    expect(await claim(buyer, 4_000, 1), 'no member').to.equal('ContributorInactive');
    expect(await c.contributionCredits.read.lifetimeOf([author, 0n])).to.equal(6_000n);
  });

  it('proves that a log rewrote what it anchored, without any signed head, and closes the log (W9)', async () => {
    const c = await k.loadFixture(opened);
    const [owner] = OWNERS;
    const logId = await k.idOf(c, owner!);
    const [old, rewritten, other] = [leafOf('old'), leafOf('rewritten'), leafOf('other')];
    const root = rootOf(rewritten, other);
    const log = c.depositLog;
    await log.write.anchor([old, 1n, ''], await k.by(owner!));
    await log.write.anchor([root, 2n, ''], await k.by(owner!));
    const heads = [
      { size: 1n, root: old },
      { size: 2n, root },
    ];
    await log.write.showAnchored([logId, 0n, `0x${'0'.repeat(38)}`, heads]);
    const headOf = (index: 0 | 1) => ({ ...heads[index]!, signer: k.addressOf(owner!), signature: '0x' as const });
    await log.write.proveRewrite([
      logId,
      0n,
      headOf(0),
      { leafHash: old, path: [] },
      headOf(1),
      { leafHash: rewritten, path: [other] },
    ]);
    expect(await log.read.isClosed([logId])).to.equal(true);
    const anchor = log.write.anchor([k.hashOf('more'), 3n, ''], await k.by(owner!));
    expect(await k.outcome(anchor)).to.be.oneOf(['LogClosed', 'OperatorInactive']);
    const { stake } = await c.operatorRegistry.read.operator([logId]);
    expect(stake).to.equal((BigInt(k.genesis.operators.minStake) * 9n) / 10n);
  });
});
