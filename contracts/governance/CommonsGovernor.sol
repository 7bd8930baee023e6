// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Agenda} from "./Agenda.sol";
import {Counting} from "./Counting.sol";
import {CountingBicameral} from "./CountingBicameral.sol";
import {DecisionRegister} from "./DecisionRegister.sol";
import {GovernorParameters} from "./GovernorParameters.sol";
import {IAgenda} from "./IAgenda.sol";
import {CommonsAuthority} from "./CommonsAuthority.sol";
import {Constitution} from "./Constitution.sol";
import {Guardian} from "./Guardian.sol";
import {RuleBook} from "./RuleBook.sol";
import {TimelockedGovernor} from "./TimelockedGovernor.sol";

/// @title The governor of the commons: two chambers, one timelock.
/// @notice It is the only proposer, executor and canceller of the timelock, so its own checks cannot be passed by.
contract CommonsGovernor is CountingBicameral {
    using Counting for Counting.Frame;

    /// @notice Settings at birth. Times are seconds, shares basis points. Those of decisions and the last three never change.
    struct Settings {
        uint32 votingDelay; // between proposal and vote
        uint32 votingPeriod; // of the vote
        uint32 lateExtension; // that stay after a late quorum
        IAgenda.Settings sponsorship;
        DecisionRegister.Settings decisions;
        uint16 deadlockTurnout; // share of voices that must be cast when contributors decide alone
        uint32 executionWindow; // in which a proposal that passed is queued, and then executed once its delay is over
        uint32 fallenDelay; // shortest delay of classes 2 and 3 while the chamber, once open, is too small to count
    }

    uint8 private constant ORDINARY = 1;
    uint8 private constant CONSTITUTIONAL = 3;

    IAgenda private immutable _AGENDA;
    DecisionRegister private immutable _DECISIONS;
    CommonsAuthority private immutable _AUTHORITY;
    uint32 private immutable _EXECUTION_WINDOW;
    uint32 private immutable _FALLEN_DELAY;

    constructor(
        IIdentityRegistry identities,
        IOperatorRegistry operators,
        IWorkLedger ledger,
        RuleBook rules,
        Constitution constitution,
        TimelockController timelock_,
        Guardian guardian,
        CommonsAuthority authority,
        Settings memory all
    )
        TimelockedGovernor("Tilth Commons", timelock_)
        GovernorParameters(constitution, Times(all.votingDelay, all.votingPeriod, all.lateExtension))
        CountingBicameral(identities, ledger, rules, constitution, all.deadlockTurnout)
    {
        bool share = all.deadlockTurnout != 0 && all.deadlockTurnout <= Counting.WHOLE;
        if (!share || all.executionWindow == 0) revert GovernorSettingsInvalid();
        _EXECUTION_WINDOW = all.executionWindow;
        _FALLEN_DELAY = all.fallenDelay;
        _AUTHORITY = authority;
        (, , uint256 longest) = constitution.activation();
        _AGENDA = new Agenda(identities, operators, ledger, constitution, authority, longest, all.sponsorship);
        _DECISIONS = new DecisionRegister(identities, guardian, all.decisions);
    }

    function proposeFor(
        address proposer,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external {
        bool allowed = msg.sender == address(_AGENDA) && _isValidDescriptionForProposer(proposer, description);
        if (!allowed) revert GovernorRestrictedProposer(proposer);
        _propose(targets, values, calldatas, description, proposer);
    }

    function agenda() external view returns (IAgenda) {
        return _AGENDA;
    }

    /// @notice Objections, readings and refusals.
    function decisions() external view returns (DecisionRegister) {
        return _DECISIONS;
    }

    function relay(address, uint256, bytes calldata) public payable override {
        revert RelayDisabled();
    }

    function updateTimelock(TimelockController) public pure override {
        revert TimelockFixed();
    }

    function state(uint256 proposalId) public view override returns (ProposalState current) {
        current = super.state(proposalId);
        uint256 end;
        if (current == ProposalState.Succeeded) {
            end = proposalDeadline(proposalId);
        } else if (current == ProposalState.Queued) {
            (uint256 extension, , bool cancelled) = _DECISIONS.effectOf(proposalId);
            if (cancelled) return ProposalState.Canceled;
            end = super.proposalEta(proposalId) + extension;
        } else {
            return current;
        }
        if (block.timestamp > end + _EXECUTION_WINDOW) return ProposalState.Expired;
    }

    /// @inheritdoc IGovernor
    /// @dev The end of the class's delay, later by what objections and the guardian add.
    function proposalEta(uint256 proposalId) public view override returns (uint256 eta) {
        eta = super.proposalEta(proposalId);
        if (eta == 0) return 0;
        (uint256 extension, , ) = _DECISIONS.effectOf(proposalId);
        return eta + extension;
    }

    /// @inheritdoc IGovernor
    /// @dev The account that acts for the proposer now; of the court's, the court's.
    function proposalProposer(uint256 proposalId) public view override returns (address) {
        Counting.Frame memory frame = _frameOf(proposalId);
        if (frame.has(Counting.OF_COURT)) return _AUTHORITY.court();
        return _IDENTITIES.accountOf(frame.proposer);
    }

    /// @dev As OpenZeppelin's, with a place on the agenda and the rules of the calls frozen.
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        proposalId = getProposalId(targets, values, calldatas, keccak256(bytes(description)));
        if (targets.length != values.length || targets.length != calldatas.length || targets.length == 0) {
            revert GovernorInvalidProposalLength(targets.length, calldatas.length, values.length);
        }
        if (proposalSnapshot(proposalId) != 0) {
            revert GovernorUnexpectedProposalState(proposalId, state(proposalId), bytes32(0));
        }
        Counting.Frame memory frame = _freeze(proposalId, targets, values, calldatas, proposer);
        emit ProposalCreated(
            proposalId,
            proposer,
            targets,
            values,
            new string[](targets.length),
            calldatas,
            frame.start,
            uint256(frame.start) + frame.duration,
            description
        );
    }

    /// @dev Frees the place and the sponsors.
    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override returns (uint256 proposalId) {
        proposalId = super._cancel(targets, values, calldatas, descriptionHash);
        _AGENDA.release(proposalId);
    }

    /// @dev The timelock holds its shortest delay; the class's longer one is kept as the proposal's eta, twice as long
    /// when contributors decided alone because the technical chamber is too small.
    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override returns (uint48 eta) {
        eta = super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, ) = _outcome(proposalId);
        _DECISIONS.keepDecision(
            proposalId,
            _hashCalls(targets, values, calldatas),
            _codeHashOf(targets),
            rules.class == CONSTITUTIONAL ? proposalDeadline(proposalId) : 0,
            frame.has(Counting.OF_COURT)
        );
        uint256 delay = frame.has(Counting.TECHNICAL_ACTIVE) ? rules.delay : 2 * uint256(rules.delay);
        if (frame.has(Counting.FALLEN) && rules.class > ORDINARY) delay = Math.max(delay, _FALLEN_DELAY);
        eta = uint48(Math.max(eta, block.timestamp + delay));
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override {
        uint256 eta = proposalEta(proposalId);
        if (clock() < eta) revert ProposalNotReady(proposalId, eta);
        (, RuleBook.Ruleset memory rules, ) = _outcome(proposalId);
        bool constitutional = rules.class == CONSTITUTIONAL;
        _DECISIONS.spendDecision(proposalId, _codeHashOf(targets), proposalSnapshot(proposalId), constitutional);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    /// @dev Only what its proposer opened himself, and only before the vote.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        if (state(proposalId) != ProposalState.Pending) return false;
        Counting.Frame memory frame = _frameOf(proposalId);
        (uint256 identityId, bool active) = _IDENTITIES.standing(caller);
        return active && identityId == frame.proposer && frame.has(Counting.OF_OPENER);
    }

    /// @dev Takes a place and keeps the times and the rules that hold now.
    function _freeze(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        address proposer
    ) private returns (Counting.Frame memory frame) {
        uint8 class;
        (frame.ruleset, class) = _RULES.rulesFor(targets, calldatas);
        Times memory times = _timesNow();
        (frame.duration, frame.lateExtension) = (times.period, times.extension);
        frame.start = uint40(block.timestamp + times.delay);
        bool opener;
        uint256 end = uint256(frame.start) + times.period;
        (frame.proposer, opener) = _AGENDA.take(proposalId, proposer, class, SafeCast.toUint32(end));
        if (opener) frame.flags = Counting.OF_OPENER;
        if (frame.proposer == 0) frame.flags = Counting.OF_COURT;
        if (class == ORDINARY && _isDeadlocked(_hashCalls(targets, values, calldatas))) {
            frame.flags |= Counting.DEADLOCK;
        }
        _keepFrame(proposalId, frame);
        emit RulesFrozen(proposalId, class, frame.has(Counting.DEADLOCK));
    }

    /// @dev Only ordinary proposals know deadlock and rest.
    function _isDeadlocked(bytes32 callsHash) private view returns (bool) {
        (uint48 aloneFrom, uint48 restUntil) = _DECISIONS.deadlockOf(callsHash);
        if (restUntil > block.timestamp) revert CallsPaused(callsHash, restUntil);
        return aloneFrom != 0 && aloneFrom <= block.timestamp;
    }

    function _codeHashOf(address[] memory targets) private view returns (bytes32 hash) {
        for (uint256 i = 0; i < targets.length; ++i) {
            hash = keccak256(abi.encode(hash, targets[i].codehash));
        }
    }

    function _hashCalls(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(targets, values, calldatas));
    }
}
