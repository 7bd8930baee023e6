import { expect } from 'chai';
import { encodeFunctionData } from 'viem';
import { ANA, asTimelock, BAKO, networkHelpers, SOUTH } from '../commons.ts';
import { closeVote, deployVoting, FOR, openVote, proposalOf, stateOf, vote } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const ORDINARY = { class: 1, majority: 5_000, delay: 2, objection: 0 };

/** CVE-2022-31198: OpenZeppelin before 4.7.2 judged old proposals by the quorum of today. */
describe('Attack: retroactive quorum', () => {
  async function defeated() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const strict = { ...ORDINARY, peopleQuorum: 1_500, technicalQuorum: 3_000 };
    await commons.ruleBook.write.addRuleset([strict], await asTimelock(commons));
    const id = await openVote(commons, proposalOf(commons.mixturePolicy.address, call));
    return { commons, id };
  }

  it('does not bring a defeated proposal back when the quorum falls', async () => {
    const { commons, id } = await networkHelpers.loadFixture(defeated);
    await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR });
    expect(await closeVote(commons, id)).to.equal('Defeated');
    const loose = { ...ORDINARY, peopleQuorum: 500, technicalQuorum: 1_000 };
    await commons.ruleBook.write.addRuleset([loose], await asTimelock(commons));
    expect(await stateOf(commons, id)).to.equal('Defeated');
  });

  it('does not take a success back when the quorum rises', async () => {
    const { commons, id } = await networkHelpers.loadFixture(defeated);
    await vote(commons, id, { [ANA]: FOR, [BAKO]: FOR, [SOUTH]: FOR });
    expect(await closeVote(commons, id)).to.equal('Succeeded');
    const harsh = { ...ORDINARY, majority: 6_000, peopleQuorum: 1_500, technicalQuorum: 3_000, delay: 3 };
    await commons.ruleBook.write.addRuleset([harsh], await asTimelock(commons));
    expect(await stateOf(commons, id)).to.equal('Succeeded');
  });

  it('does not change a vote when members join or leave after it began', async () => {
    const { commons, id } = await networkHelpers.loadFixture(defeated);
    const total = await commons.commonsGovernor.read.chamberTotal([id, 0]);
    await commons.identityRegistry.write.revoke([4n], await asTimelock(commons));
    expect(await commons.commonsGovernor.read.chamberTotal([id, 0])).to.equal(total);
    expect(await commons.commonsGovernor.read.chamberQuorum([id, 0])).to.equal((total * 1_500n + 9_999n) / 10_000n);
  });
});
