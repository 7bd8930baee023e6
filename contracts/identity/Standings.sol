// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Tide} from "../governance/Tide.sol";

/// @dev All that a gate asks about an account. `suspendedUntil` is 0 without a suspension, `statedAt` when the statement was
/// brought, `voiceWeek` the number of the week in which a person's voice begins, `kind` 1 for a person and 2 for an
/// institution, `signers` one bit for each attester that made the statement.
struct Standing {
    // slot 0: [0..31] identityId, [32..79] validUntil, [80..119] suspendedUntil, [120..159] statedAt, [160..175] voiceWeek,
    // [176..183] kind, [184..191] status, [192..255] signers
    uint32 identityId;
    uint48 validUntil;
    uint40 suspendedUntil;
    uint40 statedAt;
    uint16 voiceWeek;
    uint8 kind;
    uint8 status;
    uint64 signers;
}

/// @notice What the status of an account means.
library Standings {
    uint8 internal constant PERSON = 1;
    uint8 internal constant INSTITUTION = 2;
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

    /// @dev Whether the roll seats who is active: weeks begin and end a voice, so it is silent for the rest of a week that
    /// began under a suspension, and in the week in which its statement ends.
    function hasVoice(Standing memory standing) internal view returns (bool) {
        uint48 week = Tide.weekOf(uint48(block.timestamp));
        bool free = standing.voiceWeek <= week / Tide.WEEK && standing.suspendedUntil <= week;
        return standing.kind == PERSON && free && week < Tide.weekOf(standing.validUntil);
    }
}
