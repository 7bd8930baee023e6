// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Credits, ceilings, debits and votes. Fourteen groups: the first twelve are founders.
contract WorkLedgerTest is WorkBase {
    function setUp() public {
        _deploy(14);
    }

    function test_refusesSettingsThatMeanNothing() public {
        for (uint256 i = 0; i < 9; ++i) {
            IWorkLedger.Settings memory all = _workSettings();
            if (i == 0) all.window = 0;
            if (i == 1) all.window = 729 days;
            if (i == 2) all.epoch = 0;
            if (i == 3) all.entryPeriod = 0;
            if (i == 4) all.startUnits = 0;
            if (i == 5) all.epochCeiling = START - 1;
            if (i == 6) all.minimumUnits = 0;
            if (i == 7) all.maxWeight = 0;
            if (i == 8) all.groupsToOpen = 0;
            vm.expectRevert(IWorkLedger.WorkSettingsInvalid.selector);
            this.make(all);
        }
        IWorkLedger.Settings memory good = _ledger.settings();
        assert(good.window == 180 days && good.startUnits == START && good.groupsToOpen == 7 && good.founders == 12);
        assert(good.epoch == 1 days && good.epochCeiling == 1e9 && good.minimumUnits == MINIMUM);
        assert(good.stepAge == 90 days && good.maxWeight == 3 && good.entryPeriod == 90 days);
    }

    function test_onlySpotChecksCreditAndDebit() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0x99));
        _reverts(refused);
        this.creditAs(address(0x99));
        vm.prank(address(0x99));
        vm.expectRevert(refused);
        _ledger.debit(1, 1, 1);
        bytes32[] memory none = new bytes32[](0);
        vm.prank(address(0x99));
        vm.expectRevert(refused);
        _ledger.admit(none);
    }

    function test_unitsAddUpAndThePastStays() public {
        _ledger.credit(1, 500);
        vm.warp(block.timestamp + 10);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.WorkCredited(1, 70);
        _ledger.credit(1, 70);
        assert(_ledger.unitsOf(1) == 570 && _ledger.unitsOf(2) == 0);
        assert(_ledger.unitsAt(1, uint48(block.timestamp - 1)) == 500);
        _reverts(abi.encodeWithSelector(IWorkLedger.FutureLookup.selector, block.timestamp, block.timestamp));
        _ledger.unitsAt(1, uint48(block.timestamp));
        _reverts(abi.encodeWithSelector(IWorkLedger.WorkOperatorUnknown.selector, 99));
        _ledger.credit(99, 1);
    }

    function test_aGroupIsCreditedItsCeilingOnceAnEpochWhoeverOfItWorked() public {
        _operators.add(20, address(0x2020), 1);
        assert(_ledger.credit(1, START - 10) == START - 10);
        assert(_ledger.credit(20, 100) == 10 && _ledger.credit(1, 1) == 0);
        assert(_ledger.credit(2, START) == START);
        vm.warp(block.timestamp + 1 days);
        assert(_ledger.credit(20, START + 1) == START);
    }

    function test_theCeilingGrowsWithOwnHistoryAndNeverFarBeyondTheChambers() public {
        bytes32 one = bytes32(uint256(1));
        assert(_ledger.ceilingOf(one) == START);
        // Without a chamber history alone raises nothing: invented work would buy more invented work.
        _work(1, 1e9, 90);
        assert(_ledger.ceilingOf(one) == START);
        for (uint256 id = 2; id <= 7; ++id) _ledger.credit(id, START);
        for (uint256 id = 1; id <= 7; ++id) _ledger.enter(bytes32(id));
        uint64 before = START;
        for (uint256 i = 0; i < 120; ++i) {
            for (uint256 id = 1; id <= 7; ++id) _ledger.credit(id, 1e9);
            vm.warp(block.timestamp + 1 days);
            uint64 ceiling = _ledger.ceilingOf(one);
            assert(ceiling >= START && ceiling <= 2 * before + START);
            before = ceiling;
        }
        assert(before > 10 * START && before <= 1e9);
        // A stranger begins at a quarter of what a group of the chamber does, and cannot pass twice of it.
        uint64 start = _ledger.ceilingOf(bytes32(uint256(13)));
        assert(start > START && start < before / 2);
    }

    function test_aDebitTakesBackFromNowOnAndNeverBelowNothing() public {
        _work(1, 1_000, 2);
        uint48 then = uint48(block.timestamp);
        vm.warp(block.timestamp + 1);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.WorkDebited(1, 600, 7);
        _ledger.debit(1, 600, 7);
        assert(_ledger.unitsOf(1) == 1_400 && _ledger.unitsAt(1, then) == 2_000);
        _ledger.debit(1, 1e9, 7);
        assert(_ledger.unitsOf(1) == 0);
        _ledger.credit(1, 50);
        assert(_ledger.unitsOf(1) == 50);
    }

    function test_votesAreNotDelegableAndNotOfTheFuture() public {
        vm.expectRevert(IWorkLedger.NotDelegable.selector);
        _ledger.delegate(address(1));
        vm.expectRevert(IWorkLedger.NotDelegable.selector);
        _ledger.delegateBySig(address(1), 0, 0, 0, 0, 0);
        assert(_ledger.delegates(address(7)) == address(7));
        assert(_ledger.clock() == block.timestamp);
        assert(keccak256(bytes(_ledger.CLOCK_MODE())) == keccak256("mode=timestamp"));
        _reverts(abi.encodeWithSelector(IWorkLedger.FutureLookup.selector, block.timestamp, block.timestamp));
        _ledger.pastVotesOf(1, block.timestamp);
    }

    function test_weightIsTheLeastOfAgeWorkAndTheChambersSize() public {
        _grow(12);
        // Ninety days old: one step, whatever was worked.
        assert(_votesNow(1) == 1 && _headsNow() == 12 && _totalNow() == 12 * 3);
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 12; ++id) _ledger.credit(id, 4 * MINIMUM);
        vm.warp(block.timestamp + 1);
        assert(_votesNow(1) == 2);
        // Nine times the minimum and an age of three steps: three votes.
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 12; ++id) _ledger.credit(id, 9 * MINIMUM);
        vm.warp(block.timestamp + 1);
        assert(_votesNow(1) == 3);
        // Not more than three, nor less than one for who sits.
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 10; ++id) _ledger.credit(id, 10 * MINIMUM);
        _ledger.credit(11, MINIMUM);
        vm.warp(block.timestamp + 1);
        assert(_votesNow(1) == 3 && _ledger.getVotes(_account(1)) == 3 && _votesNow(12) == 3);
        assert(_ledger.getPastVotes(_account(1), block.timestamp - 1) == 3);
    }

    function test_aChamberOfSevenGivesAtMostTwoVotesAndNobodyAThird() public {
        _grow(7);
        vm.warp(block.timestamp + 100 days);
        for (uint256 id = 1; id <= 7; ++id) _ledger.credit(id, id == 1 ? START : MINIMUM);
        vm.warp(block.timestamp + 1);
        assert(_headsNow() == 7 && _votesNow(1) == 2 && _votesNow(2) == 1 && _totalNow() == 14);
        assert(_ledger.wasOpen());
    }

    /// @dev W2: twelve honest groups, and nine identities of one mind each of whose claims is believed.
    function test_nineIdentitiesWithInventedWorkHoldNoVoteForMonths() public {
        for (uint256 id = 101; id <= 109; ++id) _operators.add(id, _account(id), id);
        _grow(12);
        for (uint256 day = 0; day < 30; ++day) {
            for (uint256 id = 101; id <= 109; ++id) _ledger.credit(id, 1e9);
            vm.warp(block.timestamp + 1 days);
        }
        for (uint256 id = 101; id <= 109; ++id) {
            assert(_ledger.unitsOf(id) == 30 * uint256(START));
            assert(_ledger.getVotes(_account(id)) == 0 && _votesNow(id) == 0);
            _reverts(
                abi.encodeWithSelector(
                    IWorkLedger.GroupNotFounder.selector,
                    bytes32(id),
                    _operators.groupIndex(bytes32(id))
                )
            );
            _ledger.enter(bytes32(id));
        }
    }

    /// @dev W5: slashed, out of bond and out of business.
    function test_anInactiveOperatorCastsNothingWhateverItHad() public {
        _grow(7);
        uint256 then = block.timestamp - 1;
        assert(_ledger.castableVotesOf(1, then) == 1 && _ledger.getVotes(_account(1)) == 1);
        _operators.setActive(1, false);
        assert(_ledger.castableVotesOf(1, then) == 0 && _ledger.getVotes(_account(1)) == 0);
        assert(_ledger.pastVotesOf(1, then) == 1);
        _operators.setActive(1, true);
        assert(_ledger.castableVotesOf(1, then) == 1);
    }

    function test_onlyTheOwnerVotesForAGroup() public {
        _operators.add(20, address(0x2020), 1);
        _grow(7);
        _ledger.credit(20, 50);
        assert(_ledger.getVotes(address(0x2020)) == 0 && _votesNow(1) == 1 && _headsNow() == 7);
    }

    function testFuzz_noGroupHoldsMoreThanItsBoundWhateverItWorked(uint256 groups, uint256 seed) public {
        groups = _bound(groups, 5, 14);
        bytes32[] memory rest = new bytes32[](groups);
        for (uint256 i = 0; i < groups; ++i) rest[i] = bytes32(i + 1);
        vm.warp(block.timestamp + _bound(seed, 90, 300) * 1 days);
        for (uint256 id = 1; id <= groups; ++id) {
            _ledger.credit(id, uint64(_bound(uint256(keccak256(abi.encode(seed, id))), MINIMUM, START)));
        }
        _ledger.admit(rest);
        vm.warp(block.timestamp + 1);
        uint256 sum = 0;
        uint256 largest = 0;
        for (uint256 id = 1; id <= groups; ++id) {
            uint256 votes = _votesNow(id);
            sum += votes;
            if (votes > largest) largest = votes;
        }
        uint256 rho = 1 + groups / 6;
        if (rho > 3) rho = 3;
        assert(largest <= rho && largest >= 1 && sum <= _totalNow() && _totalNow() == groups * rho);
        assert(largest * (rho + groups - 1) <= rho * sum);
    }

    function make(IWorkLedger.Settings memory all) external {
        new WorkLedger(address(_authority), IOperatorRegistry(address(_operators)), Beacon(address(_beacon)), all);
    }

    function creditAs(address caller) external {
        vm.prank(caller);
        _ledger.credit(1, 1);
    }

    /// @dev The first groups reach their age, work the least that a seat needs, and take their seats.
    function _grow(uint256 groups) private {
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= groups; ++id) {
            _ledger.credit(id, MINIMUM);
            _ledger.enter(bytes32(id));
        }
        vm.warp(block.timestamp + 1);
    }

    function _votesNow(uint256 id) private view returns (uint256) {
        return _ledger.pastVotesOf(id, block.timestamp - 1);
    }

    function _headsNow() private view returns (uint256) {
        return _ledger.pastHeads(block.timestamp - 1);
    }

    function _totalNow() private view returns (uint256) {
        return _ledger.getPastTotalSupply(block.timestamp - 1);
    }
}
