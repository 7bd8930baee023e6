// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice All that a gate asks about an account, in one slot.
/// @param identityId The identity for which the account acts or acted.
/// @param validUntil Unix time at which the statement ends.
/// @param suspendedUntil Unix time at which a suspension ends, 0 without one.
/// @param kind 1 for a person, 2 for an institution.
/// @param status 0 none, 1 active, 2 lapsed, 3 revoked, 4 replaced by another account.
struct Standing {
    uint64 identityId;
    uint64 validUntil;
    uint64 suspendedUntil;
    uint8 kind;
    uint8 status;
}

/// @title Standings
/// @notice What the status of an account means.
library Standings {
    uint8 internal constant ACTIVE = 1;
    uint8 internal constant LAPSED = 2;
    uint8 internal constant REVOKED = 3;
    uint8 internal constant REPLACED = 4;

    /// @dev The fields are read together, so that the optimizer reads the slot once.
    function read(Standing storage standing) internal view returns (uint256 identityId, bool active) {
        (uint256 id, uint256 validUntil, uint256 suspendedUntil, uint256 status) = (
            standing.identityId,
            standing.validUntil,
            standing.suspendedUntil,
            standing.status
        );
        if (status == REPLACED) return (0, false);
        return (id, status == ACTIVE && validUntil > block.timestamp && suspendedUntil <= block.timestamp);
    }
}
