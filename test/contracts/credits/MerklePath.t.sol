// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MerklePath} from "../../../contracts/credits/MerklePath.sol";
import {TestBase} from "../Vm.sol";

contract MerklePathTest is TestBase {
    using MerklePath for bytes32[];

    /// OpenZeppelin's implementation is the judge.
    function testFuzz_leadsWhereOpenZeppelinsLeads(bytes32[] calldata path, bytes32 leaf, bytes32 root) public pure {
        bytes32 reached = MerkleProof.processProofCalldata(path, leaf);
        assert(path.leadsTo(reached, leaf));
        assert(path.leadsTo(root, leaf) == (root == reached));
    }

    function test_anEmptyPathLeadsFromTheRootToItself() public view {
        assert(this.leads(new bytes32[](0), "leaf", "leaf"));
        assert(!this.leads(new bytes32[](0), "root", "leaf"));
    }

    function test_equalSiblingsHashInEitherOrder() public view {
        bytes32[] memory path = new bytes32[](1);
        path[0] = "twin";
        assert(this.leads(path, keccak256(abi.encode(bytes32("twin"), bytes32("twin"))), "twin"));
    }

    function leads(bytes32[] calldata path, bytes32 root, bytes32 leaf) external pure returns (bool) {
        return path.leadsTo(root, leaf);
    }
}
