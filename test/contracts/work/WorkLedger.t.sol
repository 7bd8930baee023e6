// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {WorkBase} from "./WorkBase.sol";

contract WorkLedgerTest is WorkBase {
    uint256 private constant START = 1_000_000;
    /// @dev Weight of 10,000 units: their root times a million.
    uint256 private constant HUNDRED = 100_000_000;
    bytes32 private constant GROUP = bytes32(uint256(1));

    function setUp() public {
        _deploy();
        _ledger = _make(WINDOW, 10_000, EPOCH, type(uint64).max, 0);
    }

    function test_creditsAndWeighsByTheRootOfUnits() public {
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.WorkCredited(1, 10_000);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.GroupSynced(GROUP, HUNDRED);
        assert(_ledger.credit(1, 10_000) == 10_000);
        assert(_ledger.unitsOf(1) == 10_000 && _ledger.getVotes(_account(1)) == HUNDRED);
        vm.warp(START + 1);
        assert(_ledger.pastVotesOf(1, START) == HUNDRED && _ledger.getPastVotes(_account(1), START) == HUNDRED);
        assert(_ledger.pastVotesOf(1, START - 1) == 0);
        assert(_ledger.getPastTotalSupply(START) == HUNDRED && _ledger.getPastTotalSupply(START - 1) == 0);
        assert(_ledger.getPastGroups(START) == 1 && _ledger.groupWeightAt(GROUP, START) == HUNDRED);
    }

    function test_sharesAGroupsWeightProRata() public {
        _ledger.credit(1, 7_500);
        _ledger.credit(5, 2_500);
        assert(_ledger.getVotes(_account(1)) == (HUNDRED * 3) / 4 && _ledger.getVotes(_account(5)) == HUNDRED / 4);
        vm.warp(START + 1);
        assert(_ledger.getPastGroups(START) == 1 && _ledger.getPastTotalSupply(START) == HUNDRED);
    }

    function test_weightIsGoneExactlyAfterTheWindowWithoutATransaction() public {
        _ledger.credit(1, 10_000);
        vm.warp(START + WINDOW - 1);
        assert(_ledger.getVotes(_account(1)) == HUNDRED);
        vm.warp(START + WINDOW);
        assert(_ledger.getVotes(_account(1)) == 0);
        vm.warp(START + WINDOW + 1);
        assert(
            _ledger.groupWeightAt(GROUP, START + WINDOW) == 0 && _ledger.groupWeightAt(GROUP, START + WINDOW - 1) > 0
        );
        assert(_ledger.getPastTotalSupply(START + WINDOW) == HUNDRED);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.GroupSynced(GROUP, 0);
        _ledger.sync(GROUP);
        vm.warp(START + WINDOW + 2);
        assert(_ledger.getPastTotalSupply(START + WINDOW + 1) == 0 && _ledger.getPastGroups(START + WINDOW + 1) == 0);
        assert(_ledger.pastVotesOf(1, START) == HUNDRED && _ledger.getPastTotalSupply(START) == HUNDRED);
        _ledger.credit(1, 100);
        assert(_ledger.getVotes(_account(1)) == HUNDRED / 10);
        vm.warp(START + WINDOW + 3);
        assert(_ledger.getPastGroups(START + WINDOW + 2) == 1);
    }

    function test_syncingWhatIsInStepSaysNothing() public {
        _ledger.credit(1, 10_000);
        vm.recordLogs();
        _ledger.sync(GROUP);
        _ledger.sync("nobody");
        assert(vm.getRecordedLogs().length == 0);
    }

    function test_aGroupBelowTheMinimumHasNoWeight() public {
        _ledger = _make(WINDOW, 10_000, EPOCH, type(uint64).max, 100);
        _ledger.credit(1, 60);
        _ledger.credit(5, 39);
        vm.warp(START + 1);
        assert(_ledger.getVotes(_account(1)) == 0 && _ledger.getPastTotalSupply(START) == 0);
        assert(_ledger.getPastGroups(START) == 0);
        _ledger.credit(5, 1);
        assert(_ledger.getVotes(_account(1)) == 6_000_000 && _ledger.getVotes(_account(5)) == 4_000_000);
        // Part of it grows old, and the group falls below the minimum again.
        vm.warp(START + WINDOW);
        assert(_ledger.getVotes(_account(1)) == 0 && _ledger.getVotes(_account(5)) == 0);
    }

    function test_holdsAGroupToItsCappedShare() public {
        _ledger = _make(WINDOW, 2_500, EPOCH, type(uint64).max, 0);
        _ledger.credit(1, 10_000);
        assert(_ledger.getVotes(_account(1)) == HUNDRED / 4);
        _ledger.credit(2, 90_000);
        assert(_ledger.getVotes(_account(1)) == HUNDRED && _ledger.getVotes(_account(2)) == HUNDRED);
    }

    function test_creditsNoMoreThanTheCeilingOfAnEpoch() public {
        _ledger = _make(WINDOW, 10_000, EPOCH, 1_000, 0);
        assert(_ledger.credit(1, 600) == 600);
        vm.warp(START + EPOCH - 1);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.WorkCredited(1, 400);
        assert(_ledger.credit(1, type(uint64).max) == 400);
        assert(_ledger.credit(1, 1) == 0);
        assert(_ledger.credit(2, 1_000) == 1_000);
        vm.warp(START + EPOCH);
        assert(_ledger.credit(1, 1_001) == 1_000);
        assert(_ledger.unitsOf(1) == 2_000);
    }

    function test_knowsWhatWasCreditedWhen() public {
        _ledger.credit(1, 10);
        vm.warp(START + 5);
        _ledger.credit(1, 20);
        vm.warp(START + 6);
        assert(_ledger.unitsAt(1, uint48(START - 1)) == 0 && _ledger.unitsAt(1, uint48(START)) == 10);
        assert(_ledger.unitsAt(1, uint48(START + 4)) == 10 && _ledger.unitsAt(1, uint48(START + 5)) == 30);
        assert(_ledger.unitsAt(2, uint48(START + 5)) == 0);
    }

    function test_votesFollowTheOperatorNotTheAccount() public {
        _ledger.credit(1, 10_000);
        vm.warp(START + 1);
        _operators.rekey(1, address(0x99));
        assert(_ledger.getVotes(address(0x99)) == HUNDRED && _ledger.getVotes(_account(1)) == 0);
        assert(_ledger.pastVotesOf(1, START) == HUNDRED);
        assert(_ledger.pastVotesOf(0, START) == 0 && _ledger.pastVotesOf(99, START) == 0);
    }

    function test_saysNothingAboutThePresent() public {
        bytes memory refused = abi.encodeWithSelector(IWorkLedger.FutureLookup.selector, START, START);
        _reverts(refused);
        _ledger.getPastVotes(_account(1), START);
        _reverts(refused);
        _ledger.pastVotesOf(1, START);
        _reverts(refused);
        _ledger.getPastTotalSupply(START);
        _reverts(refused);
        _ledger.getPastGroups(START);
        _reverts(refused);
        _ledger.groupWeightAt(GROUP, START);
        _reverts(refused);
        _ledger.unitsAt(1, uint48(START));
        _reverts(abi.encodeWithSelector(IWorkLedger.FutureLookup.selector, type(uint256).max, START));
        _ledger.pastVotesOf(1, type(uint256).max);
        assert(_ledger.clock() == START);
        assert(keccak256(bytes(_ledger.CLOCK_MODE())) == keccak256("mode=timestamp"));
    }

    function test_cannotBeDelegated() public {
        vm.expectRevert(IWorkLedger.NotDelegable.selector);
        _ledger.delegate(_account(2));
        vm.expectRevert(IWorkLedger.NotDelegable.selector);
        _ledger.delegateBySig(_account(2), 0, 0, 27, 0, 0);
        assert(_ledger.delegates(_account(1)) == _account(1));
    }

    function test_onlySpotChecksCreditAndOnlyOperators() public {
        vm.prank(_account(1));
        _reverts(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, _account(1)));
        _ledger.credit(1, 5);
        _reverts(abi.encodeWithSelector(IWorkLedger.WorkOperatorUnknown.selector, 99));
        _ledger.credit(99, 5);
        assert(_ledger.unitsOf(1) == 0 && _ledger.unitsOf(99) == 0);
    }

    function test_settingsAreCheckedAndKept() public {
        IWorkLedger.Settings memory all = _make(1, 2, 3, 4, 5).settings();
        assert(all.window == 1 && all.groupCap == 2 && all.epoch == 3 && all.epochCeiling == 4);
        assert(all.minimumUnits == 5);
        uint16[4][5] memory bad = [
            [0, uint16(1), 1, 1],
            [uint16(1), 0, 1, 1],
            [uint16(1), 10_001, 1, 1],
            [uint16(1), 1, 0, 1],
            [uint16(1), 1, 1, 0]
        ];
        for (uint256 i = 0; i < 5; ++i) {
            vm.expectRevert(IWorkLedger.WorkSettingsInvalid.selector);
            this.make(bad[i][0], bad[i][1], bad[i][2], bad[i][3]);
        }
        this.make(1, 10_000, 1, 1);
    }

    /// Work split over the operators of one group weighs as much as the same work of one operator.
    function testFuzz_declaredSplittingGainsNothing(uint32 whole, uint32 part) public {
        part = uint32(_bound(part, 0, whole));
        _ledger.credit(1, part);
        _ledger.credit(5, whole - part);
        _ledger.credit(2, whole);
        uint256 split = _ledger.getVotes(_account(1)) + _ledger.getVotes(_account(5));
        uint256 alone = _ledger.getVotes(_account(2));
        assert(split <= alone && split + 2 > alone);
    }

    /// The root of a sum is at most the sum of the roots.
    function testFuzz_weightIsSublinear(uint32 a, uint32 b) public {
        _ledger.credit(1, a);
        _ledger.credit(2, b);
        _ledger.credit(3, uint64(a) + b);
        uint256 sum = _ledger.getVotes(_account(1)) + _ledger.getVotes(_account(2));
        assert(_ledger.getVotes(_account(3)) <= sum + 1);
    }

    /// Idle weight is gone after the window, without a transaction.
    function testFuzz_idleWeightEnds(uint32 units, uint32 later) public {
        _ledger.credit(1, units);
        vm.warp(START + WINDOW + later);
        assert(_ledger.getVotes(_account(1)) == 0);
    }

    function make(uint48 window, uint16 cap, uint48 epoch, uint64 ceiling) external {
        _make(window, cap, epoch, ceiling, 0);
    }

    function _make(
        uint48 window,
        uint16 cap,
        uint48 epoch,
        uint64 ceiling,
        uint64 minimum
    ) private returns (WorkLedger) {
        return
            new WorkLedger(
                address(_authority),
                IOperatorRegistry(address(_operators)),
                IWorkLedger.Settings(window, cap, epoch, ceiling, minimum)
            );
    }
}
