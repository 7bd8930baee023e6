// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Capacity pledged by operators, and its sums per period.
/// @notice A pledge counts in the period in which it was made and in the next, and then no more.
library Pledges {
    /// @dev What an operator stands for.
    struct Pledge {
        // slot 0: [0..47] period, [48..111] units in it, [112..175] in the next, [176..239] proven beyond, in both
        uint48 period;
        uint64 units;
        uint64 nextUnits;
        uint64 headroom;
    }

    /// @dev What all operators stand for in a period.
    struct Sum {
        // slot 0
        uint128 units;
        uint128 headroom;
    }

    /// @dev All pledges.
    struct Book {
        mapping(uint256 operatorId => Pledge) pledges;
        mapping(uint256 period => Sum) sums;
        mapping(uint256 period => mapping(bytes32 group => uint256 units)) groups;
    }

    /// @dev Replaces an operator's pledge, in the period that it names and in the next.
    function put(Book storage self, uint256 operatorId, bytes32 group, Pledge memory next) internal {
        uint256 period = next.period;
        Pledge memory last = get(self, operatorId, period);
        // A pledge of the period before has no next one any more.
        uint128 headroom = self.pledges[operatorId].period == period ? last.headroom : 0;
        self.pledges[operatorId] = next;
        _move(self, period, group, Sum(last.units, last.headroom), Sum(next.units, next.headroom));
        _move(self, period + 1, group, Sum(last.nextUnits, headroom), Sum(next.nextUnits, next.headroom));
    }

    /// @dev What an operator's pledge counts for.
    function get(Book storage self, uint256 operatorId, uint256 period) internal view returns (Pledge memory pledge) {
        pledge = self.pledges[operatorId];
        if (pledge.period != period) {
            bool second = uint256(pledge.period) + 1 == period;
            pledge.units = second ? pledge.nextUnits : 0;
            pledge.headroom = second ? pledge.headroom : 0;
            pledge.nextUnits = 0;
        }
        pledge.period = uint48(period);
    }

    /// @dev What one of a group's operators may pledge for a period beside the others.
    function roomOf(
        Book storage self,
        bytes32 group,
        uint256 period,
        uint256 own,
        uint256 most
    ) internal view returns (uint256 units) {
        uint256 taken = self.groups[period][group];
        return most + own > taken ? most + own - taken : 0;
    }

    function _move(Book storage self, uint256 period, bytes32 group, Sum memory last, Sum memory next) private {
        Sum storage sum = self.sums[period];
        if (last.headroom != next.headroom) sum.headroom = sum.headroom + next.headroom - last.headroom;
        if (last.units == next.units) return;
        sum.units = sum.units + next.units - last.units;
        uint256 inGroup = self.groups[period][group] + next.units;
        // An operator that left may have come back in another group.
        self.groups[period][group] = inGroup > last.units ? inGroup - last.units : 0;
    }
}
