// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Heads of append-only logs of deposits, one log per operator.
/// @notice Every log is open to any active operator, so no single sequencer can refuse a deposit.
interface IDepositLog {
    /// @notice A log grew.
    /// @param logId The log, which is its operator's number.
    /// @param size Number of leaves now.
    /// @param root Merkle root of all leaves.
    /// @param previous Root of the head before, 0 for the first.
    /// @param uri Where the batch lies.
    event Anchored(uint256 indexed logId, uint64 size, bytes32 root, bytes32 previous, string uri);

    /// @notice The log did not grow.
    error LogNotGrown(uint256 logId, uint64 current, uint64 proposed);
    /// @notice A root is never zero.
    error RootMissing();

    /// @notice Anchors a new head of the caller's own log.
    /// @param root Merkle root of all leaves.
    /// @param size Number of leaves, greater than before.
    /// @param uri Where the batch lies.
    function anchor(bytes32 root, uint64 size, string calldata uri) external;

    /// @notice The newest head of a log.
    /// @param logId The log.
    /// @return root Its root, 0 when empty.
    /// @return size Its number of leaves.
    /// @return time Unix time of the anchor.
    function head(uint256 logId) external view returns (bytes32 root, uint64 size, uint64 time);

    /// @notice The root of a log at one of its anchored sizes.
    /// @param logId The log.
    /// @param size An anchored number of leaves.
    /// @return root 0 when no head of this size was anchored.
    function rootAt(uint256 logId, uint64 size) external view returns (bytes32 root);
}
