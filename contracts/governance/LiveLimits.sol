// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title How many proposals may be alive at a time, without counting them.
/// @notice Ends are kept in the order in which places were taken and never decrease, so at most `limit` places are alive
/// exactly when the place taken `limit` places ago has ended. No loop, and no call when a place ends.
library LiveLimits {
    /// @dev Places that the ring remembers; no limit exceeds it.
    uint256 internal constant PLACES = 50;

    /// @dev Ends of the last places of one identity, newest first, in one slot.
    struct Each {
        uint48 newest;
        uint48 second;
        uint48 third;
    }

    /// @dev Ends of the last places of all.
    struct Ring {
        uint256 taken;
        uint48[50] ends;
    }

    /// @notice One identity stands behind as many live proposals as it may.
    error TooManyLiveEach(uint256 identityId, uint256 limit, uint256 freeAfter);
    /// @notice As many proposals are alive as may be.
    error TooManyLive(uint256 limit, uint256 freeAfter);

    /// @dev Takes a place of an identity until `end`.
    function take(Each storage each, uint256 identityId, uint256 limit, uint256 end) internal {
        Each memory last = each;
        uint256 blocking =
            limit == 1
                ? last.newest
                : limit == 2
                    ? last.second
                    : last.third;
        if (blocking >= block.timestamp) revert TooManyLiveEach(identityId, limit, blocking);
        (each.newest, each.second, each.third) = (uint48(Math.max(end, last.newest)), last.newest, last.second);
    }

    /// @dev Takes a place among all until `end`.
    function take(Ring storage ring, uint256 limit, uint256 end) internal {
        uint256 taken = ring.taken;
        uint256 blocking = taken < limit ? 0 : ring.ends[(taken - limit) % PLACES];
        if (blocking >= block.timestamp) revert TooManyLive(limit, blocking);
        uint256 last = taken == 0 ? 0 : ring.ends[(taken - 1) % PLACES];
        ring.ends[taken % PLACES] = uint48(Math.max(end, last));
        ring.taken = taken + 1;
    }
}
