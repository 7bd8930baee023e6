// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The governor's times that a vote may change, within the constitution.
/// @notice Seconds. Names and events are OpenZeppelin's.
interface IGovernorParameters {
    /// @notice The voting delay changed.
    /// @param oldVotingDelay Seconds before.
    /// @param newVotingDelay Seconds now.
    event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);
    /// @notice The voting period changed.
    /// @param oldVotingPeriod Seconds before.
    /// @param newVotingPeriod Seconds now.
    event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);
    /// @notice The extension after a late quorum changed.
    /// @param oldVoteExtension Seconds before.
    /// @param newVoteExtension Seconds now.
    event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);

    /// @notice Changes the voting delay; only by a vote.
    /// @param newVotingDelay Seconds.
    function setVotingDelay(uint48 newVotingDelay) external;

    /// @notice Changes the voting period; only by a vote.
    /// @param newVotingPeriod Seconds.
    function setVotingPeriod(uint32 newVotingPeriod) external;

    /// @notice Changes the extension after a late quorum; only by a vote.
    /// @param newVoteExtension Seconds, at most the voting period.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;

    /// @notice Seconds that stay to vote after a late quorum.
    /// @return extension Their number.
    function lateQuorumVoteExtension() external view returns (uint48 extension);
}
