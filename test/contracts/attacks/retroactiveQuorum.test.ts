import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, asCourt, asTimelock, BAKO, enrolCrowd, NORTH, networkHelpers, SOUTH } from '../commons.ts';
import { closeVote, deployVoting, FOR, openVote, proposalOf, stateOf, vote } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const ORDINARY = { class: 1, peopleLeast: 1, majority: 5_000, delay: 2, objection: 0 };
/** Of twelve persons three, or one. */
const STRICT = { ...ORDINARY, peopleQuorum: 2_500, technicalHeads: 5_000 };
const LOOSE = { ...ORDINARY, peopleQuorum: 500, technicalHeads: 1_000 };

/** CVE-2022-31198: OpenZeppelin before 4.7.2 judged old proposals by the quorum of today. */
describe('Attack: retroactive quorum', () => {
  async function openUnder(rules: typeof STRICT) {
    const commons = await deployVoting();
    await enrolCrowd(commons, 8);
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    await commons.ruleBook.write.addRuleset([rules], await asTimelock(commons));
    const id = await openVote(commons, proposalOf(commons.mixturePolicy.address, call));
    return { commons, id };
  }
  const strict = () => openUnder(STRICT);
  const loose = () => openUnder(LOOSE);

  it('does not bring a defeated proposal back when the quorum falls', async () => {
    const { commons, id } = await networkHelpers.loadFixture(strict);
    await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
    expect(await closeVote(commons, id)).to.equal('Defeated');
    await commons.ruleBook.write.addRuleset([LOOSE], await asTimelock(commons));
    expect(await stateOf(commons, id)).to.equal('Defeated');
  });

  it('does not take a success back when the quorum rises', async () => {
    const { commons, id } = await networkHelpers.loadFixture(loose);
    await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [NORTH]: FOR, [SOUTH]: FOR });
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    await commons.ruleBook.write.addRuleset([STRICT], await asTimelock(commons));
    expect(await stateOf(commons, id)).to.equal('Succeeded');
  });

  it('does not change a vote when members join or leave after it began', async () => {
    const { commons, id } = await networkHelpers.loadFixture(strict);
    const total = await commons.commonsGovernor.read.chamberTotal([id, 0]);
    const until = BigInt(await networkHelpers.time.latest()) + 1_000n;
    await commons.identityRegistry.write.suspend([4n, until, 1n], await asCourt(commons));
    expect(await commons.contributorRoll.read.seats()).to.equal(total - 1n);
    expect(await commons.commonsGovernor.read.chamberTotal([id, 0])).to.equal(total);
    expect(await commons.commonsGovernor.read.chamberQuorum([id, 0])).to.equal((total * 2_500n + 9_999n) / 10_000n);
  });
});
