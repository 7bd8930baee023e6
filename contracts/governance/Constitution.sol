// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "./IAgenda.sol";
import {IConstitution} from "./IConstitution.sol";

/// @title Constitution
/// @notice Immutable limits and the hash of the text they come from.
contract Constitution is IConstitution {
    uint16 private constant WHOLE = 10_000;
    /// @dev No vote may ask so many that nothing passes any more.
    uint16 private constant MOST_PEOPLE = 5_000;
    uint16 private constant MOST_HEADS = 6_667;
    /// @dev What the agenda's storage of places can hold.
    uint8 private constant LIVE_EACH = 3;
    uint8 private constant LIVE = 50;
    /// @dev Whoever stood behind an unwelcome proposal is heard again within half a year.
    uint256 private constant COOL_DOWN = 182 days;

    bytes32 private immutable _TEXT_HASH;
    uint16 private immutable _MIN_SHARE_FLOOR;
    uint16 private immutable _MAX_SHARE_CAP;
    uint16 private immutable _MAX_SHARE_STEP;
    uint16 private immutable _MIN_PEOPLE_QUORUM;
    uint16 private immutable _MIN_TECHNICAL_HEADS;
    uint32 private immutable _MIN_DELAY;
    uint32 private immutable _MIN_VOTING_DELAY;
    uint32 private immutable _MIN_VOTING_PERIOD;
    uint32 private immutable _PEOPLE_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_ACTIVATE;
    uint64 private immutable _MIN_COMMONS_FLOOR;
    uint32 private immutable _MAX_CONSENT_AGE;
    uint16 private immutable _MAX_PEOPLE_QUORUM;
    uint16 private immutable _MAX_TECHNICAL_HEADS;
    uint16 private immutable _MIN_OBJECTION;
    uint16 private immutable _MAX_OBJECTION;
    uint32 private immutable _MAX_VOTING_DELAY;
    uint32 private immutable _MAX_VOTING_PERIOD;
    uint32 private immutable _MIN_LATE_EXTENSION;
    uint32 private immutable _MIN_DRAFT_WINDOW;
    uint32 private immutable _MAX_DRAFT_WINDOW;
    uint8 private immutable _MIN_SPONSORS;
    uint8 private immutable _MAX_SPONSORS;
    uint8 private immutable _MAX_LIVE_EACH;
    uint8 private immutable _MIN_LIVE;
    uint8 private immutable _MAX_LIVE;

    constructor(Limits memory all) {
        bool valid = _sharesValid(all) && _timesValid(all) && _draftsValid(all);
        bool present = all.peopleToActivate != 0 && all.groupsToActivate != 0 && all.minCommonsFloor != 0;
        if (!valid || !present) revert LimitsInvalid();

        _TEXT_HASH = all.textHash;
        _MIN_SHARE_FLOOR = all.minShareFloor;
        _MAX_SHARE_CAP = all.maxShareCap;
        _MAX_SHARE_STEP = all.maxShareStep;
        _MIN_PEOPLE_QUORUM = all.minPeopleQuorum;
        _MIN_TECHNICAL_HEADS = all.minTechnicalHeads;
        _MIN_DELAY = all.minDelay;
        _MIN_VOTING_DELAY = all.minVotingDelay;
        _MIN_VOTING_PERIOD = all.minVotingPeriod;
        _PEOPLE_TO_ACTIVATE = all.peopleToActivate;
        _GROUPS_TO_ACTIVATE = all.groupsToActivate;
        _MIN_COMMONS_FLOOR = all.minCommonsFloor;
        _MAX_CONSENT_AGE = all.maxConsentAge;
        _MAX_PEOPLE_QUORUM = all.maxPeopleQuorum;
        _MAX_TECHNICAL_HEADS = all.maxTechnicalHeads;
        _MIN_OBJECTION = all.minObjection;
        _MAX_OBJECTION = all.maxObjection;
        _MAX_VOTING_DELAY = all.maxVotingDelay;
        _MAX_VOTING_PERIOD = all.maxVotingPeriod;
        _MIN_LATE_EXTENSION = all.minLateExtension;
        _MIN_DRAFT_WINDOW = all.minDraftWindow;
        _MAX_DRAFT_WINDOW = all.maxDraftWindow;
        _MIN_SPONSORS = all.minSponsors;
        _MAX_SPONSORS = all.maxSponsors;
        _MAX_LIVE_EACH = all.maxLiveEach;
        _MIN_LIVE = all.minLive;
        _MAX_LIVE = all.maxLive;
    }

    /// @inheritdoc IConstitution
    function checkTimes(uint256 votingDelay, uint256 votingPeriod, uint256 lateExtension) external view {
        _check(_MIN_VOTING_DELAY, _MAX_VOTING_DELAY, votingDelay);
        _check(_MIN_VOTING_PERIOD, _MAX_VOTING_PERIOD, votingPeriod);
        _check(_MIN_LATE_EXTENSION, votingPeriod, lateExtension);
    }

    /// @inheritdoc IConstitution
    function checkSponsorship(IAgenda.Settings calldata settings) external view {
        _check(_MIN_DRAFT_WINDOW, _MAX_DRAFT_WINDOW, settings.draftWindow);
        _check(0, COOL_DOWN, settings.coolDown);
        _check(_MIN_SPONSORS, _MAX_SPONSORS, settings.peopleSponsors);
        // Groups are fewer than persons, so one may be enough.
        _check(1, _MAX_SPONSORS, settings.operatorSponsors);
        _check(1, _MAX_LIVE_EACH, settings.liveEach);
        _check(_MIN_LIVE, _MAX_LIVE, settings.peoplePlaces);
        _check(1, _MAX_LIVE, settings.operatorPlaces);
    }

    /// @inheritdoc IConstitution
    function limits() external view returns (Limits memory all) {
        all.textHash = _TEXT_HASH;
        all.minShareFloor = _MIN_SHARE_FLOOR;
        all.maxShareCap = _MAX_SHARE_CAP;
        all.maxShareStep = _MAX_SHARE_STEP;
        all.minPeopleQuorum = _MIN_PEOPLE_QUORUM;
        all.minTechnicalHeads = _MIN_TECHNICAL_HEADS;
        all.minDelay = _MIN_DELAY;
        all.minVotingDelay = _MIN_VOTING_DELAY;
        all.minVotingPeriod = _MIN_VOTING_PERIOD;
        all.peopleToActivate = _PEOPLE_TO_ACTIVATE;
        all.groupsToActivate = _GROUPS_TO_ACTIVATE;
        all.minCommonsFloor = _MIN_COMMONS_FLOOR;
        all.maxConsentAge = _MAX_CONSENT_AGE;
        all.maxPeopleQuorum = _MAX_PEOPLE_QUORUM;
        all.maxTechnicalHeads = _MAX_TECHNICAL_HEADS;
        all.minObjection = _MIN_OBJECTION;
        all.maxObjection = _MAX_OBJECTION;
        all.maxVotingDelay = _MAX_VOTING_DELAY;
        all.maxVotingPeriod = _MAX_VOTING_PERIOD;
        all.minLateExtension = _MIN_LATE_EXTENSION;
        all.minDraftWindow = _MIN_DRAFT_WINDOW;
        all.maxDraftWindow = _MAX_DRAFT_WINDOW;
        all.minSponsors = _MIN_SPONSORS;
        all.maxSponsors = _MAX_SPONSORS;
        all.maxLiveEach = _MAX_LIVE_EACH;
        all.minLive = _MIN_LIVE;
        all.maxLive = _MAX_LIVE;
    }

    /// @inheritdoc IConstitution
    function textHash() external view returns (bytes32) {
        return _TEXT_HASH;
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
