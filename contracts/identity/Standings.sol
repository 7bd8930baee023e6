// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev All that a gate asks about an account. `suspendedUntil` is 0 without a suspension, `statedAt` when the statement was
/// brought, `kind` 1 for a person and 2 for an institution, `signers` one bit for each attester that made the statement.
struct Standing {
    // slot 0: [0..31] identityId, [32..79] validUntil, [80..127] suspendedUntil, [128..175] statedAt, [176..183] kind,
    // [184..191] status, [192..255] signers
    uint32 identityId;
    uint48 validUntil;
    uint48 suspendedUntil;
    uint48 statedAt;
    uint8 kind;
    uint8 status;
    uint64 signers;
}

/// @notice What the status of an account means.
library Standings {
    uint8 internal constant ACTIVE = 1;
    /// @dev Told, never kept: the statement ended, or those who made it are discredited.
    uint8 internal constant LAPSED = 2;
    uint8 internal constant REVOKED = 3;
    uint8 internal constant REPLACED = 4;

    /// @dev Whether the clock and the rulings let it act; who made the statement is asked beside this.
    function runs(Standing memory standing) internal view returns (bool) {
        return
            standing.status == ACTIVE &&
            standing.validUntil > block.timestamp &&
            standing.suspendedUntil <= block.timestamp;
    }
}
