// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {TestBase} from "../Vm.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Twelve groups, four of one mind: 1 to 4 seal inventions and half-lies, keep data back, call each other clean and
/// the honest false, are silent as it suits them, leave and join the list. The others say what they see.
contract AuditHandler is WorkBase {
    uint256 private constant COLLUDERS = 4;
    uint256 private constant GROUPS = 12;
    uint256 private constant MOST = 12;

    /// @dev HALF: one receipt of eight is false, and before the large panel only some see it.
    enum Truth {
        SOUND,
        INVENTED,
        HALF,
        WITHHELD
    }

    bool public inventionCredited;
    bool public tooEarly;
    bool public twice;
    bool public selfVerified;
    bool public stuck;
    uint256 public credited;
    bytes32[] private _keys;
    mapping(bytes32 key => Truth) private _truths;
    mapping(bytes32 key => bool) private _done;
    mapping(uint256 id => uint256) public expected;

    constructor() {
        _deployWith(GROUPS, 1_000);
    }

    /// @dev An epoch is sealed, drawn, and looked at until it is decided; each verifier speaks as it is. Nobody can keep the
    /// audit open: once its phases are over and the beacon spoke, anyone moves it on.
    function audit(uint256 id, uint8 truth, uint256 units, uint256 whim) external {
        id = _bound(id, 1, GROUPS);
        if (_keys.length == MOST || _book.sealOf(id, _epoch()) != 0 || _check.verifier(id).enlistedAt == 0) return;
        uint64 epoch = _epoch();
        bytes32 key = _check.keyOfEpoch(id, epoch);
        ReceiptBook.Seal memory sealed_ = _seal(id, uint64(units % 50_000));
        _waitForSeed();
        _truths[key] = id > COLLUDERS ? Truth.SOUND : Truth(truth % 4);
        try _check.draw(id, epoch, sealed_) {
            _keys.push(key);
        } catch {
            return;
        }
        for (uint256 round = 0; _stage(key) <= ISpotCheck.Stage.LARGE && !stuck; ++round) {
            _speakAsTheyAre(key, uint256(keccak256(abi.encode(whim, round))));
            _waitForSeed();
            try _check.advance(key) {} catch {
                stuck = true;
            }
            if (round == 3) stuck = true;
        }
    }

    function settle(uint256 which) external {
        if (_keys.length == 0) return;
        bytes32 key = _keys[which % _keys.length];
        ISpotCheck.Audit memory record = _check.audit(key);
        if (record.stage == ISpotCheck.Stage.CLEAN && which % 2 == 0) vm.warp(uint256(record.decidedAt) + 10 days);
        uint256 before = _ledger.unitsOf(record.operatorId);
        try _check.settle(key) {
            if (record.decidedAt == 0 || block.timestamp < record.decidedAt + 10 days) tooEarly = true;
            if (_truths[key] != Truth.SOUND && (_truths[key] != Truth.HALF || _isCalledFaulty(key)))
                inventionCredited = true;
            if (_done[key]) twice = true;
            _done[key] = true;
            ++credited;
            expected[record.operatorId] += _ledger.unitsOf(record.operatorId) - before;
        } catch {}
    }

    /// @dev One false receipt of eight can escape those who looked first; once one of them saw it, it must not be credited.
    function _isCalledFaulty(bytes32 key) private view returns (bool) {
        (, ISpotCheck.Finding[] memory findings) = _check.seats(key);
        for (uint256 i = 0; i < findings.length; ++i) if (findings[i] == ISpotCheck.Finding.FAULTY) return true;
        return false;
    }

    function relist(uint256 id) external {
        id = _bound(id, 1, COLLUDERS);
        if (_check.verifier(id).enlistedAt == 0) _enlist(id);
        else _delist(id);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 5 days));
    }

    /// @dev An honest verifier paid or lost its place.
    function honestSuffered() external view returns (bool) {
        for (uint256 id = COLLUDERS + 1; id <= GROUPS; ++id) {
            if (_operators.slashed(id) != 0 || _check.verifier(id).silences != 0) return true;
            if (_check.verifier(id).outUntil != 0) return true;
        }
        return false;
    }

    function unitsDiffer() external view returns (bool) {
        for (uint256 id = 1; id <= GROUPS; ++id) if (_ledger.unitsOf(id) != expected[id]) return true;
        return false;
    }

    function _speakAsTheyAre(bytes32 key, uint256 whim) private {
        uint256[] memory panel = _panel(key);
        for (uint256 i = 0; i < panel.length; ++i) {
            if (panel[i] == _check.audit(key).operatorId) selfVerified = true;
            (uint32 checked, uint32 failed, bool silent) = _mind(key, panel[i], whim >> i);
            if (!silent) _commit(key, panel[i], checked, failed);
        }
        vm.warp(block.timestamp + 2 days);
        for (uint256 i = 0; i < panel.length; ++i) {
            (uint32 checked, uint32 failed, bool silent) = _mind(key, panel[i], whim >> i);
            // Now and then one of the four does not open what it committed to.
            if (!silent && (panel[i] > COLLUDERS || (whim >> (i + 128)) & 7 != 0)) {
                _reveal(key, panel[i], checked, failed);
            }
        }
        vm.warp(block.timestamp + 1 days);
    }

    /// @dev What a verifier does: the honest by what they see, the others by what serves them.
    function _mind(
        bytes32 key,
        uint256 id,
        uint256 whim
    ) private view returns (uint32 checked, uint32 failed, bool silent) {
        Truth truth = _truths[key];
        if (id <= COLLUDERS) {
            bool isTheirs = _check.audit(key).operatorId <= COLLUDERS;
            return (8, isTheirs || whim & 1 == 0 ? 0 : 8, !isTheirs && whim & 2 == 0);
        }
        if (truth == Truth.WITHHELD) return (0, 0, false);
        if (truth == Truth.INVENTED) return (8, 8, false);
        bool sees = truth == Truth.HALF && (_stage(key) == ISpotCheck.Stage.LARGE || whim & 1 == 0);
        return (8, sees ? 1 : 0, false);
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

    function invariant_noInventionIsCreditedAndNothingTwiceOrTooEarly() public view {
        assert(!_handler.inventionCredited() && !_handler.tooEarly() && !_handler.twice());
        assert(!_handler.unitsDiffer() && !_handler.selfVerified());
    }

    function invariant_whoSaysWhatItSeesNeitherPaysNorLosesItsPlaceAndNobodyKeepsAnAuditOpen() public view {
        assert(!_handler.honestSuffered());
        assert(!_handler.stuck());
    }
}
