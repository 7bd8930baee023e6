import { createRequire } from 'node:module';
import hardhatIgnitionViem from '@nomicfoundation/hardhat-ignition-viem';
import hardhatMocha from '@nomicfoundation/hardhat-mocha';
import hardhatNetworkHelpers from '@nomicfoundation/hardhat-network-helpers';
import hardhatViem from '@nomicfoundation/hardhat-viem';
import hardhatViemAssertions from '@nomicfoundation/hardhat-viem-assertions';
import { configVariable, defineConfig } from 'hardhat/config';

// The wasm compiler from npm: nothing is downloaded.
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js');
const settings = { evmVersion: 'prague', optimizer: { enabled: true, runs: 200 } };

export default defineConfig({
  plugins: [hardhatMocha, hardhatViem, hardhatViemAssertions, hardhatNetworkHelpers, hardhatIgnitionViem],
  solidity: {
    npmFilesToBuild: ['@openzeppelin/contracts/governance/TimelockController.sol'],
    profiles: {
      default: {
        compilers: [{ version: '0.8.30', path: soljson, settings }],
        // The governor fits the limit of code size only so.
        overrides: {
          'contracts/governance/CommonsGovernor.sol': {
            version: '0.8.30',
            path: soljson,
            settings: { ...settings, viaIR: true },
          },
        },
      },
      production: { compilers: [{ version: '0.8.30', path: soljson, settings: { ...settings, viaIR: true } }] },
    },
  },
  paths: { ignition: 'scripts/deploy', tests: { mocha: 'test/contracts', solidity: 'test/contracts' } },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'prague' },
    // What `tilth up` runs where npm has no anvil. Without the last line each block would move time by a second, and a
    // vote of six seconds would close while its ballots come in.
    node: {
      type: 'edr-simulated',
      chainType: 'l1',
      hardfork: 'prague',
      chainId: 31337,
      accounts: { count: 40 },
      allowBlocksWithSameTimestamp: true,
    },
    target: { type: 'http', chainType: 'l1', url: configVariable('TILTH_RPC_URL') },
  },
  test: {
    mocha: { timeout: 60_000 },
    solidity: { fuzz: { runs: 256 }, invariant: { runs: 256, depth: 64, failOnRevert: false } },
  },
});
