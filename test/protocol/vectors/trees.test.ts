import { expect } from 'chai';
import { AbiCoder, getBytes, hexlify, keccak256 } from 'ethers';
import { verifyConsistency, verifyInclusion } from '../../../protocol/merkle/tree.ts';
import { auditPath, consistencyProof, parentOf, standardLeaf, standardRoot, treeHash } from './plainTrees.ts';
import { readVector } from './readVector.ts';

type Hex = `0x${string}`;
type Trees = {
  readonly log: {
    readonly leaves: readonly Hex[];
    readonly leafHashes: readonly Hex[];
    readonly roots: readonly Hex[];
    readonly inclusions: readonly { readonly index: number; readonly size: number; readonly path: readonly Hex[] }[];
    readonly consistencies: readonly { readonly from: number; readonly size: number; readonly path: readonly Hex[] }[];
  };
  readonly receipts: {
    readonly receipts: readonly Readonly<Record<string, unknown>>[];
    readonly leaves: readonly string[];
    readonly root: string;
    readonly paths: readonly (readonly string[])[];
  };
  readonly verdicts: {
    readonly epoch: number;
    readonly verdicts: readonly { readonly position: number; readonly verdict: string }[];
    readonly root: string;
    readonly verifier: string;
    readonly checked: number;
    readonly failed: number;
    readonly salt: string;
    readonly commitment: string;
  };
};

const RECEIPT = (
  'uint16 version, uint64 epoch, uint64 index, bytes32 jobId, address gate, address operator, uint256 expertId, ' +
  'bytes32 modelHash, bytes32 adapterHash, string runtimeClass, bytes32 inputHash, bytes32 outputHash, bytes32 proofRoot, ' +
  'uint64 seed, uint64 units, uint64 startedAt, uint64 finishedAt'
)
  .split(', ')
  .map((field) => field.split(' ') as [string, string]);

const { log, receipts, verdicts } = readVector<Trees>('trees');

describe('golden vectors: trees', () => {
  const leaves = log.leaves.map((leaf) => getBytes(leaf));

  it('log: the definitions of RFC 6962 give the same roots and paths', () => {
    expect(leaves.map((leaf) => hexlify(treeHash([leaf])))).to.deep.equal(log.leafHashes);
    log.roots.forEach((root, size) => {
      expect(hexlify(treeHash(leaves.slice(0, size)))).to.equal(root);
    });
    for (const { index, size, path } of log.inclusions)
      expect(auditPath(index, leaves.slice(0, size)).map((node) => hexlify(node))).to.deep.equal(path);
    for (const { from, size, path } of log.consistencies)
      expect(consistencyProof(from, leaves.slice(0, size)).map((node) => hexlify(node))).to.deep.equal(path);
  });

  it('log: our checks accept these paths, and none with another node', () => {
    for (const { index, size, path } of log.inclusions) {
      const claim = { leaf: log.leaves[index] as Hex, index, size, path, root: log.roots[size] as Hex };
      expect(verifyInclusion(claim)).to.equal(true);
      expect(verifyInclusion({ ...claim, path: [...path, log.roots[0] as Hex] })).to.equal(false);
    }
    for (const { from, size, path } of log.consistencies) {
      const claim = { from, size, path, fromRoot: log.roots[from] as Hex, root: log.roots[size] as Hex };
      expect(verifyConsistency(claim)).to.equal(true);
      expect(verifyConsistency({ ...claim, root: log.roots[0] as Hex })).to.equal(false);
    }
  });

  it('receipts: leaves, root and paths follow from the ABI encoding alone', () => {
    const made = receipts.receipts.map((receipt) =>
      standardLeaf(
        RECEIPT.map(([type]) => type),
        RECEIPT.map(([, name]) => receipt[name]),
      ),
    );
    expect(made).to.deep.equal(receipts.leaves);
    expect(standardRoot(made)).to.equal(receipts.root);
    made.forEach((leaf, i) => {
      expect(receipts.paths[i]?.reduce(parentOf, leaf)).to.equal(receipts.root);
    });
  });

  it('verdicts: root, counts and commitment', () => {
    const { epoch, checked, failed, salt, verifier, root } = verdicts;
    const numbers = ['PASS', 'FAIL', 'INCONCLUSIVE'];
    const made = verdicts.verdicts.map(({ position, verdict }) =>
      standardLeaf(['uint64', 'uint32', 'uint8'], [epoch, position, numbers.indexOf(verdict)]),
    );
    expect(standardRoot(made)).to.equal(root);
    expect([checked, failed]).to.deep.equal([2, 1]);
    const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'];
    const encoded = AbiCoder.defaultAbiCoder().encode(types, [checked, failed, root, salt, verifier]);
    expect(keccak256(encoded)).to.equal(verdicts.commitment);
  });
});
