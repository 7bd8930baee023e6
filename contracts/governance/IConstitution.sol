// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The limits that no vote can move.
/// @notice Shares and majorities are basis points, times are seconds. The contract has no state-changing function.
interface IConstitution {
    /// @notice All limits, in one struct for the constructor and for readers.
    /// @param textHash keccak256 of the constitution's text.
    /// @param minShareFloor Smallest floor a mixture policy may use.
    /// @param maxShareCap Largest cap a mixture policy may use.
    /// @param maxShareStep Largest change of one share per adoption.
    /// @param minPeopleQuorum Smallest quorum of the contributors' chamber.
    /// @param minTechnicalQuorum Smallest quorum of the technical chamber.
    /// @param minDelay Shortest delay between queueing and execution.
    /// @param minVotingDelay Shortest time between proposal and vote.
    /// @param minVotingPeriod Shortest vote.
    /// @param peopleToActivate Voices from which the contributors' chamber counts.
    /// @param groupsToActivate Operator groups from which the technical chamber counts.
    struct Limits {
        bytes32 textHash;
        uint16 minShareFloor;
        uint16 maxShareCap;
        uint16 maxShareStep;
        uint16 minPeopleQuorum;
        uint16 minTechnicalQuorum;
        uint32 minDelay;
        uint32 minVotingDelay;
        uint32 minVotingPeriod;
        uint32 peopleToActivate;
        uint32 groupsToActivate;
    }

    /// @notice The limits contradict each other or are empty.
    error LimitsInvalid();

    /// @notice All limits.
    /// @return all The struct given at construction.
    function limits() external view returns (Limits memory all);

    /// @notice keccak256 of the constitution's text.
    /// @return hash The hash.
    function textHash() external view returns (bytes32 hash);
}
