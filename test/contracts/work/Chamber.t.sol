// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice How groups enter the chamber and leave it. Twelve founders, and others from 13 on.
contract ChamberTest is WorkBase {
    function setUp() public {
        _deploy(12);
    }

    function test_aFounderEntersWhenItIsOldEnoughWorkedEnoughAndIsActive() public {
        bytes32 group = bytes32(uint256(1));
        uint48 founded = _operators.foundedAt(group);
        vm.warp(uint256(founded) + 90 days - 1);
        _ledger.credit(1, MINIMUM);
        _refusesEntry(group, MINIMUM);
        vm.warp(uint256(founded) + 90 days);
        _operators.setActive(1, false);
        _refusesEntry(group, MINIMUM);
        _operators.setActive(1, true);
        _ledger.debit(1, 1, 1);
        _refusesEntry(group, MINIMUM - 1);
        _ledger.credit(1, 1);
        _ledger.enter(group);
        assert(_ledger.isInChamber(group));
        _reverts(abi.encodeWithSelector(IWorkLedger.GroupSitsAlready.selector, group));
        _ledger.enter(group);
        _reverts(abi.encodeWithSelector(IWorkLedger.GroupNotGrown.selector, bytes32("no group"), 0, 0));
        _ledger.enter("no group");
    }

    function test_aSeatBeginsNowAndNeverBefore() public {
        _seat(1);
        uint256 entered = block.timestamp;
        vm.warp(entered + 1);
        assert(_ledger.pastVotesOf(1, entered) == 1 && _ledger.pastHeads(entered) == 1);
        assert(_ledger.pastVotesOf(1, entered - 1) == 0 && _ledger.pastHeads(entered - 1) == 0);
    }

    function test_aSeatEndsByItselfAWindowAfterTheLastWork() public {
        _seat(1);
        uint256 last = block.timestamp;
        vm.warp(last + 180 days - 1);
        assert(_ledger.isInChamber(bytes32(uint256(1))));
        vm.warp(last + 188 days);
        assert(!_ledger.isInChamber(bytes32(uint256(1))) && _ledger.getVotes(_account(1)) == 0);
        assert(_ledger.pastHeads(block.timestamp - 1) == 0 && _ledger.getPastTotalSupply(block.timestamp - 1) == 0);
        // What it had stays what it was.
        assert(_ledger.pastVotesOf(1, last + 100 days) == 1 && _ledger.pastHeads(last + 100 days) == 1);
        // Old work seats nobody.
        _reverts(
            abi.encodeWithSelector(
                IWorkLedger.GroupNotGrown.selector,
                bytes32(uint256(1)),
                _operators.foundedAt(bytes32(uint256(1))),
                0
            )
        );
        _ledger.enter(bytes32(uint256(1)));
        _ledger.credit(1, MINIMUM);
        assert(!_ledger.isInChamber(bytes32(uint256(1))));
        _ledger.enter(bytes32(uint256(1)));
        assert(_ledger.isInChamber(bytes32(uint256(1))));
    }

    function test_workProlongsASeatWhileItIsEnough() public {
        _seat(1);
        uint256 entered = block.timestamp;
        vm.warp(entered + 100 days);
        _ledger.credit(1, 1);
        vm.warp(entered + 200 days);
        assert(_ledger.isInChamber(bytes32(uint256(1))));
        // The first work left the window, one unit is not enough.
        _ledger.credit(1, 1);
        vm.warp(entered + 290 days);
        assert(!_ledger.isInChamber(bytes32(uint256(1))));
    }

    function test_aDebitThatLeavesTooLittleEndsASeatAtOnce() public {
        _seat(1);
        uint256 then = block.timestamp;
        vm.warp(then + 5);
        _ledger.credit(1, 10);
        _ledger.debit(1, 10, 1);
        assert(_ledger.isInChamber(bytes32(uint256(1))));
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.GroupUnseated(bytes32(uint256(1)));
        _ledger.debit(1, 1, 1);
        vm.warp(then + 10);
        assert(!_ledger.isInChamber(bytes32(uint256(1))) && _ledger.pastHeads(then + 6) == 0);
        assert(_ledger.pastVotesOf(1, then) == 1 && _ledger.pastHeads(then) == 1);
        // Nothing is counted twice when it comes back.
        _ledger.credit(1, MINIMUM);
        _ledger.enter(bytes32(uint256(1)));
        vm.warp(then + 11);
        assert(_ledger.pastHeads(then + 10) == 1);
    }

    function test_theChamberOpensOnceAndStaysOpened() public {
        for (uint256 id = 1; id <= 6; ++id) _seat(id);
        assert(!_ledger.wasOpen());
        _seat(7);
        assert(_ledger.wasOpen());
        vm.warp(block.timestamp + 400 days);
        assert(_ledger.pastHeads(block.timestamp - 1) == 0 && _ledger.wasOpen());
    }

    function test_laterGroupsEnterByLotATenthOfTheChamberAPeriod() public {
        for (uint256 id = 1; id <= 12; ++id) _seat(id);
        _join(13, 20);
        uint48 period = uint48(block.timestamp / 90 days);
        for (uint256 id = 13; id <= 20; ++id) _ledger.applyForSeat(bytes32(id));
        _reverts(abi.encodeWithSelector(IWorkLedger.GroupAppliedAlready.selector, bytes32(uint256(13)), period));
        _ledger.applyForSeat(bytes32(uint256(13)));
        uint48 end = (period + 1) * 90 days;
        _reverts(abi.encodeWithSelector(IWorkLedger.LotNotReady.selector, period, end));
        _ledger.drawEntrants(period);
        vm.warp(end);
        _reverts(abi.encodeWithSelector(IWorkLedger.LotNotReady.selector, period, end));
        _ledger.drawEntrants(period);
        _waitForSeed();
        _ledger.drawEntrants(period);
        assert(_seated(13, 20) == 1);
        _reverts(abi.encodeWithSelector(IWorkLedger.LotOver.selector, period));
        _ledger.drawEntrants(period);
        // The next period is another lot; who waits applies again.
        for (uint256 id = 13; id <= 20; ++id) {
            if (!_ledger.isInChamber(bytes32(id))) _ledger.applyForSeat(bytes32(id));
        }
        _reverts(abi.encodeWithSelector(IWorkLedger.LotOver.selector, period - 1));
        _ledger.drawEntrants(period - 1);
    }

    function testFuzz_everyApplicantIsDrawnAsOftenAndTheLotIsTheSeeds(uint256 seed) public {
        for (uint256 id = 1; id <= 7; ++id) _seat(id);
        _join(13, 16);
        uint48 period = uint48(block.timestamp / 90 days);
        for (uint256 id = 13; id <= 16; ++id) _ledger.applyForSeat(bytes32(id));
        vm.warp((uint256(period) + 1) * 90 days);
        bytes32 value = bytes32(seed | 1);
        _beacon.choose(block.timestamp / 1 days + 1, value);
        _waitForSeed();
        _ledger.drawEntrants(period);
        uint256 place = uint256(keccak256(abi.encode(value, period, uint256(4)))) % 4;
        assert(_ledger.isInChamber(bytes32(13 + place)) && _seated(13, 16) == 1);
    }

    function test_whoFellBackTakesNoPlace() public {
        for (uint256 id = 1; id <= 7; ++id) _seat(id);
        _join(13, 15);
        uint48 period = uint48(block.timestamp / 90 days);
        for (uint256 id = 13; id <= 15; ++id) _ledger.applyForSeat(bytes32(id));
        vm.warp((uint256(period) + 1) * 90 days);
        _waitForSeed();
        _operators.setActive(13, false);
        _operators.setActive(15, false);
        _ledger.drawEntrants(period);
        assert(_ledger.isInChamber(bytes32(uint256(14))) && _seated(13, 15) == 1);
    }

    function test_manyApplicantsAreDrawnInManyCalls() public {
        for (uint256 id = 1; id <= 7; ++id) _seat(id);
        _join(13, 62);
        uint48 period = uint48(block.timestamp / 90 days);
        for (uint256 id = 13; id <= 62; ++id) _ledger.applyForSeat(bytes32(id));
        for (uint256 id = 13; id <= 62; ++id) _operators.setActive(id, false);
        vm.warp((uint256(period) + 1) * 90 days);
        _waitForSeed();
        for (uint256 call = 0; call < 4; ++call) _ledger.drawEntrants(period);
        _reverts(abi.encodeWithSelector(IWorkLedger.LotOver.selector, period));
        _ledger.drawEntrants(period);
        assert(_seated(13, 62) == 0);
    }

    function test_bothChambersMayAdmitGrownGroupsAtOnceAndNoOthers() public {
        for (uint256 id = 1; id <= 7; ++id) _seat(id);
        _join(13, 14);
        bytes32[] memory groups = new bytes32[](2);
        (groups[0], groups[1]) = (bytes32(uint256(13)), bytes32(uint256(14)));
        _ledger.admit(groups);
        assert(_seated(13, 14) == 2);
        _operators.add(90, _account(90), 90);
        groups[1] = bytes32(uint256(90));
        _reverts(abi.encodeWithSelector(IWorkLedger.GroupSitsAlready.selector, bytes32(uint256(13))));
        _ledger.admit(groups);
        groups[0] = bytes32(uint256(90));
        _reverts(
            abi.encodeWithSelector(IWorkLedger.GroupNotGrown.selector, bytes32(uint256(90)), uint48(block.timestamp), 0)
        );
        _ledger.admit(groups);
    }

    /// @dev Registers, waits and works for groups that are no founders.
    function _join(uint256 from, uint256 to) private {
        for (uint256 id = from; id <= to; ++id) _operators.add(id, _account(id), id);
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = from; id <= to; ++id) _ledger.credit(id, MINIMUM);
        // All of them are still seated then.
        for (uint256 id = 1; id <= 12; ++id) {
            if (_ledger.isInChamber(bytes32(id))) _ledger.credit(id, MINIMUM);
        }
    }

    function _seat(uint256 id) private {
        uint256 grown = uint256(_operators.foundedAt(bytes32(id))) + 90 days;
        if (block.timestamp < grown) vm.warp(grown);
        _ledger.credit(id, MINIMUM);
        _ledger.enter(bytes32(id));
    }

    function _seated(uint256 from, uint256 to) private view returns (uint256 count) {
        for (uint256 id = from; id <= to; ++id) {
            if (_ledger.isInChamber(bytes32(id))) ++count;
        }
    }

    function _refusesEntry(bytes32 group, uint256 units) private {
        uint48 founded = _operators.foundedAt(group);
        _reverts(abi.encodeWithSelector(IWorkLedger.GroupNotGrown.selector, group, founded, units));
        _ledger.enter(group);
    }
}
