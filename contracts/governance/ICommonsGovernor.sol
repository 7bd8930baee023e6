// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICountingBicameral} from "./ICountingBicameral.sol";

/// @title ICommonsGovernor
/// @notice What the commons' governor adds to OpenZeppelin's Governor and to two-chamber counting.
interface ICommonsGovernor is ICountingBicameral {
    /// @notice The proposal's delay is not over.
    error ProposalNotReady(uint256 proposalId, uint256 eta);
    /// @notice The code behind a target changed after the proposal was queued.
    error CodeChanged(uint256 proposalId);
    /// @notice The setting is below the constitution.
    error SettingBelowConstitution(uint256 minimum, uint256 proposed);

    /// @notice Hash of the targets' code hashes, taken when the proposal was queued.
    /// @param proposalId The proposal.
    /// @return hash 0 before queueing.
    function proposalCodeHash(uint256 proposalId) external view returns (bytes32 hash);
}
