// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What earlier proposals with the same calls achieved.
/// @notice Kept by the hash of targets, values and calldatas, so that a second reading may have another description. An
/// execution of the calls spends all of it: votes that ended before do not count again.
///
///   passed        --recordReading--> first reading; a proposal whose vote began late enough after it is the second
///   refused by the technical chamber alone, class 1 --recordRefusal--> first, second, third refusal
///       `deadlockGap` after the first: a new proposal may be decided by contributors alone
///       from the third on: no new proposal for `deadlockPause` after the last
interface IReadingRegister {
    /// @notice Settings at birth. Times are seconds.
    /// @param readingGap Between the end of the first vote and the begin of the second, for class 3.
    /// @param deadlockGap After a technical refusal, until contributors may decide alone.
    /// @param deadlockPause Without proposals after the third technical refusal.
    struct Settings {
        uint32 readingGap;
        uint32 deadlockGap;
        uint32 deadlockPause;
    }

    /// @notice A vote that passed these calls counts as their first reading.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param proposalId The proposal that passed.
    /// @param endedAt When its vote ended.
    event ReadingRecorded(bytes32 indexed callsHash, uint256 indexed proposalId, uint256 endedAt);
    /// @notice A vote that only the technical chamber stopped counts towards the deadlock rule.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param proposalId The proposal that was stopped.
    /// @param refusals Refusals of these calls since they were last executed.
    event RefusalRecorded(bytes32 indexed callsHash, uint256 indexed proposalId, uint256 refusals);
    /// @notice The calls are executed; what was recorded of them is spent.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param proposalId The proposal that executes.
    event ReadingsSpent(bytes32 indexed callsHash, uint256 indexed proposalId);

    /// @notice A time is zero.
    error ReadingSettingsInvalid();
    /// @notice Only the governor may say this.
    error NotGovernor(address caller);
    /// @notice The proposal has not passed, or is executed.
    error NotPassed(uint256 proposalId, uint8 state);
    /// @notice The vote ended before these calls were last executed.
    error ReadingSpent(uint256 proposalId, uint256 executedAt);
    /// @notice The proposal was not stopped by the technical chamber alone, or is not of class 1.
    error NotRefused(uint256 proposalId);
    /// @notice The refusal counts already.
    error RefusalKnown(uint256 proposalId);
    /// @notice The calls need a second vote, which this proposal is not, or not late enough.
    error SecondReadingNeeded(uint256 proposalId, uint256 firstReading);

    /// @notice Counts a proposal that passed as first reading of its calls; the earliest counts. Anyone may call.
    /// @param targets Contracts called.
    /// @param values Wei sent.
    /// @param calldatas Calls.
    /// @param descriptionHash Hash of the description.
    function recordReading(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external;

    /// @notice Counts a proposal that the technical chamber alone stopped towards the deadlock rule. Anyone may call.
    /// @param targets Contracts called.
    /// @param values Wei sent.
    /// @param calldatas Calls.
    /// @param descriptionHash Hash of the description.
    function recordRefusal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external;

    /// @notice Counts a proposal that is being queued as first reading of its calls; for the governor.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param proposalId The proposal.
    /// @param endedAt When its vote ended.
    function keepReading(bytes32 callsHash, uint256 proposalId, uint256 endedAt) external;

    /// @notice Checks the readings of calls that are about to be executed, and spends them; for the governor.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param proposalId The proposal.
    /// @param snapshot When its vote began.
    /// @param constitutional Whether it is of class 3.
    function spend(bytes32 callsHash, uint256 proposalId, uint256 snapshot, bool constitutional) external;

    /// @notice What earlier proposals with the same calls achieved since the calls were last executed.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @return firstReading End of the first vote that passed them, 0 when none is recorded.
    /// @return refusals Technical refusals recorded.
    /// @return firstRefusal End of the first vote that was refused.
    /// @return lastRefusal End of the last.
    function readingsOf(
        bytes32 callsHash
    ) external view returns (uint256 firstReading, uint256 refusals, uint256 firstRefusal, uint256 lastRefusal);

    /// @notice What technical refusals of these calls mean for a proposal of class 1 that opens now.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @return aloneFrom From when on contributors may decide alone, 0 without a refusal.
    /// @return restUntil Until when they may not be proposed, 0 before the third refusal.
    function deadlockOf(bytes32 callsHash) external view returns (uint48 aloneFrom, uint48 restUntil);

    /// @notice Settings at birth.
    /// @return all The times.
    function settings() external view returns (Settings memory all);

    /// @notice The governor whose proposals are recorded.
    /// @return source Its address.
    function governor() external view returns (address source);

    /// @notice Hash under which proposals with the same calls are found, whatever their descriptions.
    /// @param targets Contracts called.
    /// @param values Wei sent.
    /// @param calldatas Calls.
    /// @return callsHash The hash.
    function hashCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external pure returns (bytes32 callsHash);
}
