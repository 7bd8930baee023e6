// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Capacity pledged by operators, and its sum per period.
/// @notice A pledge counts in the period in which it was made and in the next, and then no more.
library Pledges {
    /// @notice An operator's last pledge.
    struct Pledge {
        uint48 period;
        uint64 units;
        uint64 nextUnits;
    }

    /// @notice All pledges.
    struct Book {
        mapping(uint256 operatorId => Pledge) pledges;
        mapping(uint256 period => uint256) sums;
    }

    /// @notice Replaces an operator's pledge; what was pledged for the running period stays, unless it is more now.
    /// @param self The book.
    /// @param operatorId The operator.
    /// @param period The running period.
    /// @param units Units pledged.
    /// @return counted Units that count in the running period.
    function put(
        Book storage self,
        uint256 operatorId,
        uint256 period,
        uint64 units
    ) internal returns (uint64 counted) {
        (uint64 before, uint64 nextBefore) = get(self, operatorId, period);
        counted = units > before ? units : before;
        _write(self, operatorId, period, Pledge(uint48(period), counted, units), before, nextBefore);
    }

    /// @notice Strikes an operator's pledge off the running period and the next.
    /// @param self The book.
    /// @param operatorId The operator.
    /// @param period The running period.
    function remove(Book storage self, uint256 operatorId, uint256 period) internal {
        (uint64 before, uint64 nextBefore) = get(self, operatorId, period);
        _write(self, operatorId, period, Pledge(0, 0, 0), before, nextBefore);
    }

    /// @notice What an operator's pledge counts for.
    /// @param self The book.
    /// @param operatorId The operator.
    /// @param period The running period.
    /// @return units In the running period.
    /// @return nextUnits In the next.
    function get(
        Book storage self,
        uint256 operatorId,
        uint256 period
    ) internal view returns (uint64 units, uint64 nextUnits) {
        Pledge storage pledge = self.pledges[operatorId];
        if (pledge.period == period) return (pledge.units, pledge.nextUnits);
        if (uint256(pledge.period) + 1 == period) return (pledge.nextUnits, 0);
    }

    function _write(
        Book storage self,
        uint256 operatorId,
        uint256 period,
        Pledge memory pledge,
        uint64 before,
        uint64 nextBefore
    ) private {
        self.pledges[operatorId] = pledge;
        if (pledge.units != before) self.sums[period] = self.sums[period] + pledge.units - before;
        if (pledge.nextUnits != nextBefore) {
            self.sums[period + 1] = self.sums[period + 1] + pledge.nextUnits - nextBefore;
        }
    }
}
