import type { Page } from 'playwright-core';
import { createPublicClient, createWalletClient, type Hex, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { toChain } from '../../dapp/wallet/commonsChain.ts';
import type { Configuration } from '../../protocol/http/configuration.ts';

export const WALLET_NAME = 'Test Wallet';

export type TestWallet = {
  readonly address: Hex;
  /** Declines this method until told otherwise, as a person would. */
  readonly decline: (method: string | null) => void;
  readonly signed: () => readonly string[];
};

type Transaction = { readonly to: Hex; readonly data?: Hex; readonly value?: Hex };

/**
 * Puts a wallet into a page as an extension would (EIP-1193, announced by EIP-6963). It really signs, and the key stays
 * in this process.
 */
export async function installWallet(page: Page, configuration: Configuration, privateKey: Hex): Promise<TestWallet> {
  const chain = toChain(configuration);
  const account = privateKeyToAccount(privateKey);
  const wallet = createWalletClient({ account, chain, transport: http() });
  const client = createPublicClient({ chain, transport: http() });
  const signed: string[] = [];
  let authorised = false;
  let declined: string | null = null;

  const answer = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    if (method === declined) throw Object.assign(new Error('User rejected the request.'), { code: 4001 });
    switch (method) {
      // An account that is told before anyone asked would make the page connect by itself.
      case 'eth_accounts':
        return authorised ? [account.address] : [];
      case 'eth_requestAccounts':
        authorised = true;
        return [account.address];
      case 'wallet_requestPermissions':
        authorised = true;
        return [{ parentCapability: 'eth_accounts' }];
      case 'wallet_switchEthereumChain':
        return null;
      case 'eth_signTypedData_v4': {
        const { domain, types, primaryType, message } = JSON.parse(String(params[1]));
        const { EIP712Domain: _, ...own } = types;
        signed.push(primaryType);
        return account.signTypedData({ domain, types: own, primaryType, message });
      }
      case 'eth_sendTransaction': {
        const { to, data, value } = params[0] as Transaction;
        signed.push(method);
        return wallet.sendTransaction({ to, ...(data ? { data } : {}), ...(value ? { value: BigInt(value) } : {}) });
      }
      default:
        return client.request({ method, params } as never);
    }
  };

  await page.exposeFunction('askTestWallet', async (method: string, params: readonly unknown[] = []) => {
    try {
      return { ok: await answer(method, params) };
    } catch (error) {
      const { code, message } = error as { code?: number; message: string };
      return { error: { code: code ?? -32603, message } };
    }
  });
  await page.addInitScript(announceWallet, WALLET_NAME);
  const decline = (method: string | null) => {
    declined = method;
  };
  return { address: account.address, decline, signed: () => signed };
}

/** Runs in the page; an error that crosses from the test process loses its code and is built again here. */
function announceWallet(name: string): void {
  const ask = (window as any).askTestWallet as (method: string, params?: unknown) => Promise<any>;
  const provider = {
    request: async ({ method, params }: { method: string; params?: unknown }) => {
      const { ok, error } = await ask(method, params);
      if (error) throw Object.assign(new Error(error.message), { code: error.code });
      return ok;
    },
    on: () => provider,
    removeListener: () => provider,
  };
  const info = {
    uuid: '350670db-19fa-4704-a166-e52e178b59d2',
    name,
    icon: 'data:image/svg+xml,<svg/>',
    rdns: 'test.wallet',
  };
  const announce = () =>
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
