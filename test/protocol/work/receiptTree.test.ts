import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import type { WorkReceipt } from '../../../protocol/typedData/workReceipt.ts';
import { buildReceiptTree, verifyReceiptPath } from '../../../protocol/work/receiptTree.ts';

const TYPES =
  'uint16 uint64 uint64 bytes32 address address uint256 bytes32 bytes32 string bytes32 bytes32 bytes32 uint64 uint64 uint64 uint64'.split(
    ' ',
  );
const hash = (name: string) => keccak256(toHex(name));
const address = '0x00000000000000000000000000000000000000a1';

const receipt = (index: number): WorkReceipt => ({
  version: 2,
  epoch: 9n,
  index: BigInt(index),
  jobId: hash(`job ${index}`),
  gate: address,
  operator: address,
  expertId: 3n,
  modelHash: hash('model'),
  adapterHash: hash('adapter'),
  runtimeClass: 'test/1',
  inputHash: hash('input'),
  outputHash: hash('output'),
  proofRoot: hash('proof'),
  seed: 5n,
  units: 10n,
  startedAt: 1n,
  finishedAt: 2n,
});

describe('buildReceiptTree', () => {
  for (const count of [1, 2, 3, 7, 64]) {
    it(`gives the root and the paths of OpenZeppelin's standard tree over ${count} receipts`, () => {
      const receipts = Array.from({ length: count }, (_, i) => receipt(i));
      const standard = StandardMerkleTree.of(
        receipts.map((one) => Object.values(one)),
        TYPES,
      );
      const tree = buildReceiptTree(receipts);
      expect(tree.root).to.equal(standard.root);
      receipts.forEach((one, i) => {
        expect(tree.path(i)).to.deep.equal(standard.getProof(i));
        expect(verifyReceiptPath(tree.root, one, tree.path(i))).to.equal(true);
        expect(verifyReceiptPath(tree.root, { ...one, units: 11n }, tree.path(i))).to.equal(false);
      });
    });
  }
});
