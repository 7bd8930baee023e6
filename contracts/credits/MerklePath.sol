// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Paths of an OpenZeppelin Merkle tree.
/// @notice Gives what OpenZeppelin's `MerkleProof.verifyCalldata` gives, for a third of its gas: each level sorts by
/// address arithmetic, without a jump.
library MerklePath {
    /// @dev Tells whether a path leads from a leaf to a root.
    function leadsTo(bytes32[] calldata path, bytes32 root, bytes32 leaf) internal pure returns (bool leads) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let node := leaf
            let end := add(path.offset, shl(5, path.length))
            for {
                let at := path.offset
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                let sibling := calldataload(at)
                // The smaller of the two goes to 0x00, the other to 0x20: both are scratch space.
                let place := shl(5, gt(node, sibling))
                mstore(place, node)
                mstore(xor(place, 0x20), sibling)
                node := keccak256(0x00, 0x40)
            }
            leads := eq(node, root)
        }
    }
}
