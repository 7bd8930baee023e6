import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { type Connection, connect, type Endpoints } from '../../client/connection.ts';
import { fromAccount } from '../../client/signer.ts';
import { CONTRACT_NAMES } from '../../protocol/deployment.ts';

const contracts = Object.fromEntries(
  CONTRACT_NAMES.map((name, i) => [name, `0x${(i + 1).toString(16).padStart(40, '0')}`]),
) as Endpoints['contracts'];

/** A commons as its page tells of it, with nothing behind it. */
export const CONFIGURATION = {
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  graphqlUrl: 'http://127.0.0.1:7420/graphql',
  apiUrls: ['http://127.0.0.1:7410'],
  contracts,
  development: null,
};

/** Works with these gates as a person who signs. */
export function asPerson(...apiUrls: string[]): Connection {
  const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
  return connect({ ...CONFIGURATION, apiUrls }, signer);
}

/** What an attempt failed with; null when it did not. */
export function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

export const ACCOUNT = `0x${'11'.repeat(20)}` as const;
export const HASH = `0x${'ab'.repeat(32)}` as const;

/** Where an answer came from, as a gate tells it. */
export const RECORD = {
  expert: { id: '3', kind: 'retrieval', domain: 'oral', operator: 4, account: ACCOUNT },
  modelHash: HASH,
  adapter: HASH,
  gate: { peerId: '12D3', account: ACCOUNT },
  cell: 'c',
  score: 0.8,
  propensity: 1,
  alternatives: [],
  disagreement: { verdict: 'ABSTAIN', value: 0, groups: [['3']] },
  receipts: [{ jobId: HASH, expert: '3', operator: ACCOUNT, modelHash: HASH, adapter: HASH, units: '10' }],
  deposits: [],
  failovers: [],
  usage: { promptTokens: 0, outputTokens: 3 },
} as const;

/** A receipt that a gate gives at once. */
export const RECEIPT = {
  v: 2,
  id: 'sub:bafy',
  chainId: 31337,
  depositLog: ACCOUNT,
  logId: 1,
  index: 0,
  acceptedAt: 1,
  deadline: 2,
  node: ACCOUNT,
  promiseSignature: '0x12',
  head: { root: HASH, path: [], signature: '0x12' },
  inclusion: null,
} as const;
