// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice A complete tree over leaves in the order given; inner nodes are hashed in order of value.
library ProofTree {
    function build(bytes32[] memory leaves) internal pure returns (bytes32[] memory nodes) {
        uint256 count = leaves.length;
        nodes = new bytes32[](2 * count - 1);
        for (uint256 i = 0; i < count; ++i) nodes[count - 1 + i] = leaves[i];
        for (uint256 i = count - 1; i > 0; --i) {
            nodes[i - 1] = Hashes.commutativeKeccak256(nodes[2 * i - 1], nodes[2 * i]);
        }
    }

    function path(bytes32[] memory nodes, uint256 leaf) internal pure returns (bytes32[] memory siblings) {
        uint256 at = nodes.length / 2 + leaf;
        uint256 depth = 0;
        for (uint256 i = at; i > 0; i = (i - 1) / 2) ++depth;
        siblings = new bytes32[](depth);
        for (uint256 level = 0; level < depth; ++level) {
            siblings[level] = nodes[at % 2 == 1 ? at + 1 : at - 1];
            at = (at - 1) / 2;
        }
    }
}
