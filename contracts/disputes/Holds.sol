// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Elections} from "./Elections.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title Holds and take-downs of deposits.
/// @notice An approval counts while its steward sits, and not longer than a hold would last.
library Holds {
    /// @dev What the board did to one deposit, and the approvals of acts that may follow.
    struct Deposit {
        uint48 heldUntil;
        uint48 liftedAt;
        bool down;
        Approvals holding;
        Approvals takingDown;
    }

    /// @dev When the first and the last approval of one act were given, and one bit per seat.
    struct Approvals {
        uint48 first;
        uint48 last;
        uint8 seats;
    }

    /// @dev Approves of a hold, and holds the deposit once enough stewards do.
    function hold(Deposit storage deposit, Elections.Book storage book, uint8 seat, bytes32 key) internal {
        if (deposit.down) revert IStewardshipBoard.AlreadyTakenDown(key);
        _refuseResting(key, deposit.heldUntil, book.terms.holdCooldown);
        uint256 count = _approve(deposit.holding, book, seat, key);
        emit IStewardshipBoard.StewardApproved(key, seat, false);
        if (count < book.terms.approvals) return;

        delete deposit.holding;
        uint48 until = uint48(block.timestamp) + book.terms.holdPeriod;
        deposit.heldUntil = until;
        emit IStewardshipBoard.DepositHeld(key, until);
    }

    /// @dev Approves of a take-down, and takes the deposit down once most seats do.
    function takeDown(Deposit storage deposit, Elections.Book storage book, uint8 seat, bytes32 key) internal {
        if (deposit.down) revert IStewardshipBoard.AlreadyTakenDown(key);
        _refuseResting(key, deposit.liftedAt, book.terms.holdCooldown);
        uint256 count = _approve(deposit.takingDown, book, seat, key);
        emit IStewardshipBoard.StewardApproved(key, seat, true);
        if (2 * count <= Elections.SEATS) return;

        delete deposit.takingDown;
        deposit.down = true;
        emit IStewardshipBoard.DepositTakenDown(key);
    }

    /// @dev Ends a hold or take-down by ruling; the board must let the deposit rest afterwards.
    function lift(Deposit storage deposit, bytes32 key, uint256 caseId) internal {
        uint48 time = uint48(block.timestamp);
        if (!deposit.down && deposit.heldUntil <= time) revert IStewardshipBoard.NothingToLift(key);
        deposit.down = false;
        deposit.heldUntil = time;
        deposit.liftedAt = time;
        delete deposit.holding;
        delete deposit.takingDown;
        emit IStewardshipBoard.DepositLifted(key, caseId);
    }

    function _refuseResting(bytes32 key, uint48 last, uint48 cooldown) private view {
        if (last != 0 && block.timestamp < last + cooldown) {
            revert IStewardshipBoard.DepositResting(key, last + cooldown);
        }
    }

    /// @dev Adds a seat's approval to those that still count: given lately, by stewards that still sit.
    function _approve(
        Approvals storage approvals,
        Elections.Book storage book,
        uint8 seat,
        bytes32 key
    ) private returns (uint256 count) {
        uint48 last = approvals.last;
        uint8 given = block.timestamp < approvals.first + book.terms.holdPeriod ? approvals.seats : 0;
        uint8 kept = 0;
        for (uint8 other = 0; other < Elections.SEATS; ++other) {
            if (given & (1 << other) == 0 || book.seats[other].since > last) continue;
            if (Elections.stewardAt(book, other) == 0) continue;
            if (other == seat) revert IStewardshipBoard.AlreadyApproved(key, seat);
            kept |= uint8(1 << other);
            ++count;
        }
        if (kept == 0) approvals.first = uint48(block.timestamp);
        approvals.last = uint48(block.timestamp);
        approvals.seats = kept | uint8(1 << seat);
        ++count;
    }
}
