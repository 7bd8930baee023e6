import { encodeFunctionData, type Hex, zeroHash } from 'viem';
import { ANA, addressAt, asTimelock, from, NORTH, networkHelpers, viem } from '../commons.ts';
import { argsOf, closeVote, deployVoting, everyoneFor, openVote, proposalOf, vote } from '../governance/decide.ts';

const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];

/** Execute a queued operation on the timelock itself, round the governor's checks of delay, objection and code. */
describe('Attack: the timelock, directly', () => {
  it('schedules, executes and cancels for nobody but the governor', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    const call = encodeFunctionData({ abi: commons.mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
    const proposal = proposalOf(commons.mixturePolicy.address, call);
    const id = await openVote(commons, proposal);
    await vote(commons, id, everyoneFor);
    await closeVote(commons, id);
    await commons.commonsGovernor.write.queue([...argsOf(proposal)]);
    await networkHelpers.time.increase(100);

    const [targets, values, calls, descriptionHash] = argsOf(proposal);
    // OpenZeppelin salts an operation with the governor's address.
    const salt =
      `0x${((BigInt(commons.commonsGovernor.address) << 96n) ^ BigInt(descriptionHash)).toString(16).padStart(64, '0')}` as Hex;
    const { write, read } = commons.timelockController;
    const operation = await read.hashOperationBatch([targets, values, calls, zeroHash, salt]);
    const refused = (promise: Promise<unknown>) =>
      viem.assertions.revertWithCustomError(promise, commons.timelockController, 'AccessControlUnauthorizedAccount');
    for (const account of [ANA, NORTH, 0]) {
      await refused(write.executeBatch([targets, values, calls, zeroHash, salt], from(account)));
      await refused(write.scheduleBatch([targets, values, calls, zeroHash, zeroHash, 10n], from(account)));
      await refused(write.cancel([operation], from(account)));
      await refused(write.grantRole([await read.EXECUTOR_ROLE(), addressAt(account)], from(account)));
    }
    await commons.commonsGovernor.write.execute([...argsOf(proposal)]);
  });

  it('gives no role to anybody, even if both chambers decide so', async () => {
    const commons = await networkHelpers.loadFixture(deployVoting);
    const { write, read } = commons.timelockController;
    const timelock = await asTimelock(commons);
    for (const role of [
      await read.PROPOSER_ROLE(),
      await read.EXECUTOR_ROLE(),
      await read.CANCELLER_ROLE(),
      zeroHash,
    ]) {
      const granted = write.grantRole([role, addressAt(ANA)], timelock);
      const refusal = 'AccessControlUnauthorizedAccount';
      await viem.assertions.revertWithCustomError(granted, commons.timelockController, refusal);
      const revoked = write.revokeRole([role, commons.commonsGovernor.address], timelock);
      await viem.assertions.revertWithCustomError(revoked, commons.timelockController, refusal);
    }
  });
});
