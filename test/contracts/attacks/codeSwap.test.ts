import { expect } from 'chai';
import { encodeFunctionData, getContractAddress, type Hex, parseAbi } from 'viem';
import { addressAt, client, networkHelpers, refuses, viem } from '../commons.ts';
import { argsOf, closeVote, deployVoting, everyoneFor, openVote, proposalOf, vote } from '../governance/decide.ts';

/** Initialisation code of a contract that accepts any call: returns one byte, STOP. */
const ACCEPTS: Hex = '0x600160005360016000f3';

/** Tornado Cash, May 2023: get an address approved, then put other code behind it. */
describe('Attack: code swapped after approval', () => {
  async function pass(target: Hex) {
    const commons = await networkHelpers.loadFixture(deployVoting);
    const data = encodeFunctionData({ abi: parseAbi(['function improve()']), functionName: 'improve' });
    const proposal = proposalOf(target, data);
    // Such a call was never classified, so it is constitutional and is read twice.
    for (const description of ['first reading', 'second reading']) {
      const reading = { ...proposal, description };
      const id = await openVote(commons, reading);
      await vote(commons, id, everyoneFor);
      expect(await closeVote(commons, id)).to.equal('Succeeded');
      await commons.commonsGovernor.write.queue([...argsOf(reading)]);
      await networkHelpers.time.increase(10);
    }
    const second = { ...proposal, description: 'second reading' };
    const id = await commons.commonsGovernor.read.getProposalId([...argsOf(second)]);
    return { commons, proposal: second, id };
  }

  it('is noticed when code appears at an address that had none', async () => {
    const [wallet] = await viem.getWalletClients();
    const from = addressAt(18);
    const nonce = await client.getTransactionCount({ address: from });
    const target = getContractAddress({ from, nonce: BigInt(nonce) });
    const { commons, proposal, id } = await pass(target);
    await wallet!.sendTransaction({ account: from, data: ACCEPTS } as never);
    expect(await client.getCode({ address: target })).to.not.equal(undefined);
    const call = commons.commonsGovernor.write.execute([...argsOf(proposal)]);
    await refuses(call, commons.decisionRegister, 'CodeChanged', [id]);
  });

  it('is noticed when the code at an address is another', async () => {
    const target = addressAt(17);
    await networkHelpers.setCode(target, '0x00');
    const { commons, proposal, id } = await pass(target);
    await networkHelpers.setCode(target, '0x60006000f3');
    const call = commons.commonsGovernor.write.execute([...argsOf(proposal)]);
    await refuses(call, commons.decisionRegister, 'CodeChanged', [id]);
  });
});
