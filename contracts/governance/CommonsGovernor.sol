// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Counting} from "./Counting.sol";
import {CountingBicameral} from "./CountingBicameral.sol";
import {GovernorParameters} from "./GovernorParameters.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IConstitution} from "./IConstitution.sol";
import {IObjectionRegister} from "./IObjectionRegister.sol";
import {IReadingRegister} from "./IReadingRegister.sol";
import {IRuleBook} from "./IRuleBook.sol";
import {ObjectionRegister} from "./ObjectionRegister.sol";
import {ReadingRegister} from "./ReadingRegister.sol";
import {SponsoredProposals} from "./SponsoredProposals.sol";
import {TimelockedGovernor} from "./TimelockedGovernor.sol";

/// @title The governor of the commons: two chambers, one timelock.
/// @notice It is the only proposer, executor and canceller of the timelock, so its own checks cannot be passed by.
contract CommonsGovernor is ICommonsGovernor, SponsoredProposals {
    using Counting for Counting.Frozen;

    uint8 private constant ORDINARY = 1;
    uint8 private constant CONSTITUTIONAL = 3;

    /// @dev One slot, kept here so that a proposal reads it without a call.
    struct Deadlock {
        uint48 aloneFrom;
        uint48 restUntil;
    }

    IObjectionRegister private immutable _OBJECTIONS;
    IReadingRegister private immutable _READINGS;
    mapping(uint256 proposalId => bytes32 hash) private _codeHashes;
    mapping(bytes32 callsHash => Deadlock) private _deadlocks;

    constructor(
        IIdentityRegistry identities,
        IWorkLedger ledger,
        IRuleBook rules,
        IConstitution constitution,
        TimelockController timelock_,
        Settings memory settings
    )
        TimelockedGovernor("Tilth Commons", timelock_)
        GovernorParameters(constitution, _parametersOf(settings))
        CountingBicameral(identities, ledger, rules, constitution, settings.deadlockTurnout)
    {
        if (settings.deadlockTurnout == 0 || settings.deadlockTurnout > Counting.WHOLE) {
            revert DeadlockTurnoutInvalid(settings.deadlockTurnout);
        }
        _OBJECTIONS = new ObjectionRegister(
            identities,
            IObjectionRegister.Settings(
                settings.objectionLow,
                settings.objectionHigh,
                settings.minExtension,
                settings.maxExtension
            )
        );
        _READINGS = new ReadingRegister(
            _OBJECTIONS,
            IReadingRegister.Settings(settings.readingGap, settings.deadlockGap, settings.deadlockPause)
        );
    }

    /// @inheritdoc ICommonsGovernor
    function noteRefusals(bytes32 callsHash, uint48 aloneFrom, uint48 restUntil) external {
        if (msg.sender != address(_READINGS)) revert NotReadings(msg.sender);
        _deadlocks[callsHash] = Deadlock(aloneFrom, restUntil);
    }

    /// @inheritdoc ICommonsGovernor
    function proposalCodeHash(uint256 proposalId) external view returns (bytes32) {
        return _codeHashes[proposalId];
    }

    /// @inheritdoc ICommonsGovernor
    function objections() external view returns (IObjectionRegister) {
        return _OBJECTIONS;
    }

    /// @inheritdoc ICommonsGovernor
    function readings() external view returns (IReadingRegister) {
        return _READINGS;
    }

    /// @inheritdoc Governor
    function relay(address, uint256, bytes calldata) public payable override {
        revert RelayDisabled();
    }

    /// @inheritdoc IGovernor
    /// @dev The end of the class's delay, later by what objections add.
    function proposalEta(uint256 proposalId) public view override returns (uint256 eta) {
        eta = super.proposalEta(proposalId);
        if (eta == 0) return 0;
        (uint256 extension, ) = _OBJECTIONS.effectOf(proposalId);
        return eta + extension;
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
        _codeHashes[proposalId] = _codeHashOf(targets);
        (Counting.Frozen memory frozen, ) = _outcome(proposalId);
        if (frozen.class == CONSTITUTIONAL) {
            _READINGS.keepReading(_hashCalls(targets, values, calldatas), proposalId, proposalDeadline(proposalId));
        }
        uint256 delay = frozen.has(Counting.TECHNICAL_ACTIVE) ? frozen.delay : 2 * uint256(frozen.delay);
        eta = SafeCast.toUint48(Math.max(eta, clock() + delay));
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
        if (_codeHashOf(targets) != _codeHashes[proposalId]) revert CodeChanged(proposalId);
        bool constitutional = _countOf(proposalId).frozen.class == CONSTITUTIONAL;
        bytes32 callsHash = _hashCalls(targets, values, calldatas);
        _READINGS.spend(callsHash, proposalId, proposalSnapshot(proposalId), constitutional);
        delete _deadlocks[callsHash];
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    /// @dev Only ordinary proposals know deadlock and rest.
    function _flagsAtBirth(
        uint8 class,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas
    ) internal view override returns (uint8) {
        if (class != ORDINARY) return 0;
        bytes32 callsHash = _hashCalls(targets, values, calldatas);
        Deadlock memory deadlock = _deadlocks[callsHash];
        if (deadlock.restUntil > block.timestamp) revert CallsPaused(callsHash, deadlock.restUntil);
        bool alone = deadlock.aloneFrom != 0 && deadlock.aloneFrom <= block.timestamp;
        return alone ? Counting.DEADLOCK : 0;
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

    function _parametersOf(Settings memory settings) private pure returns (Parameters memory) {
        return
            Parameters(
                settings.votingDelay,
                settings.votingPeriod,
                settings.lateExtension,
                settings.draftWindow,
                settings.peopleSponsors,
                settings.operatorSponsors,
                settings.liveEach,
                settings.liveTotal
            );
    }
}
