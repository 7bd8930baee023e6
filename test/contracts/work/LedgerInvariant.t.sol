// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkLedger} from "../../../contracts/work/WorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Five operators in four groups work, idle and move to new accounts; the handler remembers past weights.
contract LedgerHandler is WorkBase {
    bool public rewritten;
    uint256 private _pastTime;
    uint256[6] private _pastVotes;
    uint256 private _pastTotal;
    uint160 private _fresh = 0x5000;

    constructor() {
        _deploy();
        _ledger = new WorkLedger(
            address(_authority),
            IOperatorRegistry(address(_operators)),
            IWorkLedger.Settings(WINDOW, 6_000, EPOCH, 50_000, 500)
        );
    }

    function credit(uint256 operatorId, uint64 units) external {
        _ledger.credit(_bound(operatorId, 1, 5), units % 20_000);
        _compare();
    }

    function sync(uint256 group) external {
        _ledger.sync(bytes32(_bound(group, 1, 5)));
        _compare();
    }

    function rekey(uint256 operatorId) external {
        _operators.rekey(_bound(operatorId, 1, 5), address(++_fresh));
        _compare();
    }

    function remember() external {
        vm.warp(block.timestamp + 1);
        _pastTime = block.timestamp - 1;
        for (uint256 id = 1; id <= 5; ++id) _pastVotes[id] = _ledger.pastVotesOf(id, _pastTime);
        _pastTotal = _ledger.getPastTotalSupply(_pastTime);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 600));
        _compare();
    }

    /// @dev Weights now: the sum, the largest of a group, and the total.
    function weigh() external view returns (uint256 sum, uint256 largest, uint256 total) {
        uint256 time = block.timestamp - 1;
        for (uint256 id = 1; id <= 4; ++id) {
            uint256 ofGroup = _ledger.pastVotesOf(id, time);
            if (id == 1) ofGroup += _ledger.pastVotesOf(5, time);
            sum += ofGroup;
            if (ofGroup > largest) largest = ofGroup;
        }
        total = _ledger.getPastTotalSupply(time);
    }

    function _compare() private {
        if (_pastTime == 0) return;
        for (uint256 id = 1; id <= 5; ++id) {
            if (_ledger.pastVotesOf(id, _pastTime) != _pastVotes[id]) rewritten = true;
        }
        if (_ledger.getPastTotalSupply(_pastTime) != _pastTotal) rewritten = true;
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

    function invariant_sumOfWeightsIsAtMostTheTotal() public view {
        (uint256 sum, , uint256 total) = _handler.weigh();
        assert(sum <= total);
    }

    function invariant_thePastNeverChanges() public view {
        assert(!_handler.rewritten());
    }

    function invariant_noGroupExceedsItsCap() public view {
        (, uint256 largest, uint256 total) = _handler.weigh();
        assert(largest * 10_000 <= total * 6_000);
    }
}
