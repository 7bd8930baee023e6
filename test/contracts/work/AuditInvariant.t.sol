// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReceiptBook} from "../../../contracts/work/IReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {TestBase} from "../Vm.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Operators 1 and 2 seal three epochs each; all verify, some find faults or stay silent, a court voids.
contract AuditHandler is WorkBase {
    bool public tooEarly;
    bool public voidCredited;
    bool public twice;
    bool public selfVerified;
    uint256 public settled;
    uint256[3] public expected;
    mapping(bytes32 key => IReceiptBook.Seal) private _seals;
    mapping(bytes32 key => uint256) private _cleanSince;
    mapping(bytes32 key => bool) private _done;
    mapping(uint256 id => uint256) private _voided;

    constructor() {
        _deploy();
    }

    function seal(uint256 id, uint64 epoch, uint64 units) external {
        (id, epoch) = _pick(id, epoch);
        if (_book.sealOf(id, epoch) != 0) return;
        _seals[_key(id, epoch)] = _seal(id, epoch, units % 1_000);
    }

    function draw(uint256 id, uint64 epoch) external {
        (id, epoch) = _pick(id, epoch);
        IReceiptBook.Seal memory sealed_ = _seals[_key(id, epoch)];
        try _check.draw(id, epoch, sealed_) {} catch {}
        _mine();
        try _check.draw(id, epoch, sealed_) {} catch {}
    }

    function commit(uint256 id, uint64 epoch, uint256 verifier, bool fault) external {
        (id, epoch) = _pick(id, epoch);
        verifier = _bound(verifier, 1, 5);
        bytes32 commitment = _commitment(verifier, 3, fault ? 1 : 0);
        vm.prank(_account(verifier));
        try _check.commit(id, epoch, commitment) {
            if (_operators.groupOf(verifier) == _operators.groupOf(id)) selfVerified = true;
        } catch {}
    }

    function reveal(uint256 id, uint64 epoch, uint256 verifier, bool fault) external {
        (id, epoch) = _pick(id, epoch);
        verifier = _bound(verifier, 1, 5);
        vm.prank(_account(verifier));
        try _check.reveal(id, epoch, 3, fault ? 1 : 0, bytes32("verdicts"), bytes32("salt"), "") {} catch {}
        ISpotCheck.Audit memory record = _check.audit(id, epoch);
        bool clean = record.clean >= NEEDED && record.clean > record.faulty;
        bytes32 key = _key(id, epoch);
        if (!clean) _cleanSince[key] = 0;
        else if (_cleanSince[key] == 0) _cleanSince[key] = block.timestamp;
    }

    /// @dev Takes an epoch from its seal to a clean finding, so that credits are no rare event.
    function audit(uint256 id, uint64 epoch, uint64 units) external {
        (id, epoch) = _pick(id, epoch);
        if (_book.sealOf(id, epoch) != 0) return;
        _seals[_key(id, epoch)] = _sealAndDraw(id, epoch, units % 1_000);
        _findClean(id, epoch);
        _cleanSince[_key(id, epoch)] = block.timestamp;
    }

    function settle(uint256 id, uint64 epoch) external {
        (id, epoch) = _pick(id, epoch);
        bytes32 key = _key(id, epoch);
        try _check.settle(id, epoch) {
            if (_cleanSince[key] == 0 || block.timestamp < _cleanSince[key] + CHALLENGE) tooEarly = true;
            if (_seals[key].blockNumber <= _voided[id]) voidCredited = true;
            if (_done[key]) twice = true;
            _done[key] = true;
            expected[id] += _seals[key].units;
            ++settled;
        } catch {}
    }

    function voidWork(uint256 id, uint8 luck) external {
        if (luck > 30) return;
        id = _bound(id, 1, 2);
        _check.voidWork(id, 1);
        _voided[id] = block.number;
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 60));
        _mine();
    }

    function unitsOf(uint256 id) external view returns (uint256) {
        return _ledger.unitsOf(id);
    }

    /// @dev Groups other than the operator's own: three for operators 1 and 2.
    function tooManyVerdicts() external view returns (bool) {
        for (uint256 id = 1; id <= 2; ++id) {
            for (uint64 epoch = 1; epoch <= 3; ++epoch) {
                ISpotCheck.Audit memory record = _check.audit(id, epoch);
                if (record.clean + record.faulty > record.commitments || record.commitments > 3) return true;
                if (record.clean + record.faulty != 0 && record.commitments < NEEDED) return true;
            }
        }
        return false;
    }

    function _mine() private {
        vm.roll(block.number + 2);
        vm.setBlockhash(block.number - 1, keccak256(abi.encode(block.number)));
    }

    function _pick(uint256 id, uint64 epoch) private pure returns (uint256, uint64) {
        return (_bound(id, 1, 2), uint64(_bound(epoch, 1, 3)));
    }

    function _key(uint256 id, uint64 epoch) private pure returns (bytes32) {
        return keccak256(abi.encode(id, epoch));
    }
}

contract AuditInvariantTest is TestBase {
    AuditHandler private _handler;

    function setUp() public {
        _handler = new AuditHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_nothingIsCreditedInsideItsWindow() public view {
        assert(!_handler.tooEarly());
    }

    function invariant_voidWorkIsNeverCredited() public view {
        assert(!_handler.voidCredited());
    }

    function invariant_unitsAreThoseOfSettledSealsOnce() public view {
        assert(!_handler.twice());
        assert(_handler.unitsOf(1) == _handler.expected(1) && _handler.unitsOf(2) == _handler.expected(2));
    }

    function invariant_verdictsComeFromOtherGroupsOncePerGroup() public view {
        assert(!_handler.selfVerified() && !_handler.tooManyVerdicts());
    }
}
