// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";

/// @title The limits that no vote can move.
/// @notice Shares and majorities are basis points, times are seconds. The contract has no state-changing function.
interface IConstitution {
    /// @notice All limits, in one struct for the constructor and for readers.
    struct Limits {
        bytes32 textHash; // keccak256 of the constitution's text
        uint16 minShareFloor; // smallest floor a mixture policy may use
        uint16 maxShareCap; // largest cap a mixture policy may use
        uint16 maxShareStep; // largest change of one share per adoption
        uint16 minPeopleQuorum; // smallest quorum of the contributors' chamber
        uint16 minTechnicalHeads; // smallest share of groups that must vote for
        uint32 minDelay; // shortest delay between queueing and execution
        uint32 minVotingDelay; // shortest time between proposal and vote
        uint32 minVotingPeriod; // shortest vote
        uint32 peopleToActivate; // voices from which the contributors' chamber counts
        uint32 groupsToActivate; // operator groups from which the technical chamber counts
        uint64 minCommonsFloor; // smallest equal allotment of a member per period, in units
        uint32 maxConsentAge; // oldest view of consents that a training run may start from
        uint16 maxPeopleQuorum; // largest quorum of the contributors' chamber, whatever the class
        uint16 maxTechnicalHeads; // largest share of groups that must vote for, whatever the class
        uint16 minObjection; // smallest share of a chamber whose votes against stop a routine proposal
        uint16 maxObjection; // largest such share
        uint32 maxVotingDelay; // longest time between proposal and vote
        uint32 maxVotingPeriod; // longest vote
        uint32 minLateExtension; // shortest time that stays to vote after a late quorum
        uint32 minDraftWindow; // shortest life of a draft that looks for sponsors
        uint32 maxDraftWindow; // longest life of such a draft
        uint8 minSponsors; // fewest sponsoring persons a proposal may need
        uint8 maxSponsors; // most sponsors a proposal may need
        uint8 maxLiveEach; // most live proposals one identity may stand behind; at most 2
        uint8 minLive; // fewest places for proposals of the people
        uint8 maxLive; // most places for proposals of the people, or of the operators; at most 50
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
    function checkSponsorship(IAgenda.Settings calldata settings) external view;
    /// @notice All limits.
    function limits() external view returns (Limits memory all);

    /// @notice What the governor keeps for good: voices and groups from which each chamber counts, and the most seconds from
    /// a proposal to the end of its vote, extension included.
    function activation() external view returns (uint32 people, uint32 groups, uint256 longest);
}
