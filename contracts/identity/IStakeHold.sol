// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What a court tells about a stake.
/// @notice Whether it must stay within reach of a ruling.
interface IStakeHold {
    /// @notice Tells whether an open case may end in a slash of this operator.
    function isHeld(uint256 operatorId) external view returns (bool held);
}
