// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Elections} from "./Elections.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title Petitions to recall a steward.
/// @notice A petition is about one term: a new steward never inherits the names gathered against the one before.
library Recalls {
    /// @dev The petition that a signature joins now: the running one, or a new one.
    function current(
        Elections.Book storage book,
        uint8 seat
    ) internal returns (IStewardshipBoard.Petition storage petition) {
        IStewardshipBoard.Seat storage held = book.seats[seat];
        if (block.timestamp >= held.until) revert IStewardshipBoard.SeatVacant(seat);
        petition = book.petitions[seat];
        if (block.timestamp >= petition.until || petition.since != held.since) {
            petition.snapshot = uint48(block.timestamp) - 1;
            petition.until = uint48(block.timestamp) + book.terms.votePeriod;
            petition.since = held.since;
            petition.votes = 0;
            ++petition.number;
        }
    }

    /// @dev Adds votes to a petition and vacates the seat once more than half of the electing body stands behind it.
    function sign(Elections.Book storage book, uint8 seat, uint256 signerId, uint256 votes, uint256 total) internal {
        IStewardshipBoard.Petition storage petition = book.petitions[seat];
        uint256 key = Elections.keyOf(petition.number, seat);
        if (votes == 0) revert IStewardshipBoard.NoVotes(signerId, petition.snapshot);
        if (book.signed[key][signerId]) revert IStewardshipBoard.AlreadyVoted(signerId);

        book.signed[key][signerId] = true;
        uint256 sum = petition.votes + votes;
        petition.votes = sum;
        emit IStewardshipBoard.RecallSigned(seat, petition.number, signerId, sum);
        if (2 * sum > total) {
            book.seats[seat].until = uint48(block.timestamp);
            emit IStewardshipBoard.StewardRecalled(seat, book.seats[seat].identityId);
        }
    }
}
