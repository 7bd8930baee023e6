// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStakeHold} from "../identity/IStakeHold.sol";
import {IModelHold} from "../models/IModelHold.sol";
import {IWorkHold} from "../work/IWorkHold.sol";
import {ICourtRecord} from "./ICourtRecord.sol";

/// @title A court without money: conciliation, a panel by sortition, an appeal, and the chambers where the matter is theirs.
/// @notice Every phase ends by time alone, so nobody blocks a case by silence. What a phase is follows from the clock and
/// from what was recorded; no call moves a case from one to the next except those named on the arrows.
///
///   file -> Sponsoring --sponsor--> Conciliation --time--> Drawing --draw--> Committing --time--> Revealing --time--> Ruled
///              |time                  |settle by both         |too few seated                       |silence
///              v                      v                       v                                     v
///            Closed                 Closed                  Closed              drawn anew once per level, then Closed
///
///   Ruled --appeal--> Drawing (level 2, appealSize seats) or Committing (the assembly) ... Revealing --time--> decided
///   Ruled --time--> decided
///   decided: upheld --> Final, or Chambers where it is theirs;   anything else, silence too --> Closed
///   Chambers --resolveByChambers, time--> Final (upheld; by silence only what a panel may do alone) or Closed
///   Final --execute (once), time--> Closed
///
/// While a sponsored case is not closed, it holds the stake that it may slash, and it names the work or the model that it
/// may void or mark.
interface IDisputeCourt is ICourtRecord, IStakeHold, IWorkHold, IModelHold {
    /// @notice A case was filed.
    /// @param respondentId Against whom, 0 when against nobody.
    /// @param evidence Salted digest of the evidence.
    event CaseFiled(
        uint256 indexed caseId,
        uint256 indexed filerId,
        uint256 indexed respondentId,
        Filing filing,
        bytes32 evidence,
        string uri
    );
    /// @notice A member sponsored a case.
    event CaseSponsored(uint256 indexed caseId, uint256 indexed sponsorId, uint8 sponsors);
    /// @notice A party gave further evidence.
    event EvidenceGiven(uint256 indexed caseId, uint256 indexed partyId, bytes32 evidence, string uri);
    /// @notice A party wishes to settle; with both, the case is closed.
    event SettlementAgreed(uint256 indexed caseId, uint256 indexed partyId);
    /// @notice The seed of a panel was fixed.
    event PanelSeeded(uint256 indexed caseId, uint8 indexed round, bytes32 seed);
    /// @notice A juror was drawn.
    event JurorSeated(uint256 indexed caseId, uint8 indexed round, uint256 indexed jurorId);
    /// @notice A juror committed to a vote.
    event JurorCommitted(uint256 indexed caseId, uint8 indexed round, uint256 indexed jurorId, bytes32 commitment);
    /// @notice A juror opened its vote.
    /// @param vote 1 uphold, 2 reject, 3 frivolous.
    event JurorRevealed(uint256 indexed caseId, uint8 indexed round, uint256 indexed jurorId, uint8 vote);
    /// @notice A juror's service could not be credited now; the vote counts all the same.
    event ServiceUncredited(uint256 indexed caseId, uint256 indexed jurorId, uint256 amount);
    /// @notice A juror asked for an interim measure.
    event FreezeSupported(uint256 indexed caseId, uint256 indexed jurorId);
    /// @notice Most of a sitting panel froze the subject of its case for a time.
    event SubjectFrozen(uint256 indexed caseId, uint8 indexed subjectKind, bytes32 indexed subject, uint48 until);
    /// @notice A ruling was appealed.
    /// @param plenary True when the assembly decides, not a panel.
    event CaseAppealed(uint256 indexed caseId, uint256 indexed partyId, uint8 ruling, bool plenary);
    /// @notice The court put a case to the chambers.
    event ChambersAsked(uint256 indexed caseId, uint256 indexed proposalId);
    /// @notice The chambers decided a case.
    event ChambersResolved(uint256 indexed caseId, uint8 ruling);
    /// @notice A final ruling was executed.
    event RulingExecuted(uint256 indexed caseId, uint8 remedy);
    /// @notice A frivolous filer files nothing until then.
    event FilingBarred(uint256 indexed filerId, uint256 indexed caseId, uint48 until);

