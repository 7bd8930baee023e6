// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IObjectionRegister} from "./IObjectionRegister.sol";
import {IReadingRegister} from "./IReadingRegister.sol";

/// @title ReadingRegister
/// @notice The governor that created it asks before it executes, and is told from when contributors may decide alone.
contract ReadingRegister is IReadingRegister {
    uint256 private constant REFUSALS_TO_PAUSE = 3;
    uint8 private constant ORDINARY = 1;

    /// @dev One slot.
    struct Record {
        uint48 firstReading;
        uint48 firstRefusal;
        uint48 lastRefusal;
        uint8 refusals;
        uint48 spentAt;
    }

    address private immutable _GOVERNOR;
    IObjectionRegister private immutable _OBJECTIONS;
    uint32 private immutable _READING_GAP;
    uint32 private immutable _DEADLOCK_GAP;
    uint32 private immutable _DEADLOCK_PAUSE;
    mapping(bytes32 callsHash => Record) private _records;
    mapping(uint256 proposalId => bool) private _refused;

    modifier onlyGovernor() {
        if (msg.sender != _GOVERNOR) revert NotGovernor(msg.sender);
        _;
    }

    constructor(IObjectionRegister objections, Settings memory all) {
        if (all.readingGap == 0 || all.deadlockGap == 0 || all.deadlockPause == 0) revert ReadingSettingsInvalid();
        _GOVERNOR = msg.sender;
        _OBJECTIONS = objections;
        _READING_GAP = all.readingGap;
        _DEADLOCK_GAP = all.deadlockGap;
        _DEADLOCK_PAUSE = all.deadlockPause;
    }

    /// @inheritdoc IReadingRegister
    function recordReading(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external {
        uint256 proposalId = IGovernor(_GOVERNOR).hashProposal(targets, values, calldatas, descriptionHash);
        IGovernor.ProposalState current = IGovernor(_GOVERNOR).state(proposalId);
        if (current != IGovernor.ProposalState.Succeeded && current != IGovernor.ProposalState.Queued) {
            revert NotPassed(proposalId, uint8(current));
        }
        uint256 endedAt = IGovernor(_GOVERNOR).proposalDeadline(proposalId);
        _addReading(hashCalls(targets, values, calldatas), proposalId, endedAt);
    }

    /// @inheritdoc IReadingRegister
    function recordRefusal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external {
        uint256 proposalId = IGovernor(_GOVERNOR).hashProposal(targets, values, calldatas, descriptionHash);
        bool defeated = IGovernor(_GOVERNOR).state(proposalId) == IGovernor.ProposalState.Defeated;
        (uint8 class, , , , , , ) = ICommonsGovernor(_GOVERNOR).proposalRules(proposalId);
        if (!defeated || class != ORDINARY || !ICommonsGovernor(_GOVERNOR).technicalRefused(proposalId)) {
            revert NotRefused(proposalId);
        }
        if (_refused[proposalId]) revert RefusalKnown(proposalId);
        _refused[proposalId] = true;
        uint256 endedAt = IGovernor(_GOVERNOR).proposalDeadline(proposalId);
        _addRefusal(hashCalls(targets, values, calldatas), proposalId, uint48(endedAt));
    }

    /// @inheritdoc IReadingRegister
    function keepReading(bytes32 callsHash, uint256 proposalId, uint256 endedAt) external onlyGovernor {
        _addReading(callsHash, proposalId, endedAt);
    }

    /// @inheritdoc IReadingRegister
    function spend(bytes32 callsHash, uint256 proposalId, uint256 snapshot, bool constitutional) external onlyGovernor {
        uint256 first = _records[callsHash].firstReading;
        (, bool objected) = _OBJECTIONS.effectOf(proposalId);
        bool late = first != 0 && snapshot >= first + (constitutional ? _READING_GAP : 1);
        if ((constitutional || objected) && !late) revert SecondReadingNeeded(proposalId, first);
        _records[callsHash] = Record(0, 0, 0, 0, uint48(block.timestamp));
        emit ReadingsSpent(callsHash, proposalId);
    }

    /// @inheritdoc IReadingRegister
    function readingsOf(bytes32 callsHash) external view returns (uint256, uint256, uint256, uint256) {
        Record memory record = _records[callsHash];
        return (record.firstReading, record.refusals, record.firstRefusal, record.lastRefusal);
    }

    /// @inheritdoc IReadingRegister
    function settings() external view returns (Settings memory) {
        return Settings(_READING_GAP, _DEADLOCK_GAP, _DEADLOCK_PAUSE);
    }

    /// @inheritdoc IReadingRegister
    function governor() external view returns (address) {
        return _GOVERNOR;
    }

    /// @inheritdoc IReadingRegister
    function hashCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(targets, values, calldatas));
    }

    /// @inheritdoc IReadingRegister
    function deadlockOf(bytes32 callsHash) public view returns (uint48 aloneFrom, uint48 restUntil) {
        Record memory record = _records[callsHash];
        if (record.refusals != 0) aloneFrom = record.firstRefusal + _DEADLOCK_GAP;
        if (record.refusals >= REFUSALS_TO_PAUSE) restUntil = record.lastRefusal + _DEADLOCK_PAUSE;
    }

    /// @dev Keeps the earliest vote that passed the calls.
    function _addReading(bytes32 callsHash, uint256 proposalId, uint256 endedAt) private {
        Record memory record = _records[callsHash];
        if (endedAt <= record.spentAt) revert ReadingSpent(proposalId, record.spentAt);
        if (record.firstReading != 0 && record.firstReading <= endedAt) return;
        _records[callsHash].firstReading = uint48(endedAt);
        emit ReadingRecorded(callsHash, proposalId, endedAt);
    }

    function _addRefusal(bytes32 callsHash, uint256 proposalId, uint48 endedAt) private {
        Record memory record = _records[callsHash];
        if (endedAt <= record.spentAt) revert ReadingSpent(proposalId, record.spentAt);
        if (record.refusals == 0 || endedAt < record.firstRefusal) record.firstRefusal = endedAt;
        if (endedAt > record.lastRefusal) record.lastRefusal = endedAt;
        if (record.refusals < type(uint8).max) ++record.refusals;
        _records[callsHash] = record;
        (uint48 aloneFrom, uint48 restUntil) = deadlockOf(callsHash);
        ICommonsGovernor(_GOVERNOR).noteRefusals(callsHash, aloneFrom, restUntil);
        emit RefusalRecorded(callsHash, proposalId, record.refusals);
    }
}
