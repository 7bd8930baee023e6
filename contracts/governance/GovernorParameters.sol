// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Constitution} from "./Constitution.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {TimelockedGovernor} from "./TimelockedGovernor.sol";

/// @title The governor's times that a vote may change.
/// @notice Every change, those at birth included, must hold before the constitution.
abstract contract GovernorParameters is ICommonsGovernor, TimelockedGovernor {
    /// @dev slot 0: [0..31] voting delay, [32..63] voting period, [64..95] late extension.
    struct Times {
        uint32 delay;
        uint32 period;
        uint32 extension;
    }

    Constitution private immutable _CONSTITUTION;
    Times private _times;

    constructor(Constitution constitution, Times memory times) {
        _CONSTITUTION = constitution;
        _store(times);
        emit VotingDelaySet(0, times.delay);
        emit VotingPeriodSet(0, times.period);
        emit LateQuorumVoteExtensionSet(0, times.extension);
    }

    function setVotingDelay(uint48 newVotingDelay) external onlyGovernance {
        Times memory times = _times;
        emit VotingDelaySet(times.delay, newVotingDelay);
        times.delay = SafeCast.toUint32(newVotingDelay);
        _store(times);
    }

    function setVotingPeriod(uint32 newVotingPeriod) external onlyGovernance {
        Times memory times = _times;
        emit VotingPeriodSet(times.period, newVotingPeriod);
        times.period = newVotingPeriod;
        _store(times);
    }

    function setLateQuorumVoteExtension(uint48 newVoteExtension) external onlyGovernance {
        Times memory times = _times;
        emit LateQuorumVoteExtensionSet(times.extension, newVoteExtension);
        times.extension = SafeCast.toUint32(newVoteExtension);
        _store(times);
    }

    function lateQuorumVoteExtension() external view returns (uint48) {
        return _times.extension;
    }

    function votingDelay() public view override returns (uint256) {
        return _times.delay;
    }

    function votingPeriod() public view override returns (uint256) {
        return _times.period;
    }

    /// @dev All three in one read.
    function _timesNow() internal view returns (Times memory) {
        return _times;
    }

    function _store(Times memory times) private {
        _CONSTITUTION.checkTimes(times.delay, times.period, times.extension);
        _times = times;
    }
}
