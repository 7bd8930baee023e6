// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title Elections of seats: candidacies, a running leader, terms.
/// @notice No step visits all voters or candidates, so no crowd can make an election too dear to end.
library Elections {
    uint8 internal constant SEATS = 7;
    uint8 private constant FIRST_TECHNICAL = 3;
    uint8 private constant FIRST_NAMED = 5;
    uint8 private constant PERSON = 1;
    uint8 private constant INSTITUTION = 2;
    uint256 private constant LEAST_VOTES = 3;
    uint256 private constant QUORUM_OF = 20;

    /// @dev A person that stands in one election, was named for it, or both.
    struct Candidate {
        bool stood;
        bool named;
        uint240 votes;
    }

    /// @notice All seats and elections. Elections are keyed by their number and seat.
    struct Book {
        IIdentityRegistry identities;
        IStewardshipBoard.Settings terms;
        mapping(uint8 seat => IStewardshipBoard.Seat) seats;
        mapping(uint8 seat => IStewardshipBoard.Election) elections;
        mapping(uint256 electionKey => mapping(uint256 identityId => Candidate)) candidates;
        mapping(uint256 electionKey => mapping(uint256 identityId => bool)) voted;
        mapping(uint256 identityId => uint8) candidacySeat;
        mapping(uint256 identityId => uint8) heldSeat;
        mapping(uint8 seat => IStewardshipBoard.Petition) petitions;
        mapping(uint256 petitionKey => mapping(uint256 identityId => bool)) signed;
    }

    /// @dev Opens an election.
    function open(Book storage book, uint8 seat) internal {
        IStewardshipBoard.Seat storage held = book.seats[seat];
        IStewardshipBoard.Election storage last = book.elections[seat];
        if (held.elections != 0 && !last.closed) revert IStewardshipBoard.ElectionRunning(seat, last.voteEnds);
        uint48 nominationEnds = uint48(block.timestamp) + book.terms.nominationPeriod;
        uint48 voteEnds = nominationEnds + book.terms.votePeriod;
        if (held.until > voteEnds && stewardAt(book, seat) != 0) {
            revert IStewardshipBoard.SeatTaken(seat, held.identityId, held.until);
        }

        uint32 number = ++held.elections;
        book.elections[seat] = IStewardshipBoard.Election(
            uint48(block.timestamp),
            nominationEnds,
            voteEnds,
            false,
            0,
            0,
            0
        );
        emit IStewardshipBoard.ElectionOpened(seat, number, uint48(block.timestamp), nominationEnds, voteEnds);
    }

    /// @dev Makes an identity a candidate.
    function stand(Book storage book, uint8 seat, uint256 candidateId) internal {
        uint256 key = _nominating(book, seat);
        if (book.identities.kindOf(candidateId) != PERSON) revert IStewardshipBoard.NotActivePerson(candidateId);
        _refuseOtherSeat(book, seat, candidateId);
        _refuseOtherCandidacy(book, candidateId);

        book.candidates[key][candidateId].stood = true;
        book.candidacySeat[candidateId] = seat;
        emit IStewardshipBoard.CandidateStood(seat, book.seats[seat].elections, candidateId);
    }

    /// @dev Records that an institution named a person.
    function nominate(Book storage book, uint8 seat, uint256 institutionId, uint256 candidateId) internal {
        if (!isNamed(seat)) revert IStewardshipBoard.NotNamedSeat(seat);
        uint256 key = _nominating(book, seat);
        if (book.identities.kindOf(institutionId) != INSTITUTION)
            revert IStewardshipBoard.NotInstitution(institutionId);
        if (book.identities.kindOf(candidateId) != PERSON || !book.identities.isActive(candidateId)) {
            revert IStewardshipBoard.NotActivePerson(candidateId);
        }
        Candidate storage candidate = book.candidates[key][candidateId];
        if (candidate.named) revert IStewardshipBoard.AlreadyNamed(candidateId, seat);

        candidate.named = true;
        emit IStewardshipBoard.CandidateNamed(seat, book.seats[seat].elections, candidateId, institutionId);
    }

    /// @dev The time at which the electorate of a vote that runs now was fixed.
    function votingSnapshot(Book storage book, uint8 seat) internal view returns (uint48) {
        IStewardshipBoard.Election storage election = book.elections[seat];
        if (block.timestamp < election.nominationEnds || block.timestamp >= election.voteEnds) {
            revert IStewardshipBoard.VoteClosed(seat, election.nominationEnds, election.voteEnds);
        }
        return election.snapshot;
    }

    /// @dev Counts votes for a candidate and keeps the leader; `heads` is what the voter counts for in the quorum.
    function vote(
        Book storage book,
        uint8 seat,
        uint256 voterId,
        uint256 candidateId,
        uint256 votes,
        uint256 heads
    ) internal {
        IStewardshipBoard.Election storage election = book.elections[seat];
        uint256 key = keyOf(book.seats[seat].elections, seat);
        Candidate storage candidate = book.candidates[key][candidateId];
        if (!candidate.stood || (isNamed(seat) && !candidate.named)) {
            revert IStewardshipBoard.NotCandidate(candidateId, seat);
        }
        if (book.voted[key][voterId]) revert IStewardshipBoard.AlreadyVoted(voterId);
        if (votes == 0) revert IStewardshipBoard.NoVotes(voterId, election.snapshot);

        book.voted[key][voterId] = true;
        election.heads += uint96(heads);
        uint256 sum = candidate.votes + votes;
        candidate.votes = uint240(sum);
        if (sum > election.leaderVotes) {
            election.leader = uint64(candidateId);
            election.leaderVotes = sum;
        }
        emit IStewardshipBoard.StewardVoteCast(seat, book.seats[seat].elections, voterId, candidateId, votes);
    }

    /// @dev Seats the leader of an ended election, if it is active and one in twenty of the body voted, three at least.
    function close(Book storage book, uint8 seat, uint256 body) internal {
        IStewardshipBoard.Seat storage held = book.seats[seat];
        IStewardshipBoard.Election storage election = book.elections[seat];
        uint32 number = held.elections;
        if (number == 0 || election.closed) revert IStewardshipBoard.ElectionClosedAlready(seat);
        if (block.timestamp < election.voteEnds) revert IStewardshipBoard.ElectionRunning(seat, election.voteEnds);

        election.closed = true;
        uint256 winnerId = election.leader;
        bool few = election.heads < LEAST_VOTES || election.heads * QUORUM_OF < body;
        if (few || !book.identities.isActive(winnerId)) {
            emit IStewardshipBoard.ElectionClosed(seat, number, 0, 0);
            return;
        }
        uint48 length = number == 1 && seat % 2 == 1 ? book.terms.term / 2 : book.terms.term;
        uint48 until = uint48(block.timestamp) + length;
        held.identityId = uint64(winnerId);
        held.since = uint48(block.timestamp);
        held.until = until;
        book.heldSeat[winnerId] = seat;
        emit IStewardshipBoard.ElectionClosed(seat, number, winnerId, until);
    }

    /// @dev Who holds a seat now and is active.
    function stewardAt(Book storage book, uint8 seat) internal view returns (uint256) {
        IStewardshipBoard.Seat storage held = book.seats[seat];
        if (block.timestamp >= held.until || !book.identities.isActive(held.identityId)) return 0;
        return held.identityId;
    }

    /// @dev The seat whose term an identity holds, active or not.
    function heldSeatOf(Book storage book, uint256 identityId) internal view returns (bool holds, uint8 seat) {
        seat = book.heldSeat[identityId];
        IStewardshipBoard.Seat storage held = book.seats[seat];
        holds = held.identityId == identityId && identityId != 0 && block.timestamp < held.until;
    }

    /// @dev Names one election, or one petition, of one seat.
    function keyOf(uint32 number, uint8 seat) internal pure returns (uint256) {
        return (uint256(number) << 8) | seat;
    }

    /// @dev Tells whether the technical chamber elects a seat.
    function isTechnical(uint8 seat) internal pure returns (bool) {
        return seat >= FIRST_TECHNICAL && seat < FIRST_NAMED;
    }

    /// @dev Tells whether institutions name the candidates of a seat.
    function isNamed(uint8 seat) internal pure returns (bool) {
        return seat >= FIRST_NAMED;
    }

    function _nominating(Book storage book, uint8 seat) private view returns (uint256 key) {
        uint48 nominationEnds = book.elections[seat].nominationEnds;
        if (block.timestamp >= nominationEnds) revert IStewardshipBoard.NominationClosed(seat, nominationEnds);
        return keyOf(book.seats[seat].elections, seat);
    }

    function _refuseOtherSeat(Book storage book, uint8 seat, uint256 candidateId) private view {
        (bool holds, uint8 held) = heldSeatOf(book, candidateId);
        if (holds && held != seat) revert IStewardshipBoard.AlreadySteward(candidateId, held);
    }

    /// @dev One candidacy at a time, so nobody can win two seats.
    function _refuseOtherCandidacy(Book storage book, uint256 candidateId) private view {
        uint8 seat = book.candidacySeat[candidateId];
        uint256 key = keyOf(book.seats[seat].elections, seat);
        if (book.candidates[key][candidateId].stood && !book.elections[seat].closed) {
            revert IStewardshipBoard.AlreadyCandidate(candidateId, seat);
        }
    }
}
