import { expect } from 'chai';
import { CommonsUnreachableError, fetchConfiguration } from '../../client/connection.ts';
import { sendJson, startServer } from './fakeServer.ts';
import { CONFIGURATION, failure } from './fixtures.ts';

async function load(page: unknown) {
  await using server = await startServer((_, response) => sendJson(response, page));
  return await fetchConfiguration(server.url);
}

describe('client fetchConfiguration', () => {
  it('accepts what the page server gives, with contracts that this client does not know', async () => {
    const contracts = { ...CONFIGURATION.contracts, newRegistry: `0x${'5'.repeat(40)}` };
    expect((await load({ ...CONFIGURATION, contracts })).chainId).to.equal(31337);
  });

  it('refuses a commons without gates or without a contract it needs', async () => {
    expect(await failure(load({ ...CONFIGURATION, apiUrls: [] }))).to.be.instanceOf(CommonsUnreachableError);
    const { depositLog: _, ...contracts } = CONFIGURATION.contracts;
    const error = await failure(load({ ...CONFIGURATION, contracts }));
    expect(error)
      .to.be.instanceOf(CommonsUnreachableError)
      .with.property('message')
      .that.matches(/depositLog/);
  });

  it('says so when nobody answers, or answers something else', async () => {
    expect(await failure(fetchConfiguration('http://127.0.0.1:1'))).to.be.instanceOf(CommonsUnreachableError);
    await using server = await startServer((_, response) => void response.end('<html>'));
    expect(await failure(fetchConfiguration(server.url))).to.be.instanceOf(CommonsUnreachableError);
  });

  it('takes no address from a page that a browser would run', async () => {
    const graphqlUrl = 'javascript:alert(1)';
    await using server = await startServer((_, response) => sendJson(response, { ...CONFIGURATION, graphqlUrl }));
    expect(await failure(fetchConfiguration(server.url))).to.be.instanceOf(CommonsUnreachableError);
  });

  it('finds the page below a path too', async () => {
    await using server = await startServer((_, response) => sendJson(response, CONFIGURATION));
    await fetchConfiguration(`${server.url}/commons/of/here/`);
    expect(server.asked).to.deep.equal(['GET /commons/of/here/config.json']);
  });
});
