// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {FixedOperators} from "../identity/FixedOperators.sol";
import {TestBase} from "../Vm.sol";

contract LedgerHandler is TestBase {
    WorkLedger public ledger;
    bool public rewritten;
    uint48 private _pastTime;
    uint256 private _pastVotes;
    uint256 private _pastTotal;

    constructor() {
        AccessManager authority = new AccessManager(address(this));
        ledger = new WorkLedger(
            address(authority),
            IOperatorRegistry(address(new FixedOperators())),
            IWorkLedger.Settings(1000, 6000, 100, 50_000)
        );
        vm.warp(1_000_000);
    }

    function credit(uint256 operatorId, uint64 units) external {
        ledger.credit(_bound(operatorId, 1, 6), units % 20_000);
    }

    function sync(uint256 group) external {
        ledger.sync(bytes32(_bound(group, 1, 3)));
    }

    function remember(uint256 operatorId) external {
        vm.warp(block.timestamp + 1);
        _pastTime = uint48(block.timestamp - 1);
        _pastVotes = ledger.getPastVotes(address(uint160(0x1001)), _pastTime);
        _pastTotal = ledger.getPastTotalSupply(_pastTime);
        operatorId;
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 600));
        if (_pastTime == 0) return;
        bool same =
            ledger.getPastVotes(address(uint160(0x1001)), _pastTime) == _pastVotes &&
                ledger.getPastTotalSupply(_pastTime) == _pastTotal;
        if (!same) rewritten = true;
    }

    function sumAndTotal() external returns (uint256 sum, uint256 total) {
        vm.warp(block.timestamp + 1);
        for (uint160 id = 1; id <= 6; ++id) sum += ledger.getPastVotes(address(0x1000 + id), block.timestamp - 1);
        total = ledger.getPastTotalSupply(block.timestamp - 1);
    }

    function largestGroup() external returns (uint256 largest, uint256 total) {
        vm.warp(block.timestamp + 1);
        for (uint160 id = 1; id <= 3; ++id) {
            uint256 votes =
                ledger.getPastVotes(address(0x1000 + id), block.timestamp - 1) +
                    ledger.getPastVotes(address(0x1003 + id), block.timestamp - 1);
            if (votes > largest) largest = votes;
        }
        total = ledger.getPastTotalSupply(block.timestamp - 1);
    }
}

contract WorkLedgerInvariantTest is TestBase {
    LedgerHandler private _handler;

    function setUp() public {
        _handler = new LedgerHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_sumOfWeightsIsAtMostTheTotal() public {
        (uint256 sum, uint256 total) = _handler.sumAndTotal();
        assert(sum <= total);
    }

    function invariant_thePastNeverChanges() public view {
        assert(!_handler.rewritten());
    }

    function invariant_noGroupExceedsItsCap() public {
        (uint256 largest, uint256 total) = _handler.largestGroup();
        assert(largest * 10_000 <= total * 6_000);
    }
}

contract WorkLedgerTest is TestBase {
    WorkLedger private _ledger;

    function setUp() public {
        AccessManager authority = new AccessManager(address(this));
        _ledger = new WorkLedger(
            address(authority),
            IOperatorRegistry(address(new FixedOperators())),
            IWorkLedger.Settings(1000, 10_000, 100, type(uint64).max)
        );
        vm.warp(1_000_000);
    }

    /// Work split over the operators of one group weighs as much as the same work of one operator.
    function testFuzz_declaredSplittingGainsNothing(uint32 whole, uint32 part) public {
        part = uint32(_bound(part, 0, whole));
        // Operators 1 and 4 share a group, operator 2 stands alone.
        _ledger.credit(1, part);
        _ledger.credit(4, whole - part);
        _ledger.credit(2, whole);
        vm.warp(block.timestamp + 1);
        uint256 split = _votes(1) + _votes(4);
        assert(split <= _votes(2));
        assert(split + 2 > _votes(2));
    }

    /// The root of a sum is at most the sum of the roots.
    function testFuzz_weightIsSublinear(uint32 a, uint32 b) public {
        _ledger.credit(1, a);
        _ledger.credit(2, b);
        _ledger.credit(3, uint64(a) + b);
        vm.warp(block.timestamp + 1);
        assert(_votes(3) <= _votes(1) + _votes(2) + 1);
    }

    /// Idle weight is gone after the window, without a transaction.
    function testFuzz_idleWeightEnds(uint32 units, uint32 later) public {
        _ledger.credit(1, units);
        vm.warp(block.timestamp + 1001 + later);
        assert(_votes(1) == 0);
    }

    function _votes(uint160 operatorId) private view returns (uint256) {
        return _ledger.getVotes(address(0x1000 + operatorId));
    }
}
