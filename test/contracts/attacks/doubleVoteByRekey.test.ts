import { expect } from 'chai';
import { encodeFunctionData, keccak256 } from 'viem';
import { ANA, addressAt, attest, type Commons, from, networkHelpers, refuses, STRANGER } from '../commons.ts';
import { deployVoting, FOR, openVote, proposalOf } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];

/** Vote, lose the key on purpose, and vote again with the new account; or let the thief of an old key vote. */
describe('Attack: a second vote by re-keying', () => {
  async function open() {
    const commons = await deployVoting();
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    return { commons, id: await openVote(commons, proposalOf(commons.mixturePolicy.address, call)) };
  }

  async function rekey(commons: Commons): Promise<void> {
    const evidence = await attest(commons, addressAt(STRANGER), { tag: keccak256(addressAt(ANA)) });
    await commons.identityRegistry.write.requestRekey([1n, addressAt(STRANGER), evidence]);
    await networkHelpers.time.increase(2);
    await commons.identityRegistry.write.completeRekey([1n]);
  }

  it('is refused: a receipt belongs to the identity', async () => {
    const { commons, id } = await networkHelpers.loadFixture(open);
    await commons.commonsGovernor.write.castVote([id, FOR], from(ANA));
    await rekey(commons);
    const again = commons.commonsGovernor.write.castVote([id, FOR], from(STRANGER));
    await refuses(again, commons.commonsGovernor, 'GovernorAlreadyCastVote', [addressAt(STRANGER)]);
    expect(await commons.commonsGovernor.read.hasVoted([id, addressAt(STRANGER)])).to.equal(true);
  });

  it('leaves the old account nothing, and the person her one vote', async () => {
    const { commons, id } = await networkHelpers.loadFixture(open);
    await rekey(commons);
    const thief = commons.commonsGovernor.write.castVote([id, FOR], from(ANA));
    await refuses(thief, commons.commonsGovernor, 'IdentityInactive', [addressAt(ANA), 0n]);
    await commons.commonsGovernor.write.castVote([id, FOR], from(STRANGER));
    expect(await commons.commonsGovernor.read.chamberVotes([id, 0])).to.deep.equal([0n, 1n, 0n]);
  });
});
