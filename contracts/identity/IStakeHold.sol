// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What a court tells about a stake.
/// @notice How long it must stay within reach of a ruling.
interface IStakeHold {
    /// @notice Until when an operator's stake stays, because of cases that may end in a slash.
    /// @param operatorId The operator.
    /// @return until Unix time, 0 when no such case was ever opened.
    function stakeHeldUntil(uint256 operatorId) external view returns (uint48 until);
}
