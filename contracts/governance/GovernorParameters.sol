// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IConstitution} from "./IConstitution.sol";
import {IGovernorParameters} from "./IGovernorParameters.sol";
import {TimelockedGovernor} from "./TimelockedGovernor.sol";

/// @title The governor's settings that a vote may change.
/// @notice Every change, those at birth included, must hold before the constitution.
abstract contract GovernorParameters is IGovernorParameters, TimelockedGovernor {
    IConstitution private immutable _CONSTITUTION;
    Parameters private _parameters;

    constructor(IConstitution constitution, Parameters memory settings) {
        _CONSTITUTION = constitution;
        _store(settings);
        emit VotingDelaySet(0, settings.votingDelay);
        emit VotingPeriodSet(0, settings.votingPeriod);
        emit LateQuorumVoteExtensionSet(0, settings.lateExtension);
        emit SponsorshipSet(_sponsorshipOf(settings));
    }

    /// @inheritdoc IGovernorParameters
    function setVotingDelay(uint48 newVotingDelay) external onlyGovernance {
        Parameters memory settings = _parameters;
        uint32 old = settings.votingDelay;
        settings.votingDelay = SafeCast.toUint32(newVotingDelay);
        _store(settings);
        emit VotingDelaySet(old, newVotingDelay);
    }

    /// @inheritdoc IGovernorParameters
    function setVotingPeriod(uint32 newVotingPeriod) external onlyGovernance {
        Parameters memory settings = _parameters;
        uint32 old = settings.votingPeriod;
        settings.votingPeriod = newVotingPeriod;
        _store(settings);
        emit VotingPeriodSet(old, newVotingPeriod);
    }

    /// @inheritdoc IGovernorParameters
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external onlyGovernance {
        Parameters memory settings = _parameters;
        uint32 old = settings.lateExtension;
        settings.lateExtension = SafeCast.toUint32(newVoteExtension);
        _store(settings);
        emit LateQuorumVoteExtensionSet(old, newVoteExtension);
    }

    /// @inheritdoc IGovernorParameters
    function setSponsorship(SponsorshipSettings calldata settings) external onlyGovernance {
        Parameters memory all = _parameters;
        all.draftWindow = settings.draftWindow;
        all.peopleSponsors = settings.peopleSponsors;
        all.operatorSponsors = settings.operatorSponsors;
        all.liveEach = settings.liveEach;
        all.liveTotal = settings.liveTotal;
        _store(all);
        emit SponsorshipSet(settings);
    }

    /// @inheritdoc IGovernorParameters
    function lateQuorumVoteExtension() external view returns (uint48) {
        return _parameters.lateExtension;
    }

    /// @inheritdoc IGovernorParameters
    function parameters() public view returns (Parameters memory) {
        return _parameters;
    }

    /// @inheritdoc IGovernor
    function votingDelay() public view override returns (uint256) {
        return _parameters.votingDelay;
    }

    /// @inheritdoc IGovernor
    function votingPeriod() public view override returns (uint256) {
        return _parameters.votingPeriod;
    }

    function _store(Parameters memory settings) private {
        _CONSTITUTION.checkParameters(settings);
        _parameters = settings;
    }

    function _sponsorshipOf(Parameters memory all) private pure returns (SponsorshipSettings memory) {
        return
            SponsorshipSettings(all.draftWindow, all.peopleSponsors, all.operatorSponsors, all.liveEach, all.liveTotal);
    }
}
