// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IConstitution} from "./IConstitution.sol";

/// @title Constitution
/// @notice Immutable limits and the hash of the text they come from.
contract Constitution is IConstitution {
    uint16 private constant WHOLE = 10_000;

    bytes32 private immutable _TEXT_HASH;
    uint16 private immutable _MIN_SHARE_FLOOR;
    uint16 private immutable _MAX_SHARE_CAP;
    uint16 private immutable _MAX_SHARE_STEP;
    uint16 private immutable _MIN_PEOPLE_QUORUM;
    uint16 private immutable _MIN_TECHNICAL_QUORUM;
    uint32 private immutable _MIN_DELAY;
    uint32 private immutable _MIN_VOTING_DELAY;
    uint32 private immutable _MIN_VOTING_PERIOD;
    uint32 private immutable _PEOPLE_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_ACTIVATE;

    constructor(Limits memory all) {
        bool sharesValid =
            all.minShareFloor <= all.maxShareCap &&
                all.maxShareCap <= WHOLE &&
                all.maxShareStep != 0 &&
                all.maxShareStep <= WHOLE;
        bool quorumsValid =
            all.minPeopleQuorum != 0 &&
                all.minPeopleQuorum <= WHOLE &&
                all.minTechnicalQuorum != 0 &&
                all.minTechnicalQuorum <= WHOLE;
        bool chambersValid = all.peopleToActivate != 0 && all.groupsToActivate != 0;
        bool timesValid = all.minDelay != 0 && all.minVotingDelay != 0 && all.minVotingPeriod != 0;
        if (!sharesValid || !quorumsValid || !chambersValid || !timesValid) revert LimitsInvalid();

        _TEXT_HASH = all.textHash;
        _MIN_SHARE_FLOOR = all.minShareFloor;
        _MAX_SHARE_CAP = all.maxShareCap;
        _MAX_SHARE_STEP = all.maxShareStep;
        _MIN_PEOPLE_QUORUM = all.minPeopleQuorum;
        _MIN_TECHNICAL_QUORUM = all.minTechnicalQuorum;
        _MIN_DELAY = all.minDelay;
        _MIN_VOTING_DELAY = all.minVotingDelay;
        _MIN_VOTING_PERIOD = all.minVotingPeriod;
        _PEOPLE_TO_ACTIVATE = all.peopleToActivate;
        _GROUPS_TO_ACTIVATE = all.groupsToActivate;
    }

    /// @inheritdoc IConstitution
    function limits() external view returns (Limits memory) {
        return
            Limits(
                _TEXT_HASH,
                _MIN_SHARE_FLOOR,
                _MAX_SHARE_CAP,
                _MAX_SHARE_STEP,
                _MIN_PEOPLE_QUORUM,
                _MIN_TECHNICAL_QUORUM,
                _MIN_DELAY,
                _MIN_VOTING_DELAY,
                _MIN_VOTING_PERIOD,
                _PEOPLE_TO_ACTIVATE,
                _GROUPS_TO_ACTIVATE
            );
    }

    /// @inheritdoc IConstitution
    function textHash() external view returns (bytes32) {
        return _TEXT_HASH;
    }
}
