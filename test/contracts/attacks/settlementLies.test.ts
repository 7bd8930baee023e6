import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import type { Address, Hex } from 'viem';
import {
  ANA,
  addressAt,
  type Commons,
  client,
  deployPopulated,
  EAST,
  from,
  genesis,
  NORTH,
  networkHelpers,
  provider,
  refuses,
  SOUTH,
} from '../commons.ts';
import { creditWork } from '../work/creditWork.ts';

const NORTH_ID = 5n;
const SOUTH_ID = 6n;
const WINDOW = genesis.settlement.window;

type Leaf = readonly [operatorId: bigint, account: Address, cumulative: bigint];

/** Write oneself more work than was verified, or write nobody else any. */
describe('Attack: lies in a settlement', () => {
  async function open() {
    const commons = await deployPopulated();
    await creditWork(commons, { operator: NORTH, verifier: SOUTH, epoch: 1n, units: 100n });
    await creditWork(commons, { operator: SOUTH, verifier: NORTH, epoch: 1n, units: 60n });
    await networkHelpers.mine();
    const cutoff = Number((await client.getBlock()).timestamp) - 1;
    return { commons, cutoff, settlement: commons.settlement, credits: commons.contributionCredits };
  }

  const treeOf = (leaves: readonly Leaf[]) =>
    StandardMerkleTree.of(
      leaves.map((leaf) => [...leaf]),
      ['uint256', 'address', 'uint256'],
    );
  const truth = (): readonly Leaf[] => [
    [NORTH_ID, addressAt(NORTH), 100n],
    [SOUTH_ID, addressAt(SOUTH), 60n],
  ];
  const post = (commons: Commons, cutoff: number, root: Hex, by = EAST) =>
    commons.settlement.write.post([cutoff, root, ''], from(by));

  it('are refuted by one false leaf, whoever is favoured by it', async () => {
    const lies: readonly Leaf[] = [
      [NORTH_ID, addressAt(NORTH), 101n],
      [NORTH_ID, addressAt(NORTH), 99n],
      [NORTH_ID, addressAt(EAST), 100n],
      [7n, addressAt(EAST), 1n],
      [99n, addressAt(EAST), 0n],
    ];
    for (const lie of lies) {
      const { commons, cutoff, settlement } = await networkHelpers.loadFixture(open);
      const tree = treeOf([lie, truth()[1]!]);
      await post(commons, cutoff, tree.root as Hex);
      await settlement.write.refute([...lie, tree.getProof(0) as Hex[]], from(ANA));
      expect((await settlement.read.pending()).root).to.match(/^0x0{64}$/);
      expect(await settlement.read.isBarred([7n])).to.equal(true);
    }
  });

  it('bar who posted them, and leave nothing to claim', async () => {
    const { commons, cutoff, settlement, credits } = await networkHelpers.loadFixture(open);
    const lie: Leaf = [7n, addressAt(EAST), 1_000_000n];
    const tree = treeOf([lie, ...truth()]);
    await post(commons, cutoff, tree.root as Hex);
    const leaf = tree.leafHash([...lie]) as Hex;
    const claim = () => credits.write.claim([...lie, tree.getProof(0) as Hex[]]);
    await refuses(claim(), credits, 'ClaimNotInRoot', [leaf, `0x${'0'.repeat(64)}`]);
    await settlement.write.refute([...lie, tree.getProof(0) as Hex[]]);
    await networkHelpers.time.increase(WINDOW + 1);
    await refuses(settlement.write.finalise(), settlement, 'NothingPending', []);
    await refuses(claim(), credits, 'ClaimNotInRoot', [leaf, `0x${'0'.repeat(64)}`]);
    await refuses(post(commons, cutoff, tree.root as Hex), settlement, 'PosterBarred', [7n]);
    expect(await credits.read.lifetime([addressAt(EAST), 1n])).to.equal(0n);
  });

  it('cannot be told of an honest root', async () => {
    const { commons, cutoff, settlement, credits } = await networkHelpers.loadFixture(open);
    const tree = treeOf(truth());
    await post(commons, cutoff, tree.root as Hex);
    const [leaf] = truth() as [Leaf];
    const proof = tree.getProof(0) as Hex[];
    await refuses(settlement.write.refute([...leaf, proof]), settlement, 'LeafTrue', [...leaf]);
    const outside: Leaf = [NORTH_ID, addressAt(NORTH), 5n];
    const foreign = settlement.write.refute([...outside, proof]);
    await refuses(foreign, settlement, 'LeafNotInRoot', [tree.leafHash([...outside]), tree.root]);
    await networkHelpers.time.increase(WINDOW + 1);
    await settlement.write.finalise();
    await credits.write.claim([...leaf, proof]);
    await refuses(credits.write.claim([...leaf, proof]), credits, 'NothingToClaim', [NORTH_ID, 100n, 100n]);
    expect(await credits.read.lifetime([addressAt(NORTH), 1n])).to.equal(100n);
  });

  it('do not become final by being kept secret', async () => {
    const { commons, cutoff, settlement } = await networkHelpers.loadFixture(open);
    const root = treeOf([[7n, addressAt(EAST), 1n]]).root as Hex;
    // The window of the local genesis is so short that a demand must be in the block of the post.
    await provider.request({ method: 'evm_setAutomine', params: [false] });
    try {
      await commons.settlement.write.post([cutoff, root, ''], { ...from(EAST), gas: 1_000_000n });
      await commons.settlement.write.demand({ ...from(NORTH), gas: 1_000_000n });
    } finally {
      await networkHelpers.mine();
      await provider.request({ method: 'evm_setAutomine', params: [true] });
    }
    expect((await settlement.read.pending()).demands).to.equal(1);
    await networkHelpers.time.increase(WINDOW + 1);
    await settlement.write.finalise();
    expect((await commons.contributionCredits.read.creditRoot())[0]).to.match(/^0x0{64}$/);
    expect(await settlement.read.isBarred([7n])).to.equal(true);
  });

  it('cannot push another root out of the way, or reach back', async () => {
    const { commons, cutoff, settlement } = await networkHelpers.loadFixture(open);
    const root = treeOf(truth()).root as Hex;
    await post(commons, cutoff, root);
    const { finalAt } = await settlement.read.pending();
    await networkHelpers.time.setNextBlockTimestamp(finalAt - 1);
    await refuses(post(commons, cutoff + 1, root, SOUTH), settlement, 'RootPending', [root, finalAt]);
    await networkHelpers.time.increase(WINDOW + 1);
    await settlement.write.finalise();
    const time = (await networkHelpers.time.latest()) + 5;
    await networkHelpers.time.setNextBlockTimestamp(time);
    await refuses(post(commons, cutoff, root), settlement, 'CutoffInvalid', [cutoff, cutoff, time]);
  });
});