    /// @notice A period is zero, the draw ends before a seed can be known, a panel is even or too large, an appeal not larger
    /// than the first panel, an interim measure longer than 21 days, or a panel's own power as great as an expulsion.
    error CourtSettingsInvalid();
    /// @notice The account has no active identity.
    error NotCourtMember(address account);
    /// @notice The case is not in a phase that allows this.
    error WrongPhase(uint256 caseId, Phase phase);
    /// @notice There is no such ground.
    error GroundUnknown(uint8 ground);
    /// @notice There is no such remedy, or not of this size.
    error RemedyInvalid(uint8 remedy, uint256 value);
    /// @notice There is no such kind of subject, or it does not fit the remedy.
    error SubjectInvalid(uint8 subjectKind, bytes32 subject);
    /// @notice The respondent is unknown, is the filer, or does not fit the remedy.
    error RespondentInvalid(uint256 respondentId);
    /// @notice The identity filed a frivolous case, or filed or sponsored one against the same respondent, not long ago.
    error Barred(uint256 filerId, uint48 until);
    /// @notice A party cannot do this in its own case.
    error Conflict(uint256 caseId, uint256 identityId);
    /// @notice The member sponsored the case already.
    error AlreadySponsor(uint256 caseId, uint256 identityId);
    /// @notice Only a party may do this.
    error NotParty(uint256 caseId, uint256 identityId);
    /// @notice The party agreed already.
    error AlreadyAgreed(uint256 caseId, uint256 identityId);
    /// @notice The identity does not sit on the present panel.
    error NotJuror(uint256 caseId, uint256 identityId);
    /// @notice A commitment must not be zero.
    error CommitmentMissing();
    /// @notice The juror committed already.
    error AlreadyCommitted(uint256 caseId, uint256 jurorId);
    /// @notice The juror opened its vote already.
    error VoteRevealed(uint256 caseId, uint256 jurorId);
    /// @notice A vote is 1 uphold, 2 reject or 3 frivolous.
    error VoteInvalid(uint8 vote);
    /// @notice The opening does not fit the commitment.
    error OpeningMismatch(bytes32 committed, bytes32 opened);
    /// @notice The juror asked for the measure already.
    error AlreadyFreezing(uint256 caseId, uint256 jurorId);
    /// @notice A case has one interim measure.
    error FrozenOnce(uint256 caseId, uint48 until);
    /// @notice A person has no voice yet, or no longer.
    error VoiceMissing(uint256 identityId);
    /// @notice The beacon's first round after this time is not over.
    error SeedPending(uint256 caseId, uint48 since);
    /// @notice The court put the case to the chambers already.
    error AlreadyAsked(uint256 caseId);
    /// @notice The case was not ruled frivolous, or its bar counts already.
    error NotBarrable(uint256 caseId, uint8 ruling);

    /// @notice Files a case; against one respondent, or about one thing where there is none, once in the time of the bar.
    /// @dev A suspension beyond a panel's own power is asked for as an expulsion or not at all.
    /// @param evidence Salted digest of the evidence.
    /// @param uri Where authorised readers find it.
    function file(Filing calldata filing, bytes32 evidence, string calldata uri) external returns (uint256 caseId);

    /// @notice Sponsors a case, as an institution or a person with a voice; the last one needed opens it. No sponsor is a
    /// juror of the case.
    function sponsor(uint256 caseId) external;

    /// @notice Gives further evidence, as a party, before the votes are revealed.
    function giveEvidence(uint256 caseId, bytes32 evidence, string calldata uri) external;
    /// @notice Agrees, as a party, that the matter is settled.
    function settle(uint256 caseId) external;
    /// @notice Seeds or continues the draw of a panel, as far as one call goes. Anyone may call.
    function draw(uint256 caseId) external;

    /// @notice Commits the calling juror to a vote; in an assembly this takes a seat.
    /// @param commitment `keccak256(abi.encode(caseId, round, jurorId, vote, salt))`, of the panel's number and 32 random bytes.
    function commit(uint256 caseId, bytes32 commitment) external;

    /// @notice Opens the calling juror's vote and credits the service, whatever the vote.
    /// @param vote 1 uphold, 2 reject, 3 frivolous.
    function reveal(uint256 caseId, uint8 vote, bytes32 salt) external;

    /// @notice Asks, as a sitting juror, to freeze the subject; more than half of the panel freezes it.
    function freeze(uint256 caseId) external;

    /// @notice Appeals, as a party, to a larger panel of other jurors, or to the assembly: all who had a voice and are neither
    /// party nor sponsor, where members are too few for two panels. A steward is party to a case against the board.
    function appeal(uint256 caseId) external;

    /// @notice Proposes to the chambers, as the court, that they uphold an expulsion or the mark of a model. Anyone may call.
    function askChambers(uint256 caseId) external returns (uint256 proposalId);
    /// @notice Decides an upheld expulsion or marked model; only the chambers, by the timelock.
    function resolveByChambers(uint256 caseId, bool upheld) external;

    /// @notice Runs the remedy of a final upheld ruling, once. Anyone may call; a remedy that fails may be tried again
    /// until the time for execution is over. Panels together suspend an identity for `panelPower` in three years at most.
    function execute(uint256 caseId) external;

    /// @notice Bars the filer of a case that was finally ruled frivolous. Anyone may call.
    function barFiler(uint256 caseId) external;
    /// @notice Where a case stands now.
    function positionOf(uint256 caseId) external view returns (Position memory now_);
    /// @notice A case as recorded.
    function caseOf(uint256 caseId) external view returns (Case memory record);

    /// @notice A panel of a case; all fields, zero when there is none.
    /// @param round Its number, from 1.
    function panelOf(uint256 caseId, uint8 round) external view returns (Panel memory record);

    /// @notice The jurors of a panel in the order in which they were seated.
    function jurorsOf(uint256 caseId, uint8 round) external view returns (uint256[] memory jurorIds);
    /// @notice What an identity is to a case as a juror; all fields, zero when it never was a juror of the case.
    function jurorOf(uint256 caseId, uint256 identityId) external view returns (Juror memory record);

    /// @notice End of the interim measure over a thing.
    /// @return until Unix time; 0 when it is not frozen now.
    function frozenUntil(uint8 subjectKind, bytes32 subject) external view returns (uint48 until);

    /// @notice Number of cases ever filed; also the last number given.
    function count() external view returns (uint256 total);
    /// @notice Settings at birth.
    function settings() external view returns (Settings memory all);
}
