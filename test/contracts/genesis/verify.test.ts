import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type Address,
  concat,
  createTestClient,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  numberToHex,
  pad,
  parseAbi,
  publicActions,
  toHex,
  walletActions,
  zeroHash,
} from 'viem';
import type { Deployment } from '../../../protocol/deployment.ts';
import { startAnvil } from '../../../scripts/bench/bareCommons.ts';
import { deployCommons } from '../../../scripts/deploy/deployCommons.ts';
import type { Finding } from '../../../scripts/deploy/finding.ts';
import { readGenesis } from '../../../scripts/deploy/genesis/read.ts';
import { verifyDeployment } from '../../../scripts/deploy/verify.ts';
import { findAnvil } from '../../../scripts/local/chain.ts';
import { accountAt } from '../commons.ts';

const PORT = 8_591;
const rpcUrl = `http://127.0.0.1:${PORT}`;
const genesis = readGenesis('local');

describe('verifyDeployment', function () {
  this.timeout(300_000);
  const directory = mkdtempSync(join(tmpdir(), 'tilth-verify-'));
  const client = createTestClient({ mode: 'anvil', transport: http(rpcUrl) })
    .extend(publicActions)
    .extend(walletActions);
  let stopChain: () => Promise<void> = async () => {};
  let deployment: Deployment;

  before(async function () {
    if (!findAnvil()) this.skip();
    stopChain = await startAnvil(PORT);
    const deployerKey = toHex(accountAt(0).getHdKey().privateKey!);
    deployment = await deployCommons({ rpcUrl, genesis, deploymentDirectory: directory, deployerKey });
  });
  after(async () => {
    await stopChain();
    rmSync(directory, { recursive: true });
  });

  const badOnes = (findings: readonly Finding[]) =>
    findings.filter((it) => !it.ok).map(({ area, subject }) => `${area}: ${subject}`);
  const verify = (changed: Partial<Deployment['contracts']> = {}) =>
    verifyDeployment({
      rpcUrl,
      deployment: { ...deployment, contracts: { ...deployment.contracts, ...changed } },
      genesis,
    });

  /** Runs `tamper`, verifies, and puts the chain back. */
  async function afterwards(tamper: () => Promise<void>): Promise<readonly string[]> {
    const snapshot = await client.snapshot();
    await tamper();
    const bad = badOnes(await verify());
    await client.revert({ id: snapshot });
    return bad;
  }

  async function asTimelock(to: `0x${string}`, data: `0x${string}`): Promise<void> {
    const account = deployment.contracts.timelockController;
    await client.impersonateAccount({ address: account });
    await client.setBalance({ address: account, value: 10n ** 18n });
    const hash = await client.sendTransaction({ account, to, data, chain: null });
    await client.waitForTransactionReceipt({ hash });
  }

  /** Carries a decision out as the governor does, the wait of the timelock included. */
  async function execute(to: Address, data: Hex): Promise<void> {
    const account = deployment.contracts.commonsGovernor;
    const timelock = deployment.contracts.timelockController;
    const abi = parseAbi([
      'function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)',
      'function execute(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt)',
    ]);
    const call = [to, 0n, data, zeroHash, keccak256(data)] as const;
    await client.impersonateAccount({ address: account });
    await client.setBalance({ address: account, value: 10n ** 18n });
    const delay = BigInt(genesis.rules.constitutional.delay);
    for (const encoded of [
      encodeFunctionData({ abi, functionName: 'schedule', args: [...call, delay] }),
      encodeFunctionData({ abi, functionName: 'execute', args: call }),
    ]) {
      const hash = await client.sendTransaction({ account, to: timelock, data: encoded, chain: null });
      const { status } = await client.waitForTransactionReceipt({ hash });
      expect(status).to.equal('success');
      await client.increaseTime({ seconds: Number(delay) + 1 });
      await client.mine({ blocks: 1 });
    }
  }

  it('finds nothing wrong with a commons as the script makes it', async () => {
    const findings = await verify();
    expect(findings.filter((it) => !it.ok)).to.deep.equal([]);
    expect(new Set(findings.map((it) => it.area)).size).to.equal(8);
  });

  it('sees another genesis', async () => {
    const other = { ...genesis, beacon: { ...genesis.beacon, round: 3 } };
    const bad = badOnes(await verifyDeployment({ rpcUrl, deployment, genesis: other }));
    expect(bad).to.deep.equal(['genesis: hash', 'code: beacon']);
  });

  it('sees one contract in place of another', async () => {
    const bad = badOnes(await verify({ contributorRoll: deployment.contracts.proofJudge }));
    expect(bad).to.deep.equal(['links: identityRegistry.roll']);
  });

  it('sees other code at an address', async () => {
    const bad = await afterwards(async () => {
      const address = deployment.contracts.consentRegistry;
      const code = await client.getCode({ address });
      await client.setCode({ address, bytecode: `${code!.slice(0, -2)}00` as `0x${string}` });
    });
    expect(bad).to.deep.equal(['code: consentRegistry']);
  });

  it('sees a right that a stranger holds', async () => {
    const { authority } = deployment.contracts;
    const bad = await afterwards(async () => {
      // The holder of the table's first row, whose rows take two words each.
      const row = BigInt(keccak256(numberToHex(1, { size: 32 })));
      const index = numberToHex(row + 1n, { size: 32 });
      await client.setStorageAt({ address: authority, index, value: pad(accountAt(15).address) });
    });
    expect(bad).to.deep.equal(['rights: contributionCredits.mint may be called by']);
  });

  it('sees another court', async () => {
    const { authority } = deployment.contracts;
    const bad = await afterwards(async () => {
      const index = numberToHex(0, { size: 32 });
      await client.setStorageAt({ address: authority, index, value: pad(accountAt(15).address) });
    });
    expect(bad).to.deep.equal(['links: authority.court']);
  });

  it('finds nothing wrong after votes, and what no vote decided', async () => {
    const { commonsPool, mixturePolicy, ruleBook } = deployment.contracts;
    const shares = genesis.mixture.shares.map((share, i) => (i === 0 ? share + 10 : i === 1 ? share - 10 : share));
    const abi = parseAbi([
      'function setReserve(uint16 newReserve)',
      'function adopt(uint16[] shares)',
      'function adoptPlan((uint32 budget, uint16 epochCap, uint16 capBp, uint16 heldOutOneIn, uint16 samplerVersion) next)',
      'function setClass((address target, bytes4 selector, uint8 class) classification)',
    ]);
    const plan = { ...genesis.mixture.plan, budget: 300_000 };
    const reserve = encodeFunctionData({ abi, functionName: 'setReserve', args: [3_000] });
    const classification = { target: commonsPool, selector: '0x12345678', class: 1 } as const;
    const bad = await afterwards(async () => {
      await execute(commonsPool, reserve);
      await execute(mixturePolicy, encodeFunctionData({ abi, functionName: 'adopt', args: [shares] }));
      await execute(mixturePolicy, encodeFunctionData({ abi, functionName: 'adoptPlan', args: [plan] }));
      await execute(ruleBook, encodeFunctionData({ abi, functionName: 'setClass', args: [classification] }));
    });
    expect(bad).to.deep.equal([]);
    // The same call without a decision leaves no trace in the timelock.
    const forced = await afterwards(() => asTimelock(commonsPool, reserve));
    expect(forced).to.deep.equal(['settings: commonsPool.reserve']);
  });

  it('sees a second proposer of a timelock that was never frozen', async () => {
    const timelock = deployment.contracts.timelockController;
    const abi = parseAbi(['function grantRole(bytes32 role, address account)']);
    const role = await client.readContract({
      address: timelock,
      abi: parseAbi(['function PROPOSER_ROLE() view returns (bytes32)']),
      functionName: 'PROPOSER_ROLE',
    });
    const data = encodeFunctionData({ abi, args: [role, accountAt(0).address] });
    const bad = await afterwards(async () => {
      await client.setStorageAt({
        address: timelock,
        index: adminSlotOf(timelock),
        value: numberToHex(1, { size: 32 }),
      });
      await asTimelock(timelock, data);
    });
    expect(bad).to.deep.equal([
      'timelock: PROPOSER_ROLE is held by',
      'timelock: DEFAULT_ADMIN_ROLE is held by',
      `deployer: ${accountAt(0).address} holds`,
    ]);
  });
});

/** Where AccessControl, whose roles are in slot 0, keeps whether an account is the admin of all roles. */
function adminSlotOf(account: Address): Hex {
  const role = keccak256(concat([zeroHash, numberToHex(0, { size: 32 })]));
  return keccak256(concat([pad(account), role]));
}
