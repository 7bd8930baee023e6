// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributionCredits} from "../credits/IContributionCredits.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {FutureBlock} from "./FutureBlock.sol";
import {IReceiptBook} from "./IReceiptBook.sol";
import {ISpotCheck} from "./ISpotCheck.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @title SpotCheck
/// @notice Audits of sealed epochs: draw, commit, reveal, credit.
contract SpotCheck is ISpotCheck {
    uint256 private constant COMPUTE = 1;

    IOperatorRegistry private immutable _OPERATORS;
    IReceiptBook private immutable _BOOKS;
    IWorkLedger private immutable _LEDGER;
    IContributionCredits private immutable _CREDITS;
    uint32 private immutable _VERDICTS_NEEDED;

    mapping(uint256 operatorId => mapping(uint64 epoch => Audit)) private _audits;
    mapping(bytes32 auditKey => mapping(uint256 verifierId => Verdict)) private _verdicts;
    mapping(bytes32 auditKey => mapping(bytes32 group => bool)) private _groupCommitted;

    constructor(
        IOperatorRegistry operators,
        IReceiptBook books,
        IWorkLedger ledger,
        IContributionCredits credits,
        uint32 needed
    ) {
        _OPERATORS = operators;
        _BOOKS = books;
        _LEDGER = ledger;
        _CREDITS = credits;
        _VERDICTS_NEEDED = needed;
    }

    /// @inheritdoc ISpotCheck
    function draw(uint256 operatorId, uint64 epoch) external {
        IReceiptBook.Book memory book = _sealed(operatorId, epoch);
        Audit storage record = _audits[operatorId][epoch];
        if (record.seed != 0) revert AlreadyDrawn(operatorId, epoch);

        uint256 target = record.target == 0 ? book.sealedAtBlock + 1 : record.target;
        (bytes32 hash, uint256 next) = FutureBlock.read(target);
        if (hash == 0) {
            record.target = uint64(next);
            emit DrawScheduled(operatorId, epoch, next, book.sealedAtBlock);
        } else {
            bytes32 drawn = keccak256(abi.encode(hash, operatorId, epoch));
            record.seed = drawn;
            emit SeedDrawn(operatorId, epoch, drawn);
        }
    }

    /// @inheritdoc ISpotCheck
    function commit(uint256 operatorId, uint64 epoch, bytes32 commitment) external {
        uint256 verifierId = _OPERATORS.activeOperatorOf(msg.sender);
        Audit storage record = _audits[operatorId][epoch];
        if (record.seed == 0) revert NotDrawn(operatorId, epoch);
        if (record.clean + record.faulty != 0) revert CommitClosed(operatorId, epoch);
        bytes32 group = _OPERATORS.groupOf(verifierId);
        if (group == _OPERATORS.groupOf(operatorId)) revert SameGroup(operatorId, verifierId);
        bytes32 key = _keyOf(operatorId, epoch);
        if (_groupCommitted[key][group]) revert GroupCommitted(group);

        _groupCommitted[key][group] = true;
        _verdicts[key][verifierId].commitment = commitment;
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
        uint32 sealedCount = _sealed(operatorId, epoch).count;
        if (failed > checked || checked > sealedCount) revert VerdictImpossible(checked, failed, sealedCount);
        _open(
            _verdicts[_keyOf(operatorId, epoch)][verifierId],
            verifierId,
            Verdict(
                keccak256(abi.encode(checked, failed, verdictRoot, salt, msg.sender)),
                checked,
                failed,
                verdictRoot,
                true
            )
        );
        _count(_audits[operatorId][epoch], checked, failed);
        emit VerdictRevealed(operatorId, epoch, verifierId, checked, failed, verdictRoot, uri);
        _settle(operatorId, epoch);
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
        return _verdicts[_keyOf(operatorId, epoch)][verifierId];
    }

    /// @inheritdoc ISpotCheck
    function verdictsNeeded() external view returns (uint32) {
        return _VERDICTS_NEEDED;
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

    function _count(Audit storage record, uint32 checked, uint32 failed) private {
        if (record.commitments < _VERDICTS_NEEDED) revert RevealTooEarly(record.commitments, _VERDICTS_NEEDED);
        if (failed != 0) ++record.faulty;
        else if (checked != 0) ++record.clean;
    }

    /// @dev Credits the epoch once, as soon as enough groups found it clean and they outnumber those that did not.
    function _settle(uint256 operatorId, uint64 epoch) private {
        Audit storage record = _audits[operatorId][epoch];
        if (record.credited || record.clean < _VERDICTS_NEEDED || record.clean <= record.faulty) return;
        record.credited = true;
        uint64 units = _LEDGER.credit(operatorId, _BOOKS.book(operatorId, epoch).units);
        emit EpochCredited(operatorId, epoch, units);
        _CREDITS.mint(_OPERATORS.operator(operatorId).account, COMPUTE, units, _keyOf(operatorId, epoch));
    }

    function _sealed(uint256 operatorId, uint64 epoch) private view returns (IReceiptBook.Book memory book) {
        book = _BOOKS.book(operatorId, epoch);
        if (book.root == 0) revert NotSealed(operatorId, epoch);
    }

    function _keyOf(uint256 operatorId, uint64 epoch) private pure returns (bytes32) {
        return keccak256(abi.encode(operatorId, epoch));
    }
}
