import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import { createCheckLeaf } from '../../../node/deposits/checkLeaf.ts';
import { type AskContract, createAskContract } from '../../../node/deposits/contractSignature.ts';
import { createReadLogs } from '../../../node/deposits/readLogs.ts';
import { openContractAnswers } from '../../../node/journal/contractAnswers.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { REGISTERS } from '../../../protocol/manifest/register.ts';
import { type RecoverAccount, recoverAccount } from '../../../protocol/receipts/recoverAccount.ts';
import { startAnvil } from '../../../scripts/bench/bareCommons.ts';
import { Commons, DOMAIN } from '../training/run/commons.ts';

const EQUAL = Array(REGISTERS.length).fill(10_000 / REGISTERS.length);

describe('createReadLogs', () => {
  const open = (commons: Commons, askContract: AskContract = async () => false) => {
    const { follower, heads } = commons.follow();
    const troubles: string[] = [];
    let recovered = 0;
    const recover: RecoverAccount = (digest, signature) => {
      recovered += 1;
      return recoverAccount(digest, signature);
    };
    const getBlock = async ({ blockNumber }: { blockNumber: bigint }) => ({
      timestamp: commons.blockTime(blockNumber),
    });
    const checkLeaf = createCheckLeaf({ ...DOMAIN, client: { getBlock } as never, askContract, recover });
    const readLogs = createReadLogs({
      ...{ follower, heads, storage: { get: commons.get }, checkLeaf },
      onTrouble: ({ cause }) => troubles.push((cause as Error).message),
    });
    return { readLogs, troubles, recovered: () => recovered };
  };
  const deposit = (commons: Commons, text: string, signedBy = 'ana') =>
    commons.deposit({ text, register: 'oral', by: 'ana', signedBy });

  it('leaves out a deposit that its contributor did not sign, names it, and reads on', async () => {
    const commons = new Commons(REGISTERS, EQUAL);
    const first = await deposit(commons, 'Ana tells of the mill.');
    const forged = await deposit(commons, 'Ana never wrote this.', 'operator');
    await commons.anchor();
    const last = await deposit(commons, 'Ana tells of the ferry.');
    await commons.anchor();
    const { readLogs, troubles } = open(commons);
    const [log] = await readLogs();
    expect(log?.size, 'its place stays').to.equal(3);
    expect(log?.entries.map(({ id, position }) => [id, position])).to.deep.equal([
      [first, 0],
      [last, 2],
    ]);
    expect(troubles).to.have.length(1);
    expect(troubles[0]).to.include(`Deposit ${forged} of log 1 carries no signature of its contributor.`);
  });

  it('leaves out a leaf that is no manifest, and loses no other', async () => {
    const commons = new Commons(REGISTERS, EQUAL);
    const spoilt = await deposit(commons, 'A leaf whose bytes are another thing.');
    const good = await deposit(commons, 'Ana tells of the mill.');
    await commons.anchor();
    commons.blocks.set(spoilt.slice('sub:'.length), Uint8Array.of(0xa0));
    const [log] = await open(commons).readLogs();
    expect(log?.entries.map(({ id }) => id)).to.deep.equal([good]);
  });

  it('checks each signature once, however often it is asked', async () => {
    const commons = new Commons(REGISTERS, EQUAL);
    for (const i of [1, 2, 3]) await deposit(commons, `Tale ${i} of the mill.`);
    await commons.anchor();
    const { readLogs, recovered } = open(commons);
    await readLogs();
    await readLogs();
    expect(recovered()).to.equal(3);
    await deposit(commons, 'A fourth tale.');
    await commons.anchor();
    await readLogs();
    expect(recovered()).to.equal(4);
  });

  it('goes no further than the chain can judge, calls it neither signed nor unsigned, and goes on later', async () => {
    const commons = new Commons(REGISTERS, EQUAL);
    const first = await deposit(commons, 'Ana tells of the mill.');
    await commons.anchor();
    await deposit(commons, 'A wallet of several keys tells of the ferry.', 'one of its keys');
    await commons.anchor();
    const { readLogs, troubles } = open(commons, async () => {
      throw new Error('missing trie node');
    });
    const [log] = await readLogs();
    expect([log?.size, log?.entries.map(({ id }) => id)]).to.deep.equal([1, [first]]);
    expect(troubles).to.deep.equal(['missing trie node']);
    expect((await open(commons, async () => true).readLogs())[0]?.entries).to.have.length(2);
  });

  it('gives the other logs while the blocks of one do not come, and that one when they come', async () => {
    const [here, late] = [new Commons(REGISTERS, EQUAL), new Commons(REGISTERS, EQUAL)];
    late.logId = 2;
    const first = await deposit(here, 'Ana tells of the mill.');
    const second = await deposit(late, 'Ana tells of the ferry.');
    const views = [];
    for (const commons of [here, late]) {
      await commons.anchor();
      views.push(commons.follow().heads);
    }
    const arrival = Promise.withResolvers<void>();
    const [mill, ferry] = views as [(typeof views)[0], (typeof views)[0]];
    const readLogs = createReadLogs({
      follower: here.follow().follower,
      heads: {
        logIds: () => [1, 2],
        of: (logId, above) => (logId === 1 ? mill : ferry).of(logId, above),
        at: (logId, size) => (logId === 1 ? mill : ferry).at(logId, size),
      },
      storage: {
        get: async (cid) => {
          if (here.blocks.has(cid.toString())) return here.get(cid);
          await arrival.promise;
          return late.get(cid);
        },
      },
      checkLeaf: async () => ({ ok: true }),
    });
    const idsOf = async (patienceMs: number) =>
      (await readLogs({ patienceMs })).flatMap(({ entries }) => entries.map(({ id }) => id));
    expect(await Promise.all([idsOf(50), idsOf(50)])).to.deep.equal([[first], [first]]);
    arrival.resolve();
    expect(await idsOf(2_000)).to.deep.equal([first, second]);
  });
});

