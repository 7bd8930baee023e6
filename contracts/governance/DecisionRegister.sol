// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {Counting} from "./Counting.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {IDecisionRegister} from "./IDecisionRegister.sol";
import {Guardian} from "./Guardian.sol";
import {RuleBook} from "./RuleBook.sol";

/// @notice The governor that created it asks before it executes.
contract DecisionRegister is IDecisionRegister {
    uint256 private constant LEAST_OBJECTORS = 3;
    uint256 private constant REFUSALS_TO_PAUSE = 3;
    uint256 private constant READING_LIFE = 365 days;
    uint8 private constant ORDINARY = 1;
    uint8 private constant CONTRIBUTORS = 0;

    /// @dev slot 0: [0..47] end of the first vote that passed, [48..95] of the first refused, [96..143] of the last refused,
    /// [144..191] last execution, [192..199] refusals.
    struct Record {
        uint48 firstReading;
        uint48 firstRefusal;
        uint48 lastRefusal;
        uint48 spentAt;
        uint8 refusals;
    }

    /// @dev slot 0: [0..63] objections, [64..127] voices at the snapshot, [128..135] the court's. slot 1: calls. slot 2: code.
    struct Decision {
        uint64 objections;
        uint64 people;
        bool ofCourt;
        bytes32 callsHash;
        bytes32 codeHash;
    }

    address private immutable _GOVERNOR;
    IIdentityRegistry private immutable _IDENTITIES;
    IContributorRoll private immutable _ROLL;
    Guardian private immutable _GUARDIAN;
    uint16 private immutable _LOW;
    uint16 private immutable _HIGH;
    uint32 private immutable _MIN_EXTENSION;
    uint32 private immutable _MAX_EXTENSION;
    uint32 private immutable _READING_GAP;
    uint32 private immutable _DEADLOCK_GAP;
    uint32 private immutable _DEADLOCK_PAUSE;
    mapping(uint256 proposalId => Decision) private _decisions;
    mapping(uint256 proposalId => mapping(uint256 word => uint256 bits)) private _objected;
    mapping(bytes32 callsHash => Record) private _records;
    mapping(uint256 proposalId => bool) private _refused;

    modifier onlyGovernor() {
        if (msg.sender != _GOVERNOR) revert NotGovernor(msg.sender);
        _;
    }

    constructor(IIdentityRegistry identities, Guardian guardian, Settings memory all) {
        bool rise =
            all.objectionLow != 0 &&
                all.objectionLow < all.objectionHigh &&
                all.objectionHigh <= Counting.WHOLE &&
                all.minExtension <= all.maxExtension;
        if (!rise || all.readingGap == 0 || all.deadlockGap == 0 || all.deadlockPause == 0) {
            revert DecisionSettingsInvalid();
        }
        _GOVERNOR = msg.sender;
        _IDENTITIES = identities;
        _ROLL = identities.roll();
        _GUARDIAN = guardian;
        _LOW = all.objectionLow;
        _HIGH = all.objectionHigh;
        _MIN_EXTENSION = all.minExtension;
        _MAX_EXTENSION = all.maxExtension;
        _READING_GAP = all.readingGap;
        _DEADLOCK_GAP = all.deadlockGap;
        _DEADLOCK_PAUSE = all.deadlockPause;
    }

    function object(uint256 proposalId) external {
        IGovernor.ProposalState current = IGovernor(_GOVERNOR).state(proposalId);
        bool passed = current == IGovernor.ProposalState.Succeeded || current == IGovernor.ProposalState.Queued;
        (, uint8 flags) = ICommonsGovernor(_GOVERNOR).proposalRules(proposalId);
        if (!passed || flags & Counting.OF_COURT != 0) revert ObjectionClosed(proposalId, uint8(current));
        (uint256 identityId, bool active) = _IDENTITIES.standing(msg.sender);
        if (!active || !_ROLL.seatedAt(identityId, IGovernor(_GOVERNOR).proposalSnapshot(proposalId))) {
            revert ObjectorInvalid(msg.sender, identityId);
        }
        (uint256 bits, uint256 bit) = (_objected[proposalId][identityId >> 8], 1 << (identityId & 0xff));
        if (bits & bit != 0) revert AlreadyObjected(proposalId, identityId);
        _objected[proposalId][identityId >> 8] = bits | bit;

        Decision storage it = _decisions[proposalId];
        if (it.objections == 0) {
            it.people = uint64(ICommonsGovernor(_GOVERNOR).chamberTotal(proposalId, CONTRIBUTORS));
        }
        emit Objected(proposalId, identityId, ++it.objections);
    }

    /// @inheritdoc IDecisionRegister
    /// @dev What passed and expired was a reading all the same.
    function recordReading(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external {
        uint256 proposalId = IGovernor(_GOVERNOR).hashProposal(targets, values, calldatas, descriptionHash);
        IGovernor.ProposalState current = IGovernor(_GOVERNOR).state(proposalId);
        if (
            current != IGovernor.ProposalState.Succeeded &&
            current != IGovernor.ProposalState.Queued &&
            current != IGovernor.ProposalState.Expired
        ) revert NotPassed(proposalId, uint8(current));
        uint256 endedAt = IGovernor(_GOVERNOR).proposalDeadline(proposalId);
        _addReading(hashCalls(targets, values, calldatas), proposalId, endedAt);
    }

    function recordRefusal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external {
        uint256 proposalId = IGovernor(_GOVERNOR).hashProposal(targets, values, calldatas, descriptionHash);
        bool defeated = IGovernor(_GOVERNOR).state(proposalId) == IGovernor.ProposalState.Defeated;
        (RuleBook.Ruleset memory rules, ) = ICommonsGovernor(_GOVERNOR).proposalRules(proposalId);
        if (!defeated || rules.class != ORDINARY || !ICommonsGovernor(_GOVERNOR).technicalRefused(proposalId)) {
            revert NotRefused(proposalId);
        }
        if (_refused[proposalId]) revert RefusalKnown(proposalId);
        _refused[proposalId] = true;
        uint256 endedAt = IGovernor(_GOVERNOR).proposalDeadline(proposalId);
        _addRefusal(hashCalls(targets, values, calldatas), proposalId, uint48(endedAt));
    }

    function keepDecision(
        uint256 proposalId,
        bytes32 callsHash,
        bytes32 codeHash,
        uint256 endedAt,
        bool ofCourt
    ) external onlyGovernor {
        Decision storage it = _decisions[proposalId];
        (it.callsHash, it.codeHash, it.ofCourt) = (callsHash, codeHash, ofCourt);
        if (endedAt != 0) _addReading(callsHash, proposalId, endedAt);
    }

    function spendDecision(
        uint256 proposalId,
        bytes32 codeHash,
        uint256 snapshot,
        bool constitutional
    ) external onlyGovernor {
        Decision storage it = _decisions[proposalId];
        if (codeHash != it.codeHash) revert CodeChanged(proposalId);
        uint256 first = _records[it.callsHash].firstReading;
        (, bool objected, ) = effectOf(proposalId);
        bool late = snapshot >= first + (constitutional ? _READING_GAP : 1) && snapshot <= first + READING_LIFE;
        if ((constitutional || objected) && (first == 0 || !late)) revert SecondReadingNeeded(proposalId, first);
        _records[it.callsHash] = Record(0, 0, 0, uint48(block.timestamp), 0);
        emit ReadingsSpent(it.callsHash, proposalId);
    }

    function deadlockOf(bytes32 callsHash) external view returns (uint48 aloneFrom, uint48 restUntil) {
        Record memory record = _records[callsHash];
        if (record.refusals != 0) aloneFrom = record.firstRefusal + _DEADLOCK_GAP;
        if (record.refusals >= REFUSALS_TO_PAUSE) restUntil = record.lastRefusal + _DEADLOCK_PAUSE;
    }

    /// @inheritdoc IDecisionRegister
    /// @dev A proposal of the court has no objections, and the guardian has no power over it.
    function effectOf(uint256 proposalId) public view returns (uint256 extension, bool secondReading, bool cancelled) {
        Decision memory it = _decisions[proposalId];
        if (it.callsHash != 0 && !it.ofCourt) {
            (extension, cancelled) = _GUARDIAN.effectOf(proposalId, it.callsHash);
        }
        if (it.objections < LEAST_OBJECTORS) return (extension, false, cancelled);
        uint256 share = (it.objections * Counting.WHOLE) / Math.max(it.people, 1);
        if (share >= _HIGH) return (extension + _MAX_EXTENSION, true, cancelled);
        if (share < _LOW) return (extension, false, cancelled);
        uint256 range = _MAX_EXTENSION - _MIN_EXTENSION;
        extension += _MIN_EXTENSION + (range * (share - _LOW)) / (_HIGH - _LOW);
    }

    function hashCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(targets, values, calldatas));
    }

    /// @dev Keeps the earliest vote that passed the calls and is not too old to count.
    function _addReading(bytes32 callsHash, uint256 proposalId, uint256 endedAt) private {
        Record storage record = _records[callsHash];
        (uint256 first, uint256 spentAt) = (record.firstReading, record.spentAt);
        if (endedAt <= spentAt) revert ReadingSpent(proposalId, spentAt);
        bool counts = first != 0 && block.timestamp <= first + READING_LIFE;
        if (counts && first <= endedAt) return;
        record.firstReading = uint48(endedAt);
        emit ReadingRecorded(callsHash, proposalId, endedAt);
    }

    function _addRefusal(bytes32 callsHash, uint256 proposalId, uint48 endedAt) private {
        Record memory record = _records[callsHash];
        if (endedAt <= record.spentAt) revert ReadingSpent(proposalId, record.spentAt);
        if (record.refusals == 0 || endedAt < record.firstRefusal) record.firstRefusal = endedAt;
        if (endedAt > record.lastRefusal) record.lastRefusal = endedAt;
        if (record.refusals < type(uint8).max) ++record.refusals;
        _records[callsHash] = record;
        emit RefusalRecorded(callsHash, proposalId, record.refusals);
    }
}
