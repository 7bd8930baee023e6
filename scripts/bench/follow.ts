import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { pino } from 'pino';
import { keccak256, toHex, zeroAddress, zeroHash } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type Config, type ConfigFile, readConfig } from '../../node/config.ts';
import { createAccount, openIdentity } from '../../node/identity/identity.ts';
import { peerIdBytes, peerKeyOf } from '../../node/identity/peerKey.ts';
import { createNode } from '../../node/node.ts';
import type { Figure } from './figure.ts';
import { SCRIPTED_ANSWER, type ScriptedRpc, scripted, scriptedDeployment, startScriptedRpc } from './scriptedRpc.ts';

const BLOCKS = 10_000_000;
const BLOCK_MS = 2_000;
/** Blocks by which a node learns how fast they come. */
const WARM_UP = 6;
const MEASURED_MS = 20_000;

/** Counts what a node with every role asks of its RPC: at a restart without news, and while nothing of ours happens. */
export async function benchFollow(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tilth-bench-'));
  const rpc = await startScriptedRpc({ height: BLOCKS });
  try {
    const config = prepareNode(rpc, directory);
    await rpc.mine(...enrolment, await bindingOf(config));
    const first = await createNode(config, pino({ level: 'silent' }));
    await first.stop();
    for (let i = 0; i < 100; i += 1) await rpc.mine();
    const before = rpc.counts.eth_getLogs ?? 0;
    const node = await createNode(config, pino({ level: 'silent' }));
    const logs = (rpc.counts.eth_getLogs ?? 0) - before;
    const empty = await countPerBlock(rpc, async () => void (await rpc.mine()));
    const foreign = await countPerBlock(rpc, async () => void (await rpc.mine(FOREIGN)));
    await node.stop();
    return [
      most('eth_getLogs of a restart, 10 M blocks, no news', logs, { limit: 3, peer: '11,120 before' }),
      most('requests a block, all roles, empty blocks', empty, { limit: 2, peer: '27 before' }),
      most("requests a block, all roles, others' blocks", foreign, { limit: 2, peer: '27 before' }),
    ];
  } finally {
    await rpc.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const account = privateKeyToAccount(keccak256(toHex('an operator of a benchmark')));
const identityId = BigInt(SCRIPTED_ANSWER);
const statement = { kind: 2, scheme: zeroAddress, validUntil: 2n ** 40n };

/** What makes the node's account an operator. */
const enrolment = [
  scripted('identityRegistry', 'Enrolled', { identityId, account: account.address, ...statement }),
  scripted('operatorRegistry', 'OperatorRegistered', {
    operatorId: identityId,
    account: account.address,
    group: zeroHash,
    stake: 10n ** 18n,
  }),
];

/** What makes the node's peer the operator's, so that the node has nothing to do. */
async function bindingOf(config: Config) {
  const { peerKey } = await openIdentity(config);
  const peerId = peerIdFromPrivateKey(peerKey).toString();
  const bound = { operatorId: identityId, peerKey: peerKeyOf(peerId), peerId: peerIdBytes(peerId), endpoints: '' };
  return scripted('operatorRegistry', 'NodeBound', bound);
}

/** An event that no fold reads: its block is not empty, and holds nothing for us. */
const FOREIGN = scripted('depositLog', 'EIP712DomainChanged', []);

function prepareNode(rpc: ScriptedRpc, directory: string): Config {
  writeFileSync(join(directory, 'deployment.json'), JSON.stringify(scriptedDeployment));
  writeFileSync(join(directory, 'password'), 'secret');
  const files = { accountFile: join(directory, 'account.json'), password: 'secret' };
  createAccount(files, keccak256(toHex('an operator of a benchmark')));
  const file: ConfigFile = {
    rpcUrl: rpc.url,
    roles: ['log', 'pinner', 'gate', 'expert', 'verifier', 'trainer'],
    experts: [{ kind: 'retrieval', register: 'technical' }, { kind: 'classifier' }],
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(file));
  return readConfig(directory, {});
}

async function countPerBlock(rpc: ScriptedRpc, mine: () => Promise<void>): Promise<number> {
  const total = () => Object.values(rpc.counts).reduce((sum, count) => sum + count, 0);
  const timer = setInterval(() => void mine(), BLOCK_MS);
  await sleep(WARM_UP * BLOCK_MS + BLOCK_MS / 2);
  const before = { requests: total(), head: rpc.head() };
  await sleep(MEASURED_MS);
  clearInterval(timer);
  return (total() - before.requests) / (rpc.head() - before.head);
}

type Bound = { readonly limit: number; readonly peer: string };

function most(name: string, value: number, { limit, peer }: Bound): Figure {
  const rounded = Math.round(value * 100) / 100;
  return { name: `follow: ${name}`, value: rounded, unit: '', target: `<= ${limit}`, peer, met: value <= limit };
}
