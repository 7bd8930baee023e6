// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IFaultProof} from "./IFaultProof.sol";
import {IReceiptBook} from "./IReceiptBook.sol";
import {IVerifierPool} from "./IVerifierPool.sol";

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
interface ISpotCheck is IVerifierPool, IFaultProof {
    /// @notice Settings at birth.
    /// @param commitPeriod Seconds to commit to a verdict.
    /// @param revealPeriod Seconds to reveal it.
    /// @param challengeWindow Seconds from a clean decision to the credit.
    /// @param panel Verifiers drawn at first, fewer where there are fewer; two more where 25 groups ever had a place.
    /// @param largePanel Verifiers drawn when the first do not agree.
    /// @param recheck Part of clean audits that a large panel looks at again, in basis points.
    /// @param falseVerdict Part of its stake that a contradicted verifier loses, in basis points.
    /// @param strikes Silences in `strikePeriod` after which a group is not drawn for as long.
    /// @param strikePeriod In seconds.
    /// @param debitPeriod Seconds before a proven fault or a ruling over which credited work is taken back.
    struct Settings {
        uint48 commitPeriod;
        uint48 revealPeriod;
        uint48 challengeWindow;
        uint8 panel;
        uint8 largePanel;
        uint16 recheck;
        uint16 falseVerdict;
        uint8 strikes;
        uint48 strikePeriod;
        uint48 debitPeriod;
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
    /// @param seed Decides who verifies, which receipts and which points.
    /// @param operatorId The operator whose work is checked.
    /// @param number The epoch, or the run.
    /// @param units Work that the seal claims, 0 for a run.
    /// @param count Number of sealed receipts; for a run the largest number.
    /// @param isRun True for a run.
    /// @param stage Where it stands.
    /// @param sealedAt Unix time of the seal, or of the run's end.
    /// @param openedAt Unix time at which the present panel was drawn.
    /// @param decidedAt Unix time of a clean decision, 0 before it.
    /// @param checked Receipts that those of the large panel who found faults checked.
    /// @param failed Receipts that failed with them.
    /// @param first Place of the present panel's first seat among all seats ever drawn.
    /// @param needed Clean verdicts that make it clean.
    /// @param clean Clean verdicts; in a large panel its own only.
    /// @param faulty Faulty verdicts, likewise.
    struct Audit {
        bytes32 seed;
        // slot 1: [0..63] operatorId, [64..127] number, [128..191] units, [192..223] count, [224..231] isRun,
        // [232..239] stage
        uint64 operatorId;
        uint64 number;
        uint64 units;
        uint32 count;
        bool isRun;
        Stage stage;
        // slot 2: [0..47] sealedAt, [48..95] openedAt, [96..143] decidedAt, [144..175] checked, [176..207] failed,
        // [208..215] first, [216..223] needed, [224..231] clean, [232..239] faulty
        uint48 sealedAt;
        uint48 openedAt;
        uint48 decidedAt;
        uint32 checked;
        uint32 failed;
        uint8 first;
        uint8 needed;
        uint8 clean;
        uint8 faulty;
    }

