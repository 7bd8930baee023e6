// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Merkle trees of RFC 6962 written from its recursive definition, for tests.
library HashTree {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return _root(leaves, 0, leaves.length);
    }

    function path(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory) {
        return _path(leaves, index, 0, leaves.length);
    }

    /// Leaf i of `count` is a hash of the seed and i.
    function leavesOf(uint256 seed, uint256 count) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i)
            leaves[i] = sha256(abi.encodePacked(hex"00", keccak256(abi.encode(seed, i))));
    }

    function _root(bytes32[] memory leaves, uint256 start, uint256 size) private pure returns (bytes32) {
        if (size == 1) return leaves[start];
        uint256 left = _split(size);
        bytes32 right = _root(leaves, start + left, size - left);
        return sha256(abi.encodePacked(hex"01", _root(leaves, start, left), right));
    }

    function _path(
        bytes32[] memory leaves,
        uint256 index,
        uint256 start,
        uint256 size
    ) private pure returns (bytes32[] memory) {
        if (size == 1) return new bytes32[](0);
        uint256 left = _split(size);
        return
            index < left
                ? _push(_path(leaves, index, start, left), _root(leaves, start + left, size - left))
                : _push(_path(leaves, index - left, start + left, size - left), _root(leaves, start, left));
    }

    function _push(bytes32[] memory list, bytes32 item) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) longer[i] = list[i];
        longer[list.length] = item;
    }

    /// Largest power of two below the size.
    function _split(uint256 size) private pure returns (uint256 left) {
        left = 1;
        while (left * 2 < size) left *= 2;
    }
}
