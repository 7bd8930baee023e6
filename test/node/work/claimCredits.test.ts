import { expect } from 'chai';
import { encodeAbiParameters, keccak256, pad, toHex, zeroHash } from 'viem';
import type { Chain } from '../../../node/chain/chain.ts';
import { createFollower } from '../../../node/chain/createFollower.ts';
import type { Follower } from '../../../node/chain/follower.ts';
import { sendFolded } from '../../../node/chain/sendFolded.ts';
import type { Duty } from '../../../node/duty.ts';
import { type Journal, openJournal } from '../../../node/journal/journal.ts';
import { openViews } from '../../../node/views.ts';
import { createCreditClaimer } from '../../../node/work/claimCredits.ts';
import { type CreditRow, encodeCreditList } from '../../../protocol/blocks/creditList.ts';
import { buildCreditTree } from '../../../protocol/work/creditTree.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import { operators, type Person } from '../../../scripts/local/people.ts';
import { createMemoryStorage } from './memoryChain.ts';

const [north, south, east, west, centre] = operators as [Person, Person, Person, Person, Person];
const WINDOW = 1_000;
const COMPUTE = 1n;

describe('settling credits on the real contracts', function () {
  this.timeout(120_000);
  let commons: BareCommons;
  const chains = new Map<Person, Chain>();
  const troubles: unknown[] = [];
  const opened: { readonly follower: Follower; readonly journal: Journal }[] = [];
  let epoch = 0n;
  const as = (person: Person) => chains.get(person) as Chain;

  before(async () => {
    const local = readGenesis('local');
    commons = await startCommons(18_567, { ...local, settlement: { ...local.settlement, window: WINDOW } });
    for (const person of operators) chains.set(person, await commons.as(person.account));
  });
  after(async () => {
    for (const { follower, journal } of opened) {
      await follower.stop();
      journal.close();
    }
    await commons?.stop();
  });
  afterEach(() => expect(troubles.splice(0)).to.deep.equal([]));

  const wait = async (seconds: number) => {
    for (const [method, params] of [
      ['evm_increaseTime', [seconds]],
      ['evm_mine', []],
    ] as const) {
      await as(north).client.request({ method, params } as never);
    }
  };
  const idOf = (person: Person) => {
    const args = [person.account.address] as const;
    return as(person).read({ contract: 'operatorRegistry', functionName: 'operatorOf', args });
  };
  const credits = (person: Person) => {
    const args = [person.account.address, COMPUTE] as const;
    return as(person).read({ contract: 'contributionCredits', functionName: 'lifetime', args });
  };
  const pendingRoot = async () => {
    const call = { contract: 'settlement', functionName: 'pending' } as const;
    return (await as(north).read(call)).root;
  };
  const isBarred = async (person: Person) => {
    const args = [await idOf(person)] as const;
    return as(north).read({ contract: 'settlement', functionName: 'isBarred', args });
  };

  /** A sealed epoch of one operator that the centre finds clean and that is credited. */
  const earn = async (person: Person, units: bigint) => {
    epoch += 1n;
    const key = [await idOf(person), epoch] as const;
    const root = keccak256(toHex(`${epoch}`));
    const args = [epoch, root, 1, units, 'ipfs://none'] as const;
    const { blockNumber } = await as(person).send({ contract: 'receiptBook', functionName: 'seal', args });
    await wait(1);
    await wait(1);
    const sealed = { root, count: 1, units, blockNumber };
    await as(person).send({ contract: 'spotCheck', functionName: 'draw', args: [...key, sealed] });
    const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'].map((type) => ({ type }));
    const verdict = [1, 0, pad('0x01'), pad('0x02')] as const;
    const commitment = keccak256(encodeAbiParameters(types, [...verdict, centre.account.address]));
    await as(centre).send({ contract: 'spotCheck', functionName: 'commit', args: [...key, commitment] });
    await as(centre).send({ contract: 'spotCheck', functionName: 'reveal', args: [...key, ...verdict, 'ipfs://none'] });
    await wait(10);
    await as(person).send({ contract: 'spotCheck', functionName: 'settle', args: key });
    await wait(1);
  };

  /** The service of one node; every node here has a storage of its own unless one is given. */
  const open = async (person: Person, storage = createMemoryStorage()): Promise<Duty> => {
    const operatorId = await idOf(person);
    const journal = openJournal(':memory:');
    const { work, credits: book, folds } = openViews(journal, operatorId);
    const { rpcUrl, deployment } = commons;
    const follower = await createFollower({ rpcUrl, deployment, journal, folds, pollMs: 50 });
    opened.push({ follower, journal });
    const duty = createCreditClaimer(
      {
        ...{ follower, book, work, operatorId, storage: storage as never },
        chain: sendFolded(as(person), follower),
        onTrouble: (trouble) => troubles.push(trouble),
      },
      { pollMs: 50 },
    );
    const run = async () => {
      await follower.caughtUp();
      await duty.run();
    };
    const start = () => {
      follower.start();
      duty.start();
    };
    await follower.caughtUp();
    return { ...duty, run, start };
  };

  /** Posts rows as they are given, true or not. */
  const post = async (person: Person, rows: readonly CreditRow[], storage: ReturnType<typeof createMemoryStorage>) => {
    const cutoff = Number((await as(person).client.getBlock()).timestamp) - 1;
    const cid = await storage.put(encodeCreditList(cutoff, rows).bytes, 'dag-cbor');
    const args = [cutoff, buildCreditTree(rows).root, `ipfs://${cid}`] as const;
    await as(person).send({ contract: 'settlement', functionName: 'post', args });
  };
  const row = async (person: Person, units: bigint): Promise<CreditRow> => ({
    operatorId: await idOf(person),
    account: person.account.address,
    units,
  });

  it('does nothing while nobody worked', async () => {
    await (await open(east)).run();
    expect(await pendingRoot()).to.equal(zeroHash);
  });

  it('posts one root for all, makes it final after the window, and claims for each its own', async () => {
    await earn(east, 40n);
    await earn(west, 7n);
    const [eastern, western, idle] = await Promise.all([open(east), open(west), open(north)]);
    await eastern.run();
    const root = await pendingRoot();
    expect(root).to.not.equal(zeroHash);
    for (const settler of [western, idle, eastern]) await settler.run();
    expect(await pendingRoot()).to.equal(root, 'a true root stands');
    await wait(WINDOW);
    // The list is on the poster's storage only: the western node makes the tree anew from the chain.
    for (const settler of [western, eastern]) await settler.run();
    expect(await Promise.all([credits(east), credits(west), credits(north)])).to.deep.equal([40n, 7n, 0n]);
    for (const settler of [western, eastern]) await settler.run();
    expect(await pendingRoot()).to.equal(zeroHash, 'nothing is left to post');
  });

  it('claims only what came after the last claim', async () => {
    await earn(east, 2n);
    const eastern = await open(east);
    await eastern.run();
    await wait(WINDOW);
    await eastern.run();
    expect(await credits(east)).to.equal(42n);
  });

  it('refutes a root with a false row, and bars its poster', async () => {
    const storage = createMemoryStorage();
    await post(south, [await row(east, 42n), await row(west, 7n), await row(south, 1_000n)], storage);
    const watching = await open(north, storage);
    watching.start();
    await until(async () => (await pendingRoot()) === zeroHash);
    await watching.stop();
    expect(await isBarred(south)).to.equal(true);
  });

  it('demands its row of a root that nobody can see, which then never becomes final', async () => {
    await post(north, [await row(north, 1_000n), await row(centre, 1n)], createMemoryStorage());
    const eastern = await open(east);
    await eastern.run();
    await wait(WINDOW);
    await as(west).send({ contract: 'settlement', functionName: 'finalise' });
    expect(await pendingRoot()).to.equal(zeroHash);
    expect(await isBarred(north)).to.equal(true);
    expect(await credits(north)).to.equal(0n);
  });

  it('shows a row that is demanded, so that its root becomes final', async () => {
    await earn(west, 3n);
    const western = await open(west);
    await western.run();
    await as(east).send({ contract: 'settlement', functionName: 'demand' });
    await western.run();
    await wait(WINDOW);
    await western.run();
    expect(await isBarred(west)).to.equal(false);
    expect(await credits(west)).to.equal(10n);
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    if (await isTrue()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not happen');
}
