// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Pledges} from "./Pledges.sol";

/// @title The stability pool: what operators did not have to serve, to be called on when need exceeds their pledges.
/// @notice Inference cannot be stored. What is saved is the right to call on the same operators' other capacity, so it
/// never counts for more than the headroom that they proved, and ends when they leave. Each day half of what an operator
/// pledged, less the reserve, and did not serve is booked to it, once; members who use less than their right are less
/// need, no supply, and are not booked a second time. What an operator serves beyond comes out of its entry first and out
/// of its reserve then. Entries fade with a mean life of 60 days and are five days of all floors at most.
library StabilityPool {
    using Pledges for Pledges.Book;

    /// @dev Days that are booked late; what an absent operator did not serve before them was never there to serve.
    uint256 private constant LATE = 7;
    uint256 private constant LIFE = 60;
    uint256 private constant MOST_DAYS = 5;
    uint256 private constant ONE = 1e18;

    /// @dev What an operator did on the day of its last booking, and what it has saved as of then.
    struct Account {
        // slot 0: [0..47] day, [48..111] served, [112..175] drawn, [176..255] saved
        uint48 day;
        uint64 served;
        uint64 drawn;
        uint80 saved;
    }

    /// @dev What was given on a day beyond the rights of that day, and out of the pool.
    struct Day {
        // slot 0
        uint128 extra;
        uint128 drawn;
    }

    /// @dev All entries, and their sum as of a day.
    struct Book {
        mapping(uint256 operatorId => Account) accounts;
        mapping(uint256 day => Day) daily;
        // slot 2
        uint128 sum;
        uint48 day;
    }

    /// @dev The commons today: the day, days of a period of pledges, one floor for every member, and the basis points of
    /// the pledges that are not kept back.
    struct Terms {
        uint256 day;
        uint256 daysAPeriod;
        uint256 floors;
        uint256 net;
    }

    /// @notice Half of what an operator did not have to serve on past days was booked.
    event CapacitySaved(uint256 indexed operatorId, uint256 units, uint256 saved);
    /// @notice An operator served beyond its pledge less the reserve, out of what it had saved.
    event CapacityDrawn(uint256 indexed operatorId, uint256 units);

    /// @dev Books an operator's past days by the pledge that held on them; call it before the pledge changes.
    function turn(Book storage self, Pledges.Book storage pledges, uint256 operatorId, Terms memory terms) internal {
        Account memory account = self.accounts[operatorId];
        uint256 since = account.day;
        if (since == terms.day) return;
        uint256 units = 0;
        if (since != 0) {
            account.saved = uint80(_fade(account.saved, terms.day - since));
            uint256 first = Math.max(since, terms.day - LATE);
            for (uint256 day = first; day < terms.day; ++day) {
                (uint256 net, uint256 headroom) = _standing(pledges, operatorId, day, terms);
                uint256 served = day == since ? account.served : 0;
                uint256 idle = net > served ? Math.min(net - served, headroom) : 0;
                units += _fade(idle / 2, terms.day - day);
            }
        }
        uint256 sum = total(self, terms.day);
        // Each for its part of the pledges, so that nobody fills the pool alone by booking first.
        uint256 cap = _partOf(pledges, operatorId, terms);
        units = Math.min(units, cap > account.saved ? cap - account.saved : 0);
        units = Math.min(units, MOST_DAYS * terms.floors > sum ? MOST_DAYS * terms.floors - sum : 0);
        self.accounts[operatorId] = Account(uint48(terms.day), 0, 0, account.saved + uint80(units));
        _setTotal(self, sum + units, terms.day);
        if (units != 0) emit CapacitySaved(operatorId, units, account.saved + units);
    }

    /// @dev Counts what an operator served today.
    function serve(
        Book storage self,
        Pledges.Book storage pledges,
        uint256 operatorId,
        uint256 units,
        uint256 extra,
        Terms memory terms
    ) internal {
        (uint256 net, uint256 headroom) = _standing(pledges, operatorId, terms.day, terms);
        Account storage account = self.accounts[operatorId];
        uint256 served = account.served + units;
        uint256 beyond = served > net ? served - Math.max(account.served, net) : 0;
        uint256 draw = Math.min(beyond, Math.min(account.saved, headroom - Math.min(headroom, account.drawn)));
        account.served = uint64(served);
        Day storage today = self.daily[terms.day];
        if (extra != 0) today.extra += uint128(extra);
        if (draw == 0) return;
        today.drawn += uint128(draw);
        account.drawn += uint64(draw);
        account.saved -= uint80(draw);
        uint256 sum = total(self, terms.day);
        _setTotal(self, sum - Math.min(sum, draw), terms.day);
        emit CapacityDrawn(operatorId, draw);
    }

    /// @dev Ends the entry of an operator that left.
    function close(Book storage self, uint256 operatorId, uint256 day) internal {
        uint256 saved = savedBy(self, operatorId, day);
        uint256 sum = total(self, day);
        _setTotal(self, sum - Math.min(sum, saved), day);
        delete self.accounts[operatorId];
    }

    /// @dev All entries today.
    function total(Book storage self, uint256 day) internal view returns (uint256 units) {
        return _fade(self.sum, day - self.day);
    }

    /// @dev An operator's entry today.
    function savedBy(Book storage self, uint256 operatorId, uint256 day) internal view returns (uint256 units) {
        Account storage account = self.accounts[operatorId];
        return _fade(account.saved, day - account.day);
    }

    /// @dev All are rounded down by themselves, so that the sum and the entries differ by a few units.
    function _setTotal(Book storage self, uint256 units, uint256 day) private {
        (self.sum, self.day) = (uint128(units), uint48(day));
    }

    /// @dev What an operator stood for on a day: its pledge less the reserve, and what it proved beyond the pledge.
    function _standing(
        Pledges.Book storage pledges,
        uint256 operatorId,
        uint256 day,
        Terms memory terms
    ) private view returns (uint256 net, uint256 headroom) {
        Pledges.Pledge memory pledge = pledges.get(operatorId, day / terms.daysAPeriod);
        return ((pledge.units * terms.net) / 10_000, pledge.headroom);
    }

    /// @dev An operator's part of five days of floors, by what it pledged yesterday.
    function _partOf(
        Pledges.Book storage pledges,
        uint256 operatorId,
        Terms memory terms
    ) private view returns (uint256) {
        uint256 period = (terms.day - 1) / terms.daysAPeriod;
        uint256 all = Math.max(1, pledges.sums[period].units);
        return (MOST_DAYS * terms.floors * pledges.get(operatorId, period).units) / all;
    }

    /// @dev What is left of an entry after some days, rounded down: a sixtieth goes each day.
    function _fade(uint256 units, uint256 elapsed) private pure returns (uint256) {
        uint256 left = ONE;
        uint256 base = ((LIFE - 1) * ONE) / LIFE;
        // After as many days less is left than any unit.
        if (units == 0 || elapsed > 4_000) return 0;
        for (; elapsed != 0; elapsed >>= 1) {
            if (elapsed & 1 == 1) left = (left * base) / ONE;
            base = (base * base) / ONE;
        }
        return (units * left) / ONE;
    }
}
