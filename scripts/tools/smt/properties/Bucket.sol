// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Bucket} from "../../../contracts/commons/Bucket.sol";

/// @notice Time never takes anything from an allotment.
contract BucketOnlyDrains {
    function property(uint128 used, uint48 elapsed, uint64 capacity, uint48 period) external pure {
        require(period > 0);
        assert(Bucket.drain(used, elapsed, capacity, period) <= used);
    }
}

/// @notice After a whole period the allotment is whole again.
contract BucketRefillsInAPeriod {
    function property(uint128 used, uint48 elapsed, uint64 capacity, uint48 period) external pure {
        require(period > 0 && elapsed >= period);
        assert(Bucket.drain(used, elapsed, capacity, period) == 0);
    }
}

/// @notice What is used never exceeds the capacity, also after the capacity was lowered, so that `room` cannot revert.
contract BucketStaysInCapacity {
    function property(uint128 used, uint48 elapsed, uint64 capacity, uint48 period) external pure {
        require(period > 0);
        assert(Bucket.drain(used, elapsed, capacity, period) <= uint256(capacity) * 2 ** 64);
    }
}

/// @notice There is never more room than the capacity.
contract BucketRoomIsBounded {
    function property(uint128 used, uint64 capacity) external pure {
        require(used <= uint256(capacity) * 2 ** 64);
        assert(Bucket.room(used, capacity) <= capacity);
    }
}

/// @notice What is taken is missing from the room afterwards, unit by unit.
contract BucketTakesWhatItGives {
    function property(uint128 used, uint64 capacity, uint64 units) external pure {
        require(used <= uint256(capacity) * 2 ** 64);
        require(units <= Bucket.room(used, capacity));
        assert(Bucket.room(Bucket.take(used, units), capacity) == Bucket.room(used, capacity) - units);
    }
}
