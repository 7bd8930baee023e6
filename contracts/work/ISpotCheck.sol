// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReceiptBook} from "./IReceiptBook.sol";

/// @title Spot checks of sealed work by operators of other groups.
/// @notice Randomness is fixed after the seal, verdicts are committed before they are revealed, and an epoch found clean
/// is credited once, after a window in which a ruling may void it.
///
///   sealed --draw--> seeded --commit (per verifier)--> committed --reveal--> found clean --settle--> credited
///                      ^                                               |
///                      +---- draw, when verifiers fell silent ---------+
interface ISpotCheck {
    /// @notice Settings at birth.
    /// @param verdictsNeeded Clean verdicts of different groups that credit an epoch.
    /// @param challengeWindow Seconds from the settling verdict to the credit.
    struct Settings {
        uint32 verdictsNeeded;
        uint48 challengeWindow;
    }

    /// @notice One verifier's verdict.
    /// @param commitment What the verifier committed to.
    /// @param checked Receipts checked.
    /// @param failed Receipts that failed.
    /// @param verdictRoot Merkle root of the single verdicts.
    /// @param revealed True once opened.
    struct Verdict {
        bytes32 commitment;
        uint32 checked;
        uint32 failed;
        bytes32 verdictRoot;
        bool revealed;
    }

    /// @notice How an audit of one sealed epoch stands.
    /// @param seed Decides which receipts are checked; 0 before the draw.
    /// @param target Block whose hash becomes the seed, while it is not known.
    /// @param units Work that the seal claims.
    /// @param sealBlock Block of the seal, 0 before the first draw.
    /// @param count Number of sealed receipts.
    /// @param commitments Verifiers that committed since the seed was fixed.
    /// @param clean Groups that found no fault.
    /// @param faulty Groups that found a fault.
    /// @param round How often the draw was aimed; verdicts belong to one round.
    /// @param revealedAt Time of the first reveal of this round, 0 before it.
    /// @param decidedAt Time since which enough groups found the epoch clean, 0 while they do not.
    /// @param credited True once the units were credited.
    struct Audit {
        bytes32 seed;
        uint64 target;
        uint64 units;
        uint64 sealBlock;
        uint32 count;
        uint32 commitments;
        uint32 clean;
        uint32 faulty;
        uint32 round;
        uint48 revealedAt;
        uint48 decidedAt;
        bool credited;
    }

    /// @notice The seed is not known yet; another call after the target block yields it.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param target Block whose hash becomes the seed.
    /// @param sealedAtBlock Block of the seal.
    event DrawScheduled(uint256 indexed operatorId, uint64 indexed epoch, uint256 target, uint256 sealedAtBlock);
    /// @notice The seed was fixed.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param seed Decides which receipts are checked.
    event SeedDrawn(uint256 indexed operatorId, uint64 indexed epoch, bytes32 seed);
    /// @notice A verifier committed to a verdict.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param verifierId The operator that checks.
    /// @param commitment keccak256 of checked, failed, verdictRoot, salt and the verifier's account.
    event VerdictCommitted(
        uint256 indexed operatorId,
        uint64 indexed epoch,
        uint256 indexed verifierId,
        bytes32 commitment
    );
    /// @notice A verifier opened its verdict.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param verifierId The operator that checked.
    /// @param checked Receipts checked.
    /// @param failed Receipts that failed.
    /// @param verdictRoot Merkle root of the single verdicts.
    /// @param uri Where the single verdicts lie.
    event VerdictRevealed(
        uint256 indexed operatorId,
        uint64 indexed epoch,
        uint256 indexed verifierId,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        string uri
    );
    /// @notice The units of an epoch were credited.
    /// @param operatorId The operator whose work was checked.
    /// @param epoch The epoch.
    /// @param units Work credited.
    event EpochCredited(uint256 indexed operatorId, uint64 indexed epoch, uint64 units);
    /// @notice A ruling voided all uncredited work that an operator sealed so far.
    /// @param operatorId The operator.
    /// @param throughBlock Last block whose seals are void.
    /// @param caseId The case.
    event WorkVoided(uint256 indexed operatorId, uint64 throughBlock, uint256 indexed caseId);

