// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorNoncesKeyed} from "@openzeppelin/contracts/governance/extensions/GovernorNoncesKeyed.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {CountingBicameral} from "./CountingBicameral.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IConstitution} from "./IConstitution.sol";
import {IRuleBook} from "./IRuleBook.sol";

/// @title The governor of the commons: two chambers, one timelock.
/// @notice It is the only proposer, executor and canceller of the timelock, so its own checks cannot be passed by.
contract CommonsGovernor is
    ICommonsGovernor,
    CountingBicameral,
    GovernorSettings,
    GovernorPreventLateQuorum,
    GovernorTimelockControl,
    GovernorNoncesKeyed
{
    /// @notice Settings at birth.
    /// @param votingDelay Seconds between proposal and vote.
    /// @param votingPeriod Seconds of the vote.
    /// @param lateExtension Seconds that stay after a late quorum.
    /// @param proposalThreshold Joint weight needed to propose.
    struct Settings {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint48 lateExtension;
        uint256 proposalThreshold;
    }

    uint32 private immutable _MIN_VOTING_DELAY;
    uint32 private immutable _MIN_VOTING_PERIOD;
    mapping(uint256 proposalId => bytes32 hash) private _codeHashes;

    constructor(
        IERC5805 people,
        IWorkLedger ledger,
        IRuleBook rules,
        IConstitution constitution,
        TimelockController timelock_,
        Settings memory settings
    )
        Governor("Tilth Commons")
        CountingBicameral(people, ledger, rules, constitution)
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorPreventLateQuorum(settings.lateExtension)
        GovernorTimelockControl(timelock_)
    {
        IConstitution.Limits memory limits = constitution.limits();
        _MIN_VOTING_DELAY = limits.minVotingDelay;
        _MIN_VOTING_PERIOD = limits.minVotingPeriod;
        _checkSetting(limits.minVotingDelay, settings.votingDelay);
        _checkSetting(limits.minVotingPeriod, settings.votingPeriod);
    }

    /// @inheritdoc GovernorSettings
    function setVotingDelay(uint48 newVotingDelay) public override {
        _checkSetting(_MIN_VOTING_DELAY, newVotingDelay);
        super.setVotingDelay(newVotingDelay);
    }

    /// @inheritdoc GovernorSettings
    function setVotingPeriod(uint32 newVotingPeriod) public override {
        _checkSetting(_MIN_VOTING_PERIOD, newVotingPeriod);
        super.setVotingPeriod(newVotingPeriod);
    }

    /// @inheritdoc ICommonsGovernor
    function proposalCodeHash(uint256 proposalId) external view returns (bytes32) {
        return _codeHashes[proposalId];
    }

    /// @inheritdoc IGovernor
    function state(uint256 proposalId) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(proposalId);
    }

    /// @inheritdoc IGovernor
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @inheritdoc IGovernor
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @inheritdoc IGovernor
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        _freezeRules(proposalId, targets, calldatas);
    }

    /// @dev The timelock holds its shortest delay; the class's longer one is kept as the proposal's eta.
    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48 eta) {
        eta = super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
        _codeHashes[proposalId] = _codeHashOf(targets);
        uint48 ready = SafeCast.toUint48(clock() + _delayOf(proposalId));
        if (ready > eta) eta = ready;
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        uint256 eta = proposalEta(proposalId);
        if (clock() < eta) revert ProposalNotReady(proposalId, eta);
        if (_codeHashOf(targets) != _codeHashes[proposalId]) revert CodeChanged(proposalId);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _useCheckedNonce(address owner, uint256 nonce) internal override(Nonces, GovernorNoncesKeyed) {
        super._useCheckedNonce(owner, nonce);
    }

    function _validateVoteSig(
        uint256 proposalId,
        uint8 support,
        address voter,
        bytes memory signature
    ) internal override(Governor, GovernorNoncesKeyed) returns (bool) {
        return super._validateVoteSig(proposalId, support, voter, signature);
    }

    function _validateExtendedVoteSig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string memory reason,
        bytes memory params,
        bytes memory signature
    ) internal override(Governor, GovernorNoncesKeyed) returns (bool) {
        return super._validateExtendedVoteSig(proposalId, support, voter, reason, params, signature);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _codeHashOf(address[] memory targets) private view returns (bytes32 hash) {
        for (uint256 i = 0; i < targets.length; ++i) {
            hash = keccak256(abi.encode(hash, targets[i].codehash));
        }
    }

    function _checkSetting(uint256 minimum, uint256 proposed) private pure {
        if (proposed < minimum) revert SettingBelowConstitution(minimum, proposed);
    }
}
