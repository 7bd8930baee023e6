import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { claimToOpen } from '../../../node/models/claimToOpen.ts';
import { isRunOver } from '../../../node/models/isRunOver.ts';
import { Commons } from '../training/run/commons.ts';

describe('claimToOpen', () => {
  let commons: Commons;
  let components: ReturnType<Commons['components']>;
  beforeEach(() => {
    commons = new Commons(['oral'], [10_000]);
    components = commons.components();
  });
  afterEach(() => rmSync(commons.directory, { recursive: true }));
  const claim = (runId: bigint, operatorId: bigint, policyId: bigint) =>
    commons.mine('modelRegistry', 'RunClaimed', { runId, operatorId, policyId });
  const find = (operatorId: number) => claimToOpen(components, operatorId);

  it('is the run that an operator claimed, for that operator alone', async () => {
    commons.adopt([10_000]);
    expect(await find(9)).to.equal(null);
    claim(1n, 9n, 2n);
    expect([await find(9), await find(8)]).to.deep.equal([1, null]);
  });

  it('is none for the first policy, and none once another policy is in force', async () => {
    claim(1n, 9n, 1n);
    expect(await find(9)).to.equal(null);
    commons.adopt([10_000]);
    claim(2n, 9n, 2n);
    commons.adopt([10_000]);
    expect(await find(9)).to.equal(null);
  });

  it('ends when the run is opened, when its time is over, and when another operator follows', async () => {
    commons.adopt([10_000]);
    claim(1n, 9n, 2n);
    for (let block = 0; block < 600; block += 1) await components.follower.caughtUp();
    expect(await find(9)).to.equal(null);
    claim(2n, 8n, 2n);
    expect([await find(9), await find(8)]).to.deep.equal([null, 2]);
    const root = `0x${'01'.repeat(32)}` as const;
    const roots = { snapshotRoot: root, consentRoot: root, consentHead: root, uri: '' };
    commons.mine('modelRegistry', 'RunOpened', { runId: 2n, operatorId: 8n, baseModelId: 1n, policyId: 2n, ...roots });
    expect(await find(8)).to.equal(null);
    expect(isRunOver(components, 2)).to.equal(false);
    claim(3n, 7n, 2n);
    expect(isRunOver(components, 2)).to.equal(true);
  });
});
