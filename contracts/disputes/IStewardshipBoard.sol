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
    /// @param term How long a seat is held; the first term of odd seats is half as long, so that elections alternate.
    /// @param nominationPeriod How long candidates may stand.
    /// @param votePeriod How long an election is voted on, and how long a recall petition gathers names.
    /// @param holdPeriod How long a deposit is held, and how long approvals of an act count.
    /// @param holdCooldown How long a deposit rests after a hold or a ruling before the board may hold it again.
    /// @param approvals Stewards that together hold a deposit.
    struct Settings {
        uint48 term;
        uint48 nominationPeriod;
        uint48 votePeriod;
        uint48 holdPeriod;
        uint48 holdCooldown;
        uint8 approvals;
    }

    /// @notice One seat.
    /// @param identityId Who was elected, 0 for nobody.
    /// @param since When the term began.
    /// @param until When the term ends.
    /// @param elections Elections ever opened for the seat.
    struct Seat {
        uint64 identityId;
        uint48 since;
        uint48 until;
        uint32 elections;
    }

    /// @notice The latest election of a seat.
    /// @param snapshot Time at which the electorate is fixed.
    /// @param nominationEnds From then on votes count instead of candidacies.
    /// @param voteEnds End of the vote.
    /// @param closed True once the seat was given or left vacant.
    /// @param leader Candidate with most votes so far, 0 before the first vote.
    /// @param heads Voices, or groups of the technical chamber, that voted so far.
    /// @param leaderVotes Votes for the leader.
    struct Election {
        uint48 snapshot;
        uint48 nominationEnds;
        uint48 voteEnds;
        bool closed;
        uint64 leader;
        uint96 heads;
        uint256 leaderVotes;
    }

    /// @notice A petition to recall a steward.
    /// @param snapshot Time at which the electorate is fixed.
    /// @param until End of the petition.
    /// @param since Beginning of the term that it would end.
    /// @param number Petitions ever opened for the seat.
    /// @param votes Votes behind it.
    struct Petition {
        uint48 snapshot;
        uint48 until;
        uint48 since;
        uint32 number;
        uint256 votes;
    }

    /// @notice An election began.
    /// @param seat The seat.
    /// @param number Number of the election of this seat.
    /// @param snapshot Time at which the electorate is fixed.
    /// @param nominationEnds End of the candidacies.
    /// @param voteEnds End of the vote.
    event ElectionOpened(
        uint8 indexed seat,
        uint32 indexed number,
        uint48 snapshot,
        uint48 nominationEnds,
        uint48 voteEnds
    );
    /// @notice A person stood for a seat.
    /// @param seat The seat.
    /// @param number Number of the election.
    /// @param candidateId The person.
    event CandidateStood(uint8 indexed seat, uint32 indexed number, uint256 indexed candidateId);
    /// @notice An institution named a person for a seat.
    /// @param seat The seat.
    /// @param number Number of the election.
    /// @param candidateId The person.
    /// @param institutionId The institution.
    event CandidateNamed(uint8 indexed seat, uint32 indexed number, uint256 indexed candidateId, uint256 institutionId);
    /// @notice A vote was cast.
    /// @param seat The seat.
    /// @param number Number of the election.
    /// @param voterId Who voted.
    /// @param candidateId For whom.
    /// @param votes With how many votes.
    event StewardVoteCast(
        uint8 indexed seat,
        uint32 indexed number,
        uint256 indexed voterId,
        uint256 candidateId,
        uint256 votes
    );
    /// @notice An election ended.
    /// @param seat The seat.
    /// @param number Number of the election.
    /// @param identityId The new steward, 0 when the seat stays vacant.
    /// @param until End of the term.
    event ElectionClosed(uint8 indexed seat, uint32 indexed number, uint256 indexed identityId, uint48 until);
    /// @notice A member signed a petition to recall a steward.
    /// @param seat The seat.
    /// @param number Number of the petition of this seat.
    /// @param signerId Who signed.
    /// @param votes Votes behind the petition now.
    event RecallSigned(uint8 indexed seat, uint32 indexed number, uint256 indexed signerId, uint256 votes);
    /// @notice A steward was recalled by more than half of the electing body.
    /// @param seat The seat, vacant now.
    /// @param identityId Who held it.
    event StewardRecalled(uint8 indexed seat, uint256 indexed identityId);
    /// @notice A steward approved of a hold or a take-down.
    /// @param depositKey The deposit.
    /// @param seat The steward's seat.
    /// @param takeDown True for a take-down, false for a hold.
    event StewardApproved(bytes32 indexed depositKey, uint8 indexed seat, bool takeDown);
    /// @notice A deposit was held.
    /// @param depositKey The deposit.
    /// @param until When the hold ends by itself.
    event DepositHeld(bytes32 indexed depositKey, uint48 until);
    /// @notice A deposit was taken down.
    /// @param depositKey The deposit.
    event DepositTakenDown(bytes32 indexed depositKey);
    /// @notice A ruling freed a deposit.
    /// @param depositKey The deposit.
    /// @param caseId The case.
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
    /// @param seat The seat.
    function openElection(uint8 seat) external;

    /// @notice Makes the caller, an active person, a candidate. A person stands in one election at a time.
    /// @param seat The seat.
    function stand(uint8 seat) external;

    /// @notice Names a person for seat 5 or 6; the caller is an active institution. The person must also stand.
    /// @param seat The seat.
    /// @param candidateId The person.
    function nominate(uint8 seat, uint256 candidateId) external;

    /// @notice Casts the caller's votes of the electing body at the snapshot, once.
    /// @param seat The seat.
    /// @param candidateId The candidate. Of two with equal votes, the one who had them first leads.
    function vote(uint8 seat, uint256 candidateId) external;

    /// @notice Gives the seat to the leader of an ended election, or leaves it vacant: where fewer than three, or fewer than one
    /// in twenty of the electing body voted. Anyone may call.
    /// @param seat The seat.
    function closeElection(uint8 seat) external;

    /// @notice Signs, or opens, the petition to recall a steward; more than half of those seated in the electing body when it
    /// began recall it: voices, or groups of the technical chamber.
    /// @param seat The seat.
    function signRecall(uint8 seat) external;

    /// @notice Approves, as a steward, that a deposit be held.
    /// @param depositKey The deposit.
    /// @param reason Why, for the audit log.
    function hold(bytes32 depositKey, string calldata reason) external;

    /// @notice Approves, as a steward, that a deposit be taken down; four of the seven seats take it down.
    /// @param depositKey The deposit.
    /// @param reason Why, for the audit log.
    function takeDown(bytes32 depositKey, string calldata reason) external;

    /// @notice Frees a deposit by ruling; only the court.
    /// @param depositKey The deposit.
    /// @param caseId The case.
    function lift(bytes32 depositKey, uint256 caseId) external;

    /// @notice Who holds a seat now.
    /// @param seat The seat.
    /// @return identityId 0 when it is vacant, its term is over, or its holder is not active.
    function stewardAt(uint8 seat) external view returns (uint256 identityId);

    /// @notice Tells whether an identity holds a seat now.
    /// @param identityId The identity.
    /// @return steward True while its term runs and it is active.
    function isSteward(uint256 identityId) external view returns (bool steward);

    /// @notice A seat as recorded, whether or not its holder is active.
    /// @param seat The seat.
    /// @return record All fields.
    function seatOf(uint8 seat) external view returns (Seat memory record);

    /// @notice The latest election of a seat.
    /// @param seat The seat.
    /// @return record All fields, zero before the first.
    function electionOf(uint8 seat) external view returns (Election memory record);

    /// @notice The latest petition against the holder of a seat.
    /// @param seat The seat.
    /// @return record All fields, zero before the first.
    function petitionOf(uint8 seat) external view returns (Petition memory record);

    /// @notice Votes for a candidate in the latest election of a seat.
    /// @param seat The seat.
    /// @param candidateId The candidate.
    /// @return votes Their sum.
    function votesFor(uint8 seat, uint256 candidateId) external view returns (uint256 votes);

    /// @notice End of a deposit's hold.
    /// @param depositKey The deposit.
    /// @return until Unix time; in the past, or 0, when it is not held.
    function heldUntil(bytes32 depositKey) external view returns (uint48 until);

    /// @notice Tells whether a deposit is taken down.
    /// @param depositKey The deposit.
    /// @return down True from the take-down until a ruling lifts it.
    function isTakenDown(bytes32 depositKey) external view returns (bool down);

    /// @notice Settings at birth.
    /// @return all Terms, periods and approvals.
    function settings() external view returns (Settings memory all);
}
