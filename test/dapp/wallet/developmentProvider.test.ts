import { expect } from 'chai';
import { type Hex, recoverTypedDataAddress, verifyMessage } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { toChain } from '../../../dapp/wallet/commonsChain.ts';
import { createDevelopmentProvider } from '../../../dapp/wallet/developmentProvider.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';

const chain = toChain({ chainId: 31337, rpcUrl: 'http://127.0.0.1:1' });
const accounts = ['ana', 'bako'].map((name) => {
  const privateKey = generatePrivateKey();
  return { name, privateKey, address: privateKeyToAccount(privateKey).address, roles: [] };
});
const [ana, bako] = accounts as [(typeof accounts)[0], (typeof accounts)[0]];

describe('dapp development wallet', () => {
  it('shows no account before it is asked to connect', async () => {
    const provider = createDevelopmentProvider({ accounts, chain });
    expect(await provider.request({ method: 'eth_accounts' })).to.deep.equal([]);
    expect(await provider.request({ method: 'eth_requestAccounts' })).to.deep.equal([ana.address]);
  });

  it('tells its listeners when another account is chosen, and remembers it', async () => {
    const seen: unknown[] = [];
    const remembered: (string | null)[] = [];
    const provider = createDevelopmentProvider({ accounts, chain, onSelect: (name) => remembered.push(name) });
    provider.on('accountsChanged', (value) => seen.push(value));
    provider.select('ana');
    provider.select('bako');
    await provider.request({ method: 'wallet_revokePermissions' });
    expect(seen).to.deep.equal([[bako.address]]);
    expect(remembered).to.deep.equal(['ana', 'bako', null]);
    expect(await provider.request({ method: 'eth_accounts' })).to.deep.equal([]);
  });

  it('signs typed data and messages that recover to the chosen account', async () => {
    const provider = createDevelopmentProvider({ accounts, chain, remembered: 'bako' });
    const deposit = `0x${'12'.repeat(32)}` as const;
    const consentRegistry = `0x${'34'.repeat(20)}` as const;
    const typed = withdrawalTypedData({ chainId: 31337, consentRegistry, deposit, depositor: bako.address });
    const types = { ...typed.types, EIP712Domain: [{ name: 'name', type: 'string' }] };
    const params = [bako.address, JSON.stringify({ ...typed, types })];
    const signature = (await provider.request({ method: 'eth_signTypedData_v4', params })) as Hex;
    expect(await recoverTypedDataAddress({ ...typed, signature })).to.equal(bako.address);
    const signed = (await provider.request({ method: 'personal_sign', params: ['0x6869', bako.address] })) as Hex;
    expect(await verifyMessage({ address: bako.address, message: 'hi', signature: signed })).to.equal(true);
  });
});
