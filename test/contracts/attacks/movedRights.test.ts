import { expect } from 'chai';
import type { Abi, Address } from 'viem';
import { RIGHTS } from '../../../scripts/deploy/modules/authority.ts';
import {
  ANA,
  addressAt,
  asTimelock,
  client,
  deployPopulated,
  from,
  networkHelpers,
  refuses,
  viem,
} from '../commons.ts';

type Written = { readonly abi: Abi; readonly address: Address };

const writersOf = (abi: Abi) =>
  abi.flatMap((it) => (it.type === 'function' && !['view', 'pure'].includes(it.stateMutability) ? [it.name] : []));

/** Take a role that an administrator may give (Ronin, 2022; every admin key since). Here nobody gives any. */
describe('Attack: rights moved', () => {
  async function open() {
    const commons = await deployPopulated();
    return { commons, timelock: await asTimelock(commons) };
  }

  it('are bound once: neither a vote nor the deployer writes the table again', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { authority, ruleBook } = commons;
    expect(writersOf(authority.abi)).to.deep.equal(['bind']);
    const count = RIGHTS.flatMap(({ holders }) => holders).length;
    expect((await authority.read.table()).length).to.equal(count);
    const court = addressAt(ANA);
    await refuses(authority.write.bind([[], court], timelock), authority, 'NotDeployer', [timelock.account]);
    await refuses(authority.write.bind([[], court], from(0)), authority, 'AlreadyBound', []);
    await refuses(ruleBook.write.bind([[]], from(0)), ruleBook, 'BindingClosed', [addressAt(0)]);
    expect((await authority.read.table()).length).to.equal(count);
  });

  it('are not those of the timelock either', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    for (const { target, selector, holders } of RIGHTS) {
      const ask = (caller: Address) => commons.authority.read.canCall([caller, commons[target].address, selector]);
      expect(await ask(timelock.account), `${target} ${selector}`).to.equal(false);
      for (const holder of holders) expect(await ask(commons[holder].address), `${holder} ${selector}`).to.equal(true);
    }
  });

  it('stay where they are, because no contract obeys another authority', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { account } = timelock;
    let managed = 0;
    for (const [name, { abi, address }] of Object.entries(commons as unknown as Record<string, Written>)) {
      if (!writersOf(abi).includes('setAuthority')) continue;
      managed += 1;
      for (const caller of [account, addressAt(0), commons.disputeCourt.address]) {
        const call = { abi, address, account: caller, functionName: 'setAuthority', args: [addressAt(ANA)] } as const;
        const outcome = await client.simulateContract(call).then(
          () => 'moved',
          (refused: unknown) => String(refused),
        );
        expect(outcome, name).to.include('AccessManagedUnauthorized');
      }
    }
    expect(managed).to.be.greaterThan(10);
  });

  it('do not pass by another timelock, a relayed call or a role', async () => {
    const { commons, timelock } = await networkHelpers.loadFixture(open);
    const { commonsGovernor: governor, timelockController } = commons;
    const ana = addressAt(ANA);
    await refuses(governor.read.updateTimelock([ana], timelock), governor, 'TimelockFixed', []);
    await refuses(governor.write.relay([ana, 0n, '0x'], timelock), governor, 'RelayDisabled', []);
    const role = await timelockController.read.PROPOSER_ROLE();
    const granted = timelockController.write.grantRole([role, ana], timelock);
    await viem.assertions.revertWithCustomError(granted, timelockController, 'AccessControlUnauthorizedAccount');
  });
});
