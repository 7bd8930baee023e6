// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A leaf of the tree of verified work.
/// @notice Hashed twice, as the OpenZeppelin standard tree does with `["uint256", "address", "uint256"]`.
library CreditLeaf {
    /// @notice Hash of one leaf.
    /// @param operatorId The operator.
    /// @param account Its account.
    /// @param cumulative Its units at the cutoff.
    /// @return leaf The hash.
    function hash(uint256 operatorId, address account, uint256 cumulative) internal pure returns (bytes32 leaf) {
        return keccak256(bytes.concat(keccak256(abi.encode(operatorId, account, cumulative))));
    }
}
