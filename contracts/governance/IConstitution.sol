// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";

/// @title The limits that no vote can move.
/// @notice Shares and majorities are basis points, times are seconds. The contract has no state-changing function.
interface IConstitution {
    /// @notice All limits, in one struct for the constructor and for readers.
    /// @param textHash keccak256 of the constitution's text.
    /// @param minShareFloor Smallest floor a mixture policy may use.
    /// @param maxShareCap Largest cap a mixture policy may use.
    /// @param maxShareStep Largest change of one share per adoption.
    /// @param minPeopleQuorum Smallest quorum of the contributors' chamber.
    /// @param minTechnicalHeads Smallest share of groups that must vote for.
    /// @param minDelay Shortest delay between queueing and execution.
    /// @param minVotingDelay Shortest time between proposal and vote.
    /// @param minVotingPeriod Shortest vote.
    /// @param peopleToActivate Voices from which the contributors' chamber counts.
    /// @param groupsToActivate Operator groups from which the technical chamber counts.
    /// @param minCommonsFloor Smallest equal allotment of a member per period, in units.
    /// @param maxConsentAge Oldest view of consents that a training run may start from.
    /// @param maxPeopleQuorum Largest quorum of the contributors' chamber, whatever the class.
    /// @param maxTechnicalHeads Largest share of groups that must vote for, whatever the class.
    /// @param minObjection Smallest share of a chamber whose votes against stop a routine proposal.
    /// @param maxObjection Largest such share.
    /// @param maxVotingDelay Longest time between proposal and vote.
    /// @param maxVotingPeriod Longest vote.
    /// @param minLateExtension Shortest time that stays to vote after a late quorum.
    /// @param minDraftWindow Shortest life of a draft that looks for sponsors.
    /// @param maxDraftWindow Longest life of such a draft.
    /// @param minSponsors Fewest sponsoring persons a proposal may need.
    /// @param maxSponsors Most sponsors a proposal may need.
    /// @param maxLiveEach Most live proposals one identity may stand behind; at most 3.
    /// @param minLive Fewest places for proposals of the people.
    /// @param maxLive Most places for proposals of the people, or of the operators; at most 50.
    struct Limits {
        bytes32 textHash;
        uint16 minShareFloor;
        uint16 maxShareCap;
        uint16 maxShareStep;
        uint16 minPeopleQuorum;
        uint16 minTechnicalHeads;
        uint32 minDelay;
        uint32 minVotingDelay;
        uint32 minVotingPeriod;
        uint32 peopleToActivate;
        uint32 groupsToActivate;
        uint64 minCommonsFloor;
        uint32 maxConsentAge;
        uint16 maxPeopleQuorum;
        uint16 maxTechnicalHeads;
        uint16 minObjection;
        uint16 maxObjection;
        uint32 maxVotingDelay;
        uint32 maxVotingPeriod;
        uint32 minLateExtension;
        uint32 minDraftWindow;
        uint32 maxDraftWindow;
        uint8 minSponsors;
        uint8 maxSponsors;
        uint8 maxLiveEach;
        uint8 minLive;
        uint8 maxLive;
    }

    /// @notice The limits contradict each other or are empty.
    error LimitsInvalid();
    /// @notice A setting is outside what the constitution allows.
    error SettingOutOfBounds(uint256 low, uint256 high, uint256 proposed);

    /// @notice Refuses times of the governor that are outside the limits.
    /// @param votingDelay Seconds between proposal and vote.
    /// @param votingPeriod Seconds of the vote.
    /// @param lateExtension Seconds that stay after a late quorum.
    function checkTimes(uint256 votingDelay, uint256 votingPeriod, uint256 lateExtension) external view;

    /// @notice Refuses settings of the agenda that are outside the limits.
    /// @param settings What the agenda is to have.
    function checkSponsorship(IAgenda.Settings calldata settings) external view;

    /// @notice All limits.
    /// @return all The struct given at construction.
    function limits() external view returns (Limits memory all);

    /// @notice What the governor keeps for good.
    /// @return people Voices from which the contributors' chamber counts.
    /// @return groups Operator groups from which the technical chamber counts.
    /// @return longest Seconds from a proposal to the end of its vote, extension included, at most.
    function activation() external view returns (uint32 people, uint32 groups, uint256 longest);
}
