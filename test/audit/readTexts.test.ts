import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import { createTextReader } from '../../audit/readTexts.ts';
import { createSource } from '../../audit/source.ts';
import { type Draft, draftDeposit } from '../../client/deposit.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import { account, CHAIN_ID } from '../protocol/corpus/fixtures.ts';

const TEXT = 'The well is deep, and the rope is long.';

describe('what an audit fetches from gates', () => {
  const servers: Server[] = [];
  let draft: Draft;
  before(async () => {
    const identity = { contributor: account('ana'), label: 'ana', chainId: CHAIN_ID, licence: '', createdAt: 1 };
    draft = await draftDeposit({ text: TEXT, register: 'oral', tier: 'public', rights: ALL_RIGHTS, ...identity });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A gate that gives one body to everything, and a salt. */
  const open = async (body: string | Uint8Array, salt?: string): Promise<string> => {
    const server = createServer((_, response) => {
      if (salt) response.setHeader('x-tilth-salt', salt);
      response.end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const read = async (gates: readonly string[]) => {
    const liars: string[] = [];
    const sight = { cores: new Map([[draft.id, draft.core]]), onAltered: (gate: string) => void liars.push(gate) };
    const texts = await createTextReader(gates)([draft.id, 'sub:unknown'], sight);
    return { texts: [...texts], liars };
  };

  it('is the text that the manifest commits to; whoever gives another one is named, and the next is asked', async () => {
    const salt = bytesToHex(draft.salt);
    const honest = await open(`${TEXT}\n`, salt);
    const liars = await Promise.all([open('Another text.\n', salt), open(`${TEXT} \n`, salt), open(`${TEXT}\n`)]);
    expect(await read([...liars, honest])).to.deep.equal({ texts: [[draft.id, `${TEXT}\n`]], liars });
    expect(await read(liars)).to.deep.equal({ texts: [], liars });
  });

  it('is the block that an identifier names, and a gate that gives another one is named', async () => {
    const named: string[] = [];
    const liar = await open('other bytes');
    const source = createSource({
      rpcUrl: liar,
      contracts: {} as never,
      gateways: [liar, await open(draft.coreBytes)],
      onAltered: (gateway, what) => void named.push(gateway, what),
    });
    const cid: CID = fromDepositId(draft.id);
    expect(bytesToHex(await source.fetch(cid))).to.equal(bytesToHex(draft.coreBytes));
    expect(named).to.deep.equal([liar, cid.toString()]);
  });
});