describe('createAskContract', function () {
  this.timeout(30_000);
  const PORT = 18_591;
  /** Code that answers with the word of consent, and does `end` with it. */
  const consent = (end: string) => `0x631626ba7e60e01b5f52${end}`;
  const RETURN = '60205ff3';
  let stop: () => Promise<void>;
  let rpc: <T>(method: string, ...params: unknown[]) => Promise<T>;

  before(async () => {
    stop = await startAnvil(PORT);
    rpc = async (method, ...params) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${PORT}`, { method: 'POST', headers, body });
      const { result, error } = (await response.json()) as { result: never; error?: { message: string } };
      if (error) throw new Error(error.message);
      return result;
    };
  });
  after(() => stop());

  const open = () => {
    let calls = 0;
    const call = async ({ data, blockNumber }: { data: `0x${string}`; blockNumber?: bigint }) => {
      calls += 1;
      return {
        data: await rpc<`0x${string}`>('eth_call', { data }, blockNumber === undefined ? 'latest' : toHex(blockNumber)),
      };
    };
    const ask = createAskContract({ client: { call } as never }, openContractAnswers(openJournal(':memory:')));
    return { ask, calls: () => calls };
  };
  const question = (name: string) => ({
    account: `0x${keccak256(toHex(name)).slice(-40)}` as const,
    digest: keccak256('0x12'),
    signature: new Uint8Array(65).fill(7),
  });
  const put = (name: string, code: string) => rpc('anvil_setCode', question(name).account, code);

  it('believes a contract that says yes, and no other, whatever it does', async () => {
    const codes: Readonly<Record<string, string>> = {
      'says no': '0x60205ff3',
      'reverts with the word': consent('60205ffd'),
      'gives four bytes': consent('60045ff3'),
      'says it and more': '0x631626ba7e60e01b6001175f5260205ff3',
      'never ends': '0x5b5f56',
      'gives what no code may begin with': '0x60ef5f5360205ff3',
    };
    const { ask } = open();
    await put('yes', consent(RETURN));
    expect(await ask(question('yes'))).to.equal(true);
    expect(await ask(question('no code at all'))).to.equal(false);
    for (const [name, code] of Object.entries(codes)) {
      await put(name, code);
      expect(await ask(question(name)), name).to.equal(false);
    }
  });

  it('asks as of a block, remembers the answer, and throws when the chain cannot say', async () => {
    const { ask, calls } = open();
    await put('changes', consent(RETURN));
    await rpc('anvil_mine', '0x1');
    const block = Number(await rpc<string>('eth_blockNumber'));
    expect(await ask(question('changes'), block)).to.equal(true);
    await put('changes', '0x');
    await rpc('anvil_mine', '0x1');
    expect(await ask(question('changes'), block), 'as it was').to.equal(true);
    expect(calls()).to.equal(1);
    expect(await ask(question('changes'), block + 1)).to.equal(false);
    const error = await ask(question('changes'), block + 1_000).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(Error);
  });
});