    /// @notice An audit began.
    /// @param key The audit.
    /// @param operatorId The operator whose work is checked.
    /// @param number The epoch, or the run.
    /// @param isRun True for a run.
    /// @param seed Decides who verifies, which receipts and which points.
    event AuditDrawn(bytes32 indexed key, uint256 indexed operatorId, uint256 indexed number, bool isRun, bytes32 seed);
    /// @notice Verifiers were drawn; they commit and reveal from now on.
    /// @param key The audit.
    /// @param stage FIRST, REPLACED or LARGE.
    /// @param verifiers Owners of the groups drawn.
    /// @param commitUntil Unix time at which commitments end and reveals begin.
    /// @param revealUntil Unix time at which reveals end.
    event PanelDrawn(bytes32 indexed key, Stage stage, uint256[] verifiers, uint48 commitUntil, uint48 revealUntil);
    /// @notice A verifier committed to a verdict.
    /// @param key The audit.
    /// @param verifierId The verifier.
    /// @param commitment keccak256 of checked, failed, verdictRoot, salt and the verifier's account.
    event VerdictCommitted(bytes32 indexed key, uint256 indexed verifierId, bytes32 commitment);
    /// @notice A verifier opened its verdict.
    /// @param key The audit.
    /// @param verifierId The verifier.
    /// @param checked Receipts checked, 0 without a finding.
    /// @param failed Receipts that failed.
    /// @param verdictRoot Merkle root of the single verdicts.
    /// @param uri Where the single verdicts lie.
    event VerdictRevealed(
        bytes32 indexed key,
        uint256 indexed verifierId,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        string uri
    );
    /// @notice An audit was decided.
    /// @param key The audit.
    /// @param stage CLEAN or REJECTED.
    event AuditDecided(bytes32 indexed key, Stage stage);
    /// @notice A verdict was contradicted by the large panel.
    /// @param key The audit.
    /// @param verifierId The verifier.
    /// @param finding What it had said.
    event VerdictContradicted(bytes32 indexed key, uint256 indexed verifierId, Finding finding);
    /// @notice The units of an epoch were credited.
    /// @param operatorId The operator whose work was checked.
    /// @param epoch The epoch.
    /// @param units Work credited.
    event EpochCredited(uint256 indexed operatorId, uint64 indexed epoch, uint64 units);
    /// @notice A run was verified.
    /// @param operatorId The operator that ran it.
    /// @param runId The run.
    event RunVerified(uint256 indexed operatorId, uint256 indexed runId);
    /// @notice All uncredited work that an operator sealed so far is void, and what was credited lately was taken back.
    /// @param operatorId The operator.
    /// @param through Unix time through which seals are void.
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
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param sealed_ What the operator sealed.
    function draw(uint256 operatorId, uint64 epoch, IReceiptBook.Seal calldata sealed_) external;

    /// @notice Begins the audit of a run that registered its adapter. Anyone may call.
    /// @param runId The run.
    function drawRun(uint256 runId) external;

    /// @notice Commits the caller to a verdict; a later commitment replaces an earlier one.
    /// @param key The audit.
    /// @param commitment `keccak256(abi.encode(checked, failed, verdictRoot, salt, account of the verifier))`.
    function commit(bytes32 key, bytes32 commitment) external;

    /// @notice Opens the caller's verdict: faulty if any receipt failed, without a finding if none was checked.
    /// @param key The audit.
    /// @param checked Receipts checked.
    /// @param failed Receipts that failed.
    /// @param verdictRoot Merkle root of the single verdicts.
    /// @param salt What hid the verdict.
    /// @param uri Where the single verdicts lie.
    function reveal(
        bytes32 key,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        bytes32 salt,
        string calldata uri
    ) external;

    /// @notice Moves an audit on whose reveals are over: decides it, replaces silent seats, or draws a large panel.
    /// @param key The audit.
    function advance(bytes32 key) external;

    /// @notice Credits an epoch found clean, or marks a run as verified, once the challenge window is over. Anyone may call.
    /// @param key The audit.
    function settle(bytes32 key) external;

    /// @notice Voids all uncredited work that an operator sealed so far, and takes back what it was credited within
    /// `debitPeriod`. Only the court.
    /// @param operatorId The operator.
    /// @param caseId The case that was ruled.
    function voidWork(uint256 operatorId, uint256 caseId) external;

    /// @notice Name of the audit of an epoch.
    /// @param operatorId The operator.
    /// @param epoch The epoch.
    /// @return key `keccak256(abi.encode(operatorId, epoch))`.
    function keyOfEpoch(uint256 operatorId, uint64 epoch) external pure returns (bytes32 key);

    /// @notice Name of the audit of a run.
    /// @param runId The run.
    /// @return key `keccak256(abi.encode(0, runId))`: no operator has the number 0.
    function keyOfRun(uint256 runId) external pure returns (bytes32 key);

    /// @notice How an audit stands.
    /// @param key The audit.
    /// @return record All fields.
    function audit(bytes32 key) external view returns (Audit memory record);

    /// @notice All seats that were ever drawn for an audit, in order.
    /// @param key The audit.
    /// @return verifiers Owners of the groups.
    /// @return findings What they said.
    function seats(bytes32 key) external view returns (uint256[] memory verifiers, Finding[] memory findings);

    /// @notice Tells whether an audit ended with a credit, or with a verified run.
    /// @param key The audit.
    /// @return verified True when it did.
    function isVerified(bytes32 key) external view returns (bool verified);

    /// @notice Unix time through which this operator's seals are void, by ruling or proven fault.
    /// @param operatorId The operator.
    /// @return through 0 when nothing is void.
    function voidedThrough(uint256 operatorId) external view returns (uint48 through);

    /// @notice Settings at birth.
    /// @return all All of them.
    function settings() external view returns (Settings memory all);
}
