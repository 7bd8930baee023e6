import { expect } from 'chai';
import { isLocalChain } from '../../../dapp/wallet/isLocalChain.ts';

const configuration = { chainId: 31337, rpcUrl: 'http://127.0.0.1:8545' };

describe('dapp isLocalChain', () => {
  it('offers test accounts only where chain and RPC are local', () => {
    expect(isLocalChain(configuration)).to.equal(true);
    expect(isLocalChain({ ...configuration, chainId: 1 })).to.equal(false);
    expect(isLocalChain({ ...configuration, rpcUrl: 'https://rpc.example.org' })).to.equal(false);
  });
});
