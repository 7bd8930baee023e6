// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

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
interface IDecisionRegister {
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

    /// @notice Objects to a proposal that passed.
    function object(uint256 proposalId) external;

    /// @notice Counts a proposal that passed as first reading of its calls; the earliest of the last year counts. Anyone may
    /// call.
    function recordReading(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external;

    /// @notice Counts a proposal that the technical chamber alone stopped towards the deadlock rule. Anyone may call.
    function recordRefusal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external;

    /// @notice Keeps what a proposal that is being queued calls; for the governor.
    /// @param codeHash Hash of the targets' code hashes.
    /// @param endedAt When its vote ended, if that is a reading of class 3; else 0.
    function keepDecision(
        uint256 proposalId,
        bytes32 callsHash,
        bytes32 codeHash,
        uint256 endedAt,
        bool ofCourt
    ) external;

    /// @notice Checks the code and the readings of calls that are about to be executed, and spends them; for the governor.
    /// @param codeHash Hash of the targets' code hashes now.
    /// @param constitutional Whether it is of class 3.
    function spendDecision(uint256 proposalId, bytes32 codeHash, uint256 snapshot, bool constitutional) external;

    /// @notice What objections and the guardian do to a decision.
    function effectOf(uint256 proposalId) external view returns (uint256 extension, bool secondReading, bool cancelled);

    /// @notice What technical refusals of these calls mean for a proposal of class 1 that opens now.
    /// @return aloneFrom From when on contributors may decide alone, 0 without a refusal.
    /// @return restUntil Until when they may not be proposed, 0 before the third refusal.
    function deadlockOf(bytes32 callsHash) external view returns (uint48 aloneFrom, uint48 restUntil);

    /// @notice Hash under which proposals with the same calls are found, whatever their descriptions.
    function hashCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external pure returns (bytes32 callsHash);
}
