// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";

/// @title The limits that no vote can move.
/// @notice Shares and majorities are basis points, times are seconds. The contract has no state-changing function.
contract Constitution {
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

    uint16 private constant WHOLE = 10_000;
    /// @dev No vote may ask so many that nothing passes any more.
    uint16 private constant MOST_PEOPLE = 5_000;
    uint16 private constant MOST_HEADS = 6_667;
    /// @dev What the agenda's storage of places can hold.
    uint8 private constant LIVE_EACH = 2;
    uint8 private constant LIVE = 50;
    /// @dev Whoever stood behind an unwelcome proposal is heard again within half a year.
    uint256 private constant COOL_DOWN = 182 days;

    /// @dev Written by the constructor; nothing else here writes.
    Limits private _limits;

    constructor(Limits memory all) {
        bool valid = _sharesValid(all) && _timesValid(all) && _draftsValid(all);
        bool present = all.peopleToActivate != 0 && all.groupsToActivate != 0 && all.minCommonsFloor != 0;
        if (!valid || !present) revert LimitsInvalid();
        _limits = all;
    }

    /// @notice Refuses times of the governor that are outside the limits.
    /// @param votingDelay Seconds between proposal and vote.
    /// @param votingPeriod Seconds of the vote.
    /// @param lateExtension Seconds that stay after a late quorum.
    function checkTimes(uint256 votingDelay, uint256 votingPeriod, uint256 lateExtension) external view {
        _check(_limits.minVotingDelay, _limits.maxVotingDelay, votingDelay);
        _check(_limits.minVotingPeriod, _limits.maxVotingPeriod, votingPeriod);
        _check(_limits.minLateExtension, votingPeriod, lateExtension);
    }

    /// @notice Refuses settings of the agenda that are outside the limits.
    function checkSponsorship(IAgenda.Settings calldata settings) external view {
        _check(_limits.minDraftWindow, _limits.maxDraftWindow, settings.draftWindow);
        _check(0, COOL_DOWN, settings.coolDown);
        _check(_limits.minSponsors, _limits.maxSponsors, settings.peopleSponsors);
        // Groups are fewer than persons, so one may be enough.
        _check(1, _limits.maxSponsors, settings.operatorSponsors);
        _check(1, _limits.maxLiveEach, settings.liveEach);
        _check(_limits.minLive, _limits.maxLive, settings.peoplePlaces);
        _check(1, _limits.maxLive, settings.operatorPlaces);
    }

    /// @notice All limits.
    function limits() external view returns (Limits memory) {
        return _limits;
    }

    /// @notice What the governor keeps for good: voices and groups from which each chamber counts, and the most seconds from
    /// a proposal to the end of its vote, extension included.
    function activation() external view returns (uint32, uint32, uint256) {
        uint256 longest = uint256(_limits.maxVotingDelay) + 2 * uint256(_limits.maxVotingPeriod);
        return (_limits.peopleToActivate, _limits.groupsToActivate, longest);
    }

    function _sharesValid(Limits memory all) private pure returns (bool) {
        return
            all.minShareFloor <= all.maxShareCap &&
            all.maxShareCap <= WHOLE &&
            _ordered(1, all.maxShareStep, WHOLE) &&
            _ordered(all.minPeopleQuorum, all.maxPeopleQuorum, MOST_PEOPLE) &&
            _ordered(all.minTechnicalHeads, all.maxTechnicalHeads, MOST_HEADS) &&
            _ordered(all.minObjection, all.maxObjection, WHOLE);
    }

    function _timesValid(Limits memory all) private pure returns (bool) {
        return
            all.minDelay != 0 &&
            all.maxConsentAge != 0 &&
            _ordered(all.minVotingDelay, all.maxVotingDelay, type(uint32).max) &&
            _ordered(all.minVotingPeriod, all.maxVotingPeriod, type(uint32).max) &&
            _ordered(all.minLateExtension, all.maxVotingPeriod, type(uint32).max);
    }

    function _draftsValid(Limits memory all) private pure returns (bool) {
        return
            _ordered(all.minDraftWindow, all.maxDraftWindow, type(uint32).max) &&
            _ordered(all.minSponsors, all.maxSponsors, type(uint8).max) &&
            _ordered(1, all.maxLiveEach, LIVE_EACH) &&
            _ordered(all.minLive, all.maxLive, LIVE);
    }

    function _check(uint256 low, uint256 high, uint256 proposed) private pure {
        if (proposed < low || proposed > high) revert SettingOutOfBounds(low, high, proposed);
    }

    /// @dev True when 0 < low <= high <= most.
    function _ordered(uint256 low, uint256 high, uint256 most) private pure returns (bool) {
        return low != 0 && low <= high && high <= most;
    }
}