    /// @notice A setting is zero.
    error SpotCheckSettingsInvalid();
    /// @notice Nothing like this was sealed for the epoch.
    error NotSealed(uint256 operatorId, uint64 epoch);
    /// @notice The seed is fixed already.
    error AlreadyDrawn(uint256 operatorId, uint64 epoch);
    /// @notice The seed is not fixed yet.
    error NotDrawn(uint256 operatorId, uint64 epoch);
    /// @notice A verifier must not belong to the served operator's group.
    error SameGroup(uint256 operatorId, uint256 verifierId);
    /// @notice A commitment must not be zero.
    error CommitmentEmpty();
    /// @notice The verifier's group committed already, or never opened its verdict of an earlier round.
    error GroupCommitted(bytes32 group);
    /// @notice Somebody opened a verdict, so new commitments could copy it.
    error CommitClosed(uint256 operatorId, uint64 epoch);
    /// @notice Too few verifiers committed to open verdicts.
    error RevealTooEarly(uint32 commitments, uint32 needed);
    /// @notice The verifier made no commitment.
    error NotCommitted(uint256 verifierId);
    /// @notice The verdict was opened already.
    error AlreadyRevealed(uint256 verifierId);
    /// @notice The opening does not fit the commitment.
    error CommitmentMismatch(bytes32 committed, bytes32 opened);
    /// @notice More receipts failed than were checked, or more were checked than sealed.
    error VerdictImpossible(uint32 checked, uint32 failed, uint32 sealedCount);
    /// @notice The groups that found the epoch clean are too few or no majority.
    error NotFoundClean(uint32 clean, uint32 faulty, uint32 needed);
    /// @notice The epoch may still be challenged.
    error WindowOpen(uint256 operatorId, uint64 epoch, uint48 until);
    /// @notice The epoch was credited already.
    error AlreadyCredited(uint256 operatorId, uint64 epoch);
    /// @notice A ruling or an equivocation voided this work.
    error WorkVoid(uint256 operatorId, uint64 sealBlock, uint64 throughBlock);
    /// @notice The operator was credited as much as one crediting epoch allows; settle in the next one.
    error CreditRoomShort(uint256 operatorId, uint64 credited, uint64 due);

    /// @notice Fixes the seed, or aims at the next block when it cannot be known yet. Anyone may call; the operator must
    /// be active, so that its stake stands behind what is audited. When verifiers that committed stay silent for a challenge
    /// window after the first reveal, a new round begins without their groups.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param sealed_ What the operator sealed.
    function draw(uint256 operatorId, uint64 epoch, IReceiptBook.Seal calldata sealed_) external;

    /// @notice Commits the caller to a verdict.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param commitment `keccak256(abi.encode(checked, failed, verdictRoot, salt, account of the verifier))`.
    function commit(uint256 operatorId, uint64 epoch, bytes32 commitment) external;

    /// @notice Opens the caller's verdict.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param checked Receipts checked.
    /// @param failed Receipts that failed.
    /// @param verdictRoot Merkle root of the single verdicts.
    /// @param salt What hid the verdict.
    /// @param uri Where the single verdicts lie.
    function reveal(
        uint256 operatorId,
        uint64 epoch,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        bytes32 salt,
        string calldata uri
    ) external;

    /// @notice Credits an epoch that was found clean, once its challenge window is over. Anyone may call.
    /// @param operatorId The operator whose work was checked.
    /// @param epoch The epoch.
    function settle(uint256 operatorId, uint64 epoch) external;

    /// @notice Voids all uncredited work that an operator sealed up to this block.
    /// @param operatorId The operator.
    /// @param caseId The case that was ruled.
    function voidWork(uint256 operatorId, uint256 caseId) external;

    /// @notice The seed of an audit.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @return value 0 before the draw.
    function seed(uint256 operatorId, uint64 epoch) external view returns (bytes32 value);

    /// @notice How an audit stands.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @return record All fields.
    function audit(uint256 operatorId, uint64 epoch) external view returns (Audit memory record);

    /// @notice One verifier's verdict.
    /// @param operatorId The operator whose work is checked.
    /// @param epoch The epoch.
    /// @param verifierId The operator that checks.
    /// @return record All fields.
    function verdict(
        uint256 operatorId,
        uint64 epoch,
        uint256 verifierId
    ) external view returns (Verdict memory record);

    /// @notice Clean verdicts of different groups that credit an epoch.
    /// @return needed The number.
    function verdictsNeeded() external view returns (uint32 needed);

    /// @notice Settings at birth.
    /// @return all Verdicts needed and challenge window.
    function settings() external view returns (Settings memory all);

    /// @notice Last block whose seals of this operator are void, by ruling or equivocation.
    /// @param operatorId The operator.
    /// @return throughBlock 0 when nothing is void.
    function voidedThrough(uint256 operatorId) external view returns (uint64 throughBlock);
}
