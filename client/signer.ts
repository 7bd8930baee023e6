import {
  type Address,
  createWalletClient,
  custom,
  type EIP1193Provider,
  type Hash,
  type Hex,
  http,
  type LocalAccount,
  NonceTooLowError,
  type TypedDataDefinition,
  BaseError as ViemError,
} from 'viem';

/** A call as a wallet sends it. */
export type Transaction = { readonly to: Address; readonly data: Hex; readonly value: bigint };

/** The chain that a transaction is meant for, and where it answers. */
export type Target = { readonly chainId: number; readonly rpcUrl: string };

/** Whoever acts in a commons: an address, and what it can sign. */
export type Signer = {
  readonly address: Address;
  /** Signs EIP-712 typed data. */
  readonly signTypedData: (typedData: TypedDataDefinition) => Promise<Hex>;
  /** Signs and sends a transaction; who only signs leaves it out, and others relay what was signed. */
  readonly sendTransaction?: (transaction: Transaction, target: Target) => Promise<Hash>;
};

const ATTEMPTS = 4;

/**
 * A signer from an account of viem, such as `privateKeyToAccount` gives. It sends one transaction at a time, so that two
 * never take the same nonce.
 * @example
 * import { fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 */
export function fromAccount(account: LocalAccount): Signer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    address: account.address,
    signTypedData: (typedData) => account.signTypedData(typedData),
    sendTransaction: (transaction, { rpcUrl }) => {
      const mine = last.then(() => sendFrom(account, rpcUrl, transaction));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Another process may send from the same account; the nonce is then read again. */
async function sendFrom(account: LocalAccount, rpcUrl: string, transaction: Transaction): Promise<Hash> {
  const wallet = createWalletClient({ account, transport: http(rpcUrl), cacheTime: 0 });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { gas } = await wallet.prepareTransactionRequest({ ...transaction, chain: null, parameters: ['gas'] });
      return await wallet.sendTransaction({ ...transaction, gas: withMargin(gas), chain: null });
    } catch (error) {
      if (!isNonceTaken(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * An estimate is made in the block that is now; in the next one a checkpoint of votes or work may be a new one, which
 * costs more than writing over the last. What is not used is not paid.
 */
function withMargin(gas: bigint): bigint {
  return (gas * 3n) / 2n + 60_000n;
}

function isNonceTaken(error: unknown): boolean {
  if (!(error instanceof ViemError)) return false;
  if (error.walk((it) => it instanceof NonceTooLowError)) return true;
  return /nonce too low|already known|replacement transaction underpriced/i.test(error.message);
}

/**
 * A signer from a wallet of the browser (EIP-1193); asks it which account to use.
 * @example
 * import { createClient, fromProvider } from 'tilth/client';
 * import type { EIP1193Provider } from 'viem';
 *
 * declare const ethereum: EIP1193Provider;
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer: await fromProvider(ethereum) });
 */
export async function fromProvider(provider: EIP1193Provider): Promise<Signer> {
  const transport = custom(provider);
  const [address] = await createWalletClient({ transport }).requestAddresses();
  const wallet = createWalletClient({ account: address as Address, transport });
  return {
    address: address as Address,
    signTypedData: (typedData) => wallet.signTypedData(typedData),
    sendTransaction: (transaction) => wallet.sendTransaction({ ...transaction, chain: null }),
  };
}
