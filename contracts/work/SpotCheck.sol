// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {FutureBlock} from "./FutureBlock.sol";
import {IReceiptBook} from "./IReceiptBook.sol";
import {ISpotCheck} from "./ISpotCheck.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @title SpotCheck
/// @notice Audits of sealed epochs: draw, commit, reveal, settle.
contract SpotCheck is ISpotCheck, AccessManaged {
    IOperatorRegistry private immutable _OPERATORS;
    IReceiptBook private immutable _BOOKS;
    IWorkLedger private immutable _LEDGER;
    uint64 private immutable _EPOCH_CEILING;
    uint32 private immutable _VERDICTS_NEEDED;
    uint48 private immutable _CHALLENGE_WINDOW;

    mapping(uint256 operatorId => mapping(uint64 epoch => Audit)) private _audits;
    mapping(bytes32 roundKey => mapping(uint256 verifierId => Verdict)) private _verdicts;
    /// @dev Set by a commitment and cleared by its reveal, over all rounds of an audit: a group that stays silent may not
    /// commit to this epoch again.
    mapping(bytes32 auditKey => mapping(bytes32 group => bool)) private _owesReveal;
    mapping(uint256 operatorId => uint64) private _voidedThrough;

    constructor(
        address authority,
        IOperatorRegistry operators,
        IReceiptBook books,
        IWorkLedger ledger,
        Settings memory all
    ) AccessManaged(authority) {
        if (all.verdictsNeeded == 0 || all.challengeWindow == 0) revert SpotCheckSettingsInvalid();
        _OPERATORS = operators;
        _BOOKS = books;
        _LEDGER = ledger;
        _EPOCH_CEILING = ledger.settings().epochCeiling;
        _VERDICTS_NEEDED = all.verdictsNeeded;
        _CHALLENGE_WINDOW = all.challengeWindow;
    }

    /// @inheritdoc ISpotCheck
    function draw(uint256 operatorId, uint64 epoch, IReceiptBook.Seal calldata sealed_) external {
        if (!_BOOKS.isSeal(operatorId, epoch, sealed_)) revert NotSealed(operatorId, epoch);
        if (!_OPERATORS.isActive(operatorId)) revert IOperatorRegistry.OperatorInactive(operatorId);
        Audit storage record = _audits[operatorId][epoch];
        if (record.seed != 0) {
            if (!_isStalled(record)) revert AlreadyDrawn(operatorId, epoch);
            _restart(record);
        } else if (record.sealBlock == 0) {
            record.count = sealed_.count;
            record.units = sealed_.units;
            record.sealBlock = sealed_.blockNumber;
            record.target = sealed_.blockNumber + 1;
        }
        _draw(record, operatorId, epoch);
    }

    /// @inheritdoc ISpotCheck
    function commit(uint256 operatorId, uint64 epoch, bytes32 commitment) external {
        uint256 verifierId = _OPERATORS.activeOperatorOf(msg.sender);
        Audit storage record = _audits[operatorId][epoch];
        if (record.seed == 0) revert NotDrawn(operatorId, epoch);
        if (commitment == 0) revert CommitmentEmpty();
        if (record.revealedAt != 0) revert CommitClosed(operatorId, epoch);
        bytes32 group = _OPERATORS.groupOf(verifierId);
        if (group == _OPERATORS.groupOf(operatorId)) revert SameGroup(operatorId, verifierId);
        bytes32 key = _auditKey(operatorId, epoch);
        if (_owesReveal[key][group]) revert GroupCommitted(group);

        _owesReveal[key][group] = true;
        _verdicts[_roundKey(key, record.round)][verifierId].commitment = commitment;
        ++record.commitments;
        emit VerdictCommitted(operatorId, epoch, verifierId, commitment);
    }

    /// @inheritdoc ISpotCheck
    function reveal(
        uint256 operatorId,
        uint64 epoch,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        bytes32 salt,
        string calldata uri
    ) external {
        uint256 verifierId = _OPERATORS.operatorOf(msg.sender);
        Audit storage record = _audits[operatorId][epoch];
        if (failed > checked || checked > record.count) revert VerdictImpossible(checked, failed, record.count);
        bytes32 key = _auditKey(operatorId, epoch);
        _open(
            _verdicts[_roundKey(key, record.round)][verifierId],
            verifierId,
            Verdict(
                keccak256(abi.encode(checked, failed, verdictRoot, salt, msg.sender)),
                checked,
                failed,
                verdictRoot,
                true
            )
        );
        _owesReveal[key][_OPERATORS.groupOf(verifierId)] = false;
        _count(record, checked, failed);
        emit VerdictRevealed(operatorId, epoch, verifierId, checked, failed, verdictRoot, uri);
    }

    /// @inheritdoc ISpotCheck
    function settle(uint256 operatorId, uint64 epoch) external {
        Audit storage record = _audits[operatorId][epoch];
        if (record.credited) revert AlreadyCredited(operatorId, epoch);
        if (record.decidedAt == 0) revert NotFoundClean(record.clean, record.faulty, _VERDICTS_NEEDED);
        uint48 until = record.decidedAt + _CHALLENGE_WINDOW;
        if (Time.timestamp() < until) revert WindowOpen(operatorId, epoch, until);
        uint64 throughBlock = voidedThrough(operatorId);
        if (record.sealBlock <= throughBlock) revert WorkVoid(operatorId, record.sealBlock, throughBlock);

        record.credited = true;
        uint64 units = _LEDGER.credit(operatorId, record.units);
        // Otherwise anybody could settle many epochs in one crediting epoch, and what exceeds its ceiling would be lost.
        uint64 due = record.units < _EPOCH_CEILING ? record.units : _EPOCH_CEILING;
        if (units < due) revert CreditRoomShort(operatorId, units, due);
        emit EpochCredited(operatorId, epoch, units);
    }

    /// @inheritdoc ISpotCheck
    function voidWork(uint256 operatorId, uint256 caseId) external restricted {
        _voidedThrough[operatorId] = uint64(block.number);
        emit WorkVoided(operatorId, uint64(block.number), caseId);
    }

    /// @inheritdoc ISpotCheck
    function seed(uint256 operatorId, uint64 epoch) external view returns (bytes32) {
        return _audits[operatorId][epoch].seed;
    }

    /// @inheritdoc ISpotCheck
    function audit(uint256 operatorId, uint64 epoch) external view returns (Audit memory) {
        return _audits[operatorId][epoch];
    }

    /// @inheritdoc ISpotCheck
    function verdict(uint256 operatorId, uint64 epoch, uint256 verifierId) external view returns (Verdict memory) {
        return _verdicts[_roundKey(_auditKey(operatorId, epoch), _audits[operatorId][epoch].round)][verifierId];
    }

    /// @inheritdoc ISpotCheck
    function verdictsNeeded() external view returns (uint32) {
        return _VERDICTS_NEEDED;
    }

    /// @inheritdoc ISpotCheck
    function settings() external view returns (Settings memory) {
        return Settings(_VERDICTS_NEEDED, _CHALLENGE_WINDOW);
    }

    /// @inheritdoc ISpotCheck
    function voidedThrough(uint256 operatorId) public view returns (uint64) {
        return uint64(Math.max(_voidedThrough[operatorId], _BOOKS.faultBlockOf(operatorId)));
    }

    function _draw(Audit storage record, uint256 operatorId, uint64 epoch) private {
        (bytes32 hash, uint256 next) = FutureBlock.read(record.target);
        if (hash == 0) {
            record.target = uint64(next);
            // Beside its use this keeps a draw that aims from costing less than one that succeeds, so that an estimate of
            // either suffices.
            ++record.round;
            emit DrawScheduled(operatorId, epoch, next, record.sealBlock);
        } else {
            bytes32 drawn = keccak256(abi.encode(hash, operatorId, epoch));
            record.seed = drawn;
            emit SeedDrawn(operatorId, epoch, drawn);
        }
    }

    /// @dev Some verdict is open, none found a fault, and those still missing had a whole window.
    function _isStalled(Audit storage record) private view returns (bool) {
        return
            record.revealedAt != 0 &&
            record.faulty == 0 &&
            record.clean < _VERDICTS_NEEDED &&
            Time.timestamp() >= record.revealedAt + _CHALLENGE_WINDOW;
    }

    function _restart(Audit storage record) private {
        record.seed = 0;
        record.target = uint64(block.number) + 1;
        record.commitments = 0;
        record.clean = 0;
        record.revealedAt = 0;
    }

    function _open(Verdict storage committed, uint256 verifierId, Verdict memory opened) private {
        if (committed.commitment == 0) revert NotCommitted(verifierId);
        if (committed.revealed) revert AlreadyRevealed(verifierId);
        if (committed.commitment != opened.commitment) {
            revert CommitmentMismatch(committed.commitment, opened.commitment);
        }
        committed.checked = opened.checked;
        committed.failed = opened.failed;
        committed.verdictRoot = opened.verdictRoot;
        committed.revealed = true;
    }

    /// @dev The window runs from the verdict with which enough groups, and more than those that found a fault, found the
    /// epoch clean; a fault found later may stop it.
    function _count(Audit storage record, uint32 checked, uint32 failed) private {
        if (record.commitments < _VERDICTS_NEEDED) revert RevealTooEarly(record.commitments, _VERDICTS_NEEDED);
        if (record.revealedAt == 0) record.revealedAt = Time.timestamp();
        if (failed != 0) ++record.faulty;
        else if (checked != 0) ++record.clean;
        bool clean = record.clean >= _VERDICTS_NEEDED && record.clean > record.faulty;
        if (!clean) record.decidedAt = 0;
        else if (record.decidedAt == 0) record.decidedAt = Time.timestamp();
    }

    function _auditKey(uint256 operatorId, uint64 epoch) private pure returns (bytes32) {
        return keccak256(abi.encode(operatorId, epoch));
    }

    function _roundKey(bytes32 auditKey, uint32 round) private pure returns (bytes32) {
        return keccak256(abi.encode(auditKey, round));
    }
}
