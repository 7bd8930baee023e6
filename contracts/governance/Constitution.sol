// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";
import {IConstitution} from "./IConstitution.sol";

/// @notice Immutable limits and the hash of the text they come from.
contract Constitution is IConstitution {
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

    /// @inheritdoc IConstitution
    function checkTimes(uint256 votingDelay, uint256 votingPeriod, uint256 lateExtension) external view {
        _check(_limits.minVotingDelay, _limits.maxVotingDelay, votingDelay);
        _check(_limits.minVotingPeriod, _limits.maxVotingPeriod, votingPeriod);
        _check(_limits.minLateExtension, votingPeriod, lateExtension);
    }

    /// @inheritdoc IConstitution
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

    /// @inheritdoc IConstitution
    function limits() external view returns (Limits memory) {
        return _limits;
    }

    /// @inheritdoc IConstitution
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
