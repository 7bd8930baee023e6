// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The groups that verify.
/// @notice Who wants to earn verifies others: a group is on the list or it is neither drawn nor credited.
interface IVerifierPool {
    /// @notice A group that verifies.
    struct Verifier {
        uint48 enlistedAt; // Unix time since which it may be drawn, 0 while it may not
        uint48 firstSilence; // Unix time of the first silence that counts
        uint48 outUntil; // Unix time until which it is not drawn because of silences
        uint8 silences; // silences since the first
        // its place in the order of draws, counted from 1. While seven groups sit in the chamber, a group that does not
        // has none; it gets one when its own work is drawn for an audit while it sits.
        uint32 place;
    }

    /// @notice A group may be drawn from now on, and may earn with what it seals from now on.
    event Enlisted(uint256 indexed ownerId);
    /// @notice A group may not be drawn any more.
    event Delisted(uint256 indexed ownerId);
    /// @notice A verifier was silent.
    /// @param outUntil Unix time until which it is not drawn, 0 while it has strikes left.
    event VerifierSilent(bytes32 indexed key, uint256 indexed ownerId, uint48 outUntil);

    /// @notice Only the owner of a group enlists it.
    error NotGroupOwner(uint256 operatorId, bytes32 group);
    /// @notice The group is enlisted already, or not at all.
    error EnlistingUnchanged(uint256 ownerId);

    /// @notice Enlists the caller's group: it may be drawn, and earns with what it seals from now on.
    function enlist() external;
    /// @notice Takes the caller's group off the list. What it sealed and is not settled earns nothing. Seats stay.
    function delist() external;
    /// @notice A group that verifies; all fields, zero when it never enlisted.
    function verifier(uint256 ownerId) external view returns (Verifier memory record);
}
