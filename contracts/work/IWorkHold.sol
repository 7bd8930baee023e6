// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What a court tells about work.
/// @notice Nothing is credited to an operator while this holds.
interface IWorkHold {
    /// @notice Tells whether an open case that may slash an operator or void its work, or a freeze, names it.
    function isNamed(uint256 operatorId) external view returns (bool named);
}
