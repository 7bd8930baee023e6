// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What a court tells about a model.
/// @notice Nobody claims a share of a model while this holds.
interface IModelHold {
    /// @notice Tells whether an open case that may mark a model, or a freeze, names it.
    /// @param modelId The model.
    /// @return named True while its attribution waits.
    function isModelNamed(uint256 modelId) external view returns (bool named);
}
