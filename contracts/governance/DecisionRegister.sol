// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {Counting} from "./Counting.sol";
import {ICommonsGovernor} from "./ICommonsGovernor.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {Guardian} from "./Guardian.sol";
import {RuleBook} from "./RuleBook.sol";

/// @title What stands between a vote and its execution: objections, readings, refusals, the guardian.
/// @notice Nobody here stops a decision for good: objections and the guardian delay it, or ask that it passes again.
///
/// Objections. Each person with a voice at the snapshot may object once to a proposal that passed and is not executed. Fewer
/// than three objections change nothing; from `objectionLow` of all voices on the execution waits longer, linearly, up to
/// `objectionHigh`; there the calls need a second vote. Nobody objects to a proposal of the court, itself the second look.
///
/// Readings are kept by the hash of targets, values and calldatas, so that a second one may have another description. An
/// execution of the calls spends all of it: votes that ended before do not count again.
///
///   passed        --recordReading, queue--> first reading; within a year, a vote that begins late enough is the second
///   refused by the technical chamber alone, class 1 --recordRefusal--> first, second, third refusal
///       `deadlockGap` after the first: a new proposal may be decided by contributors alone
///       from the third on: no new proposal for `deadlockPause` after the last
/// @dev The governor that created it asks before it executes.
contract DecisionRegister {
    /// @notice Settings at birth. Shares are basis points of all voices at the proposal's snapshot, times are seconds.
    struct Settings {
        uint16 objectionLow; // share of objections from which the execution waits longer
        uint16 objectionHigh; // share from which it waits longest and needs a second reading
        uint32 minExtension; // added at the low share
        uint32 maxExtension; // added at the high share
        uint32 readingGap; // between the end of the first vote and the begin of the second, for class 3
        uint32 deadlockGap; // after a technical refusal, until contributors may decide alone
        uint32 deadlockPause; // without proposals after the third technical refusal
    }

    /// @notice A person objected.
    event Objected(uint256 indexed proposalId, uint256 indexed identityId, uint256 objections);
    /// @notice A vote that passed these calls counts as their first reading.
    event ReadingRecorded(bytes32 indexed callsHash, uint256 indexed proposalId, uint256 endedAt);
    /// @notice A vote that only the technical chamber stopped counts towards the deadlock rule.
    event RefusalRecorded(bytes32 indexed callsHash, uint256 indexed proposalId, uint256 refusals);
    /// @notice The calls are executed; what was recorded of them is spent.
    event ReadingsSpent(bytes32 indexed callsHash, uint256 indexed proposalId);

    /// @notice Shares or extensions do not rise, or a time is zero.
    error DecisionSettingsInvalid();
    /// @notice Only the governor may say this.
    error NotGovernor(address caller);
    /// @notice The account acts for no active person who had a voice at the snapshot.
    error ObjectorInvalid(address account, uint256 identityId);
    /// @notice Only what passed and is not executed can be objected to, and nothing of the court.
    error ObjectionClosed(uint256 proposalId, uint8 state);
    /// @notice The person objected already.
    error AlreadyObjected(uint256 proposalId, uint256 identityId);
    /// @notice The proposal has not passed, or is executed.
    error NotPassed(uint256 proposalId, uint8 state);
    /// @notice The vote ended before these calls were last executed.
    error ReadingSpent(uint256 proposalId, uint256 executedAt);
    /// @notice The proposal was not stopped by the technical chamber alone, or is not of class 1.
    error NotRefused(uint256 proposalId);
    /// @notice The refusal counts already.
    error RefusalKnown(uint256 proposalId);
    /// @notice The calls need a second vote, which this proposal is not, or not late enough, or more than a year later.
    error SecondReadingNeeded(uint256 proposalId, uint256 firstReading);
    /// @notice The code behind a target changed after the proposal was queued.
    error CodeChanged(uint256 proposalId);

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

    /// @notice Objects to a proposal that passed.
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

    /// @notice Counts a proposal that passed as first reading of its calls; the earliest of the last year counts. Anyone may
    /// call.
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

    /// @notice Counts a proposal that the technical chamber alone stopped towards the deadlock rule. Anyone may call.
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

    /// @notice Keeps what a proposal that is being queued calls; for the governor.
    /// @param codeHash Hash of the targets' code hashes.
    /// @param endedAt When its vote ended, if that is a reading of class 3; else 0.
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

    /// @notice Checks the code and the readings of calls that are about to be executed, and spends them; for the governor.
    /// @param codeHash Hash of the targets' code hashes now.
    /// @param constitutional Whether it is of class 3.
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

    /// @notice What technical refusals of these calls mean for a proposal of class 1 that opens now.
    /// @return aloneFrom From when on contributors may decide alone, 0 without a refusal.
    /// @return restUntil Until when they may not be proposed, 0 before the third refusal.
    function deadlockOf(bytes32 callsHash) external view returns (uint48 aloneFrom, uint48 restUntil) {
        Record memory record = _records[callsHash];
        if (record.refusals != 0) aloneFrom = record.firstRefusal + _DEADLOCK_GAP;
        if (record.refusals >= REFUSALS_TO_PAUSE) restUntil = record.lastRefusal + _DEADLOCK_PAUSE;
    }

    /// @notice What objections and the guardian do to a decision.
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

    /// @notice Hash under which proposals with the same calls are found, whatever their descriptions.
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
