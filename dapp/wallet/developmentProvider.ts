import { type Chain, createClient, type Hex, http, numberToHex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import type { DevelopmentAccount } from '../../protocol/http/configuration.ts';
import type { SentTransaction } from './developmentSigner.ts';

type Listener = (...values: unknown[]) => void;
type Call = { readonly method: string; readonly params?: readonly unknown[] };

/** An EIP-1193 provider over test accounts; `select` changes who signs. */
export type DevelopmentProvider = {
  readonly request: (call: Call) => Promise<unknown>;
  readonly on: (event: string, listener: Listener) => void;
  readonly removeListener: (event: string, listener: Listener) => void;
  readonly select: (name: string) => void;
};

export type DevelopmentProviderOptions = {
  readonly accounts: readonly DevelopmentAccount[];
  readonly chain: Chain;
  /** The account chosen before this page was loaded. */
  readonly remembered?: string | null;
  readonly onSelect?: (name: string | null) => void;
};

/** Signs with the commons' public test keys. Never offer it on a chain that holds anything of worth. */
export function createDevelopmentProvider(options: DevelopmentProviderOptions): DevelopmentProvider {
  const { accounts, chain, remembered, onSelect } = options;
  const client = createClient({ chain, transport: http(chain.rpcUrls.default.http[0]) });
  const listeners = new Map<string, Set<Listener>>();
  let selected = accounts.find(({ name }) => name === remembered);

  const choose = (account: DevelopmentAccount | undefined) => {
    selected = account;
    onSelect?.(account?.name ?? null);
  };
  const chosen = () => {
    if (!selected) throw new NoAccountError();
    return selected;
  };
  const signer = async () => {
    const { createDevelopmentSigner } = await import('./developmentSigner.ts');
    return createDevelopmentSigner(chosen().privateKey, chain);
  };
  const authorise = () => {
    if (!selected) choose(accounts[0]);
    return [chosen().address];
  };

  const methods: Readonly<Record<string, (params: readonly unknown[]) => unknown>> = {
    eth_requestAccounts: authorise,
    eth_accounts: () => (selected ? [selected.address] : []),
    eth_chainId: () => numberToHex(chain.id),
    wallet_requestPermissions: () => {
      const value = authorise();
      return [{ parentCapability: 'eth_accounts', caveats: [{ type: 'restrictReturnedAccounts', value }] }];
    },
    wallet_revokePermissions: () => {
      choose(undefined);
      return null;
    },
    wallet_switchEthereumChain: () => null,
    wallet_addEthereumChain: () => null,
    personal_sign: async ([message]) => (await signer()).signMessage(message as Hex),
    eth_signTypedData_v4: async ([, json]) => (await signer()).signTypedData(String(json)),
    eth_sendTransaction: async ([sent]) => (await signer()).sendTransaction(sent as SentTransaction),
  };

  return {
    request: async ({ method, params = [] }) => {
      const own = methods[method];
      return own ? await own(params) : client.request({ method, params } as never);
    },
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set<Listener>();
      listeners.set(event, set.add(listener));
    },
    removeListener: (event, listener) => {
      listeners.get(event)?.delete(listener);
    },
    select: (name) => {
      const account = accounts.find((known) => known.name === name);
      if (!account) throw new NoAccountError();
      const wasConnected = selected !== undefined;
      choose(account);
      if (!wasConnected) return;
      for (const listener of listeners.get('accountsChanged') ?? []) listener([account.address]);
    },
  };
}

export class NoAccountError extends BaseError {
  override readonly name = 'NoAccountError';
  override readonly kind = 'forbidden';
  constructor() {
    super('No development account is chosen.', { hint: 'Choose one in the wallet dialog.' });
  }
}
