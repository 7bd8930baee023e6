import { expect } from 'chai';
import { InvalidArgumentError } from 'commander';
import { decodeFunctionData } from 'viem';
import { connect } from '../../../client/connection.ts';
import type { Client } from '../../../client/createClient.ts';
import { loadAbi } from '../../../protocol/abi/abis.ts';
import { BadCallError, parseCall, toActions } from '../../../scripts/commands/parseCall.ts';
import { CONFIGURATION, failure } from '../../client/fixtures.ts';

const commons = connect(CONFIGURATION) as unknown as Client;

describe('a call that is to be voted on', () => {
  it('is encoded by the names of its contract and function', async () => {
    const calls = parseCall('mixturePolicy.adopt [[1300, 1200]]', parseCall('commonsPool.setFloor ["2000"]'));
    const [first, second] = await toActions(commons, calls);
    const { commonsPool, mixturePolicy } = CONFIGURATION.contracts;
    expect([first!.target, second!.target]).to.deep.equal([commonsPool, mixturePolicy]);
    const floor = decodeFunctionData({ abi: await loadAbi.commonsPool(), data: first!.calldata });
    expect(floor).to.deep.equal({ functionName: 'setFloor', args: [2_000n] });
    const mixture = decodeFunctionData({ abi: await loadAbi.mixturePolicy(), data: second!.calldata });
    expect(mixture.args).to.deep.equal([[1300, 1200]]);
  });

  it('takes a struct as an object', async () => {
    const filing = { respondentId: 4, ground: 6, remedy: 3, subjectKind: 3, subject: `0x${'00'.repeat(32)}`, value: 0 };
    const words = `disputeCourt.file [${JSON.stringify(filing)}, "0x${'ab'.repeat(32)}", "ipfs://x"]`;
    const [action] = await toActions(commons, parseCall(words));
    const { args } = decodeFunctionData({ abi: await loadAbi.disputeCourt(), data: action!.calldata });
    expect(args?.[0]).to.deep.equal({ ...filing, respondentId: 4n, value: 0n });
  });

  it('takes the plan of runs as the guide writes it', async () => {
    const plan = { budget: 50_000_000, epochCap: 4, capBp: 100, heldOutOneIn: 10, samplerVersion: 2 };
    const [action] = await toActions(commons, parseCall(`mixturePolicy.adoptPlan [${JSON.stringify(plan)}]`));
    const { args } = decodeFunctionData({ abi: await loadAbi.mixturePolicy(), data: action!.calldata });
    expect(args).to.deep.equal([plan]);
  });

  it('is refused with what it should look like', async () => {
    expect(() => parseCall('nowhere.setFloor [1]')).to.throw(InvalidArgumentError, 'commonsPool.setFloor');
    expect(() => parseCall('commonsPool.setFloor [1')).to.throw(InvalidArgumentError);
    const missing = await failure(toActions(commons, parseCall('commonsPool.setFlor [1]')));
    expect(missing).to.be.instanceOf(BadCallError);
    const wrong = await failure(toActions(commons, parseCall('commonsPool.setFloor ["much"]')));
    expect((wrong as Error).message).to.match(/its arguments are: uint64 newFloor\.$/);
  });
});
