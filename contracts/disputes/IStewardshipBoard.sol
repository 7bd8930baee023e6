// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Seven elected seats that guard deposits.
/// @notice Seats 0 to 2 are elected by the contributors, 3 and 4 by the technical chamber, 5 and 6 are named by institutions
/// and elected by the contributors. A hold expires by itself. The board cannot raise a tier, spend, or execute calls.
///
///   seat:     vacant --openElection--> nominating --time--> voting --time, closeElection--> held --term, recall--> vacant
///   deposit:  free --hold--> held --time--> resting --time--> free;   free | held | resting --takeDown--> down --lift--> resting
interface IStewardshipBoard {
    /// @notice Settings at birth, times in seconds.
    struct Settings {
        // how long a seat is held; the first term of odd seats is half as long, so that elections alternate
        uint48 term;
        uint48 nominationPeriod; // how long candidates may stand
        uint48 votePeriod; // how long an election is voted on, and how long a recall petition gathers names
        uint48 holdPeriod; // how long a deposit is held, and how long approvals of an act count
        uint48 holdCooldown; // how long a deposit rests after a hold or a ruling before the board may hold it again
        uint8 approvals; // stewards that together hold a deposit
    }

    /// @notice One seat.
    struct Seat {
        uint64 identityId; // who was elected, 0 for nobody
        uint48 since; // when the term began
        uint48 until; // when the term ends
        uint32 elections; // elections ever opened for the seat
    }

    /// @notice The latest election of a seat.
    struct Election {
        uint48 snapshot; // time at which the electorate is fixed
        uint48 nominationEnds; // from then on votes count instead of candidacies
        uint48 voteEnds; // end of the vote
        bool closed; // true once the seat was given or left vacant
        uint64 leader; // candidate with most votes so far, 0 before the first vote
        uint96 heads; // voices, or groups of the technical chamber, that voted so far
        uint256 leaderVotes; // votes for the leader
    }

    /// @notice A petition to recall a steward.
    struct Petition {
        uint48 snapshot; // time at which the electorate is fixed
        uint48 until; // end of the petition
        uint48 since; // beginning of the term that it would end
        uint32 number; // petitions ever opened for the seat
        uint256 votes; // votes behind it
    }

    /// @notice An election began.
    event ElectionOpened(
        uint8 indexed seat,
        uint32 indexed number,
        uint48 snapshot,
        uint48 nominationEnds,
        uint48 voteEnds
    );
    /// @notice A person stood for a seat.
    event CandidateStood(uint8 indexed seat, uint32 indexed number, uint256 indexed candidateId);
    /// @notice An institution named a person for a seat.
    event CandidateNamed(uint8 indexed seat, uint32 indexed number, uint256 indexed candidateId, uint256 institutionId);
    /// @notice A vote was cast.
    event StewardVoteCast(
        uint8 indexed seat,
        uint32 indexed number,
        uint256 indexed voterId,
        uint256 candidateId,
        uint256 votes
    );
    /// @notice An election ended.
    /// @param identityId The new steward, 0 when the seat stays vacant.
    event ElectionClosed(uint8 indexed seat, uint32 indexed number, uint256 indexed identityId, uint48 until);
    /// @notice A member signed a petition to recall a steward.
    event RecallSigned(uint8 indexed seat, uint32 indexed number, uint256 indexed signerId, uint256 votes);
    /// @notice A steward was recalled by more than half of the electing body.
    event StewardRecalled(uint8 indexed seat, uint256 indexed identityId);
    /// @notice A steward approved of a hold or a take-down.
    event StewardApproved(bytes32 indexed depositKey, uint8 indexed seat, bool takeDown);
    /// @notice A deposit was held.
    event DepositHeld(bytes32 indexed depositKey, uint48 until);
    /// @notice A deposit was taken down.
    event DepositTakenDown(bytes32 indexed depositKey);
    /// @notice A ruling freed a deposit.
    event DepositLifted(bytes32 indexed depositKey, uint256 indexed caseId);

