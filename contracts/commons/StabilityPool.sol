// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Pledges} from "./Pledges.sol";

/// @title The stability pool: what operators did not have to serve, to be called on when all floors exceed all pledges.
/// @notice Inference cannot be stored. What is saved is the right to call on the same operators' other capacity, so it
/// never counts for more than the headroom that they proved, and ends when they leave. Each day half of what an operator
/// pledged and did not serve is booked to it, once; members who use less than their right are less need, no supply, and
/// are not booked a second time. Entries fade with a mean life of 60 days and are five days of all floors at most.
library StabilityPool {
    using Pledges for Pledges.Book;

    /// @dev Days that are booked late; what an absent operator did not serve before them was never there to serve.
    uint256 private constant LATE = 7;
    uint256 private constant LIFE = 60;
    uint256 private constant MOST_DAYS = 5;
    uint256 private constant ONE = 1e18;

    /// @notice What an operator did on the day of its last booking, and what it has saved as of then.
    struct Account {
        // slot 0: [0..47] day, [48..111] served, [112..175] drawn, [176..255] saved
        uint48 day;
        uint64 served;
        uint64 drawn;
        uint80 saved;
    }

    /// @notice What all members received on a day.
    struct Day {
        // slot 0: [0..95] served, [96..175] extra, [176..255] drawn
        uint96 served;
        /// Of it what was saved up by members, above the right of a day.
        uint80 extra;
        /// Of it what came out of the pool.
        uint80 drawn;
    }

    /// @notice All entries, and their sum as of a day.
    struct Book {
        mapping(uint256 operatorId => Account) accounts;
        mapping(uint256 day => Day) daily;
        // slot 2
        uint128 sum;
        uint48 day;
    }

    /// @notice The commons today: the day, days of a period of pledges, one floor for every member, and the basis points of
    /// the pledges that are not kept back.
    struct Terms {
        uint256 day;
        uint256 daysAPeriod;
        uint256 floors;
        uint256 net;
    }

    /// @notice Half of what an operator did not have to serve on past days was booked.
    /// @param operatorId The operator.
    /// @param units How much.
    /// @param saved What it has saved now.
    event CapacitySaved(uint256 indexed operatorId, uint256 units, uint256 saved);
    /// @notice An operator served beyond all pledges, out of what it had saved.
    /// @param operatorId The operator.
    /// @param units How much.
    event CapacityDrawn(uint256 indexed operatorId, uint256 units);

    /// @notice Books an operator's past days by the pledge that held on them; call it before the pledge changes.
    /// @param self The pool.
    /// @param pledges All pledges.
    /// @param operatorId The operator.
    /// @param terms The commons today.
    function turn(Book storage self, Pledges.Book storage pledges, uint256 operatorId, Terms memory terms) internal {
        Account memory account = self.accounts[operatorId];
        uint256 since = account.day;
        if (since == terms.day) return;
        uint256 units = 0;
        if (since != 0) {
            account.saved = uint80(_fade(account.saved, terms.day - since));
            uint256 first = Math.max(since, terms.day - LATE);
            for (uint256 day = first; day < terms.day; ++day) {
                uint256 idle = _idle(self, pledges, operatorId, day == since ? account.served : 0, day, terms);
                units += _fade(idle / 2, terms.day - day);
            }
        }
        uint256 sum = total(self, terms.day);
        uint256 cap = MOST_DAYS * terms.floors;
        units = Math.min(units, cap > sum ? cap - sum : 0);
        self.accounts[operatorId] = Account(uint48(terms.day), 0, 0, account.saved + uint80(units));
        _setTotal(self, sum + units, terms.day);
        if (units != 0) emit CapacitySaved(operatorId, units, account.saved + units);
    }

    /// @notice Counts what an operator served today. What exceeds all pledges comes out of its own entry first.
    /// @param self The pool, booked for this operator.
    /// @param pledges All pledges.
    /// @param operatorId The operator.
    /// @param units What it served.
    /// @param extra Of it what the member had saved up.
    /// @param terms The commons today.
    function serve(
        Book storage self,
        Pledges.Book storage pledges,
        uint256 operatorId,
        uint256 units,
        uint256 extra,
        Terms memory terms
    ) internal {
        uint256 period = terms.day / terms.daysAPeriod;
        Account storage account = self.accounts[operatorId];
        Day storage today = self.daily[terms.day];
        uint256 supply = (pledges.sums[period].units * terms.net) / 10_000;
        uint256 beyond = today.served + units > supply ? today.served + units - Math.max(today.served, supply) : 0;
        uint256 headroom = pledges.get(operatorId, period).headroom;
        uint256 draw = Math.min(beyond, Math.min(account.saved, headroom - Math.min(headroom, account.drawn)));
        today.served += uint96(units);
        today.extra += uint80(extra);
        account.served += uint64(units);
        if (draw == 0) return;
        today.drawn += uint80(draw);
        account.drawn += uint64(draw);
        account.saved -= uint80(draw);
        uint256 sum = total(self, terms.day);
        _setTotal(self, sum - Math.min(sum, draw), terms.day);
        emit CapacityDrawn(operatorId, draw);
    }

    /// @notice Ends the entry of an operator that left.
    /// @param self The pool.
    /// @param operatorId The operator.
    /// @param day Number of the running day.
    function close(Book storage self, uint256 operatorId, uint256 day) internal {
        uint256 saved = savedBy(self, operatorId, day);
        uint256 sum = total(self, day);
        _setTotal(self, sum - Math.min(sum, saved), day);
        delete self.accounts[operatorId];
    }

    /// @notice All entries today.
    /// @param self The pool.
    /// @param day Number of the running day.
    /// @return units Their sum, as far as booked.
    function total(Book storage self, uint256 day) internal view returns (uint256 units) {
        return _fade(self.sum, day - self.day);
    }

    /// @notice An operator's entry today.
    /// @param self The pool.
    /// @param operatorId The operator.
    /// @param day Number of the running day.
    /// @return units What it has saved, as far as booked.
    function savedBy(Book storage self, uint256 operatorId, uint256 day) internal view returns (uint256 units) {
        Account storage account = self.accounts[operatorId];
        return _fade(account.saved, day - account.day);
    }

    /// @dev All are rounded down by themselves, so that the sum and the entries differ by a few units.
    function _setTotal(Book storage self, uint256 units, uint256 day) private {
        (self.sum, self.day) = (uint128(units), uint48(day));
    }

    /// @dev What an operator pledged and did not serve on a day, as far as it proved that it could have. Nothing on a day
    /// on which all together served more than all pledges.
    function _idle(
        Book storage self,
        Pledges.Book storage pledges,
        uint256 operatorId,
        uint256 served,
        uint256 day,
        Terms memory terms
    ) private view returns (uint256) {
        uint256 period = day / terms.daysAPeriod;
        if (self.daily[day].served > (pledges.sums[period].units * terms.net) / 10_000) return 0;
        Pledges.Pledge memory pledge = pledges.get(operatorId, period);
        return pledge.units > served ? Math.min(pledge.units - served, pledge.headroom) : 0;
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
