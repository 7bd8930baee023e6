import { defineConfig } from 'hardhat/config';
import config from './hardhat.config.ts';

/** The same contracts, fuzzed for as long as one likes to wait: `npm run test:deep`. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    solidity: { fuzz: { runs: 20_000 }, invariant: { runs: 2_000, depth: 256, failOnRevert: false } },
  },
});
