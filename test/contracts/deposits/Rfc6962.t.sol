// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Rfc6962} from "../../../contracts/deposits/Rfc6962.sol";
import {TestBase} from "../Vm.sol";
import {HashTree} from "./HashTree.sol";

contract Rfc6962Test is TestBase {
    function isIncluded(
        bytes32 leafHash,
        uint64 index,
        uint64 size,
        bytes32[] calldata path,
        bytes32 root
    ) external pure returns (bool) {
        return Rfc6962.isIncluded(leafHash, index, size, path, root);
    }

    function _included(bytes32[] memory leaves, uint64 index) private view returns (bool) {
        return
            this.isIncluded(
                leaves[index],
                index,
                uint64(leaves.length),
                HashTree.path(leaves, index),
                HashTree.root(leaves)
            );
    }

    /// Eight leaves and the root after them, from the reference vectors of Certificate Transparency.
    function test_theRootsOfCertificateTransparencyHold() public view {
        bytes[] memory data = new bytes[](8);
        data[0] = "";
        data[1] = hex"00";
        data[2] = hex"10";
        data[3] = hex"2021";
        data[4] = hex"3031";
        data[5] = hex"40414243";
        data[6] = hex"5051525354555657";
        data[7] = hex"606162636465666768696a6b6c6d6e6f";
        bytes32[] memory leaves = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) leaves[i] = sha256(bytes.concat(hex"00", data[i]));
        assert(HashTree.root(leaves) == 0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328);
        for (uint64 i = 0; i < 8; ++i) assert(_included(leaves, i));
    }

    function test_everyLeafOfEverySmallTreeIsIncluded() public view {
        for (uint256 size = 1; size <= 17; ++size) {
            bytes32[] memory leaves = HashTree.leavesOf(1, size);
            for (uint64 index = 0; index < size; ++index) assert(_included(leaves, index));
        }
    }

    function test_aTreeOfOneLeafHasAnEmptyPath() public view {
        bytes32[] memory none = new bytes32[](0);
        assert(this.isIncluded(bytes32(uint256(5)), 0, 1, none, bytes32(uint256(5))));
        assert(!this.isIncluded(bytes32(uint256(5)), 0, 1, none, bytes32(uint256(6))));
        assert(!this.isIncluded(bytes32(uint256(5)), 0, 2, none, bytes32(uint256(5))));
        assert(!this.isIncluded(bytes32(uint256(5)), 0, 0, none, bytes32(uint256(5))));
        assert(!this.isIncluded(bytes32(uint256(5)), 1, 1, none, bytes32(uint256(5))));
        assert(!this.isIncluded(bytes32(uint256(5)), 0, 1, new bytes32[](1), bytes32(uint256(5))));
    }

    /// An inner node is no leaf: the path of one is a level short.
    function test_innerNodesAreNoLeaves() public view {
        bytes32[] memory leaves = HashTree.leavesOf(1, 4);
        bytes32 left = sha256(abi.encodePacked(hex"01", leaves[0], leaves[1]));
        bytes32[] memory path = new bytes32[](1);
        path[0] = sha256(abi.encodePacked(hex"01", leaves[2], leaves[3]));
        bytes32 root = HashTree.root(leaves);
        for (uint64 index = 0; index < 4; ++index) assert(!this.isIncluded(left, index, 4, path, root));
    }

    function testFuzz_onlyTheLeafAtItsPlaceIsIncluded(
        uint256 seed,
        uint256 size,
        uint256 index,
        uint256 other
    ) public view {
        size = _bound(size, 2, 40);
        index = _bound(index, 0, size - 1);
        other = _bound(other, 0, size - 1);
        bytes32[] memory leaves = HashTree.leavesOf(seed, size);
        bytes32[] memory path = HashTree.path(leaves, index);
        bytes32 root = HashTree.root(leaves);
        bool same = other == index;
        assert(this.isIncluded(leaves[index], uint64(index), uint64(size), path, root));
        assert(this.isIncluded(leaves[other], uint64(index), uint64(size), path, root) == same);
        assert(this.isIncluded(leaves[index], uint64(other), uint64(size), path, root) == same);
        assert(!this.isIncluded(leaves[index], uint64(index), uint64(size), path, keccak256(abi.encode(root))));
        path[seed % path.length] ^= bytes32(uint256(1));
        assert(!this.isIncluded(leaves[index], uint64(index), uint64(size), path, root));
    }

    /// Whatever the path, at most 64 levels are hashed: a refusal of 1,000 nodes costs no more than reading them.
    function testFuzz_longPathsEndSoon(bytes32 leaf, uint64 index, uint64 size, bytes32 root) public view {
        bytes32[] memory path = new bytes32[](1_000);
        uint256 before = gasleft();
        assert(!this.isIncluded(leaf, index, size, path, root));
        assert(before - gasleft() < 300_000);
    }
}
