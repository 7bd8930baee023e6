import { ANA, addressAt, client, deployPopulated, NORTH, networkHelpers, STRANGER } from '../commons.ts';
import { seatGroup } from '../governance/decide.ts';
import { behavesLikeVotes } from './votes.behavior.ts';

describe('Votes (ERC-5805)', () => {
  describe('ContributorRoll', () => {
    behavesLikeVotes(async () => {
      const commons = await networkHelpers.loadFixture(deployPopulated);
      const timepoint = (await client.getBlock()).timestamp;
      await networkHelpers.mine();
      const stranger = addressAt(STRANGER);
      return {
        address: commons.contributorRoll.address,
        voter: addressAt(ANA),
        votes: 1n,
        total: 4n,
        stranger,
        timepoint,
      };
    });
  });

  describe('WorkLedger', () => {
    behavesLikeVotes(async () => {
      const commons = await networkHelpers.loadFixture(deployPopulated);
      await seatGroup(commons, NORTH);
      const timepoint = (await client.getBlock()).timestamp;
      await networkHelpers.mine();
      const { address, read } = commons.workLedger;
      const total = await read.getPastTotalSupply([timepoint]);
      const votes = await read.getVotes([addressAt(NORTH)]);
      return { address, voter: addressAt(NORTH), votes, total, stranger: addressAt(STRANGER), timepoint };
    });
  });
});