    /// @notice A period is zero, the term is shorter than an election, or the approvals are not 1 to 7.
    error BoardSettingsInvalid();
    /// @notice Seats are numbered 0 to 6.
    error SeatUnknown(uint8 seat);
    /// @notice The account has no active identity.
    error NotMember(address account);
    /// @notice The steward's term does not end soon.
    error SeatTaken(uint8 seat, uint256 identityId, uint48 until);
    /// @notice The latest election of the seat is not over.
    error ElectionRunning(uint8 seat, uint48 voteEnds);
    /// @notice Candidates stand only until the nominations end.
    error NominationClosed(uint8 seat, uint48 nominationEnds);
    /// @notice Votes count only between the end of the nominations and the end of the vote.
    error VoteClosed(uint8 seat, uint48 nominationEnds, uint48 voteEnds);
    /// @notice There is no election to close.
    error ElectionClosedAlready(uint8 seat);
    /// @notice A steward is an active person.
    error NotActivePerson(uint256 identityId);
    /// @notice Only an active institution names candidates.
    error NotInstitution(uint256 identityId);
    /// @notice Institutions name candidates for seats 5 and 6 only.
    error NotNamedSeat(uint8 seat);
    /// @notice The person holds another seat.
    error AlreadySteward(uint256 identityId, uint8 seat);
    /// @notice The person stands already, here or in another election that is not closed.
    error AlreadyCandidate(uint256 identityId, uint8 seat);
    /// @notice An institution named this candidate already.
    error AlreadyNamed(uint256 identityId, uint8 seat);
    /// @notice The person does not stand, or no institution named it for this seat.
    error NotCandidate(uint256 identityId, uint8 seat);
    /// @notice The identity voted or signed already.
    error AlreadyVoted(uint256 identityId);
    /// @notice The identity had no vote in the electing body at the snapshot.
    error NoVotes(uint256 identityId, uint48 snapshot);
    /// @notice Nobody holds the seat.
    error SeatVacant(uint8 seat);
    /// @notice The account holds no seat.
    error NotSteward(address account);
    /// @notice The steward approved of this act already.
    error AlreadyApproved(bytes32 depositKey, uint8 seat);
    /// @notice The deposit is held, or rests after a hold or a ruling.
    error DepositResting(bytes32 depositKey, uint48 until);
    /// @notice The deposit is taken down already.
    error AlreadyTakenDown(bytes32 depositKey);
    /// @notice An act of the board has a reason.
    error ReasonMissing();
    /// @notice The deposit is neither held nor taken down.
    error NothingToLift(bytes32 depositKey);

    /// @notice Opens an election for a seat that is vacant or whose term ends before the election would. Anyone may call.
    function openElection(uint8 seat) external;
    /// @notice Makes the caller, an active person, a candidate. A person stands in one election at a time.
    function stand(uint8 seat) external;
    /// @notice Names a person for seat 5 or 6; the caller is an active institution. The person must also stand.
    function nominate(uint8 seat, uint256 candidateId) external;

    /// @notice Casts the caller's votes of the electing body at the snapshot, once.
    /// @param candidateId The candidate. Of two with equal votes, the one who had them first leads.
    function vote(uint8 seat, uint256 candidateId) external;

    /// @notice Gives the seat to the leader of an ended election, or leaves it vacant: where fewer than three, or fewer than one
    /// in twenty of the electing body voted. Anyone may call.
    function closeElection(uint8 seat) external;

    /// @notice Signs, or opens, the petition to recall a steward; more than half of those seated in the electing body when it
    /// began recall it: voices, or groups of the technical chamber.
    function signRecall(uint8 seat) external;

    /// @notice Approves, as a steward, that a deposit be held.
    function hold(bytes32 depositKey, string calldata reason) external;
    /// @notice Approves, as a steward, that a deposit be taken down; four of the seven seats take it down.
    function takeDown(bytes32 depositKey, string calldata reason) external;
    /// @notice Frees a deposit by ruling; only the court.
    function lift(bytes32 depositKey, uint256 caseId) external;
    /// @notice Who holds a seat now; 0 when it is vacant, its term is over, or its holder is not active.
    function stewardAt(uint8 seat) external view returns (uint256 identityId);
    /// @notice Tells whether an identity holds a seat now.
    function isSteward(uint256 identityId) external view returns (bool steward);
    /// @notice A seat as recorded, whether or not its holder is active.
    function seatOf(uint8 seat) external view returns (Seat memory record);
    /// @notice The latest election of a seat; all fields, zero before the first.
    function electionOf(uint8 seat) external view returns (Election memory record);
    /// @notice The latest petition against the holder of a seat; all fields, zero before the first.
    function petitionOf(uint8 seat) external view returns (Petition memory record);
    /// @notice Votes for a candidate in the latest election of a seat.
    function votesFor(uint8 seat, uint256 candidateId) external view returns (uint256 votes);

    /// @notice End of a deposit's hold.
    /// @return until Unix time; in the past, or 0, when it is not held.
    function heldUntil(bytes32 depositKey) external view returns (uint48 until);

    /// @notice Tells whether a deposit is taken down.
    function isTakenDown(bytes32 depositKey) external view returns (bool down);
    /// @notice Settings at birth.
    function settings() external view returns (Settings memory all);
}
