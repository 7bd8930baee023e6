// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Elections} from "./Elections.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title Petitions to recall a steward.
/// @notice A petition is about one term: a new steward never inherits the names gathered against the one before.
library Recalls {
    /// @notice The latest petition of each seat, and who signed which.
    struct Petitions {
        mapping(uint8 seat => IStewardshipBoard.Petition) latest;
        mapping(uint256 petitionKey => mapping(uint256 identityId => bool)) signed;
    }

    /// @dev The petition that a signature joins now: the running one, or a new one.
    function current(
        Petitions storage petitions,
        IStewardshipBoard.Seat storage held,
        uint48 period,
        uint8 seat
    ) internal returns (IStewardshipBoard.Petition storage petition) {
        if (block.timestamp >= held.until) revert IStewardshipBoard.SeatVacant(seat);
        petition = petitions.latest[seat];
        if (block.timestamp >= petition.until || petition.since != held.since) {
            petition.snapshot = uint48(block.timestamp) - 1;
            petition.until = uint48(block.timestamp) + period;
            petition.since = held.since;
            petition.votes = 0;
            ++petition.number;
        }
    }

    /// @dev Adds votes to a petition and vacates the seat once more than half of the electing body stands behind it.
    function sign(
        Petitions storage petitions,
        IStewardshipBoard.Seat storage held,
        uint8 seat,
        uint256 signerId,
        uint256 votes,
        uint256 total
    ) internal {
        IStewardshipBoard.Petition storage petition = petitions.latest[seat];
        uint256 key = Elections.keyOf(petition.number, seat);
        if (votes == 0) revert IStewardshipBoard.NoVotes(signerId, petition.snapshot);
        if (petitions.signed[key][signerId]) revert IStewardshipBoard.AlreadyVoted(signerId);

        petitions.signed[key][signerId] = true;
        uint256 sum = petition.votes + votes;
        petition.votes = sum;
        emit IStewardshipBoard.RecallSigned(seat, petition.number, signerId, sum);
        if (2 * sum > total) {
            held.until = uint48(block.timestamp);
            emit IStewardshipBoard.StewardRecalled(seat, held.identityId);
        }
    }
}
