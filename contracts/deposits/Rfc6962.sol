// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Audit paths of append-only logs
/// @notice Merkle trees of RFC 6962 with SHA-256.
library Rfc6962 {
    /// @dev Inner nodes are hashed behind this byte, leaves behind 0x00.
    bytes1 private constant INNER = 0x01;

    /// @notice Tells whether an audit path leads from a leaf to a root (RFC 9162, 2.1.3.2).
    /// @param leafHash SHA-256 of 0x00 and the leaf.
    /// @param index The leaf's place, from 0.
    /// @param path Audit path, from the leaf up; its length must be exactly the leaf's depth.
    /// @return included False for anything malformed.
    function isIncluded(
        bytes32 leafHash,
        uint64 index,
        uint64 size,
        bytes32[] calldata path,
        bytes32 root
    ) internal pure returns (bool included) {
        if (index >= size) return false;
        bytes32 node = leafHash;
        uint256 last = size - 1;
        uint256 position = index;
        // `last` loses a bit on every level, so neither loop goes beyond 64 levels, whatever the path.
        for (uint256 i = 0; i < path.length; ++i) {
            if (last == 0) return false;
            if (position & 1 == 1 || position == last) {
                node = sha256(abi.encodePacked(INNER, path[i], node));
                while (position & 1 == 0 && position != 0) (position, last) = (position >> 1, last >> 1);
            } else {
                node = sha256(abi.encodePacked(INNER, node, path[i]));
            }
            (position, last) = (position >> 1, last >> 1);
        }
        return last == 0 && node == root;
    }
}
