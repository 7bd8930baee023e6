// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {ExpertRegistry} from "../experts/ExpertRegistry.sol";
import {CommonsAuthority} from "../governance/CommonsAuthority.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../models/IModelRegistry.sol";
import {Audits} from "./Audits.sol";
import {Faults} from "./Faults.sol";
import {Beacon} from "./Beacon.sol";
import {ProofJudge} from "./ProofJudge.sol";
import {ReceiptBook} from "./ReceiptBook.sol";
import {ISpotCheck} from "./ISpotCheck.sol";
import {IWorkHold} from "./IWorkHold.sol";
import {IWorkLedger} from "./IWorkLedger.sol";
import {VerifierPool} from "./VerifierPool.sol";
import {Verifiers} from "./Verifiers.sol";

/// @notice Audits of sealed epochs and of runs.
contract SpotCheck is ISpotCheck, VerifierPool, AccessManaged {
    using Audits for Audits.Book;
    using SafeCast for uint256;
    using Verifiers for Verifiers.Pool;

    uint16 private constant WHOLE = 10_000;
    /// @dev Seats of all panels of an audit together stay far below 256.
    uint8 private constant LARGEST_PANEL = 60;
    /// @dev Groups on the list from which two more are drawn at first.
    uint256 private constant MANY = 25;

    ReceiptBook private immutable _BOOKS;
    Beacon private immutable _BEACON;
    ProofJudge private immutable _JUDGE;
    ExpertRegistry private immutable _EXPERTS;
    IModelRegistry private immutable _MODELS;
    Audits.Book private _audits;
    Settings private _settings;
    mapping(uint256 operatorId => uint48) private _voidedThrough;

    constructor(
        address authority,
        IOperatorRegistry operators,
        ReceiptBook books,
        IWorkLedger ledger,
        Beacon beacon,
        ProofJudge judge,
        ExpertRegistry experts,
        IModelRegistry models,
        Settings memory all
    ) VerifierPool(operators, ledger) AccessManaged(authority) {
        bool timed = all.commitPeriod != 0 && all.revealPeriod != 0 && all.challengeWindow != 0;
        bool counted = all.panel != 0 && all.panel <= all.largePanel && all.largePanel <= LARGEST_PANEL;
        bool shared = all.recheck <= WHOLE && all.falseVerdict <= WHOLE;
        bool struck = all.strikes != 0 && all.strikePeriod != 0 && all.debitPeriod != 0;
        if (!timed || !counted || !shared || !struck) revert SpotCheckSettingsInvalid();
        (_BOOKS, _BEACON, _JUDGE, _EXPERTS, _MODELS) = (books, beacon, judge, experts, models);
        _settings = all;
    }

    function draw(uint256 operatorId, uint64 epoch, ReceiptBook.Seal calldata sealed_) external {
        if (!_BOOKS.isSeal(operatorId, epoch, sealed_)) revert NotSealed(operatorId, epoch);
        Audit memory record;
        record.operatorId = operatorId.toUint64();
        (record.number, record.units, record.count) = (epoch, sealed_.units, sealed_.count);
        record.sealedAt = sealed_.sealedAt;
        _open(keyOfEpoch(operatorId, epoch), record);
    }

    function drawRun(uint256 runId) external {
        (uint256 operatorId, uint48 closedAt) = _MODELS.closingOf(runId);
        if (closedAt == 0) revert RunNotClosed(runId);
        Audit memory record;
        record.operatorId = operatorId.toUint64();
        (record.number, record.count, record.isRun) = (runId.toUint64(), type(uint32).max, true);
        record.sealedAt = closedAt;
        _open(keyOfRun(runId), record);
    }

    function commit(bytes32 key, bytes32 commitment) external {
        _audits.commit(key, _OPERATORS.activeOperatorOf(msg.sender), commitment, _phases());
    }

    function reveal(
        bytes32 key,
        uint32 checked,
        uint32 failed,
        bytes32 verdictRoot,
        bytes32 salt,
        string calldata uri
    ) external {
        uint256 verifierId = _OPERATORS.operatorOf(msg.sender);
        bytes32 opened = keccak256(abi.encode(checked, failed, verdictRoot, salt, msg.sender));
        _audits.reveal(key, verifierId, opened, checked, failed, _phases());
        emit VerdictRevealed(key, verifierId, checked, failed, verdictRoot, uri);
    }

    function advance(bytes32 key) external {
        uint48 end = _audits.endOf(key, _phases());
        Audit memory record = _audits.audits[key];
        (uint256[] memory seated, Finding[] memory findings) = _audits.list(key);
        if (record.stage == Stage.LARGE) {
            _strikeSilent(key, record.first, seated, findings);
            _decide(key, record, seated, findings);
            return;
        }
        bytes32 seed = _seedAfter(end, key);
        _strikeSilent(key, record.first, seated, findings);
        bool isClean = record.faulty == 0 && record.clean == record.needed;
        if (isClean && uint256(keccak256(abi.encode(seed))) % WHOLE >= _settings.recheck) {
            _close(key, Stage.CLEAN);
        } else if (isClean || record.faulty != 0 || !_replace(key, record, seed, end, seated)) {
            uint256[] memory drawn = _draw(record.operatorId, seed, end, _settings.largePanel, new uint256[](0));
            if (drawn.length == 0) _close(key, Stage.REJECTED);
            else _audits.seat(key, Stage.LARGE, drawn, _phases());
        }
    }

    function settle(bytes32 key) external {
        Audit storage record = _audits.audits[key];
        if (record.stage != Stage.CLEAN) revert NotFoundClean(key, record.stage);
        (uint256 operatorId, uint48 until) = (record.operatorId, record.decidedAt + _settings.challengeWindow);
        if (Time.timestamp() < until) revert WindowOpen(key, until);
        _assertEarns(operatorId, record.sealedAt);
        bool isNamed = IWorkHold(CommonsAuthority(authority()).court()).isNamed(operatorId);
        if (isNamed) revert WorkNamed(operatorId);

        record.stage = Stage.SETTLED;
        if (record.isRun) {
            _MODELS.markVerified(record.number);
            emit RunVerified(operatorId, record.number);
            return;
        }
        uint256 due = Math.min(record.units, _LEDGER.ceilingOf(_OPERATORS.groupOf(operatorId)));
        uint64 units = _LEDGER.credit(operatorId, record.units);
        // Otherwise anybody could settle many epochs in one crediting epoch, and what exceeds its ceiling would be lost.
        if (units < due) revert CreditRoomShort(operatorId, units, uint64(due));
        emit EpochCredited(operatorId, record.number, units);
    }

    function voidWork(uint256 operatorId, uint256 caseId) external restricted {
        _void(operatorId, caseId);
    }

    function proveFault(
        uint256 operatorId,
        uint64 epoch,
        ReceiptBook.Seal calldata sealed_,
        Fault calldata fault
    ) external {
        bytes32 key = keyOfEpoch(operatorId, epoch);
        Audit storage record = _audits.audits[key];
        if (record.stage == Stage.NONE || record.stage == Stage.VOID) revert AuditNotOpen(key, record.stage);
        if (!_BOOKS.isSeal(operatorId, epoch, sealed_)) revert NotSealed(operatorId, epoch);
        bytes32 leaf = Faults.prove(_JUDGE, _EXPERTS, record.seed, sealed_.root, fault);

        record.stage = Stage.VOID;
        emit FaultProven(key, operatorId, leaf);
        _void(operatorId, uint256(key));
        _OPERATORS.hold(operatorId, Time.timestamp() + _settings.debitPeriod);
    }

    function audit(bytes32 key) external view returns (Audit memory) {
        return _audits.audits[key];
    }

    function seats(bytes32 key) external view returns (uint256[] memory, Finding[] memory) {
        return _audits.list(key);
    }

    function settings() external view returns (Settings memory) {
        return _settings;
    }

    function voidedThrough(uint256 operatorId) public view returns (uint48) {
        return uint48(Math.max(_voidedThrough[operatorId], _BOOKS.faultTimeOf(operatorId)));
    }

    function keyOfEpoch(uint256 operatorId, uint64 epoch) public pure returns (bytes32) {
        return keccak256(abi.encode(operatorId, epoch));
    }

    function keyOfRun(uint256 runId) public pure returns (bytes32) {
        return keccak256(abi.encode(uint256(0), runId));
    }

    function _open(bytes32 key, Audit memory record) private {
        if (_audits.audits[key].stage != Stage.NONE) revert AlreadyDrawn(key);
        if (!_OPERATORS.isActive(record.operatorId)) revert IOperatorRegistry.OperatorInactive(record.operatorId);
        _assertEarns(record.operatorId, record.sealedAt);
        record.seed = _seedAfter(record.sealedAt, key);
        uint256 most = _pool.countAt(record.sealedAt) < MANY ? _settings.panel : _settings.panel + 2;
        uint256[] memory drawn = _draw(record.operatorId, record.seed, record.sealedAt, most, new uint256[](0));
        if (drawn.length == 0) revert PanelEmpty(key);

        _audits.audits[key] = record;
        emit AuditDrawn(key, record.operatorId, record.number, record.isRun, record.seed);
        _audits.seat(key, Stage.FIRST, drawn, _phases());
        _pool.addPlace(_LEDGER, uint256(_OPERATORS.groupOf(record.operatorId)));
    }

    /// @dev Other verifiers for those without a finding, if there are as many and it was not done before.
    function _replace(
        bytes32 key,
        Audit memory record,
        bytes32 seed,
        uint48 time,
        uint256[] memory seated
    ) private returns (bool replaced) {
        uint256 missing = record.needed - record.clean;
        if (record.stage != Stage.FIRST) return false;
        uint256[] memory drawn = _draw(record.operatorId, seed, time, missing, seated);
        if (drawn.length < missing) return false;
        _audits.seat(key, Stage.REPLACED, drawn, _phases());
        return true;
    }

    function _strikeSilent(bytes32 key, uint256 first, uint256[] memory seated, Finding[] memory findings) private {
        for (uint256 i = first; i < seated.length; ++i) {
            if (findings[i] != Finding.NONE) continue;
            emit VerifierSilent(key, seated[i], _pool.strike(seated[i], _settings.strikes, _settings.strikePeriod));
        }
    }

    /// @dev A registry that refuses to slash, for want of stake, must not keep the audit open. The call gets all gas but a
    /// little, too little for what follows it, so it cannot be starved.
    function _decide(bytes32 key, Audit memory record, uint256[] memory seated, Finding[] memory findings) private {
        uint16 share = _settings.falseVerdict;
        for (uint256 i = 0; i < seated.length; ++i) {
            if (!Audits.isContradicted(record, i, findings[i])) continue;
            emit VerdictContradicted(key, seated[i], findings[i]);
            if (share == 0) continue;
            // solhint-disable-next-line no-empty-blocks
            try _OPERATORS.slash(seated[i], share, uint256(key)) {} catch {}
        }
        _close(key, record.clean >= record.needed ? Stage.CLEAN : Stage.REJECTED);
    }

    function _close(bytes32 key, Stage stage) private {
        Audit storage record = _audits.audits[key];
        record.stage = stage;
        if (stage == Stage.CLEAN) record.decidedAt = Time.timestamp();
        emit AuditDecided(key, stage);
    }

    function _void(uint256 operatorId, uint256 caseId) private {
        uint48 time = Time.timestamp();
        _voidedThrough[operatorId] = time;
        emit WorkVoided(operatorId, time, caseId);
        uint256 units = _LEDGER.unitsOf(operatorId);
        uint48 period = _settings.debitPeriod;
        uint256 before = time > period ? _LEDGER.unitsAt(operatorId, time - period) : 0;
        if (units > before) _LEDGER.debit(operatorId, uint64(units - before), caseId);
    }

    /// @dev Not void, and of a group that could be drawn itself ever since.
    function _assertEarns(uint256 operatorId, uint48 sealedAt) private view {
        uint48 through = voidedThrough(operatorId);
        if (sealedAt <= through) revert WorkVoid(operatorId, sealedAt, through);
        uint256 ownerId = uint256(_OPERATORS.groupOf(operatorId));
        if (!_pool.isEnlistedSince(ownerId, sealedAt)) revert GroupNotEnlisted(operatorId, sealedAt);
    }

    function _seedAfter(uint48 time, bytes32 key) private view returns (bytes32) {
        bytes32 seed = _BEACON.seedAfter(time);
        if (seed == 0) revert SeedUnknown(time);
        return keccak256(abi.encode(seed, key));
    }

    function _phases() private view returns (Audits.Phases memory) {
        return Audits.Phases(_settings.commitPeriod, _settings.revealPeriod);
    }
}
