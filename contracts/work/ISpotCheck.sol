// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IFaultProof} from "./IFaultProof.sol";
import {ReceiptBook} from "./ReceiptBook.sol";

/// @title Spot checks of sealed work by groups that the beacon draws.
/// @notice Whose work is checked chooses neither its verifiers nor their number. Pool: the enlisted groups of the chamber
/// with active owners, where there are seven, else all enlisted groups with active owners; never the checked group. Clean
/// must be unanimous. A verdict is clean, faulty, or without a finding when nothing could be checked.
///
///   sealed --draw--> FIRST --advance--> CLEAN --settle--> SETTLED
///                      |                  ^ all said clean, and the lot does not ask for a second look
///                      +--> REPLACED -----+ some said nothing: other verifiers take their seats, once
///                      |       |          |
///                      +-------+--> LARGE-+ a fault, a second silence, or the lot: four fifths of a large panel drawn anew
///                                    |
///                                    +--> REJECTED     any of them --proveFault, or a ruling before the credit--> VOID
///
/// @dev All phases go by the clock and each is moved on by anyone. A seat is drawn by the beacon's first value after the
/// time at which the pool is taken, so nobody who knows the value can still change the pool in its favour: a group that
/// leaves the pool then gives its seat to the next one of a fixed order. A verdict that the large panel contradicts costs
/// stake, a silence costs a strike; a verdict without a finding costs nothing, for an author may keep data back. A court's
/// case or freeze that names the operator delays the credit, never a verdict.
interface ISpotCheck is IFaultProof {
    /// @notice Settings at birth.
    struct Settings {
        uint48 commitPeriod; // seconds to commit to a verdict
        uint48 revealPeriod; // seconds to reveal it
        uint48 challengeWindow; // seconds from a clean decision to the credit
        uint8 panel; // verifiers drawn at first, fewer where there are fewer; two more where 25 groups ever had a place
        uint8 largePanel; // verifiers drawn when the first do not agree
        uint16 recheck; // part of clean audits that a large panel looks at again, in basis points
        uint16 falseVerdict; // part of its stake that a contradicted verifier loses, in basis points
        uint8 strikes; // silences in `strikePeriod` after which a group is not drawn for as long
        uint48 strikePeriod; // in seconds
        uint48 debitPeriod; // seconds before a proven fault or a ruling over which credited work is taken back
    }

    /// @notice Where an audit stands.
    enum Stage {
        NONE,
        FIRST,
        REPLACED,
        LARGE,
        CLEAN,
        REJECTED,
        SETTLED,
        VOID
    }

    /// @notice What a verifier said.
    enum Finding {
        NONE,
        CLEAN,
        FAULTY,
        ABSTAINED
    }

    /// @notice An audit of a sealed epoch, or of a run.
    struct Audit {
        bytes32 seed; // decides who verifies, which receipts and which points
        // slot 1: [0..63] operatorId, [64..127] number, [128..191] units, [192..223] count, [224..231] isRun,
        // [232..239] stage
        uint64 operatorId; // the operator whose work is checked
        uint64 number; // the epoch, or the run
        uint64 units; // work that the seal claims, 0 for a run
        uint32 count; // number of sealed receipts; for a run the largest number
        bool isRun; // true for a run
        Stage stage; // where it stands
        // slot 2: [0..47] sealedAt, [48..95] openedAt, [96..143] decidedAt, [144..175] checked, [176..207] failed,
        // [208..215] first, [216..223] needed, [224..231] clean, [232..239] faulty
        uint48 sealedAt; // Unix time of the seal, or of the run's end
        uint48 openedAt; // Unix time at which the present panel was drawn
        uint48 decidedAt; // Unix time of a clean decision, 0 before it
        uint32 checked; // receipts that those of the large panel who found faults checked
        uint32 failed; // receipts that failed with them
        uint8 first; // place of the present panel's first seat among all seats ever drawn
        uint8 needed; // clean verdicts that make it clean
        uint8 clean; // clean verdicts; in a large panel its own only
        uint8 faulty; // faulty verdicts, likewise
    }

    /// @notice An audit began.
    /// @param number The epoch, or the run.
    event AuditDrawn(bytes32 indexed key, uint256 indexed operatorId, uint256 indexed number, bool isRun, bytes32 seed);
    /// @notice Verifiers were drawn; they commit and reveal from now on.
    /// @param stage FIRST, REPLACED or LARGE.
    /// @param verifiers Owners of the groups drawn.
    event PanelDrawn(bytes32 indexed key, Stage stage, uint256[] verifiers, uint48 commitUntil, uint48 revealUntil);
    /// @notice A verifier committed to a verdict.
    /// @param commitment keccak256 of checked, failed, verdictRoot, salt and the verifier's account.
    event VerdictCommitted(bytes32 indexed key, uint256 indexed verifierId, bytes32 commitment);
    /// @notice A verifier opened its verdict.
    /// @param checked Receipts checked, 0 without a finding.
    /// @param verdictRoot Merkle root of the single verdicts.
    event VerdictRevealed(
        bytes32 indexed key,
        uint256 indexed verifierId,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        string uri
    );
    /// @notice An audit was decided.
    /// @param stage CLEAN or REJECTED.
    event AuditDecided(bytes32 indexed key, Stage stage);
    /// @notice A verdict was contradicted by the large panel.
    event VerdictContradicted(bytes32 indexed key, uint256 indexed verifierId, Finding finding);
    /// @notice The units of an epoch were credited.
    event EpochCredited(uint256 indexed operatorId, uint64 indexed epoch, uint64 units);
    /// @notice A run was verified.
    event RunVerified(uint256 indexed operatorId, uint256 indexed runId);
    /// @notice All uncredited work that an operator sealed so far is void, and what was credited lately was taken back.
    /// @param caseId The court's case, or the audit that proved a fault.
    event WorkVoided(uint256 indexed operatorId, uint48 through, uint256 indexed caseId);

