import { expect } from 'chai';
import { BadConfigurationError, parseConfiguration } from '../../../dapp/api/config.ts';
import { isLocalChain } from '../../../dapp/wallet/isLocalChain.ts';

const contract = (n: number) => `0x${String(n).repeat(40)}`;

const configuration = {
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  graphqlUrl: 'http://127.0.0.1:7420/graphql',
  apiUrls: ['http://127.0.0.1:7410'],
  contracts: {
    depositLog: contract(1),
    consentRegistry: contract(2),
    commonsGovernor: contract(3),
    mixturePolicy: contract(4),
  },
  development: null,
};

describe('dapp configuration', () => {
  it('accepts what the page server gives, with contracts that this page does not use', () => {
    const contracts = { ...configuration.contracts, workLedger: contract(5) };
    expect(parseConfiguration({ ...configuration, contracts }).chainId).to.equal(31337);
  });

  it('refuses a commons without gates or without a contract it needs', () => {
    expect(() => parseConfiguration({ ...configuration, apiUrls: [] })).to.throw(BadConfigurationError);
    expect(() => parseConfiguration({ ...configuration, contracts: {} })).to.throw(BadConfigurationError, /depositLog/);
  });

  it('offers test accounts only where chain and RPC are local', () => {
    expect(isLocalChain(configuration)).to.equal(true);
    expect(isLocalChain({ ...configuration, chainId: 1 })).to.equal(false);
    expect(isLocalChain({ ...configuration, rpcUrl: 'https://rpc.example.org' })).to.equal(false);
  });
});
