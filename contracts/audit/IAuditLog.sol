// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Every act of those who hold power, with its reason, in one chain of hashes.
/// @notice The log judges nothing and forgets nothing: whoever has its events can check them against its head.
interface IAuditLog {
    /// @notice An act was recorded.
    /// @param index Its number, from 1.
    /// @param caseOrActor The case behind the act, or the identity that did it.
    event Recorded(
        uint256 indexed index,
        address indexed author,
        bytes32 indexed act,
        bytes32 subject,
        uint256 caseOrActor,
        string reason,
        bytes32 head
    );

    /// @notice Records an act of the caller; only contracts that the authority names.
    /// @dev The new head is `keccak256(abi.encode(head, index, author, act, subject, caseOrActor, keccak256(reason)))`.
    /// @param caseOrActor The case behind the act, or the identity that did it.
    function record(bytes32 act, bytes32 subject, uint256 caseOrActor, string calldata reason) external;

    /// @notice The newest head.
    /// @return digest 0 before the first act.
    function head() external view returns (bytes32 digest, uint64 count);
}