    /// @notice A setting is zero or too large.
    error SpotCheckSettingsInvalid();
    /// @notice The operator's group was not enlisted since the work was sealed.
    error GroupNotEnlisted(uint256 operatorId, uint48 sealedAt);
    /// @notice Nothing like this was sealed for the epoch.
    error NotSealed(uint256 operatorId, uint64 epoch);
    /// @notice No such run has ended.
    error RunNotClosed(uint256 runId);
    /// @notice The audit began already.
    error AlreadyDrawn(bytes32 key);
    /// @notice The beacon has no value after this time yet.
    error SeedUnknown(uint48 time);
    /// @notice No other group can verify.
    error PanelEmpty(bytes32 key);
    /// @notice The audit waits for no verdict.
    error AuditNotOpen(bytes32 key, Stage stage);
    /// @notice The phase runs from one time to the other.
    error PhaseClosed(bytes32 key, uint48 from, uint48 until);
    /// @notice The caller does not sit in the present panel.
    error NotOnPanel(bytes32 key, uint256 verifierId);
    /// @notice A commitment is a hash.
    error CommitmentEmpty();
    /// @notice The opening does not fit the commitment, or there is none.
    error CommitmentMismatch(bytes32 committed, bytes32 opened);
    /// @notice More receipts failed than were checked, or more were checked than sealed.
    error VerdictImpossible(uint32 checked, uint32 failed, uint32 sealedCount);
    /// @notice The audit was not decided clean, or is settled.
    error NotFoundClean(bytes32 key, Stage stage);
    /// @notice The epoch may still be challenged.
    error WindowOpen(bytes32 key, uint48 until);
    /// @notice A case or a freeze of the court names the operator.
    error WorkNamed(uint256 operatorId);
    /// @notice A ruling or a proven fault voided this work.
    error WorkVoid(uint256 operatorId, uint48 sealedAt, uint48 through);
    /// @notice The group was credited as much as one crediting epoch allows; settle in the next one.
    error CreditRoomShort(uint256 operatorId, uint64 credited, uint64 due);
    /// @notice Begins the audit of a sealed epoch and draws its verifiers. Anyone may call; the operator is active, so that
    /// its stake stands behind what is audited.
    function draw(uint256 operatorId, uint64 epoch, ReceiptBook.Seal calldata sealed_) external;

    /// @notice Begins the audit of a run that registered its adapter. Anyone may call.
    function drawRun(uint256 runId) external;

    /// @notice Commits the caller to a verdict; a later commitment replaces an earlier one.
    /// @param commitment `keccak256(abi.encode(checked, failed, verdictRoot, salt, account of the verifier))`.
    function commit(bytes32 key, bytes32 commitment) external;

    /// @notice Opens the caller's verdict: faulty if any receipt failed, without a finding if none was checked.
    /// @param verdictRoot Merkle root of the single verdicts.
    function reveal(
        bytes32 key,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        bytes32 salt,
        string calldata uri
    ) external;

    /// @notice Moves an audit on whose reveals are over: decides it, replaces silent seats, or draws a large panel.
    function advance(bytes32 key) external;
    /// @notice Credits an epoch found clean, or marks a run as verified, once the challenge window is over. Anyone may call.
    function settle(bytes32 key) external;

    /// @notice Voids all uncredited work that an operator sealed so far, and takes back what it was credited within
    /// `debitPeriod`. Only the court.
    function voidWork(uint256 operatorId, uint256 caseId) external;

    /// @notice Name of the audit of an epoch: `keccak256(abi.encode(operatorId, epoch))`.
    function keyOfEpoch(uint256 operatorId, uint64 epoch) external pure returns (bytes32 key);
    /// @notice Name of the audit of a run: `keccak256(abi.encode(0, runId))`: no operator has the number 0.
    function keyOfRun(uint256 runId) external pure returns (bytes32 key);
    /// @notice How an audit stands.
    function audit(bytes32 key) external view returns (Audit memory record);

    /// @notice All seats that were ever drawn for an audit, in order.
    /// @return verifiers Owners of the groups.
    function seats(bytes32 key) external view returns (uint256[] memory verifiers, Finding[] memory findings);

    /// @notice Unix time through which this operator's seals are void, by ruling or proven fault.
    /// @return through 0 when nothing is void.
    function voidedThrough(uint256 operatorId) external view returns (uint48 through);

    /// @notice Settings at birth.
    function settings() external view returns (Settings memory all);
}
